import { stopwatch } from '#server/clock.ts';
import { scoreWorlds } from '#test/support/score-worlds.ts';
import type { WorldsScore } from '#test/support/score-worlds.ts';
import { median, quantile, written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import type { Section } from '../report.ts';
import { crowdedWorld } from '../worlds/crowded.ts';

const runs = 40;
const callsSeen = [30, 100, 300];
/** Worlds that the model was not made with: it was shaped on those with the seeds 1 to 150. */
const seedFrom = 2001;
/** The stage whose figures are held against the targets: where a campaign's own calls begin to speak. */
const judged = 100;

/** How well forecasts come true over pretend worlds, and how long the largest take. */
export async function measureForecast(_: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const [worlds, peopleMax] = isQuick ? [40, 800] : [150, 2000];
  const measured: { calls: number; score: WorldsScore }[] = [];
  for (const calls of callsSeen) {
    measured.push({ calls, score: scoreWorlds({ from: seedFrom, to: seedFrom + worlds - 1, calls, runs, peopleMax }) });
  }
  const scores = measured.find(({ calls }) => calls === judged)?.score;
  const million = timeMillion();
  const all = measured.flatMap(({ score }) => score.milliseconds);
  return {
    title: 'Forecasts',
    text: [
      `${worlds} worlds with 300 to ${written(peopleMax)} people in the campaign foretold: one campaign or two in its workspace, up to three other workspaces, ` +
        'a system limit that binds or does not, windows, lanes on up to three clocks, up to three retries, fixed gaps, people who differ in how likely they answer. ' +
        'The truth is a simulation of its own, call by call (`test/support/pretend-world.ts`), written apart from the forecast. None of these worlds was looked at while the model was made. Each forecast is made once, ' +
        `of ${runs} runs, when so many calls of the campaign had ended; errors are shares of the time from then to what came true.`,
      `A forecast of these took ${written(median(all))} ms in the middle and ${written(quantile(all, 0.95))} ms at p95; one of a campaign of 1,000,000 people, 25 runs, ${written(million)} ms.`,
    ],
    head: [
      'calls seen',
      'campaigns',
      'end within 10 %',
      'band held',
      'far waits',
      'within 10 %',
      'band held',
      'near waits within 10 %',
      'band held',
    ],
    rows: measured.map(({ calls, score: { completions, farWaits, nearWaits } }) => [
      written(calls),
      ...shares(completions),
      ...shares(farWaits),
      ...shares(nearWaits).slice(1),
    ]),
    targets: scores ? targetsOf(scores, million) : [],
  };
}

function shares({ scored, withinTen, held }: WorldsScore['completions']): string[] {
  return [written(scored), percent(withinTen), percent(held)];
}

function percent(share: number): string {
  return `${written(100 * share, 1)} %`;
}

function targetsOf({ completions, farWaits, bandHeld }: WorldsScore, million: number): Section['targets'] {
  return [
    {
      what: 'campaigns whose end was foretold within 10 %',
      goal: '≥ 90 %',
      reached: percent(completions.withinTen),
      isMet: completions.withinTen >= 0.9,
    },
    {
      what: 'waits from 200 places away, within 10 %',
      goal: '≥ 75 %',
      reached: percent(farWaits.withinTen),
      isMet: farWaits.withinTen >= 0.75,
    },
    {
      what: 'P10-P90 bands that held',
      goal: '75-85 %',
      reached: percent(bandHeld),
      isMet: bandHeld >= 0.75 && bandHeld <= 0.85,
    },
    {
      what: 'a forecast for 1,000,000 people',
      goal: '≤ 400 ms',
      reached: `${written(million)} ms`,
      isMet: million <= 400,
    },
  ];
}

/** Milliseconds of one forecast; the median of three. */
function timeMillion(): number {
  return median(
    Array.from({ length: 3 }, () => {
      const elapsed = stopwatch();
      crowdedWorld();
      return elapsed();
    }),
  );
}
