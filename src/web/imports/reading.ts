type Reading = { at: number; rows: number };

/**
 * Seconds until all rows are read, told by how fast they were read since `first`; null while that says nothing yet.
 * Instants in milliseconds.
 */
export function secondsLeft(first: Reading, latest: Reading, total: number): number | null {
  const [took, read] = [latest.at - first.at, latest.rows - first.rows];
  if (took < 1000 || read <= 0 || total <= latest.rows) return null;
  return Math.max(1, Math.round(((total - latest.rows) * took) / read / 1000));
}
