import { Check, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { now } from '#web/clock.ts';
import { onLiveEvent } from '#web/live/live-stream.ts';
import { stepDoneBy, steps } from './coach-steps.ts';
import type { Step } from './coach-steps.ts';
import { useBegun } from './begun.ts';

const place = 'coach';

function readDone(): Step[] {
  const kept = (localStorage.getItem(place) ?? '').split(',');
  return steps.map(({ key }) => key).filter((key) => kept.includes(key));
}

/** Three things to try with the first campaign; ticked off as they happen, never in the way. */
export function Coach() {
  const hasBegun = useBegun();
  const [done, setDone] = useState(readDone);
  const [isClosed, setClosed] = useState(() => localStorage.getItem(place) === 'closed');
  const isShown = hasBegun && !isClosed && done.length < steps.length;
  useEffect(() => {
    if (!isShown) return undefined;
    return onLiveEvent((event) => {
      const step = stepDoneBy(event, now());
      if (step === null) return;
      setDone((before) => {
        if (before.includes(step)) return before;
        const next = [...before, step];
        localStorage.setItem(place, next.join(','));
        return next;
      });
    });
  }, [isShown]);
  if (!isShown) return null;
  const close = () => {
    localStorage.setItem(place, 'closed');
    setClosed(true);
  };
  return (
    <section
      aria-label="First steps"
      className="flex shrink-0 items-center gap-4 border-b border-line bg-surface px-4 py-2 text-sm md:px-8"
    >
      <span className="font-semibold max-md:hidden">Try this</span>
      <ol className="flex min-w-0 flex-1 flex-wrap gap-x-5 gap-y-1">
        {steps.map(({ key, words }, index) => (
          <li key={key} className={`flex items-center gap-2 ${done.includes(key) ? 'text-text-3' : ''}`}>
            <span
              className={`figures grid size-5 shrink-0 place-items-center rounded-full text-xs font-semibold ${
                done.includes(key) ? 'bg-green-fill text-green' : 'bg-accent-soft text-accent'
              }`}
            >
              {done.includes(key) ? <Check size={12} role="img" aria-label="Done" /> : index + 1}
            </span>
            <span className={done.includes(key) ? 'line-through' : ''}>{words}</span>
          </li>
        ))}
      </ol>
      <button
        type="button"
        aria-label="Dismiss the first steps"
        className="grid size-7 shrink-0 place-items-center rounded-md text-text-3 hover:bg-hover hover:text-text"
        onClick={close}
      >
        <X size={15} aria-hidden />
      </button>
    </section>
  );
}
