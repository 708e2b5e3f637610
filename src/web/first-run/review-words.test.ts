import { describe, expect, it } from 'vitest';
import type { Import } from '#contract/imports.ts';
import { campaignName, columnWords, isDoubtful, readyWords } from './review-words.ts';

const column = (header: string, field: 'phone' | 'name' | null, confidence = 0.99) => ({
  ...{ header, name: header, field, confidence },
  ...{ filled: 1, samples: [] },
});
const layout: Import['layout'] = {
  ...{
    format: 'text',
    encoding: 'utf-8',
    delimiter: ',',
    headerRow: 1,
    sheet: null,
    sheets: [],
    rows: 100,
    sample: [],
  },
  columns: [column('Mobile No.', 'phone'), column('Full Name', 'name'), column('Plan', null), column('City', null)],
};
const problem = (code: string, ending: 'skipped' | 'failed', count: number) => ({ code, ending, count });
const reviewed = {
  ...{ ready: 96, repaired: 0, layout },
  problemCounts: [problem('duplicate_in_file', 'skipped', 3), problem('phone_too_short', 'failed', 1)],
};

describe('the review of a file', () => {
  it('says who is ready, who was merged, who needs a fix', () => {
    expect(readyWords(reviewed)).toBe('96 people ready · 3 duplicates merged · 1 needs a fix');
    expect(readyWords({ ...reviewed, ready: 1, problemCounts: [problem('suppressed', 'skipped', 2)] })).toBe(
      '1 person ready · 2 left out',
    );
  });

  it('says which column became what', () => {
    expect(columnWords(reviewed)).toBe(
      'Phone from “Mobile No.”, Name from “Full Name”, 2 more columns kept as variables',
    );
  });

  it.each([
    ['a sure column and few mistakes', reviewed, false],
    ['nobody to call', { ...reviewed, ready: 0 }, true],
    ['a doubtful phone column', { ...reviewed, layout: { ...layout, columns: [column('Id', 'phone', 0.7)] } }, true],
    ['a fifth of the rows wrong', { ...reviewed, ready: 70, problemCounts: [problem('x', 'failed', 30)] }, true],
  ])('goes to the wizard for %s: %#', (_name, given, doubtful) => {
    expect(isDoubtful(given)).toBe(doubtful);
  });
});

describe('the name of a campaign', () => {
  it('is that of its file without the ending, and the moment', () => {
    const now = new Date(2026, 10, 20, 10, 42);
    expect(campaignName('leads.xlsx', now)).toMatch(/^leads – .*10:42/);
    expect(campaignName('.csv', now)).toMatch(/^Campaign – /);
  });
});
