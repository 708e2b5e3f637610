import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const firstNames = ['Ann', 'Bob', 'Chloé', 'Dan', 'Eve', 'Farid', 'Grace', 'Hiro', 'Inés', 'Jürgen'];
const lastNames = ['Lee', 'Ray', 'Fox', 'Kim', 'Roy', 'Díaz', 'Okafor', 'Singh', 'Meyer', 'Novak'];
const cities = ['Springfield', 'Salem, OR', 'Dover', 'Bristol', 'Clinton'];
const areas = [202, 212, 213, 303, 305, 312, 404, 415, 503, 602, 617, 702, 713, 808, 907];

/**
 * A CSV file of people as customers send them, about 80 bytes a row: US numbers in several spellings, some quoted
 * cells, one number in a thousand twice and one too short. Returns how many distinct sound numbers it has.
 */
export async function writePeopleFile(path: string, rows: number): Promise<number> {
  const file = createWriteStream(path);
  file.write('Phone Number,Full Name,Email,Company,City,Customer Since\n');
  let sound = 0;
  for (let from = 0; from < rows; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - from) }, (_none, n) => lineOf(from + n));
    sound += lines.filter(({ isSound }) => isSound).length;
    if (!file.write(lines.map(({ line }) => line).join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return sound;
}

function lineOf(n: number): { line: string; isSound: boolean } {
  const isTwice = n % 1000 === 999;
  const isShort = n % 1000 === 500;
  const phone = isShort ? String(n % 100_000) : spell(isTwice ? n - 1 : n);
  const [first, last] = [firstNames[n % 10] ?? '', lastNames[Math.floor(n / 10) % 10] ?? ''];
  const city = cities[n % 5] ?? '';
  const cells = [
    phone,
    `${first} ${last}`,
    `p${n}@mail.example`,
    `Company ${n % 5000}`,
    `"${city}"`,
    `20${10 + (n % 16)}-0${1 + (n % 9)}-15`,
  ];
  return { line: `${cells.join(',')}\n`, isSound: !isTwice && !isShort };
}

/** Numbers that spread over the areas and differ for every n below 100 million. */
function spell(n: number): string {
  const area = areas[n % areas.length] ?? 202;
  const local = 2_000_000 + ((Math.floor(n / areas.length) * 7919) % 7_999_999);
  const [exchange, line] = [Math.floor(local / 10_000), String(local % 10_000).padStart(4, '0')];
  const kind = n % 4;
  if (kind === 0) return `+1${area}${exchange}${line}`;
  if (kind === 1) return `(${area}) ${exchange}-${line}`;
  return kind === 2 ? `${area}${exchange}${line}` : `${area}.${exchange}.${line}`;
}
