import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Call } from '#contract/calls.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { pilotDone } from '#web/campaigns/state.ts';
import { count, counted } from '#web/format/number.ts';
import { Phone } from '#web/format/phone.tsx';
import { duration } from '#web/format/time.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { toast } from '#web/ui/feedback/toast.ts';

const shownMost = 5;

/** Whether a campaign waits for somebody to listen to its pilot. */
export function isPilotOver({ status, statusReason }: Pick<Campaign, 'status' | 'statusReason'>): boolean {
  return status === 'paused' && statusReason === pilotDone;
}

/** How the pilot went: its figures, conversations to read, and whether everybody else is called. */
export function PilotReview({ campaign }: { campaign: Campaign }) {
  const { id, counts } = campaign;
  const { data: stats } = useQuery({
    queryKey: ['campaigns', 'one', id, 'stats'],
    queryFn: ({ signal }) => api.campaigns.stats({ id }, { signal }),
  });
  const { data: calls } = useQuery({
    queryKey: ['campaigns', 'one', id, 'calls', 'pilot'],
    queryFn: async ({ signal }) => (await api.campaigns.calls({ id, limit: 200 }, { signal })).data,
  });
  const resume = useMutation({
    mutationFn: () => api.campaigns.resume({ id }, oneEffect()),
    onSuccess: (after) => {
      queryClient.setQueryData(campaignQuery(id).queryKey, after);
      toast.say(`Going on with ${counted(counts.pending, 'person', 'people')}.`);
    },
  });
  const answered = calls?.filter(({ disposition }) => disposition === 'answered').slice(0, shownMost) ?? [];
  return (
    <section aria-labelledby="pilot" className="flex flex-col gap-4 rounded-lg border border-accent bg-surface p-5">
      <div>
        <h2 id="pilot" className="text-lg font-semibold">
          The pilot is over: {counted(counts.total - counts.pending, 'person was', 'people were')} called
        </h2>
        {stats ? (
          <p className="figures mt-1 text-text-2">
            {count(stats.ratios.connect.count)} of {count(stats.ratios.connect.of)} calls answered · goal met in{' '}
            {count(stats.ratios.goal.count)} of {count(stats.ratios.goal.of)} · {duration(stats.averageTalkSeconds)} of
            talk on average
          </p>
        ) : null}
      </div>
      {answered.length > 0 ? (
        <ul aria-label="Conversations of the pilot" className="divide-y divide-line">
          {answered.map((call) => (
            <Conversation key={call.id} call={call} />
          ))}
        </ul>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" isBusy={resume.isPending} onClick={() => resume.mutate()}>
          Continue with {count(counts.pending)}
        </Button>
        <ButtonLink to="/campaigns/$campaignId/settings" params={{ campaignId: id }}>
          Adjust
        </ButtonLink>
      </div>
    </section>
  );
}

function Conversation({ call: { id, name, phone, talkSeconds, summary } }: { call: Call }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 py-2">
      <Link
        to="."
        search={(before) => ({ ...before, call: id })}
        className="font-semibold text-accent hover:underline"
        title="Read and hear the conversation"
      >
        {name ?? <Phone number={phone} />}
      </Link>
      <span className="figures text-text-3">{talkSeconds === null ? '' : duration(talkSeconds)}</span>
      <span className="min-w-0 flex-1 truncate text-text-2">{summary}</span>
    </li>
  );
}
