/** A copy in which the last bit of one byte is another. */
export function flipBit(bytes: Uint8Array, place: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[place] = (copy[place] ?? 0) ^ 1;
  return copy;
}
