import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { forecast } from '#domain/forecast/forecast.ts';
import type { Asked, Told } from './foreteller.ts';

// A forecast may wait, a call may not. Linux alone ranks threads by themselves: elsewhere this would be the whole server.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

parentPort?.on('message', ({ id, world, ...how }: Asked) => {
  parentPort?.postMessage(tell(id, () => forecast(world, how)));
});

function tell(id: number, make: () => ReturnType<typeof forecast>): Told {
  try {
    return { id, forecast: make() };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}
