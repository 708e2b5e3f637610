import { expect, test, vi } from 'vitest';
import { createLog } from '#server/log.ts';
import { SingleFlight } from './single-flight.ts';

const log = createLog('silent');

/** A pass that the test ends by hand. */
function stepwise() {
  const ends: PromiseWithResolvers<boolean>[] = [];
  const pass = vi.fn<() => Promise<boolean>>(() => {
    const end = Promise.withResolvers<boolean>();
    ends.push(end);
    return end.promise;
  });
  return { pass, end: (nth: number, more = false) => ends[nth]?.resolve(more), ends };
}

test('a wake-up during a pass means exactly one more pass, after it', async () => {
  const { pass, end } = stepwise();
  const flight = new SingleFlight('test', log, pass);
  flight.wake();
  flight.wake();
  flight.wake();
  expect(pass).toHaveBeenCalledTimes(1);
  end(0);
  await vi.waitFor(() => expect(pass).toHaveBeenCalledTimes(2));
  end(1);
  await flight.close();
  expect(pass).toHaveBeenCalledTimes(2);
});

test('a pass that may have more to do is followed by another one at once', async () => {
  const answers = [true, true, false];
  const pass = vi.fn<() => Promise<boolean>>(async () => answers.shift() ?? false);
  const flight = new SingleFlight('test', log, pass);
  flight.wake();
  await vi.waitFor(() => expect(pass).toHaveBeenCalledTimes(3));
  await flight.close();
  expect(pass).toHaveBeenCalledTimes(3);
});

test('a pass that fails is logged and made again at the next wake-up', async () => {
  const error = vi.spyOn(log, 'error').mockReturnValue();
  const pass = vi.fn<() => Promise<boolean>>().mockRejectedValueOnce(new Error('no database')).mockResolvedValue(false);
  const flight = new SingleFlight('test', log, pass);
  flight.wake();
  await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(1));
  flight.wake();
  await vi.waitFor(() => expect(pass).toHaveBeenCalledTimes(2));
  await flight.close();
});

test('closing waits for the pass that runs, and no other one starts', async () => {
  const { pass, end } = stepwise();
  const flight = new SingleFlight('test', log, pass);
  flight.wake();
  flight.wake();
  const closed = vi.fn<() => void>();
  const closing = flight.close().then(closed);
  flight.wake();
  await Promise.resolve();
  expect(closed).not.toHaveBeenCalled();
  end(0, true);
  await closing;
  flight.wake();
  expect(pass).toHaveBeenCalledTimes(1);
});
