import type { Import } from '#contract/imports.ts';
import { counted, count } from '#web/format/number.ts';
import { clockTime } from '#web/format/time.ts';

type Reviewed = Pick<Import, 'ready' | 'problemCounts' | 'layout' | 'repaired'>;

/** Such as "96 people ready · 3 duplicates merged · 1 needs a fix". */
export function readyWords({ ready, problemCounts }: Reviewed): string {
  const of = (isCounted: (problem: Import['problemCounts'][number]) => boolean) =>
    problemCounts.filter(isCounted).reduce((sum, problem) => sum + problem.count, 0);
  const duplicates = of(({ code }) => code === 'duplicate_in_file');
  const failed = of(({ ending }) => ending === 'failed');
  const leftOut = of(({ ending }) => ending === 'skipped') - duplicates;
  return [
    `${counted(ready, 'person', 'people')} ready`,
    ...(duplicates > 0 ? [`${counted(duplicates, 'duplicate')} merged`] : []),
    ...(failed > 0 ? [`${count(failed)} ${failed === 1 ? 'needs' : 'need'} a fix`] : []),
    ...(leftOut > 0 ? [`${count(leftOut)} left out`] : []),
  ].join(' · ');
}

const fieldNames: Partial<Record<string, string>> = {
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

/** Such as "Phone from “Mobile No.”, Name from “Full Name”, 4 more columns kept as variables". */
export function columnWords({ layout }: Reviewed): string {
  const columns = layout?.columns ?? [];
  const read = columns.flatMap(({ field, header, name }) =>
    field === null ? [] : [`${fieldNames[field] ?? field} from “${header === '' ? name : header}”`],
  );
  const kept = columns.length - read.length;
  return [...read, ...(kept === 0 ? [] : [`${counted(kept, 'more column')} kept as variables`])].join(', ');
}

/** Whether a person should look at the columns first: a doubtful phone column, or more than a fifth of the rows wrong. */
export function isDoubtful({ ready, problemCounts, layout }: Reviewed): boolean {
  const phone = layout?.columns.find(({ field }) => field === 'phone');
  const wrong = problemCounts.filter(({ ending }) => ending === 'failed').reduce((sum, each) => sum + each.count, 0);
  return phone === undefined || phone.confidence < 0.9 || ready === 0 || wrong > (ready + wrong) / 5;
}

/** A campaign's name from its file and the moment: "leads – 20 Nov, 10:42". */
export function campaignName(fileName: string, now: Date): string {
  const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(now);
  const name = fileName.replace(/\.(csv|tsv|txt|xlsx|xls)$/i, '').trim();
  return `${name === '' ? 'Campaign' : name.slice(0, 120)} – ${date}, ${clockTime(now)}`;
}
