import { afterEach, expect, it } from 'vitest';
import { somePeople } from '#test/support/make.ts';
import type { Person } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const [a = '', b = '', c = '', d = '', e = ''] = somePeople(5).map(({ phone }) => phone);

async function orderOf(people: Person[], priorityMode: 'priority' | 'fifo' = 'priority'): Promise<string[]> {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  await story.started(workspace, { priorityMode, people });
  await story.runOut();
  expect(await story.violations()).toEqual([]);
  return (await story.log()).map(({ to }) => to);
}

it('calls whoever has a name before whoever has none', async () => {
  expect(await orderOf([{ phone: b }, { phone: a, name: 'Ann' }])).toEqual([a, b]);
});

it('calls people by what is known of them: a name weighs more than an email and a company together', async () => {
  const order = await orderOf([
    { phone: e },
    { phone: d, email: 'd@x.example' },
    { phone: c, email: 'c@x.example', company: 'Acme' },
    { phone: b, name: 'Bob' },
    { phone: a, name: 'Ann', company: 'Acme' },
  ]);
  expect(order).toEqual([a, b, c, d, e]);
});

it('adds the priority that was given for a person, also one below nothing', async () => {
  const order = await orderOf([
    { phone: e, explicit: -1 },
    { phone: d },
    { phone: c, name: 'Cid', explicit: -30 },
    { phone: b, name: 'Bob' },
    { phone: a, explicit: 101 },
  ]);
  expect(order).toEqual([a, b, c, d, e]);
});

it('calls people of the same priority in the order in which they came', async () => {
  expect(await orderOf([c, a, e, b, d].map((phone) => ({ phone, name: 'Somebody' })))).toEqual([c, a, e, b, d]);
});

it('calls everybody in the order in which they came when the campaign says first in, first out', async () => {
  const people = [{ phone: c }, { phone: a, name: 'Ann', explicit: 500 }, { phone: b, name: 'Bob' }];
  expect(await orderOf(people, 'fifo')).toEqual([c, a, b]);
});

it('keeps the order over people on several clocks', async () => {
  story = await Story.begin({ at: '2026-03-09T16:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const people = [
    { phone: d, zones: ['Europe/London'] },
    { phone: b, zones: ['America/New_York'], name: 'Bob' },
    { phone: a, zones: ['Europe/London'], name: 'Ann', explicit: 1 },
    { phone: c, zones: ['America/Chicago'], company: 'Acme' },
  ];
  await story.started(workspace, { clock: 'contact', people });
  await story.runOut();
  expect((await story.log()).map(({ to }) => to)).toEqual([a, b, c, d]);
  expect(await story.violations()).toEqual([]);
});

it('puts a retry back at its own place in the order, not behind everybody', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const busy = { phone: '+12025550152', name: 'Bea' };
  await story.started(workspace, { people: [busy, ...somePeople(4)], retry: { maxRetries: 1, delays: ['PT90S'] } });
  await story.runOut();
  expect((await story.log()).map(({ to }) => to)).toEqual([busy.phone, a, b, busy.phone, c, d]);
  expect(await story.violations()).toEqual([]);
});
