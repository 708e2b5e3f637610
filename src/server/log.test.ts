import { randomUUIDv7 } from 'node:crypto';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createApp } from '#server/app.ts';
import { openDatabase } from '#server/database/pool.ts';
import { TestApp } from '#test/support/app.ts';
import { somePeople } from '#test/support/make.ts';
import { Story } from '#test/support/story.ts';
import { createLog } from './log.ts';

/** A log whose lines are kept. */
function listening() {
  const lines: Record<string, unknown>[] = [];
  const to = new Writable({
    write(line: Buffer, _encoding, done) {
      lines.push(JSON.parse(line.toString()));
      done();
    },
  });
  return { log: createLog('warn', to), lines };
}

it('names the request and the campaign in a line about a request, as its problem does', async () => {
  const { log, lines } = listening();
  const api = await TestApp.open();
  const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', log: createLog('silent') });
  const app = await createApp({ ...api.options, system: { ...api.system, db, log } });
  const campaignId = randomUUIDv7();
  const headers = { authorization: `Bearer ${api.tenant.key}` };
  const answer = await app.inject({ url: `/api/v1/campaigns/${campaignId}`, headers });
  expect(lines).toMatchObject([{ msg: 'a request failed', campaignId, requestId: answer.json().requestId }]);
  await app.close();
  await db.destroy();
  await api.close();
});

it('names the call and its campaign in a line about a call', async () => {
  const { log, lines } = listening();
  const story = await Story.begin({
    at: '2026-03-09T10:00:00Z',
    wrapProvider: (real) => ({ ...real, placeCall: () => Promise.reject(new Error('The adapter broke.')) }),
  });
  Object.assign(story.system, { log });
  const campaignId = await story.started(await story.workspace(), { window: 'all day', people: somePeople(1) });
  await story.settle();
  expect(lines).toMatchObject([{ err: { message: 'The adapter broke.' }, campaignId, callId: expect.any(String) }]);
  await story.end();
});
