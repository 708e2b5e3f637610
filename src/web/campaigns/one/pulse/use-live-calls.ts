import { useEffect, useReducer, useRef } from 'react';
import type { Pulse } from '#contract/pulse.ts';
import { readAgain } from '#web/campaigns/one/queries.ts';
import type { PulseRange } from '#web/campaigns/one/queries.ts';
import { liveStatus, onLiveEvent } from '#web/live/live-stream.ts';
import { followCall, seedLive } from './pulse-model.ts';
import type { LiveCalls } from './pulse-model.ts';

/** Outcomes, limits and events are read anew now and then; in between calls are followed as they come. */
const readEveryMs: Record<PulseRange, number> = { '15m': 5000, today: 20_000, all: 60_000 };

/** Calls that are or were in progress since the pulse was read. */
export function useLiveCalls(campaignId: string, range: PulseRange, pulse: Pulse): LiveCalls {
  const live = useRef<LiveCalls>(new Map());
  const seeded = useRef<Pulse>(null);
  if (seeded.current !== pulse) {
    seeded.current = pulse;
    seedLive(live.current, pulse);
  }
  useEffect(() => {
    let isStale = false;
    const stop = onLiveEvent((event) => {
      if (!('campaignId' in event.data) || event.data.campaignId !== campaignId) return;
      isStale = true;
      if (event.event === 'calls.changed') for (const call of event.data.calls) followCall(live.current, call);
      if (event.event === 'calls.invalidated') readAgain(campaignId, 'pulse');
    });
    const timer = setInterval(() => {
      if (isStale) readAgain(campaignId, 'pulse');
      isStale = false;
    }, readEveryMs[range]);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [campaignId, range]);
  return live.current;
}

const stillness = matchMedia('(prefers-reduced-motion: reduce)');

/** Draws anew once a second, every five with reduced motion, never while updates are paused. */
export function useBeat(): void {
  const [, beat] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(
      () => {
        if (liveStatus.read().state !== 'off' && !document.hidden) beat();
      },
      stillness.matches ? 5000 : 1000,
    );
    return () => clearInterval(timer);
  }, []);
}
