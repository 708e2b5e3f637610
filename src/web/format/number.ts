const whole = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });

/** Such as "4,812". */
export function count(value: number): string {
  return whole.format(value);
}

/** Such as "3.9K", for places without room. */
export function shortCount(value: number): string {
  return value < 1000 ? whole.format(value) : compact.format(value);
}

/** "1 call", "2 calls". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}

/** Whole percent of two counts, rounded down; 0 of nothing. */
export function percent(part: number, of: number): number {
  return of === 0 ? 0 : Math.floor((100 * part) / of);
}
