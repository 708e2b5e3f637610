import { CircleCheck, TriangleAlert, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CampaignPreview } from '#contract/previews.ts';
import { problemWords } from '#web/imports/check/problem-words.ts';
import { count, counted } from '#web/format/number.ts';
import { Time } from '#web/format/time-of.tsx';
import { wordsOf } from '#web/ui/feedback/toast.ts';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import { DayBars } from './day-bars.tsx';

type PreviewPanelProps = { preview: CampaignPreview | undefined; error: unknown; hasPeople: boolean; isOld: boolean };

/** What would come of the settings: how many are called, when, and what to know before it starts. */
export function PreviewPanel({ preview, error, hasPeople, isOld }: PreviewPanelProps) {
  return (
    <aside
      aria-label="Preview"
      className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5"
      aria-busy={isOld}
    >
      {hasPeople ? <Known preview={preview} error={error} isOld={isOld} /> : <NobodyYet />}
    </aside>
  );
}

function NobodyYet() {
  return (
    <div className="flex flex-col items-center gap-2 py-10 text-center text-text-2">
      <Users size={28} strokeWidth={1.5} className="text-text-3" aria-hidden />
      <p className="font-semibold text-text">Add people to see what would happen</p>
      <p className="max-w-[40ch]">
        Who is called, when the first and the last call are, and what would make it faster.
      </p>
    </div>
  );
}

function Known({ preview, error, isOld }: Omit<PreviewPanelProps, 'hasPeople'>) {
  if (error && !preview) return <p className="text-text-2">{wordsOf(error).text}</p>;
  if (!preview)
    return (
      <>
        <Skeleton className="h-8 w-64" />
        <Skeleton className="h-24 w-full" />
        <Skeleton className="h-32 w-full" />
      </>
    );
  return (
    <div className={`flex flex-col gap-5 transition-opacity ${isOld ? 'opacity-60' : ''}`}>
      <div>
        <p className="figures text-xl font-semibold">
          {counted(preview.willBeCalled, 'person', 'people')} will be called
        </p>
        <p className="figures text-text-2">{leftOutWords(preview)}</p>
      </div>
      <Calendar preview={preview} />
      <DayBars days={preview.callsPerDay} />
      <Checks preview={preview} />
    </div>
  );
}

function Calendar({ preview }: { preview: CampaignPreview }) {
  const { firstCallAt, lastCallAt, timeZone, isEarly } = preview;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
      <dt className="text-text-2">First call</dt>
      <dd className="font-semibold">
        {firstCallAt ? <Time at={firstCallAt} timeZone={timeZone} isRelative /> : 'never'}
      </dd>
      <dt className="text-text-2">Last call</dt>
      <dd>
        {lastCallAt ? (
          <>
            <span className="font-semibold">
              ≈ <Time at={lastCallAt.p50} timeZone={timeZone} />
            </span>
            <span className="block text-sm text-text-3">
              80 % likely: <Time at={lastCallAt.p10} timeZone={timeZone} withZone={false} /> –{' '}
              <Time at={lastCallAt.p90} timeZone={timeZone} />
              {isEarly ? '; surer after 20 calls' : ''}
            </span>
          </>
        ) : (
          'no end is in sight'
        )}
      </dd>
    </dl>
  );
}

const reasons: Record<string, string> = {
  suppressed: 'on the never-call list',
  duplicate: 'duplicates',
  contact_not_found: 'no longer in the contact book',
  needs_time_zone: 'without a known time zone',
  never_open: 'never within the hours',
};

/** Such as "119 left out: 96 duplicates · 10 on the never-call list". */
export function leftOutWords({ leftOut }: Pick<CampaignPreview, 'leftOut'>): string {
  const all = leftOut.reduce((sum, each) => sum + each.count, 0);
  if (all === 0) return 'Nobody is left out.';
  const parts = leftOut.map(
    (each) => `${count(each.count)} ${reasons[each.reason] ?? problemWords(each.reason).toLowerCase()}`,
  );
  return `${count(all)} left out: ${parts.join(' · ')}`;
}

/** What is fine and what is not, before the first call. */
function Checks({ preview: { warnings, effectiveLimit, bindingHint } }: { preview: CampaignPreview }) {
  const isFine = (...codes: string[]) => !warnings.some(({ code }) => codes.includes(code));
  const fine = [
    ...(isFine('no_agent') ? ['An agent is chosen'] : []),
    ...(isFine('no_caller_number', 'caller_number_elsewhere', 'account_paused', 'no_agent')
      ? ['The provider can call']
      : []),
    ...(isFine('outside_legal_hours') ? ['The hours are legal for everybody'] : []),
  ];
  return (
    <section aria-labelledby="before-you-start">
      <h3 id="before-you-start" className="mb-2 font-semibold">
        Before you start
      </h3>
      <ul className="flex flex-col gap-1.5">
        {fine.map((words) => (
          <Line key={words} icon={<CircleCheck size={16} className="text-green" aria-hidden />}>
            {words}
          </Line>
        ))}
        {warnings.map(({ code, message }) => (
          <Line key={`${code} ${message}`} icon={<TriangleAlert size={16} className="text-yellow" aria-hidden />}>
            {message}
          </Line>
        ))}
        <Line icon={<CircleCheck size={16} className="text-text-3" aria-hidden />}>
          {effectiveLimit.text}
          {bindingHint ? <span className="block text-text-2">{bindingHint.text}</span> : null}
        </Line>
      </ul>
    </section>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-start gap-2">
      <span className="mt-0.5 shrink-0">{icon}</span>
      <span>{children}</span>
    </li>
  );
}
