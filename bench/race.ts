import { setTimeout as pause } from 'node:timers/promises';
import { stopwatch } from '#server/clock.ts';
import { readLog } from './call-log.ts';
import type { LoggedCall } from './call-log.ts';
import { startProgram } from './processes.ts';
import type { Running } from './processes.ts';

/** Everybody answers; with setting up and ringing a call takes 1 s on average. */
export const callSettings = {
  answerRate: 1,
  voicemailRate: 0,
  busyRate: 0,
  failedRate: 0,
  setupSeconds: [0.02, 0.08],
  ringSeconds: [0.05, 0.15],
  talkSeconds: { mean: 0.85, sigma: 0.6 },
};

export const callsInWords =
  'Calls take 1 s on average: 20-80 ms until it rings, 50-150 ms until somebody answers (everybody does), then lognormal talk ' +
  'with mean 0.85 s and sigma 0.6. Same simulator, same seed, so everybody gets the same fate in every run; it runs in a process of its own.';

export const slots = 50;

export type SimulatorProcess = Running & { url: string };

export async function startSimulator(): Promise<SimulatorProcess> {
  const running = await startProgram('src/simulator/main.ts', [
    '--seed',
    '7',
    '--settings',
    JSON.stringify(callSettings),
  ]);
  return { ...running, url: /http\S+/.exec(running.greeting)?.[0] ?? '' };
}

export type Patience = {
  /** Nothing new for so long means that nothing will come any more. */
  quietSeconds: number;
  atMostSeconds: number;
};

/** Waits until so many people were rung and all calls are over, or until patience ends. Returns the log. */
export async function untilOver(
  url: string,
  people: number,
  { quietSeconds, atMostSeconds }: Patience,
): Promise<LoggedCall[]> {
  const elapsed = stopwatch();
  let known = 0;
  let quietSince = 0;
  for (;;) {
    // Seldom: writing the log is work for the simulator, and the calls' own instants are in it.
    await pause(2000);
    const log = await readLog(url);
    const seconds = elapsed() / 1000;
    if (log.length > known) quietSince = seconds;
    known = log.length;
    const isOver = log.every(({ ended }) => ended !== null) && new Set(log.map(({ to }) => to)).size >= people;
    if (isOver || seconds - quietSince > quietSeconds || seconds > atMostSeconds) return log;
  }
}

/** Waits until so many calls were accepted. */
export async function untilAccepted(url: string, calls: number, atMostSeconds = 300): Promise<void> {
  const elapsed = stopwatch();
  while ((await readLog(url)).length < calls) {
    if (elapsed() > atMostSeconds * 1000) throw new Error(`${calls} calls were not accepted within ${atMostSeconds} s`);
    await pause(50);
  }
}
