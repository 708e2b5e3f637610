import { useMutation, useQuery } from '@tanstack/react-query';
import { Check, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Import } from '#contract/imports.ts';
import { api, oneEffect } from '#web/api.ts';
import { now } from '#web/clock.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { count, counted } from '#web/format/number.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { ErrorFile } from './check/error-file.tsx';
import { BulkFixes } from './check/bulk-fixes.tsx';
import { ProblemRows } from './check/problem-rows.tsx';
import { ReadingCard } from './reading-card.tsx';
import { tilesOf } from './standing.ts';
import { keepImport, useCommit } from './use-change.ts';

/** What became of the rows, and where to go from here. */
export function DoneStep({ made }: { made: Import }) {
  if (made.status === 'committing') return <ReadingCard made={made} />;
  if (made.status === 'failed') return <Failed made={made} />;
  if (made.status === 'undone')
    return (
      <div className="rounded-lg border border-line bg-surface p-6">
        <p className="text-lg font-semibold">This import was undone.</p>
        <p className="mt-1 text-text-2">Its people are gone again, but for those who were called or changed since.</p>
        <ButtonLink to="/imports/new" className="mt-4">
          Import another file
        </ButtonLink>
      </div>
    );
  return <Done made={made} />;
}

function Done({ made }: { made: Import }) {
  const fix = tilesOf(made).find(({ key }) => key === 'fix');
  const { imported, updated, skipped, failed } = made;
  return (
    <>
      <div className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-6">
        <ul className="figures flex flex-col gap-2 text-lg">
          <Line icon={<Check size={18} className="text-green" aria-hidden />}>
            Imported {count(imported)}
            {updated > 0 ? `, and ${count(updated)} who were in the contact book already` : ''}
          </Line>
          {skipped > 0 ? (
            <Line icon={<TriangleAlert size={18} className="text-yellow" aria-hidden />}>
              Skipped {count(skipped)} ({reasonsOf(made, 'skipped')})
            </Line>
          ) : null}
          {failed > 0 ? (
            <Line icon={<OctagonAlert size={18} className="text-red" aria-hidden />}>
              Failed {count(failed)} ({reasonsOf(made, 'failed')})
            </Line>
          ) : null}
        </ul>
        <div className="flex flex-wrap gap-2">
          <Onward made={made} />
          <Undo made={made} />
        </div>
      </div>
      {made.errorsUrl === null ? null : <ErrorFile made={made} />}
      {fix ? (
        <>
          <BulkFixes made={made} />
          <ProblemRows made={made} tile={fix} />
        </>
      ) : null}
    </>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2.5">
      {icon}
      <span>{children}</span>
    </li>
  );
}

/** As the summary says it between its brackets: "duplicates", or "2 duplicates, 1 never call". */
function reasonsOf({ summary }: Import, ending: 'skipped' | 'failed'): string {
  return new RegExp(String.raw`${ending} [\d,.]+ \((.*?)\)`).exec(summary)?.[1] ?? '';
}

/** To the campaign that the people are in, or to a new one, or to the contact book. */
function Onward({ made }: { made: Import }) {
  const campaign = useQuery({ ...campaignQuery(made.campaignId ?? ''), enabled: made.campaignId !== null }).data;
  if (made.campaignId === null)
    return (
      <>
        <ButtonLink look="primary" to="/campaigns/new" search={{ importId: made.id }}>
          Call these people
        </ButtonLink>
        <ButtonLink to="/contacts">See contacts</ButtonLink>
      </>
    );
  if (campaign?.status === 'draft')
    return (
      <ButtonLink look="primary" to="/campaigns/new" search={{ draft: made.campaignId }}>
        Review campaign
      </ButtonLink>
    );
  return (
    <ButtonLink look="primary" to="/campaigns/$campaignId" params={{ campaignId: made.campaignId }}>
      See campaign
    </ButtonLink>
  );
}

const dayMs = 86_400_000;

function Undo({ made }: { made: Import }) {
  const undo = useMutation({
    mutationFn: () => api.imports.undo({ id: made.id }, oneEffect()),
    onSuccess: ({ contactsRemoved, enrollmentsRemoved, contactsKept, import: after }) => {
      keepImport(after);
      const places = enrollmentsRemoved > 0 ? `, ${counted(enrollmentsRemoved, 'place')} in campaigns` : '';
      const kept = contactsKept > 0 ? ` ${counted(contactsKept, 'contact')} stayed: called or changed since.` : '';
      toast.say(`Undone: ${counted(contactsRemoved, 'contact')} removed${places}.${kept}`);
    },
  });
  const isInTime = made.finishedAt === null || now().getTime() - made.finishedAt.getTime() < dayMs;
  if (!made.allowedActions.includes('undo') || !isInTime) return null;
  return (
    <Button
      isBusy={undo.isPending}
      onClick={() => undo.mutate()}
      title="Within 24 hours; only people who were not called"
    >
      Undo import
    </Button>
  );
}

function Failed({ made }: { made: Import }) {
  const commit = useCommit(made.id);
  return (
    <div role="alert" className="flex flex-col gap-3 rounded-lg border border-red bg-red-fill p-5 text-red">
      <p className="text-lg font-semibold">The import stopped.</p>
      <p>{made.problem ?? made.summary}</p>
      <div className="flex flex-wrap gap-2">
        {made.allowedActions.includes('commit') ? (
          <Button isBusy={commit.isPending} onClick={() => commit.mutate(undefined)}>
            Go on where it stopped
          </Button>
        ) : null}
        <ButtonLink to="/imports/new">Import another file</ButtonLink>
      </div>
    </div>
  );
}
