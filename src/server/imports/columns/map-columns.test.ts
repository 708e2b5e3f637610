import { expect, test } from 'vitest';
import { brief, readPeopleText } from '#test/support/read-people-file.ts';
import { mapColumns } from './map-columns.ts';

const phoneHeaders =
  `number,phone number,phone_number,contact_number,phone,mobile no.,Phone Number,PhoneNumber,Mobile No,Cell,
  Telephone,TEL,to,customer.number,recipient_phone_number,E.164,WhatsApp Number,Telefonnummer,Handy-Nr.,Téléphone,
  Numéro de téléphone,Teléfono,Móvil,Celular,Telefone,Cellulare,Telefoonnummer,Numer telefonu,Телефон,मोबाइल नंबर,फ़ोन,
  手机号,電話番号,رقم الهاتف,Kontaktweg (frei)`.split(/,\s*/);

test.each(phoneHeaders)('%s holds the phone', async (header) => {
  const { fields, people } = await readPeopleText(
    `Provider ID,${header},City\n2025550199,2025550101,Rome\n010006,2025550102,Oslo\n010007,2025550103,Bonn`,
  );
  expect(fields).toEqual({ phone: header.trim() });
  expect(people).toHaveLength(3);
});

const otherHeaders: Record<string, string[]> = {
  name: ['Name', 'Full Name', 'Hospital Name', 'customer_name', 'Nombre', 'Nom complet', 'नाम', '姓名', 'Contact'],
  email: ['E-Mail', 'email_address', 'Correo electrónico', 'ईमेल', 'Email ID'],
  company: ['Company', 'Organisation', 'Firma', 'Business Name'],
  timeZone: ['Timezone', 'time_zone', 'TZ', 'Zeitzone'],
  priority: ['Priority', 'prio'],
  nextAction: ['Next Action', 'next_action', 'Next step'],
  notes: ['Notes', 'Comments', 'Bemerkungen'],
};
const named = Object.entries(otherHeaders).flatMap(([field, headers]) =>
  headers.map((header) => [header, field] as const),
);

const values: Record<string, string> = {
  name: 'Ann',
  email: 'ann@x.example',
  timeZone: 'Europe/Rome',
  priority: '7',
};
test.each(named)('%s is %s', async (header, field) => {
  const { fields } = await readPeopleText(`${header},phone\n${values[field] ?? 'some words'},2025550101\n`);
  expect(fields).toEqual({ [field]: header, phone: 'phone' });
});

test('of two phone columns the first is called, the other kept', async () => {
  const { people } = await readPeopleText('Name,Phone,Phone 2\nAnn,2025550101,2025550102\n');
  expect(people[0]).toMatchObject({ phone: '+12025550101', custom: { 'Phone 2': '2025550102' } });
});

test('a company, a county or a file is no person', async () => {
  const { fields } = await readPeopleText('County Name,File Name,Company Name,phone\na,b,c,2025550101\n');
  expect(fields).toEqual({ company: 'Company Name', phone: 'phone' });
});

test('first and last name make a name, and are kept for the agent', async () => {
  const { people } = await readPeopleText('First Name,Last Name,phone\nAnn,Lee,2025550101\n,Ray,2025550102\n');
  expect(brief(people)).toEqual([
    ['+12025550101', 'Ann Lee'],
    ['+12025550102', 'Ray'],
  ]);
  expect(people[0]?.custom).toEqual({ 'First Name': 'Ann', 'Last Name': 'Lee' });
});

test('a mapping that is given wins', async () => {
  const { people } = await readPeopleText('a,Phone,b\nAnn,2025550101,2025550102\n', {
    mapping: { phone: 'b', name: 'a' },
  });
  expect(brief(people)).toEqual([['+12025550102', 'Ann']]);
  await expect(readPeopleText('phone\n2025550101\n', { mapping: { name: 'who' } })).rejects.toMatchObject({
    code: 'unknown_column',
  });
});

test('without a header columns are A, B, C', async () => {
  const { layout, people } = await readPeopleText(
    'x1,2025550101,Ann Lee,ann@x.example\nx2,2025550102,Bob Ray,bob@x.example\n',
  );
  expect(layout.columns.map(({ name, field }) => [name, field])).toEqual([
    ['A', null],
    ['B', 'phone'],
    ['C', 'name'],
    ['D', 'email'],
  ]);
  expect(people[0]).toMatchObject({
    phone: '+12025550101',
    name: 'Ann Lee',
    email: 'ann@x.example',
    custom: { A: 'x1' },
  });
});

test('one number a line needs no header', async () => {
  const { people, problems } = await readPeopleText('+12025550101\n(202) 555-0102\nnothing\n\n202.555.0103\n');
  expect(people.map(({ phone }) => phone)).toEqual(['+12025550101', '+12025550102', '+12025550103']);
  expect(problems).toMatchObject([{ row: 3, code: 'invalid_phone' }]);
});

test('headers that are empty or come twice get names', async () => {
  const { people } = await readPeopleText('name,phone,tag,,tag\nAnn,2025550101,a,b,c\n');
  expect(people[0]?.custom).toEqual({ tag: 'a', column_4: 'b', tag_2: 'c' });
});

test('a header named like a trap of the language is data like any other', async () => {
  const { people } = await readPeopleText('__proto__,constructor,phone\na,b,2025550101\n');
  expect(JSON.stringify(people[0]?.custom)).toBe('{"__proto__":"a","constructor":"b"}');
});

const numbers = ['2025550101', '2025550102', '2025550103', '2025550104'];
const confidences: [header: string, cells: string[], field: string | null, confidence: number][] = [
  ['Phone', numbers, 'phone', 1],
  ['Phone', [...numbers.slice(1), 'none of them'], 'phone', 0.88],
  ['Phone', ['a', 'b', 'c', 'd'], 'phone', 0.6],
  ['Call me there', numbers, 'phone', 0.9],
  ['Call me there', [...numbers.slice(2), 'a', 'b'], 'phone', 0.45],
  ['Call me there', ['a', 'b', 'c', '2025550101'], null, 0],
];

test.each(confidences)('a column %s of %j is %s with confidence %d', (header, cells, field, confidence) => {
  const rows = cells.map((cell) => [cell, 'x']);
  const [column] = mapColumns({ header: [header, 'Other'], rows, width: 2, country: 'US' });
  expect(column).toMatchObject({ field, confidence });
});

test('a column tells how much of it is filled, and its first cells', () => {
  const rows = [['2025550101'], [''], ['2025550102'], ['2025550101']];
  const [column] = mapColumns({ header: ['Phone'], rows, width: 1, country: 'US' });
  expect(column).toMatchObject({ filled: 0.75, samples: ['2025550101', '2025550102'] });
});
