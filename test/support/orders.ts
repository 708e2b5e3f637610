/** Every order in which these can come. */
export function orders<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** In this order, and after each of them everything again that came so far. */
export function withCopies<T>(order: readonly T[]): T[] {
  return order.flatMap((item, index) => [item, ...order.slice(0, index + 1)]);
}
