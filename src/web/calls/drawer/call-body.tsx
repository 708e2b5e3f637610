import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import type { CallDetail } from '#contract/calls.ts';
import { api, isRefusal } from '#web/api.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { contactQuery } from '#web/contacts/queries.ts';
import { Time } from '#web/format/time-of.tsx';
import { clockTimeExact, duration, zoneName } from '#web/format/time.ts';
import { Disposition } from '../disposition.tsx';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { stepsOf } from './event-words.ts';
import { Evidence } from './evidence.tsx';
import { DataFacts, Facts, Section } from './section.tsx';
import { TranscriptView } from './transcript-view.tsx';

/** What came of a call, what was said, what is known, and why it was allowed. */
export function CallBody({ call }: { call: CallDetail }) {
  const { data: campaign } = useQuery(campaignQuery(call.campaignId));
  const { data: contact } = useQuery({ ...contactQuery(call.contactId ?? ''), enabled: call.contactId !== null });
  const custom = contact?.custom ?? {};
  return (
    <>
      <OutcomeLine call={call} />
      <Recording url={call.recordingUrl} isOver={call.status === 'ended'} />
      <Summary call={call} />
      <Timeline call={call} timeZone={campaign?.timeZone} />
      {call.transcript === null ? null : <TranscriptView transcript={call.transcript} />}
      {call.extracted === null ? null : (
        <Section title="What the agent noted">
          <DataFacts data={call.extracted} />
        </Section>
      )}
      {Object.keys(custom).length === 0 ? null : (
        <Section title="Variables">
          <DataFacts data={custom} />
        </Section>
      )}
      {call.evidence === null ? null : <Evidence evidence={call.evidence} />}
      <Provider call={call} />
    </>
  );
}

function OutcomeLine({ call }: { call: CallDetail }) {
  const { data: campaign } = useQuery(campaignQuery(call.campaignId));
  const { attempt, talkSeconds, snapshot } = call;
  const cause = causeOf(call);
  const parts = [
    talkSeconds === null || talkSeconds === 0 ? null : `talked ${duration(talkSeconds)}`,
    `attempt ${attempt}${attemptsOf(call)}`,
    agentNameOf(snapshot?.settings ?? {}),
    snapshot === null ? null : `settings v${snapshot.version}`,
  ];
  return (
    <div className="mb-4 flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Part>
          <Disposition {...call} className="font-semibold text-text" />
        </Part>
        {parts.map((part) => (part === null ? null : <Part key={part}>{part}</Part>))}
      </p>
      {cause === null ? null : <p>{cause}</p>}
      <p className="text-text-2">
        <Link
          to="/campaigns/$campaignId"
          params={{ campaignId: call.campaignId }}
          className="text-accent hover:underline"
        >
          {campaign?.name ?? 'The campaign'}
        </Link>
      </p>
      <WhatNext call={call} />
    </div>
  );
}

/** Why nobody was talked with, in the provider's words. */
function causeOf({ disposition, reason }: CallDetail): string | null {
  if (disposition === null || disposition === 'answered' || reason === null || reason === '') return null;
  return `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}.`;
}

function attemptsOf({ attempt, snapshot }: CallDetail): string {
  const retries = snapshot?.settings['maxRetries'];
  return typeof retries === 'number' ? ` of ${Math.max(attempt, retries + 1)}` : '';
}

function Part({ children }: { children: ReactNode }) {
  return (
    <span className="figures inline-flex items-center text-text-2 not-last:after:ms-2 not-last:after:text-text-3 not-last:after:content-['·']">
      {children}
    </span>
  );
}

function agentNameOf(settings: Record<string, unknown>): string | null {
  const agent = settings['agent'];
  return typeof agent === 'object' && agent !== null && 'name' in agent ? String(agent.name) : null;
}

/** When somebody who was not reached is tried again; nothing when he is not. */
function WhatNext({ call }: { call: CallDetail }) {
  const isUnreached = call.disposition !== null && call.disposition !== 'answered';
  const { data } = useQuery({
    queryKey: ['queue', 'one', call.enrollmentId],
    queryFn: async ({ signal }) => {
      try {
        return await api.queue.get({ id: call.enrollmentId }, { signal });
      } catch (error) {
        if (isRefusal(error)) return null;
        throw error;
      }
    },
    enabled: isUnreached,
  });
  const { data: campaign } = useQuery(campaignQuery(call.campaignId));
  if (!isUnreached || data === undefined) return null;
  if (data === null) return <p className="text-text-2">No further attempt is planned in this campaign.</p>;
  if (data.dueAt === null) return <p className="text-text-2">Will be tried again in turn.</p>;
  return (
    <p className="text-text-2">
      Will be tried again <Time at={data.dueAt} timeZone={campaign?.timeZone} isRelative withZone />.
    </p>
  );
}

/** Nothing is asked of the provider until somebody presses play. */
function Recording({ url, isOver }: { url: string | null; isOver: boolean }) {
  const [isUnplayable, setUnplayable] = useState(false);
  if (!isOver) return null;
  return (
    <Section
      title="Recording"
      aside={
        url === null ? null : (
          <a
            href={url}
            target="_blank"
            rel="noreferrer noopener"
            className="inline-flex min-h-6 items-center gap-1.5 text-sm text-accent hover:underline"
          >
            Open
            <ExternalLink size={14} aria-hidden />
          </a>
        )
      }
    >
      {url === null ? <p className="text-text-2">The provider sent no recording.</p> : null}
      {url !== null && !isUnplayable ? (
        <audio
          controls
          preload="none"
          src={url}
          aria-label="Recording of the call"
          onError={() => setUnplayable(true)}
          className="h-10 w-full"
        />
      ) : null}
      {isUnplayable ? (
        <p className="text-text-2">
          This recording can’t be played: {new URL(url ?? location.href).hostname} does not hand it out.
        </p>
      ) : null}
    </Section>
  );
}

function Summary({ call }: { call: CallDetail }) {
  const nextAction = call.snapshot?.settings['nextAction'];
  if (call.summary === null && typeof nextAction !== 'string') return null;
  return (
    <Section title="Summary">
      {call.summary === null ? null : <p className="max-w-[72ch]">{call.summary}</p>}
      {typeof nextAction === 'string' && nextAction !== '' ? (
        <p className="mt-2 text-text-2">
          <span className="text-text-3">Next action:</span> {nextAction}
        </p>
      ) : null}
    </Section>
  );
}

function Timeline({ call, timeZone }: { call: CallDetail; timeZone: string | undefined }) {
  const steps = stepsOf(call.events);
  const zone = zoneName(call.claimedAt, timeZone);
  return (
    <Section title="Timeline" aside={<span className="text-sm text-text-3">{zone}</span>}>
      <ol className="flex flex-col">
        {steps.map(({ at, words, by }, place) => (
          <li key={place} className="grid grid-cols-[6.5rem_1fr] gap-3 py-1">
            <time dateTime={at.toISOString()} className="figures text-text-2">
              {clockTimeExact(at, timeZone)}
            </time>
            <span>
              {words}
              <span className="text-text-3"> · {by}</span>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Provider({ call }: { call: CallDetail }) {
  return (
    <Section title="Provider">
      <Facts
        facts={[
          [
            'Call id',
            <code key="id" className="font-mono text-sm">
              {call.providerCallId ?? 'none'}
            </code>,
          ],
          ['From', call.from ?? 'the provider’s own number'],
          ...(call.costCents === null ? [] : [['Cost', `${(call.costCents / 100).toFixed(2)} USD`] as const]),
        ]}
      />
      <details className="mt-3">
        <summary className="inline-flex min-h-6 cursor-pointer items-center font-semibold text-text-2 hover:text-text">
          Raw events ({call.events.length})
        </summary>
        <pre
          tabIndex={0}
          aria-label="Raw events"
          className="mt-2 max-h-80 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs"
        >
          {JSON.stringify(call.events, null, 2)}
        </pre>
      </details>
    </Section>
  );
}
