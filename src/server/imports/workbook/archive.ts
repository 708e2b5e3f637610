import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { Unreadable } from '#server/imports/table/unreadable.ts';

/** One part of a zip archive, as its directory declares it. */
type Entry = { name: string; packed: number; size: number; offset: number; method: number; isEncrypted: boolean };

const declaredBytesMax = 1024 ** 3;
const ratioMax = 200;
/** Parts that are held in memory as a whole: all but the sheets. */
const heldBytesMax = 256 * 1024 ** 2;
/** Below this even a repetitive sheet of honest rows may shrink a lot. */
const smallBytes = 1024 ** 2;
const entriesMax = 10_000;
const listBytesMax = 1024 ** 2;
const emptyPackedMax = 20;

const [entrySignature, endSignature] = [0x02014b50, 0x06054b50];
const [entryBytes, endBytes, commentBytesMax] = [46, 22, 0xffff];

/**
 * Looks at the directory of an xlsx file before anything is unpacked, and refuses bombs, damage, passwords, macros and
 * archives that are no workbook. Returns the names of its sheets in their order.
 */
export function inspectArchive(path: string): string[] {
  const file = openSync(path, 'r');
  try {
    const entries = readDirectory(file);
    refuseBombs(entries);
    refuseOthers(entries);
    return sheetNames(partText(file, entries.get('xl/workbook.xml')));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw damaged();
  } finally {
    closeSync(file);
  }
}

export function damaged(): Unreadable {
  return new Unreadable(
    'archive_rejected',
    'The workbook is damaged and can not be unpacked. Open it in a spreadsheet program and save it again.',
  );
}

function readDirectory(file: number): Map<string, Entry> {
  const { size } = fstatSync(file);
  const tail = readAt(file, Math.max(0, size - endBytes - commentBytesMax), Math.min(size, endBytes + commentBytesMax));
  const end = lastIndexOf(tail, endSignature);
  if (end === -1) throw damaged();
  const [count, bytes, offset] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ];
  if (count > entriesMax || offset + bytes > size) throw damaged();
  const directory = readAt(file, offset, bytes);
  const entries = new Map<string, Entry>();
  for (let at = 0, n = 0; n < count; n += 1) {
    const entry = readEntry(directory, at);
    // A part that says it is empty and is not, or that comes twice, is there to deceive.
    if (entries.has(entry.name) || (entry.size === 0 && entry.packed > emptyPackedMax)) throw damaged();
    entries.set(entry.name, entry);
    at += entryBytes + [28, 30, 32].reduce((sum, field) => sum + directory.readUInt16LE(at + field), 0);
  }
  return entries;
}

function readEntry(directory: Buffer, at: number): Entry {
  if (directory.readUInt32LE(at) !== entrySignature) throw damaged();
  const nameBytes = directory.readUInt16LE(at + 28);
  return {
    isEncrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
    method: directory.readUInt16LE(at + 10),
    packed: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42),
    name: directory.toString('utf8', at + entryBytes, at + entryBytes + nameBytes),
  };
}

function refuseBombs(entries: Map<string, Entry>): void {
  const all = [...entries.values()];
  const declared = all.reduce((sum, { size }) => sum + size, 0);
  const isDense = all.some(({ size, packed }) => size > smallBytes && size > packed * ratioMax);
  const isHeavy = all.some(({ name, size }) => size > heldBytesMax && !name.startsWith('xl/worksheets/'));
  if (declared <= declaredBytesMax && !isDense && !isHeavy) return;
  const megabytes = Math.round(declared / 1024 ** 2).toLocaleString('en');
  throw new Unreadable(
    'archive_rejected',
    `The workbook would unpack to ${megabytes} MB: more than 1 GB, than ${ratioMax} times its size, or than 256 MB of texts. Save it as CSV.`,
  );
}

function refuseOthers(entries: Map<string, Entry>): void {
  if ([...entries.values()].some(({ isEncrypted }) => isEncrypted)) throw encrypted();
  if ([...entries.keys()].some((name) => name.endsWith('vbaProject.bin'))) {
    throw new Unreadable('macro_workbook', 'The workbook holds macros. Save it without them, as .xlsx or CSV.');
  }
  if (!entries.has('xl/workbook.xml')) {
    throw new Unreadable(
      'not_a_table',
      'The file is a zip archive, but no workbook (xlsx). Unpack it and import the table inside, as CSV or xlsx.',
    );
  }
}

export function encrypted(): Unreadable {
  return new Unreadable('encrypted', 'The workbook is protected by a password. Save it without one.');
}

/** The text of a small part, read without the directory's word on how large it becomes. */
function partText(file: number, entry: Entry | undefined): string {
  if (entry === undefined) throw damaged();
  const header = readAt(file, entry.offset, 30);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = readAt(file, start, Math.min(entry.packed, listBytesMax));
  return (entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: listBytesMax })).toString('utf8');
}

function sheetNames(workbook: string): string[] {
  const names = [...workbook.matchAll(/<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"/g)].map(([, name = '']) => plain(name));
  if (names.length === 0) throw damaged();
  return names;
}

const marks: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plain(xml: string): string {
  return xml.replaceAll(/&(\w+);/g, (whole, name: string) => marks[name] ?? whole);
}

function lastIndexOf(tail: Buffer, signature: number): number {
  for (let at = tail.length - endBytes; at >= 0; at -= 1) if (tail.readUInt32LE(at) === signature) return at;
  return -1;
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  if (readSync(file, buffer, 0, length, position) !== length) throw damaged();
  return buffer;
}
