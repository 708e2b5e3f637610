import { writeRow } from '#domain/csv.ts';

const basic = [
  ['phone', 'name', 'email', 'company', 'notes'],
  ['+12025550123', 'Ann Lee', 'ann@example.com', 'ABC Corp', 'Prefers mornings'],
  ['+442079460018', 'Bob Ray', '', '', ''],
];

const advanced = [
  ['phone', 'name', 'email', 'company', 'timezone', 'priority', 'language', 'next_action', 'notes'],
  [
    '+12025550123',
    'Ann Lee',
    'ann@example.com',
    'ABC Corp',
    'America/New_York',
    '10',
    'en',
    'Schedule product demo',
    'Prefers mornings',
  ],
  ['+919820012345', 'Ravi Kumar', 'ravi@example.com', '', 'Asia/Kolkata', '0', 'hi', 'Confirm the appointment', ''],
  ['+442079460018', 'Bob Ray', '', '', '', '', '', '', ''],
];

/** A file to fill in, with example rows; it imports as it is. */
export async function* templateFile(kind: 'basic' | 'advanced'): AsyncGenerator<string> {
  yield `\ufeff${(kind === 'basic' ? basic : advanced).map(writeRow).join('')}`;
}
