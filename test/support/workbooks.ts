import { deflateRawSync } from 'node:zlib';

type ZipEntry = {
  name: string;
  data: Buffer | string;
  /** What the directory says that it unpacks to, where that is a lie. */
  declared?: number;
  flags?: number;
};

/** A zip archive as spreadsheet programs write it, or one that lies about itself. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, declared, flags = 0 } of entries) {
    const raw = Buffer.from(data);
    const packed = deflateRawSync(raw);
    const names = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(declared ?? raw.length, 18);
    common.writeUInt16LE(names.length, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, names, packed]);
    const entry = Buffer.alloc(18);
    entry.writeUInt32LE(offset, 14);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), common, entry.subarray(4), names]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** A workbook of Excel 97-2003 with one sheet; `isProtected`: it names a cipher, as one with a password does. */
export function makeXls(rows: readonly (readonly (string | number)[])[], isProtected = false): Buffer {
  const begin = (kind: number) => biff(0x0809, u16(0x0600, kind, 0, 0, 0, 0, 0, 0));
  const cells = rows.flatMap((row, y) =>
    row.map((value, x) =>
      typeof value === 'number'
        ? biff(0x0203, Buffer.concat([u16(y, x, 0), double(value)]))
        : biff(0x0204, Buffer.concat([u16(y, x, 0, value.length), Buffer.from([1]), Buffer.from(value, 'utf16le')])),
    ),
  );
  const name = 'People';
  const globals = (at: number) =>
    Buffer.concat([
      begin(5),
      ...(isProtected ? [biff(0x002f, u16(1, 1, 1))] : []),
      biff(0x0085, Buffer.concat([u32(at), Buffer.from([0, 0, name.length, 0]), Buffer.from(name)])),
      biff(0x000a, Buffer.alloc(0)),
    ]);
  const sheetAt = globals(0).length;
  const sheet = Buffer.concat([begin(16), ...cells, biff(0x000a, Buffer.alloc(0))]);
  return makeContainer({ Workbook: Buffer.concat([globals(sheetAt), sheet]) });
}

/** An OLE container, which old workbooks and protected new ones are; each stream takes whole sectors. */
export function makeContainer(streams: Record<string, Buffer>): Buffer {
  const sector = 512;
  const padded = Object.entries(streams).map(([name, data]) => {
    const size = Math.max(4096, Math.ceil(data.length / sector) * sector);
    return { name, data: Buffer.concat([data, Buffer.alloc(size - data.length)]) };
  });
  const fat = Buffer.alloc(sector, 0xff);
  fat.writeUInt32LE(0xfffffffd, 0);
  fat.writeUInt32LE(0xfffffffe, 4);
  let next = 2;
  const listed = [directoryEntry('Root Entry', 5, 0xfffffffe, 0)];
  for (const { name, data } of padded) {
    listed.push(directoryEntry(name, 2, next, data.length));
    const count = data.length / sector;
    for (let n = 0; n < count; n += 1) fat.writeUInt32LE(n === count - 1 ? 0xfffffffe : next + n + 1, (next + n) * 4);
    next += count;
  }
  const header = Buffer.alloc(sector, 0xff);
  header.fill(0, 0, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  u16(0x3e, 3, 0xfffe, 9, 6).copy(header, 24);
  header.writeUInt32LE(1, 44);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(4096, 56);
  header.writeUInt32LE(0xfffffffe, 60);
  header.writeUInt32LE(0xfffffffe, 68);
  header.writeUInt32LE(0, 76);
  const directory = Buffer.concat([...listed, Buffer.alloc(sector)]).subarray(0, sector);
  return Buffer.concat([header, fat, directory, ...padded.map(({ data }) => data)]);
}

function directoryEntry(name: string, type: number, start: number, size: number): Buffer {
  const entry = Buffer.alloc(128);
  Buffer.from(name, 'utf16le').copy(entry);
  entry.writeUInt16LE(name.length * 2 + 2, 64);
  entry.writeUInt8(type, 66);
  entry.fill(0xff, 68, 80);
  entry.writeUInt32LE(start, 116);
  entry.writeUInt32LE(size, 120);
  return entry;
}

function biff(id: number, data: Buffer): Buffer {
  return Buffer.concat([u16(id, data.length), data]);
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16LE(value, index * 2));
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value, 0);
  return bytes;
}
