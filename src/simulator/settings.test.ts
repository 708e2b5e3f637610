import { expect, test } from 'vitest';
import { changeSettings, presets } from './settings.ts';

const { friendly, hostile } = presets;

test('a change touches nothing but what it names', () => {
  const changed = changeSettings(friendly, { answerRate: 0.5, talkSeconds: { mean: 1 }, faults: { hang: 1 } });
  expect(changed).toEqual({
    ...friendly,
    answerRate: 0.5,
    talkSeconds: { mean: 1, sigma: friendly.talkSeconds.sigma },
    faults: { ...friendly.faults, hang: 1 },
  });
});

test('a preset replaces what is not given with it', () => {
  const changed = changeSettings(changeSettings(friendly, { answerRate: 0.1 }), { preset: 'hostile', busyRate: 0 });
  expect(changed).toEqual({ ...hostile, busyRate: 0 });
});

test.each([
  [{ answerRate: 1.1 }, 'answerRate'],
  [{ answerRate: 0.9, voicemailRate: 0.9 }, 'must not add up to more than 1'],
  [{ ringSeconds: [9, 3] }, 'give [least, most]'],
  [{ faults: { webhookLost: -1 } }, 'webhookLost'],
  [{ timeZone: 'Mars/Olympus' }, 'IANA time zone'],
  [{ answerrate: 1 }, 'answerrate'],
  [{ maxCallsAtOnce: 1.5 }, 'maxCallsAtOnce'],
  ['friendly', 'expected object'],
])('settings that do not fit are refused by name: %j', (change, message) => {
  expect(() => changeSettings(friendly, change)).toThrow(message);
});
