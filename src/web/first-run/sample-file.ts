const firstNames = 'Ada Ben Cara Dev Elif Finn Gia Hugo Ines Jon Kaya Leo Maya Nils Omar Pia Quinn Rosa Sam Tara'.split(
  ' ',
);
const lastNames = 'Abbott Brandt Castro Diaz Evans Fischer Gupta Hansen Ito Jansen'.split(' ');
const plans = ['basic', 'premium', 'family'];
const rowsOfSample = 100;

/** What is wrong with some rows, on purpose: two repeat an earlier person, three have no number that can be called. */
const mistakes: Record<number, (row: string[]) => string[]> = {
  12: (row) => ['(202) 555-0103', ...row.slice(1)],
  31: (row) => ['202-555-01', ...row.slice(1)],
  47: (row) => ['', ...row.slice(1)],
  68: (row) => ['+1 202 555 0110', ...row.slice(1)],
  90: (row) => ['ask at the desk', ...row.slice(1)],
};

/** A file as somebody might bring it: a hundred rows of people who don't exist, five of them with mistakes. */
export function sampleFile(): File {
  const rows = Array.from({ length: rowsOfSample }, (_, place) => rowOf(place));
  const lines = [['Mobile No.', 'Full Name', 'E-mail', 'Company', 'Plan', 'Renewal'], ...rows];
  const text = `${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`;
  return new File([text], 'sample-leads.csv', { type: 'text/csv' });
}

/** Numbers end in 0100 to 0199, which belong to nobody; those that the simulator knows by heart come further down. */
function rowOf(place: number): string[] {
  const [first, last] = [firstNames[place % firstNames.length], lastNames[(place * 7) % lastNames.length]];
  const phone = `(202) 555-0${100 + place}`;
  const email = `${first}.${last}@example.com`.toLowerCase();
  const row = [phone, `${first} ${last}`, email, `${last} & Co`, plans[place % plans.length] ?? '', '2026-12-31'];
  return mistakes[place]?.(row) ?? row;
}
