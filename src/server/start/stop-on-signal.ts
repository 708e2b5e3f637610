import { stopwatch } from '../clock.ts';

export type Stopping = {
  /** Ends everything in order. */
  stop: () => Promise<void>;
  /** Ends at once what would outlive this process. */
  endNow: () => void;
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C arrives twice when npm passes it on as well. */
const sameSignalMs = 500;

/** The first signal ends everything in order, a second one ends at once. */
export function stopOnSignal({ stop, endNow }: Stopping): void {
  let sinceFirst: (() => number) | undefined;
  for (const signal of signals) {
    process.on(signal, () => {
      if (!sinceFirst) {
        sinceFirst = stopwatch();
        void stop().then(() => process.exit(0));
      } else if (sinceFirst() > sameSignalMs) {
        endNow();
        process.exit(130);
      }
    });
  }
}
