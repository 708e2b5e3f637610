import { describe, expect, test } from 'vitest';
import { callId } from '#test/support/asked.ts';
import { asJson, exotel, factsIn, told, verified } from '#test/support/exotel.ts';

describe('callbacks', () => {
  const ending = { ...told, EventType: 'terminal', Status: 'completed', EndTime: '2026-11-20 15:31:17' };

  test.each([
    { what: { Status: 'completed' }, facts: [{ kind: 'ended', disposition: 'answered' }] },
    { what: { Status: ' Completed ' }, facts: [{ kind: 'ended', disposition: 'answered' }] },
    { what: { Status: 'no_answer' }, facts: [{ kind: 'ended', disposition: 'no_answer' }] },
    { what: { Status: 'canceled' }, facts: [{ kind: 'ended', disposition: 'cancelled' }] },
    { what: { Status: 'in-progress', EventType: undefined }, facts: [{ kind: 'initiated' }] },
    { what: { Status: 'queued', EventType: undefined }, facts: [{ kind: 'queued' }] },
    { what: { Status: 'ringing', EventType: undefined }, facts: [{ kind: 'ringing' }] },
    { what: { Status: 'in-progress', EventType: 'answered' }, facts: [{ kind: 'answered' }] },
    { what: { Status: 'levitating' }, facts: [] },
    {
      what: { Legs: [null, { AnsweredBy: 'MACHINE' }] },
      facts: [{ kind: 'ended', disposition: 'voicemail' }, { kind: 'disconnected' }],
    },
    { what: { Status: 'busy', Legs: [{ AnsweredBy: 'Machine' }] }, facts: [{ kind: 'ended', disposition: 'busy' }] },
    {
      what: { Legs: null, ConversationDuration: 'x', RecordingUrl: '' },
      facts: [{ kind: 'ended', disposition: 'answered' }],
    },
  ])('$what', ({ what, facts }) => {
    expect(factsIn(asJson({ ...ending, ...what }))).toMatchObject(facts);
  });

  test('a direct call, which has no second leg, was talked on for as long as its first', () => {
    const [fact] = factsIn(asJson({ ...ending, ConversationDuration: 0, Legs: [{ OnCallDuration: '41' }] }));
    expect(fact?.details?.talkSeconds).toBe(41);
  });

  test('our id comes back in the address where the body has none', () => {
    const { body, headers } = asJson({ ...ending, CustomField: undefined });
    expect(exotel.parseWebhook(body, { ...headers, ':query': `call_id=${callId}` })[0]?.callId).toBe(callId);
    expect(exotel.parseWebhook(body, headers)[0]?.callId).toBeNull();
  });

  test('an ending without an instant of its own takes that of its callback, or when that came', () => {
    const [fact] = factsIn(asJson({ ...ending, EndTime: '1970-01-01 05:30:00' }));
    expect(fact?.at).toEqual(new Date('2026-11-20T10:00:09Z'));
    const dateless = asJson({ ...ending, EndTime: null, DateUpdated: 'soon' });
    expect(() => factsIn(dateless)).toThrow('nothing of when');
    const headers = { ...dateless.headers, ':received': '2026-11-20T10:02:00.000Z' };
    expect(factsIn({ ...dateless, headers })[0]?.at).toEqual(new Date('2026-11-20T10:02:00Z'));
  });

  test('what nobody can read is kept all the same, and frees nothing', () => {
    for (const body of ['', '{', '[]', 'CallSid=', '\u0000', '--x\r\n']) {
      const sent = { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: Buffer.from(body) };
      expect(verified(sent)).toMatchObject({
        trust: 'token',
        isUrgent: false,
        dedupeKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(() => factsIn(sent)).toThrow();
    }
  });
});
