import { People } from './people.ts';
import { listen, postCall, readOptions } from './wire.ts';

/**
 * The loop: every 10 s it goes from user to user, and as long as there is room takes the user's next person and places
 * the call, one after another. A pass that takes longer than its interval is not overtaken by the next.
 */
const everyMs = 10_000;

const options = readOptions();
const people = new People(options);
let isRunning = false;

async function pass(): Promise<void> {
  for (const owner of await people.ownersWaiting()) {
    while (await people.hasRoom(owner)) {
      const person = await people.takeNext(owner);
      if (!person) break;
      await postCall(options, person).catch(() => people.finish(person.id, 'failed'));
    }
  }
}

async function passAlone(): Promise<void> {
  if (isRunning) return;
  isRunning = true;
  await pass().finally(() => (isRunning = false));
}

await listen(options, { ended: (id) => people.finish(id, 'done'), state: () => people.state() });
setInterval(() => void passAlone(), everyMs);
void passAlone();
