import { describe, expect, test } from 'vitest';
import { holderOf, keep, mappingAfter } from './fields.ts';
import type { Column, Field } from './fields.ts';

const column = (header: string, field: Field | null): Column => ({
  header,
  name: header,
  field,
  confidence: 1,
  filled: 1,
  samples: [],
});
const [phone, other, name] = [column('Mobile', 'phone'), column('Phone 2', null), column('Full Name', 'name')];
const columns = [phone, other, name];

describe('a column that is given another meaning', () => {
  test('takes the field from the column that had it', () => {
    expect(mappingAfter(columns, other, 'phone')).toEqual({ phone: 'Phone 2', name: 'Full Name' });
    expect(holderOf(columns, other, 'phone')).toBe(phone);
  });

  test('gives up the field it had', () => {
    expect(mappingAfter(columns, name, keep)).toEqual({ phone: 'Mobile', name: null });
    expect(mappingAfter(columns, name, 'company')).toEqual({ phone: 'Mobile', name: null, company: 'Full Name' });
    expect(holderOf(columns, name, keep)).toBeUndefined();
  });
});
