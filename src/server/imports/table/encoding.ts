import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import chardet from 'chardet';
import { fileBytesMax } from './limits.ts';
import { Unreadable } from './unreadable.ts';

const headBytes = 64 * 1024;

/** The name, for TextDecoder, of the encoding a file of text is in; refuses what is no text. */
export async function findEncoding(path: string): Promise<string> {
  const head = await readHead(path);
  refuseOtherFormats(head);
  return byMark(head) ?? byZeros(head) ?? (await byWholeFile(path));
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size === 0)
      throw new Unreadable('no_rows', 'The file is empty. Choose one with a header and at least one row.');
    if (size > fileBytesMax) {
      const megabytes = (size / 1024 / 1024).toFixed(1);
      throw new Unreadable('file_too_large', `The file has ${megabytes} MB; the most is 200 MB. Split it into parts.`);
    }
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const formats: [name: string, beginning: number[]][] = [
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['a GIF image', [0x47, 0x49, 0x46, 0x38]],
  ['a gzip archive', [0x1f, 0x8b]],
  ['a RAR archive', [0x52, 0x61, 0x72, 0x21]],
  ['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['an RTF document', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['UTF-32 text', [0xff, 0xfe, 0x00, 0x00]],
];

const json = /^\s*(?:\[\s*)?(?:\{\s*"[^"\n]*"\s*:|\[\s*["[])/;
const markup = /^\s*<(?:!doctype|html|\?xml|table)\b/i;

function refuseOtherFormats(head: Buffer): void {
  const format = formats.find(([, beginning]) => beginning.every((byte, at) => head[at] === byte))?.[0];
  if (format !== undefined) refuse(format);
  if (markup.test(head.toString('latin1', 0, 200).replace(/^\u00ef\u00bb\u00bf/, ''))) refuse('a web page or XML');
  if (json.test(head.toString('latin1', 0, 2000))) refuse('JSON');
  const isText = byMark(head) !== null || byZeros(head) !== null;
  if (!isText && countControls(head) > head.length * 0.02) refuse('no text');
}

function refuse(format: string): never {
  throw new Unreadable('not_a_table', `The file is ${format}. Save it as CSV, TSV, TXT, XLSX or XLS.`);
}

/** Bytes that no text has, zeros apart: a few of those are dropped in reading. */
function countControls(head: Buffer): number {
  let count = 0;
  let zeros = 0;
  for (const byte of head) {
    if (byte === 0) zeros += 1;
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 0x1a)) count += 1;
  }
  return zeros > head.length * 0.1 ? head.length : count;
}

function byMark(head: Buffer): string | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
}

/** UTF-16 without a mark: digits, commas and line ends have a zero on the same side of every pair. */
function byZeros(head: Buffer): string | null {
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at += 1) if (head[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = head.length / 2 / 10;
  if (odd > many && even < odd / 20) return 'utf-16le';
  if (even > many && odd < even / 20) return 'utf-16be';
  return null;
}

/** UTF-8 where every byte fits, or nearly; else one byte a letter, guessed from where it does not fit. */
async function byWholeFile(path: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let previous: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: headBytes }) as AsyncIterable<Buffer>) {
    if (!fits(decoder, chunk)) return guess(Buffer.concat([previous, chunk]));
    previous = chunk;
  }
  return 'utf-8';
}

function fits(decoder: TextDecoder, chunk: Buffer): boolean {
  try {
    decoder.decode(chunk, { stream: true });
    return true;
  } catch {
    return false;
  }
}

const isMostlyUtf8 = 4;
const isSure = 20;

function guess(sample: Buffer): string {
  const text = sample.toString('utf8');
  const damaged = text.match(/\ufffd/g)?.length ?? 0;
  const whole = text.match(/[\u0080-\ufffc]|[\u{10000}-\u{10ffff}]/gu)?.length ?? 0;
  if (whole >= damaged * isMostlyUtf8) return 'utf-8';
  const [best] = chardet.analyse(sample);
  return (best !== undefined && best.confidence >= isSure && decoderFor(best.name)) || 'windows-1252';
}

/** The name TextDecoder gives an encoding of one byte, or two, a letter; null where it has none. */
function decoderFor(name: string): string | null {
  if (/^(?:utf|ascii)/i.test(name)) return null;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return null;
  }
}
