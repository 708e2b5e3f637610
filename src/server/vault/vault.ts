import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** The row that a secret belongs to. It is bound in: what was sealed for one row can't be opened as another's. */
export type Owner = { table: string; workspaceId: string; id: string };

export type Sealed = { keyId: string; bytes: Buffer };

const sealedMark = 'sealed:';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Keeps secrets that must be read again: AES-256-GCM under a key of the workspace, which HKDF-SHA256 makes of the first
 * key of the ring. The other keys open what was sealed before the first one came.
 */
export class Vault {
  #ring: Map<string, Buffer>;
  readonly #save: ((keys: Buffer[]) => Promise<void>) | undefined;

  /** `save` keeps a ring that was renewed here; without it the keys are somebody else's to change. */
  constructor(keys: [Buffer, ...Buffer[]], save?: (keys: Buffer[]) => Promise<void>) {
    this.#ring = ringOf(keys);
    this.#save = save;
  }

  /** The id of the key that seals. */
  get keyId(): string {
    return [...this.#ring.keys()][0] ?? '';
  }

  knows(keyId: string): boolean {
    return this.#ring.has(keyId);
  }

  seal(text: string, owner: Owner): Sealed {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#keyFor(this.keyId, owner), nonce);
    cipher.setAAD(nameOf(owner));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return { keyId: this.keyId, bytes: Buffer.concat([nonce, cipher.getAuthTag(), sealed]) };
  }

  /** Throws for what was sealed for another row, was changed since, or by a key that is not in the ring. */
  open({ keyId, bytes }: Sealed, owner: Owner): string {
    const nonce = bytes.subarray(0, nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', this.#keyFor(keyId, owner), nonce, { authTagLength: tagBytes });
    decipher.setAAD(nameOf(owner));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
  }

  /** As seal, in one text that says by which key. */
  sealText(text: string, owner: Owner): string {
    const { keyId, bytes } = this.seal(text, owner);
    return `${sealedMark}${keyId}:${bytes.toString('base64')}`;
  }

  /** What sealText made; a text from before there were keys comes back as it is. */
  openText(text: string, owner: Owner): string {
    if (!text.startsWith(sealedMark)) return text;
    const [keyId = '', bytes = ''] = text.slice(sealedMark.length).split(':');
    return this.open({ keyId, bytes: Buffer.from(bytes, 'base64') }, owner);
  }

  /** Puts a new key in front where the ring is ours to keep; else the first one of those given stays the one that seals. */
  async renew(): Promise<void> {
    if (!this.#save) return;
    const keys = [makeKey(), ...this.#ring.values()];
    await this.#save(keys);
    this.#ring = ringOf(keys);
  }

  #keyFor(keyId: string, { workspaceId }: Owner): Buffer {
    const key = this.#ring.get(keyId);
    if (!key) throw new Error(`a secret was sealed with the key ${keyId}, which this process does not have`);
    return Buffer.from(hkdfSync('sha256', key, '', `carillon ${workspaceId}`, keyBytes));
  }
}

export function makeKey(): Buffer {
  return randomBytes(keyBytes);
}

/** Reads a key written as base64 or as hex; undefined for anything that is not 32 bytes, or no key anybody made by chance. */
export function readKey(text: string): Buffer | undefined {
  const isHex = /^[0-9a-f]{64}$/i.test(text);
  if (!isHex && !/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined;
  const key = Buffer.from(text, isHex ? 'hex' : 'base64');
  return key.length === keyBytes && new Set(key).size > 8 ? key : undefined;
}

/** The ring, by the names under which rows remember their key: a name says nothing of the key. */
function ringOf(keys: Buffer[]): Map<string, Buffer> {
  return new Map(
    keys.map((key) => [createHash('sha256').update('carillon key').update(key).digest('hex').slice(0, 12), key]),
  );
}

function nameOf({ table, workspaceId, id }: Owner): Buffer {
  return Buffer.from(`${table}|${workspaceId}|${id}|1`);
}
