import { setTimeout as wait } from 'node:timers/promises';
import { Interrupted, exitCodes } from './failure.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C may arrive several times: from the terminal, and passed on by npx. */
const echoMs = 1000;

/** A signal that aborts, with Interrupted, when somebody asks us to stop; asked once more, we stop at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  let isHurried = false;
  const interrupt = () => {
    if (isHurried) process.exit(exitCodes.interrupted);
    if (controller.signal.aborted) return;
    controller.abort(new Interrupted());
    setTimeout(() => {
      isHurried = true;
    }, echoMs).unref();
  };
  for (const signal of signals) process.on(signal, interrupt);
  return controller.signal;
}

/** Waits for some real milliseconds; throws the signal's reason when it aborts meanwhile. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
}
