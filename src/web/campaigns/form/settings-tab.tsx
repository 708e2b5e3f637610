import { useMutation, useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import type { UseFormReturn } from 'react-hook-form';
import { ProblemError } from '#client/problem-error.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { api, queryClient } from '#web/api.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { useSession } from '#web/session.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';
import { ConflictNote } from './conflict-note.tsx';
import { ConversationPart } from './parts/conversation-part.tsx';
import { ErrorSummary } from './parts/error-summary.tsx';
import type { ShownProblem } from './parts/error-summary.tsx';
import { PacePart } from './parts/pace-part.tsx';
import { RetryPart } from './parts/retry-part.tsx';
import { WhenPart } from './parts/when-part.tsx';
import { PilotReview, isPilotOver } from './pilot-review.tsx';
import { changesBetween } from './values/changes-between.ts';
import { changesOf, fieldOf, problemsIn, valuesOf, windowFrom } from './values/form-values.ts';
import type { FormValues } from './values/form-values.ts';
import { isConflict } from './values/use-draft.ts';

/** A campaign's settings, also while it runs: what is saved holds from the next call on. */
export function SettingsTab() {
  const { campaignId = '' } = useParams({ strict: false });
  const { data: campaign, error, refetch } = useQuery(campaignQuery(campaignId));
  if (error) return <ErrorCard what="the settings" error={error} onRetry={() => void refetch()} />;
  if (!campaign) return <SkeletonRows rows={8} />;
  return <SettingsForm key={campaign.id} campaign={campaign} />;
}

function SettingsForm({ campaign }: { campaign: Campaign }) {
  const search = useSearch({ strict: false });
  const { may } = useSession();
  const form = useForm<FormValues>({ defaultValues: { ...valuesOf(campaign), ...windowFrom(search) } });
  const editing = useEditing(form, campaign);
  const isEditable = may('operator') && campaign.allowedActions.includes('edit');
  return (
    <FormProvider {...form}>
      <form
        noValidate
        aria-label="Settings of the campaign"
        className="flex max-w-3xl flex-col gap-4 pt-4"
        onSubmit={(event) => event.preventDefault()}
      >
        {isPilotOver(campaign) && may('operator') ? <PilotReview campaign={campaign} /> : null}
        {isEditable ? null : <Locked campaign={campaign} mayEdit={may('operator')} />}
        <ErrorSummary problems={editing.problems} attempt={editing.attempt} title="It could not be saved:" />
        {editing.conflict ? (
          <ConflictNote error={editing.conflict} form={form} onSeeAgain={editing.seeAgain} onKeep={editing.keep} />
        ) : null}
        <fieldset disabled={!isEditable} className="flex min-w-0 flex-col gap-4">
          <WhenPart hasStart={['draft', 'scheduled'].includes(campaign.status)} />
          <PacePart />
          <RetryPart />
          <ConversationPart frozen={frozenWords(campaign)} />
        </fieldset>
        {isEditable ? (
          <Changes
            changes={editing.changes}
            isBusy={editing.isSaving}
            onSave={editing.submit}
            onReset={editing.takeBack}
          />
        ) : null}
      </form>
    </FormProvider>
  );
}

/** What differs from the campaign as it was seen, and how that is saved. */
function useEditing(form: UseFormReturn<FormValues>, campaign: Campaign) {
  const seen = useRef(campaign);
  const [attempt, setAttempt] = useState<{ n: number; problems: ShownProblem[] }>({ n: 0, problems: [] });
  useWatch({ control: form.control });
  const values = form.getValues();
  const show = (problems: ShownProblem[]) => setAttempt(({ n }) => ({ n: n + 1, problems }));
  const save = useMutation({
    meta: { showsErrors: true },
    mutationFn: () => {
      const { id, version } = seen.current;
      return api.campaigns.change({ id, ifMatch: `"${version}"`, ...named(form.getValues(), valuesOf(seen.current)) });
    },
    onSuccess: (after) => {
      queryClient.setQueryData(campaignQuery(after.id).queryKey, after);
      seen.current = after;
      form.reset(valuesOf(after));
      show([]);
      toast.say(after.status === 'running' ? 'Saved. It holds from the next call on.' : 'Saved.');
    },
    onError: (error) => show(problemsOf(error)),
  });
  const submit = () => {
    const problems = problemsIn(values).filter(({ field }) => field !== 'agentId' || campaign.status !== 'draft');
    show(problems);
    if (problems.length === 0) save.mutate();
  };
  return {
    ...{ problems: attempt.problems, attempt: attempt.n, submit, isSaving: save.isPending },
    changes: changesBetween(valuesOf(seen.current), values),
    conflict: isConflict(save.error) ? save.error : null,
    seeAgain: async () => (seen.current = await api.campaigns.get({ id: campaign.id })),
    keep: save.mutateAsync,
    takeBack: () => form.reset(valuesOf(seen.current)),
  };
}

/** Only what differs is sent: what others changed meanwhile, and what is fixed now, stays out of it. */
function named(values: FormValues, before: FormValues) {
  const [after, was] = [changesOf(values), changesOf(before)];
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(Object.entries(was).find(([each]) => each === name)?.[1]);
  return Object.fromEntries(Object.entries(after).filter(differs));
}

function frozenWords({ status }: Campaign): string | undefined {
  if (status !== 'running') return undefined;
  return 'The agent and what it is told are fixed while the campaign runs. Pause it to change them.';
}

function Locked({ campaign, mayEdit }: { campaign: Campaign; mayEdit: boolean }) {
  return (
    <p className="rounded-lg bg-blue-fill p-4 text-blue">
      {mayEdit
        ? `The campaign is ${campaign.status}: its settings are kept as they were. Duplicate it to call with others.`
        : 'You can look, but not change. Ask an admin of the workspace to make you an operator.'}
    </p>
  );
}

type ChangesProps = {
  changes: readonly { label: string; before: string; after: string }[];
  isBusy: boolean;
  onSave: () => void;
  onReset: () => void;
};

/** What would change, before and after, until it is saved or taken back. */
function Changes({ changes, isBusy, onSave, onReset }: ChangesProps) {
  if (changes.length === 0) return null;
  return (
    <div className="sticky bottom-0 z-20 rounded-lg border border-accent bg-surface p-4 shadow-overlay">
      <ul aria-label="What changes" className="figures flex flex-col gap-1">
        {changes.map(({ label, before, after }) => (
          <li key={label}>
            <span className="font-semibold">{label}</span> <s className="text-text-3">{before}</s>{' '}
            <span className="sr-only">becomes</span> {after}
          </li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap justify-end gap-2">
        <Button onClick={onReset} disabled={isBusy}>
          Take back
        </Button>
        <Button look="primary" isBusy={isBusy} onClick={onSave}>
          Save changes
        </Button>
      </div>
    </div>
  );
}

function problemsOf(error: unknown): ShownProblem[] {
  if (!(error instanceof ProblemError) || error.code === 'version_conflict') return [];
  if (error.errors.length === 0) return [{ field: 'name', message: wordsOf(error).text }];
  return error.errors.map(({ pointer, message }) => ({ field: fieldOf(pointer) ?? 'name', message }));
}
