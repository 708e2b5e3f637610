import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Twenty rows: 17 people, nine of them with numbers that always end the same way, a duplicate and two bad numbers. */
export async function writePeople(folder: string): Promise<string> {
  const magic = Array.from({ length: 9 }, (_, n) => `Magic ${n},+1 202 555 015${n}`);
  const others = Array.from({ length: 8 }, (_, n) => `Other ${n},(212) 555-010${n}`);
  const rows = [...magic, ...others, 'Twice,2125550100', 'Short,555-01', 'Nobody,'];
  const path = join(folder, 'people.csv');
  await writeFile(path, `${['Name,Phone', ...rows].join('\n')}\n`);
  return path;
}

/** What becomes of them with one retry: 13 talk, one has a machine, three are never reached. */
export const peopleEndings = { completed: 13, voicemail: 1, failed: 3 };
/** Their calls; the three unreached were called twice. */
export const peopleCalls = { placed: 20, answered: 13, voicemail: 1, noAnswer: 2, busy: 2, failed: 2 };
