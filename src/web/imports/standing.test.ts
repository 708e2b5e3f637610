import { describe, expect, test } from 'vitest';
import { isSureOfColumns, stepOf, tilesOf } from './standing.ts';

const column = (field: 'phone' | 'name' | null, confidence: number) => ({
  header: 'x',
  name: 'x',
  field,
  confidence,
  filled: 1,
  samples: [],
});
const layout = (...columns: ReturnType<typeof column>[]) => ({
  format: 'text' as const,
  encoding: 'utf-8',
  delimiter: ',',
  headerRow: 1,
  sheet: null,
  sheets: [],
  rows: 3,
  columns,
  sample: [],
});

describe('an import', () => {
  const isSure = layout(column('phone', 0.99), column(null, 0));
  const isNot = layout(column('phone', 0.99), column('name', 0.7));

  test('is sure of its columns when one is the phone and none has a doubtful meaning', () => {
    expect(isSureOfColumns(isSure)).toBe(true);
    expect(isSureOfColumns(isNot)).toBe(false);
    expect(isSureOfColumns(layout(column('name', 0.97)))).toBe(false);
    expect(isSureOfColumns(null)).toBe(false);
  });

  test.each([
    ['ready', isSure, undefined, 'check'],
    ['ready', isNot, undefined, 'columns'],
    ['ready', isSure, 'columns', 'columns'],
    ['ready', isSure, 'done', 'check'],
    ['review', isSure, 'check', 'columns'],
    ['checking', isSure, undefined, 'check'],
    ['committing', isSure, 'check', 'done'],
    ['undone', null, undefined, 'done'],
  ] as const)('that is %s shows its step, whatever the address asks for (%#)', (status, of, wanted, step) => {
    expect(stepOf({ status, layout: of }, wanted)).toBe(step);
  });
});

test('problems are grouped by what is to be done, and groups without rows are left out', () => {
  const problemCounts = [
    { ending: 'failed' as const, code: 'phone_too_short', count: 2 },
    { ending: 'failed' as const, code: 'country_needed', count: 9 },
    { ending: 'skipped' as const, code: 'duplicate_in_file', count: 3 },
  ];
  const tiles = tilesOf({ status: 'ready', ready: 95, imported: 0, updated: 0, problemCounts });
  expect(tiles.map(({ label, count }) => [label, count])).toEqual([
    ['Ready', 95],
    ['Needs fixing', 11],
    ['Duplicates', 3],
  ]);
  expect(tiles[1]?.codes).toEqual(['phone_too_short', 'country_needed']);
  expect(tilesOf({ status: 'done', ready: 0, imported: 90, updated: 5, problemCounts: [] })).toMatchObject([
    { label: 'Imported', count: 95 },
  ]);
});
