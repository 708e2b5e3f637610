import { Worker } from 'node:worker_threads';
import type { Forecast } from '#domain/forecast/forecast.ts';
import type { World } from '#domain/forecast/world.ts';

export type Question = { world: World; target: number; runs: number; seed: number; zone?: string | undefined };
export type Asked = Question & { id: number };
export type Told = { id: number; forecast: Forecast } | { id: number; problem: string };

type Open = { resolve: (forecast: Forecast) => void; reject: (error: Error) => void };

const megabytesMax = 128;

/** Makes forecasts in a thread of its own, one after the other: a few hundred milliseconds each, off the event loop. */
class Foreteller {
  #worker: Worker | undefined;
  #count = 0;
  readonly #open = new Map<number, Open>();

  tell(question: Question): Promise<Forecast> {
    this.#count += 1;
    const asked: Asked = { id: this.#count, ...question };
    return new Promise((resolve, reject) => {
      this.#open.set(asked.id, { resolve, reject });
      this.#thread().postMessage(asked);
    });
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./forecast-worker.ts', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: megabytesMax },
    });
    worker.on('message', (told: Told) => this.#settle(told));
    worker.on('error', (cause: unknown) => this.#fail(new Error('the forecasting thread broke', { cause })));
    worker.on('exit', () => this.#fail(new Error('the forecasting thread ended')));
    // A process that has nothing else to do ends, forecast or not.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #settle(told: Told): void {
    const open = this.#open.get(told.id);
    this.#open.delete(told.id);
    if ('forecast' in told) open?.resolve(told.forecast);
    else open?.reject(new Error(`a forecast could not be made: ${told.problem}`));
  }

  /** The next question starts another thread. */
  #fail(error: Error): void {
    this.#worker = undefined;
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }
}

/** The one of this process. */
export const foreteller = new Foreteller();
