/** Gives the next number of its stream, at least 0 and below 1. */
export type Random = () => number;

/** A stream of numbers that depends on nothing but its parts. */
export function seededRandom(...parts: readonly (string | number)[]): Random {
  let state = hash(parts.join('\u001f'));
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    return scramble(state) / 2 ** 32;
  };
}

/** A number from the bell curve around 0 with deviation 1, by Box and Muller; takes two of the stream. */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** FNV-1a over the UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c_9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x0100_0193);
  }
  return scramble(value);
}

/** Every bit of the input moves about half of the output's 32. */
function scramble(input: number): number {
  let value = input ^ (input >>> 16);
  value = Math.imul(value, 0x85eb_ca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2_ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
