import { realNow } from '#server/clock.ts';
import { measured } from '#server/metrics/metrics.ts';
import type { Pass } from '#server/metrics/metrics.ts';
import type { System } from '#server/system.ts';
import { claim } from './claim.ts';
import { foldDeltas } from './ledger/counts.ts';
import { finishOptOuts } from './person/suppress.ts';
import { placeById } from './place.ts';
import { Placing } from './placing.ts';
import { reconcile } from './reconcile.ts';
import { settleInbox } from './settle.ts';
import { askAgain } from './restored/ask-again.ts';
import { SingleFlight } from './loop/single-flight.ts';
import { moveClock } from './skip-idle.ts';
import { nextInstant, stage } from './stage.ts';

export type Dialer = {
  /** Something may be callable, or have come due. */
  wake(): void;
  /** When the last pass over what is due ended, real time. */
  lastPassAt(): Date | null;
  close(): Promise<void>;
};

/** Real milliseconds between sweeps that find what an event missed. */
const sweepMs = 2000;
const claimLot = 200;
const inboxLot = 300;
const silentLot = 50;

export type DialerOptions = {
  /** Calls that this process places itself, at once; what it claims beyond goes to the queue. None unless it may. */
  placesHere?: number;
};

/** The loop that calls the verbs. Any number of processes may run one: claims are exact under the allocator's lock. */
export function startDialer(system: System, { placesHere = 0 }: DialerOptions = {}): Dialer {
  let lastPassAt: Date | null = null;
  let cancelTimer = () => {};
  let isAsked = false;
  const placing = new Placing(system, placesHere);
  const claiming = flight(system, 'claim', async () => {
    const wasAsked = isAsked;
    isAsked = false;
    const calls = await claim(system, claimLot);
    if (calls.length > 0) await placing.take(calls);
    // A slot came free, or a campaign was started, and nobody is ready for it: somebody may be due, or all may be done.
    else if (wasAsked) staging.wake();
    return calls.length === claimLot;
  });
  const settling = flight(system, 'settle', async () => {
    const { count, claimed, isToAsk } = await settleInbox(system, inboxLot);
    if (isToAsk) asking.wake();
    if (claimed.length > 0) await placing.take(claimed);
    return count === inboxLot;
  });
  const asking = flight(system, 'reconcile', () => ask(system));
  const staging = flight(system, 'stage', async () => {
    const more = await stage(system);
    claiming.wake();
    await foldDeltas(system.db);
    await moveClock(system, { isIdle: !more });
    cancelTimer();
    cancelTimer = await wakeAtNext(system, sweep);
    lastPassAt = realNow();
    return more;
  });
  function sweep(): void {
    staging.wake();
    settling.wake();
    asking.wake();
  }
  const subscriptions = [
    system.bus.subscribe('dial', () => {
      isAsked = true;
      claiming.wake();
    }),
    system.bus.subscribe('inbox', () => settling.wake()),
    system.bus.subscribe('clock', () => staging.wake()),
  ];
  const sweeper = setInterval(sweep, sweepMs);
  sweep();
  return {
    wake: sweep,
    lastPassAt: () => lastPassAt,
    async close() {
      clearInterval(sweeper);
      cancelTimer();
      for (const unsubscribe of subscriptions) unsubscribe();
      await Promise.all([claiming.close(), settling.close(), asking.close(), staging.close()]);
      await placing.close();
    },
  };
}

function flight({ log }: System, name: Pass, pass: () => Promise<boolean>): SingleFlight {
  return new SingleFlight(name, log, measured(name, pass));
}

/** Returns whether there is more to ask about at once. */
async function ask(system: System): Promise<boolean> {
  await finishOptOuts(system);
  const isBehind = (await reconcile(system, silentLot)) >= silentLot;
  return (await askAgain(system)) || isBehind;
}

/** Wakes when something comes due by itself. Returns what calls it off. */
async function wakeAtNext(system: System, wake: () => void): Promise<() => void> {
  const next = await nextInstant(system);
  if (!next) return () => {};
  // Something that stays overdue (a row that another process holds) must not make this a busy loop.
  const soonest = system.clock.now().getTime() + system.clock.covering(50);
  return system.clock.schedule(new Date(Math.max(next.getTime(), soonest)), wake);
}

/** Calls that a dialer places itself at once: each waits for its provider most of that time. */
export const placesAtOnce = 50;

/** Places calls that any dialer claimed and had no place for, so many at a time. */
export function startPlaceWorker(system: System, atOnce = placesAtOnce): void {
  system.jobs.work('place', (callId) => placeById(system, callId), atOnce);
}
