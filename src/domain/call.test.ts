import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyFact, type CallFact, type CallProgress, callRank, CallStatus, holdsSlot, judged } from './call.ts';
import { Disposition } from './disposition.ts';

const placedAt = new Date('2026-11-20T10:00:00Z');
const placed: CallProgress = {
  status: 'placed',
  placedAt,
  ringingAt: null,
  answeredAt: null,
  disconnectedAt: null,
  endedAt: null,
  disposition: null,
};

function seconds(count: number): Date {
  return new Date(placedAt.getTime() + count * 1000);
}

function ended(disposition: Disposition, at = seconds(60)): CallFact {
  return { kind: 'ended', disposition, at };
}

function applyAll(facts: readonly CallFact[], call = placed): CallProgress {
  return facts.reduce(applyFact, call);
}

/** What a provider that never contradicts itself may say of one call; any part of it may never be said. */
const stories = fc.oneof(
  fc
    .constantFrom<Disposition>('no_answer', 'busy', 'failed', 'cancelled', 'unknown')
    .map((disposition): CallFact[] => [
      { kind: 'queued', at: seconds(1) },
      { kind: 'initiated', at: seconds(2) },
      { kind: 'ringing', at: seconds(3) },
      { kind: 'disconnected', at: seconds(33) },
      ended(disposition),
    ]),
  fc
    .constantFrom<Disposition[]>(['answered'], ['voicemail'], ['answered', 'voicemail'])
    .map((verdicts): CallFact[] => [
      { kind: 'queued', at: seconds(1) },
      { kind: 'initiated', at: seconds(2) },
      { kind: 'ringing', at: seconds(3) },
      { kind: 'answered', at: seconds(9) },
      { kind: 'disconnected', at: seconds(55) },
      ...verdicts.map((verdict) => ended(verdict)),
    ]),
);
const heard = stories.chain((story) => fc.subarray(story, { minLength: 1 }));
const start = fc.constantFrom<CallStatus>('placing', 'unknown', 'placed').map((status) => ({ ...placed, status }));

describe('a call and the facts about it', () => {
  test('a whole call in order passes through every status and ends as it ended', () => {
    const facts: CallFact[] = [
      { kind: 'ringing', at: seconds(3) },
      { kind: 'answered', at: seconds(9) },
      { kind: 'disconnected', at: seconds(55) },
      ended('answered'),
    ];
    const statuses = facts.map((_, index) => applyAll(facts.slice(0, index + 1)).status);
    expect(statuses).toEqual(['ringing', 'in_progress', 'disconnected', 'ended']);
    expect(applyAll(facts)).toEqual({
      status: 'ended',
      placedAt,
      ringingAt: seconds(3),
      answeredAt: seconds(9),
      disconnectedAt: seconds(55),
      endedAt: seconds(60),
      disposition: 'answered',
    });
  });

  test('any order and any copies of the same facts give the same call', () => {
    const inAnyOrder = heard.chain((facts) => {
      const copies = fc.array(fc.constantFrom(...facts), { maxLength: 6 });
      return copies.chain((more) => {
        const all = [...facts, ...more];
        return fc.tuple(fc.constant(facts), fc.shuffledSubarray(all, { minLength: all.length }));
      });
    });
    fc.assert(
      fc.property(start, inAnyOrder, (call, [facts, shuffled]) => {
        expect(applyAll(shuffled, call)).toEqual(applyAll(facts, call));
      }),
      { numRuns: 2000 },
    );
  });

  test('its rank never decreases, and an ended call stays ended', () => {
    fc.assert(
      fc.property(start, stories, stories, fc.infiniteStream(fc.nat(100)), (call, one, other, stream) => {
        let now: CallProgress = call;
        const facts = [...one, ...other].toSorted(() => (stream.next().value ?? 0) - 50);
        for (const fact of facts) {
          const next = applyFact(now, fact);
          expect(callRank[next.status]).toBeGreaterThanOrEqual(callRank[now.status]);
          if (now.status === 'ended') expect(next.endedAt).toEqual(now.endedAt);
          now = next;
        }
      }),
    );
  });

  test.each<[first: Disposition, second: Disposition, stays: Disposition]>([
    ['answered', 'voicemail', 'voicemail'],
    ['voicemail', 'answered', 'voicemail'],
    ['answered', 'no_answer', 'answered'],
    ['no_answer', 'answered', 'no_answer'],
    ['no_answer', 'voicemail', 'no_answer'],
    ['failed', 'busy', 'failed'],
    ['unknown', 'answered', 'unknown'],
  ])('%s, then %s: it stays %s', (first, second, stays) => {
    const call = applyAll([ended(first), ended(second, seconds(90))]);
    expect(call).toMatchObject({ status: 'ended', disposition: stays, endedAt: seconds(60) });
  });

  test('a record that was ended as never placed is not opened again by a late ending', () => {
    const notPlaced: CallProgress = { ...placed, status: 'ended', endedAt: seconds(5), disposition: 'not_placed' };
    expect(applyFact(notPlaced, ended('answered'))).toMatchObject({ disposition: 'not_placed', endedAt: seconds(5) });
  });

  test('a fact of a call whose placing was in doubt proves that it was placed', () => {
    const inDoubt: CallProgress = { ...placed, status: 'unknown', placedAt: null };
    expect(applyFact(inDoubt, { kind: 'initiated', at: seconds(2) })).toMatchObject({
      status: 'placed',
      placedAt: seconds(2),
    });
  });

  test('the call that was given is left as it was', () => {
    const before = structuredClone(placed);
    applyFact(placed, ended('answered'));
    expect(placed).toEqual(before);
  });

  test('a machine that was recognised makes a voicemail of a conversation, and of nothing else', () => {
    const machine = { extracted: { answered_by: 'machine' } };
    for (const disposition of [...Disposition.options, 'not_placed', null] as const) {
      expect(judged(disposition, machine)).toBe(disposition === 'answered' ? 'voicemail' : disposition);
      for (const said of ['human', 'unknown', undefined]) {
        expect(judged(disposition, { extracted: { answered_by: said } })).toBe(disposition);
      }
      expect(judged(disposition, {})).toBe(disposition);
    }
  });

  test('a slot is held until the line is known to be free', () => {
    const free = CallStatus.options.filter((status) => !holdsSlot(status));
    expect(free).toEqual(['disconnected', 'ended']);
  });

  test('every status has a rank of its own', () => {
    expect(new Set(Object.values(callRank)).size).toBe(CallStatus.options.length);
  });
});
