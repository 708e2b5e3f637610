import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../../shared/contracts/', import.meta.url).pathname;

/** Whether the contract data lies beside the project; tests that need it are skipped by name where it doesn't. */
export const hasContracts = existsSync(folder);

/** A file of the contract data, read as JSON. */
export function readContract(path: string): unknown {
  return JSON.parse(readFileSync(folder + path, 'utf8'));
}
