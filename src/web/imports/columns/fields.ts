import type { ImportLayout } from '#contract/imports.ts';

export type Column = ImportLayout['columns'][number];
export type Field = NonNullable<Column['field']>;

export const fieldNames: Record<Field, string> = {
  phone: 'Phone',
  name: 'Name',
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  company: 'Company',
  timeZone: 'Time zone',
  priority: 'Priority',
  nextAction: 'Next action',
  notes: 'Notes',
};

/** No field: the column travels to the agent under its own name. */
export const keep = 'keep';
export type Choice = Field | typeof keep;

export const isField = (text: string): text is Field => Object.hasOwn(fieldNames, text);

/** What is to be sent when a column gets another meaning: one column a field, so who had it before loses it. */
export function mappingAfter(
  columns: readonly Column[],
  changed: Column,
  choice: Choice,
): Partial<Record<Field, string | null>> {
  const before = Object.fromEntries(columns.flatMap(({ field, name }) => (field === null ? [] : [[field, name]])));
  const freed = changed.field === null ? {} : { [changed.field]: null };
  return { ...before, ...freed, ...(choice === keep ? {} : { [choice]: changed.name }) };
}

/** The column that would lose a field to another one; nothing when nobody has it. */
export function holderOf(columns: readonly Column[], changed: Column, choice: Choice): Column | undefined {
  return choice === keep ? undefined : columns.find((each) => each.field === choice && each !== changed);
}
