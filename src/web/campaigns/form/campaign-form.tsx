import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import type { UseFormReturn } from 'react-hook-form';
import { ProblemError } from '#client/problem-error.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';
import { ConflictNote } from './conflict-note.tsx';
import { FormFooter } from './form-footer.tsx';
import { ConversationPart } from './parts/conversation-part.tsx';
import { ErrorSummary } from './parts/error-summary.tsx';
import type { ShownProblem } from './parts/error-summary.tsx';
import { PacePart } from './parts/pace-part.tsx';
import { PeoplePart } from './parts/people-part.tsx';
import { RetryPart } from './parts/retry-part.tsx';
import { WhenPart } from './parts/when-part.tsx';
import { PreviewPanel } from './preview/preview-panel.tsx';
import { usePreview } from './preview/use-preview.ts';
import { fieldOf, isSound, problemsIn } from './values/form-values.ts';
import type { FormValues } from './values/form-values.ts';
import { isConflict, useAutosave, useDraft } from './values/use-draft.ts';
import type { DraftState } from './values/use-draft.ts';

type CampaignFormProps = { initial: FormValues; known: Campaign | null };

/** A campaign before it runs: kept as a draft while it is written, with what would come of it beside. */
export function CampaignForm({ initial, known }: CampaignFormProps) {
  const form = useForm<FormValues>({ defaultValues: initial });
  const writing = useWriting(form, known);
  const { state, save, total, preview, problems, attempt } = writing;
  const keep = () => save(form.getValues());
  return (
    <FormProvider {...form}>
      <form
        noValidate
        aria-label="New campaign"
        className="flex flex-col gap-4 pt-2"
        onSubmit={(event) => event.preventDefault()}
      >
        <p role="status" className="text-sm text-text-3">
          {stateWords(state)}
        </p>
        <ErrorSummary problems={problems} attempt={attempt} />
        {state.kind === 'unsaved' ? (
          <ConflictNote error={state.error} onSeeAgain={writing.seeAgain} onKeep={keep} form={form} />
        ) : null}
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
          <div className="flex min-w-0 flex-col gap-4">
            <PeoplePart
              campaign={writing.campaign}
              onNeedDraft={async () => writing.campaign ?? keep()}
              error={problems.find(({ field }) => field === 'people')?.message}
            />
            <ConversationPart number={2} />
            <WhenPart number={3} />
            <PacePart number={4} />
            <RetryPart number={5} />
          </div>
          <div className="lg:sticky lg:top-4">
            <PreviewPanel
              preview={preview.data}
              error={preview.error}
              hasPeople={total > 0}
              isOld={preview.isPlaceholderData}
            />
          </div>
        </div>
        <FormFooter
          preview={preview.data}
          isBusy={writing.isStarting}
          onCheck={writing.check}
          onStart={writing.start}
          onSave={() =>
            void keep().then(
              () => toast.say('Saved as a draft.'),
              () => undefined,
            )
          }
        />
      </form>
    </FormProvider>
  );
}

/** The form's other half: the draft it is kept in, what would come of it, what is wrong with it, its start. */
function useWriting(form: UseFormReturn<FormValues>, known: Campaign | null) {
  const navigate = useNavigate();
  const [attempt, setAttempt] = useState<{ n: number; problems: ShownProblem[] }>({ n: 0, problems: [] });
  const { draft, state, save, seeAgain } = useDraft(known, ({ id }) => {
    void navigate({ to: '/campaigns/new', search: (before) => ({ ...before, draft: id }), replace: true });
  });
  const values = useValues(form);
  useAutosave(values, form.formState.isDirty && isSound(values), save);
  const draftId = draft.current?.id;
  const { data: campaign } = useQuery({ ...campaignQuery(draftId ?? ''), enabled: draftId !== undefined });
  const total = campaign?.counts.total ?? 0;
  const preview = usePreview(values, draftId !== undefined && total > 0 ? { campaignId: draftId } : null, total);
  const show = (problems: ShownProblem[]) => {
    form.clearErrors();
    for (const { field, message } of problems)
      if (isSetting(field, values)) form.setError(field, { message }, { shouldFocus: false });
    setAttempt(({ n }) => ({ n: n + 1, problems }));
  };
  const check = () => {
    const nobody = { field: 'people', message: 'Add people: upload a file or select contacts.' };
    const problems = [...(total === 0 ? [nobody] : []), ...problemsIn(form.getValues())];
    show(problems);
    return problems.length === 0;
  };
  const start = useStart(
    () => save(form.getValues()),
    (error) => (isConflict(error) ? undefined : show(problemsOf(error))),
  );
  return {
    ...{ state, save, seeAgain, campaign, total, preview, check },
    ...{ problems: attempt.problems, attempt: attempt.n },
    start: start.mutate,
    isStarting: start.isPending,
  };
}

/** Saves, starts, and goes to the campaign. */
function useStart(save: () => Promise<Campaign>, onError: (error: Error) => void) {
  const navigate = useNavigate();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: async (pilot: number | undefined) => {
      const { id } = await save();
      return api.campaigns.start({ id, ...(pilot === undefined ? {} : { pilot }) }, oneEffect());
    },
    onSuccess: (started) => {
      queryClient.setQueryData(campaignQuery(started.id).queryKey, started);
      void queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      toast.say(started.status === 'scheduled' ? 'Scheduled.' : 'Started. First call in about 10 s.');
      void navigate({ to: '/campaigns/$campaignId', params: { campaignId: started.id } });
    },
    onError,
  });
}

/** The form as it stands, anew with every change. */
function useValues(form: UseFormReturn<FormValues>): FormValues {
  useWatch({ control: form.control });
  return form.getValues();
}

function isSetting(field: string, values: FormValues): field is keyof FormValues {
  return Object.hasOwn(values, field);
}

function problemsOf(error: unknown): ShownProblem[] {
  if (!(error instanceof ProblemError) || error.errors.length === 0)
    return [{ field: 'people', message: wordsOf(error).text }];
  return error.errors.map(({ pointer, message }) => ({ field: fieldOf(pointer) ?? 'people', message }));
}

function stateWords(state: DraftState): string {
  if (state.kind === 'new') return 'Kept as a draft from your first change on.';
  if (state.kind === 'saving') return 'Saving…';
  return state.kind === 'saved' ? 'Draft saved.' : 'Not saved; what you wrote is still here.';
}
