import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import type { Import } from '#contract/imports.ts';
import { Page } from '#web/shell/page.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { CheckStep } from './check/check-step.tsx';
import { ColumnsStep } from './columns/columns-step.tsx';
import { DoneStep } from './done-step.tsx';
import { importQuery } from './queries.ts';
import { reachableSteps, stepOf } from './standing.ts';
import type { Step } from './steps.tsx';
import { Steps } from './steps.tsx';

/** An import from its file to its people; where it is lies with the server, so any tab goes on with it. */
export function ImportPage() {
  const { importId = '' } = useParams({ strict: false });
  const { step: wanted } = useSearch({ strict: false });
  const { data: made, error, refetch } = useQuery(importQuery(importId));
  const step = made ? stepOf(made, wanted) : 'columns';
  return (
    <Page
      title={made?.fileName ?? 'Import'}
      below={<Steps current={step} importId={importId} reachable={made ? reachableSteps(made) : []} />}
    >
      <div className="flex flex-col gap-4 pt-6">
        {error ? <ErrorCard what="the import" error={error} onRetry={() => void refetch()} /> : null}
        {made ? <Shown step={step} made={made} /> : error ? null : <SkeletonRows rows={8} />}
      </div>
    </Page>
  );
}

function Shown({ step, made }: { step: Step; made: Import }) {
  if (step === 'columns') return <ColumnsStep key={made.id} made={made} />;
  return step === 'check' ? <CheckStep made={made} /> : <DoneStep made={made} />;
}
