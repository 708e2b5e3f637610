import { forecast } from '#domain/forecast/forecast.ts';
import type { Forecast } from '#domain/forecast/forecast.ts';
import type { SeenCall } from '#domain/forecast/calls.ts';
import { noLaw } from '#domain/legal-hours/legal-hours.ts';

const people = 1_000_000;
const followed = 4000;

/** A forecast for a million people, as the server asks for it: 4,000 who stand for all, 50 at once, three retries. */
export function crowdedWorld(): Forecast {
  const own: SeenCall[] = Array.from({ length: 1000 }, (_, n) => ({
    disposition: n % 3 === 0 ? 'answered' : 'no_answer',
    attempt: 1 + (n % 2),
    holdMs: 20_000 + 100 * n,
  }));
  return forecast(
    {
      now: Date.parse('2026-03-02T12:00:00Z'),
      systemMax: 50,
      workspaces: [{ id: 'w', max: 50, served: 0 }],
      accounts: [{ id: 'a', max: 50, gapMs: null }],
      campaigns: [
        {
          id: 'crowd',
          workspace: 0,
          account: 0,
          max: 50,
          served: 0,
          turns: 1,
          startsAt: 0,
          endsAt: null,
          gapMs: null,
          nextDialAt: null,
          isSpread: false,
          window: { days: [1, 2, 3, 4, 5], firstCallTime: '09:00', lastCallTime: '18:00', allDay: false },
          lanes: [
            { zones: ['UTC'], law: noLaw },
            { zones: ['America/New_York'], law: noLaw },
          ],
          isOpen: [true, false],
          policy: { on: ['no_answer'], maxRetries: 3, delays: ['PT30M'] },
          voicemailRetry: false,
          people: Array.from({ length: followed }, (_, n) => ({
            lane: n % 2,
            dueAt: null,
            attempts: 0,
            stands: people / followed,
          })),
          inProgress: [],
          seen: { own, workspace: [] },
        },
      ],
    },
    { target: 0, runs: 25, seed: 1 },
  );
}
