import { People } from './people.ts';
import { listen, postCall, readOptions } from './wire.ts';

/** The scheduler: every 30 s it gives each campaign one call. */
const everyMs = 30_000;

const options = readOptions();
const people = new People(options);

async function pass(): Promise<void> {
  for (const campaign of await people.ownersWaiting()) {
    if (!(await people.hasRoom(campaign))) return;
    const person = await people.takeNext(campaign);
    if (person) await postCall(options, person).catch(() => people.finish(person.id, 'failed'));
  }
}

await listen(options, { ended: (id) => people.finish(id, 'done'), state: () => people.state() });
setInterval(() => void pass(), everyMs);
void pass();
