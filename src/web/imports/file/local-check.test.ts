import { expect, test } from 'vitest';
import { refusalBeforeUpload, sentOf } from './local-check.ts';

test('an empty file is refused before it is sent', () => {
  expect(refusalBeforeUpload({ name: 'leads.csv', size: 0 })).toContain('is empty');
});

test('a file over the limit is told its size, the limit and the way out', () => {
  const size = 201 * 1024 ** 2;
  expect(refusalBeforeUpload({ name: 'leads.xlsx', size })).toBe(
    'leads.xlsx is 201 MB; a file may be 200 MB. Save it as CSV, which is smaller, or split it.',
  );
  expect(refusalBeforeUpload({ name: 'leads.csv', size })).toContain('Split it into parts.');
  expect(refusalBeforeUpload({ name: 'leads.csv', size: 200 * 1024 ** 2 })).toBeNull();
});

test('what is sent is told in megabytes, of small files in kilobytes', () => {
  expect(sentOf({ sent: 46 * 1024 ** 2, total: 78 * 1024 ** 2 })).toBe('46 of 78 MB');
  expect(sentOf({ sent: 0, total: 20 })).toBe('0 of 1 KB');
});
