import { ChevronRight, Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { now } from '#web/clock.ts';
import { counted } from '#web/format/number.ts';
import { clockTimeExact } from '#web/format/time.ts';
import { onLiveEvent } from '#web/live/live-stream.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { CopyButton, CopyLine } from '#web/ui/controls/copy-button.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { eventWords, kinds, shownOf } from './event-words.ts';
import type { Logged } from './event-words.ts';

const keptMost = 300;
const every = 'every';

/** What the stream of live events brings, as it comes. */
export function EventLog() {
  const [isPaused, setPaused] = useState(false);
  const [kind, setKind] = useState(every);
  const { log, clear } = useLog(isPaused);
  const shown = shownOf(log, kind === every ? '' : kind);
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[72ch] text-text-2">
        Everything live comes over one stream of server-sent events. A stream that breaks goes on after its last event,
        within ten minutes.
      </p>
      <CopyLine
        text={`curl --no-buffer -H "Authorization: Bearer $CARILLON_API_KEY" ${location.origin}/api/v1/events`}
        label="Copy the command"
      />
      <div className="flex flex-wrap items-center gap-2">
        <div className="w-56">
          <Select
            label="Kind of event"
            value={kind}
            onChange={setKind}
            options={[{ value: every, label: 'Every kind' }, ...kinds.map((value) => ({ value, label: value }))]}
          />
        </div>
        <Button
          icon={isPaused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
          onClick={() => setPaused(!isPaused)}
        >
          {isPaused ? 'Go on' : 'Pause'}
        </Button>
        <Button look="quiet" onClick={clear} disabled={log.length === 0}>
          Clear
        </Button>
        <p className="ms-auto text-sm text-text-3">{counted(shown.length, 'event')}</p>
      </div>
      {shown.length === 0 ? (
        <div className="rounded-lg border border-line bg-surface">
          <Empty title={isPaused ? 'Paused' : 'Listening'}>Start a campaign, and what happens appears here.</Empty>
        </div>
      ) : (
        <ol aria-label="Live events, the newest first" className="rounded-lg border border-line bg-surface">
          {shown.map((logged) => (
            <EventRow key={logged.key} logged={logged} />
          ))}
        </ol>
      )}
    </div>
  );
}

function useLog(isPaused: boolean): { log: readonly Logged[]; clear: () => void } {
  const [log, setLog] = useState<readonly Logged[]>([]);
  const next = useRef(0);
  useEffect(() => {
    if (isPaused) return undefined;
    return onLiveEvent((event) => {
      next.current += 1;
      const logged = { key: next.current, at: now(), event };
      setLog((known) => [logged, ...known.slice(0, keptMost - 1)]);
    });
  }, [isPaused]);
  return { log, clear: () => setLog([]) };
}

function EventRow({ logged: { at, event } }: { logged: Logged }) {
  const [isOpen, setOpen] = useState(false);
  const json = JSON.stringify(event, null, 2);
  return (
    <li className="border-t border-line first:border-t-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="grid w-full grid-cols-[1rem_minmax(0,1fr)] items-center gap-x-3 px-3 py-2 text-start -outline-offset-2 hover:bg-hover md:grid-cols-[1rem_6.5rem_11rem_minmax(0,1fr)]"
      >
        <ChevronRight size={16} className={`text-text-3 ${isOpen ? 'rotate-90' : ''}`} aria-hidden />
        <span className="figures text-sm text-text-3 max-md:order-last max-md:col-start-2">{clockTimeExact(at)}</span>
        <span className="truncate font-mono text-sm">{event.event}</span>
        <span className="truncate text-text-2 max-md:col-start-2">{eventWords(event)}</span>
      </button>
      {isOpen ? (
        <div className="relative border-t border-line bg-sunken">
          <div className="absolute end-2 top-2">
            <CopyButton text={json} label="Copy JSON" />
          </div>
          <pre className="max-h-96 overflow-auto p-3 font-mono text-sm" tabIndex={0}>
            {json}
          </pre>
        </div>
      ) : null}
    </li>
  );
}
