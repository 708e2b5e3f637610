import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import { ProblemError } from '#client/problem-error.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { count, counted } from '#web/format/number.ts';
import { concurrencyQuery } from '#web/shell/concurrency-meter.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { Choice } from '#web/ui/controls/choice.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { beginningQuery } from './beginning.ts';
import { ChosenPeople } from './parts/chosen-people.tsx';
import { AgentField, NextActionField } from './parts/conversation-part.tsx';
import { ErrorSummary } from './parts/error-summary.tsx';
import type { ShownProblem } from './parts/error-summary.tsx';
import { useSetting } from './parts/setting.tsx';
import { HoursField, StartField } from './parts/when-part.tsx';
import { usePreview } from './preview/use-preview.ts';
import { leftOutWords } from './preview/preview-panel.tsx';
import { fieldOf, problemsIn, settingsOf } from './values/form-values.ts';
import type { FormValues } from './values/form-values.ts';

type BulkCallDialogProps = { contactIds: readonly string[]; onClose: () => void };

/** Calls the selected people: a campaign of its own, made and started in one act. */
export function BulkCallDialog({ contactIds, onClose }: BulkCallDialogProps) {
  const { data: beginning } = useQuery(beginningQuery);
  if (!beginning)
    return (
      <Dialog isOpen onClose={onClose} width="md" title="Call the selected people">
        <SkeletonRows rows={5} />
      </Dialog>
    );
  return <BulkCallForm contactIds={contactIds} initial={{ ...beginning, paceMode: 'spread' }} onClose={onClose} />;
}

/** So many people are shown one by one, and looked at for other campaigns; of more, only their number. */
const shownMost = 30;

function BulkCallForm({ contactIds, initial, onClose }: BulkCallDialogProps & { initial: FormValues }) {
  const form = useForm<FormValues>({ defaultValues: initial });
  const [ids, setIds] = useState(contactIds);
  const [attempt, setAttempt] = useState<{ n: number; problems: ShownProblem[] }>({ n: 0, problems: [] });
  const navigate = useNavigate();
  useWatch({ control: form.control });
  const values = form.getValues();
  const preview = usePreview(values, ids.length > 0 ? { contactIds: [...ids] } : null, null).data;
  const busy = useBusyElsewhere(ids.length <= shownMost ? ids : []);
  const show = (problems: ShownProblem[]) => setAttempt(({ n }) => ({ n: n + 1, problems }));
  const call = useMutation({
    meta: { showsErrors: true },
    mutationFn: () =>
      api.campaigns.bulkCall({ ...settingsOf(values), agentId: values.agentId, contactIds: [...ids] }, oneEffect()),
    onSuccess: ({ campaignId, enrolled, notStarted }) => {
      void queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      toast.say(notStarted ?? `Calling ${counted(enrolled, 'person', 'people')}.`);
      onClose();
      void navigate({ to: '/campaigns/$campaignId', params: { campaignId } });
    },
    onError: (error) => show(problemsOf(error)),
  });
  const start = () => {
    const problems = problemsIn(values);
    show(problems);
    if (problems.length === 0) call.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="md"
      title={`Call ${counted(ids.length, 'person', 'people')}`}
      actions={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button look="primary" disabled={ids.length === 0} isBusy={call.isPending} onClick={start}>
            {values.start === 'later' ? 'Schedule' : 'Call'} {counted(ids.length, 'person', 'people')}
          </Button>
        </>
      }
    >
      <FormProvider {...form}>
        <form noValidate className="flex flex-col gap-4" onSubmit={(event) => event.preventDefault()}>
          <ErrorSummary problems={attempt.problems} attempt={attempt.n} />
          <ChosenPeople ids={ids} shownMost={shownMost} onRemove={(id) => setIds(ids.filter((each) => each !== id))} />
          <BusyNote busy={busy} onLeaveOut={() => setIds(ids.filter((id) => !busy.has(id)))} />
          {preview && preview.leftOut.length > 0 ? <p className="text-text-2">{leftOutWords(preview)}</p> : null}
          <AgentField />
          <NextActionField />
          <HoursField />
          <StartField />
          <PaceLine />
        </form>
      </FormProvider>
    </Dialog>
  );
}

/** Who of these waits in another campaign that runs, and in which. */
function useBusyElsewhere(ids: readonly string[]): ReadonlyMap<string, string> {
  const results = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['contacts', 'one', id, 'enrollments', 'first'],
      queryFn: async () => ({ id, places: (await api.contacts.enrollments({ id, limit: 20 })).data }),
    })),
  });
  const isLive = ({ campaignStatus, status }: { campaignStatus: string; status: string }) =>
    ['running', 'paused', 'scheduled'].includes(campaignStatus) &&
    ['pending', 'waiting', 'queued', 'calling'].includes(status);
  return new Map(
    results.flatMap(({ data }) => {
      const place = data?.places.find(isLive);
      return data && place ? [[data.id, place.campaignName] as const] : [];
    }),
  );
}

function BusyNote({ busy, onLeaveOut }: { busy: ReadonlyMap<string, string>; onLeaveOut: () => void }) {
  const [isAccepted, setAccepted] = useState(false);
  if (busy.size === 0 || isAccepted) return null;
  const campaigns = [...new Set(busy.values())];
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-lg bg-yellow-fill p-3 text-yellow">
      <p className="min-w-0 flex-1">
        {count(busy.size)} of them {busy.size === 1 ? 'is' : 'are'} queued in {new Intl.ListFormat().format(campaigns)}{' '}
        already.
      </p>
      <Button size="sm" onClick={onLeaveOut}>
        Leave out {count(busy.size)}
      </Button>
      <Button size="sm" onClick={() => setAccepted(true)}>
        Call anyway
      </Button>
    </div>
  );
}

function PaceLine() {
  const [pace, own] = [useSetting('paceMode'), useSetting('concurrentCallsLimit')];
  const { data: limits } = useQuery(concurrencyQuery);
  const limit = Math.min(own.value, limits?.limit ?? own.value, limits?.system.limit ?? own.value);
  const words =
    pace.value === 'spread'
      ? 'Calls will be distributed evenly within the time window.'
      : 'Calls follow each other as fast as the limits allow.';
  return (
    <div className="flex flex-col items-start gap-2">
      <Choice<'asap' | 'spread' | 'interval'>
        label="Pace"
        look="segments"
        value={pace.value}
        onChange={pace.set}
        options={[
          { value: 'spread', label: 'Spread evenly' },
          { value: 'asap', label: 'As fast as limits allow' },
        ]}
      />
      <p className="self-stretch rounded-lg bg-blue-fill px-3 py-2 text-blue">
        {words} Your limit: {counted(limit, 'call')} at a time.
      </p>
    </div>
  );
}

function problemsOf(error: unknown): ShownProblem[] {
  if (!(error instanceof ProblemError) || error.errors.length === 0)
    return [{ field: 'people', message: wordsOf(error).text }];
  return error.errors.map(({ pointer, message }) => ({ field: fieldOf(pointer) ?? 'people', message }));
}
