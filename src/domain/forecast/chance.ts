/** Gives the next number of its stream, at least 0 and below 1. */
export type Random = () => number;

/** A stream of numbers that depends on nothing but its seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let value = state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** From the bell curve around 0 with deviation 1, by Box and Muller. */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** From the gamma distribution with this shape and scale 1, by Marsaglia and Tsang; below 1 by their boost. */
export function drawGamma(random: Random, shape: number): number {
  if (shape < 1) return drawGamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Shares that sum to 1, from the Dirichlet distribution: what these counts, none below 0, leave possible. */
export function drawShares(random: Random, counts: readonly number[]): number[] {
  const drawn = counts.map((count) => (count > 0 ? drawGamma(random, count) : 0));
  const sum = drawn.reduce((total, one) => total + one, 0);
  return sum > 0 ? drawn.map((one) => one / sum) : counts.map(() => 1 / counts.length);
}
