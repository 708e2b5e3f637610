import { randomUUIDv7 } from 'node:crypto';
import { calledAtPlace } from '#domain/forecast/forecast.ts';
import type { System } from '#server/system.ts';
import { foretell } from './foretell.ts';
import type { Foretold, Ref } from './foretell.ts';
import { forgetForecasts, insertForecast, insertWaits, listToForetell, scoreForecasts, scoreWaits } from './sql.ts';
import { listHead } from './world-sql.ts';

/** A running campaign's forecast is kept at most this often, on the system's clock. */
const keptEveryMs = 300_000;
/** Waits are kept to be scored at most this often. */
const waitsEveryMs = 1_800_000;
/** What was scored is forgotten after so long. */
const scoresKeptMs = 90 * 86_400_000;
/** Forecasts of one sweep: a fifth of a second each, off the event loop. */
const foretoldMost = 10;
const scoredMost = 500;
/** Whose waits are kept to be scored: near ones, where only the band is, and far ones. */
const placesScored = [5, 20, 60, 200, 300, 500, 800, 1200];

/** Keeps what is foreseen for running campaigns, and scores what has come true. */
export async function sweepForecasts(system: System): Promise<void> {
  const now = system.clock.now();
  const since = new Date(now.getTime() - keptEveryMs);
  for (const ref of await listToForetell(system.db, { since, most: foretoldMost })) {
    await foretellAndKeep(system, ref).catch((err: unknown) =>
      system.log.error({ err, campaignId: ref.campaignId }, 'a forecast could not be made'),
    );
  }
  while ((await scoreWaits(system.db, { now, most: scoredMost })) === scoredMost);
  while ((await scoreForecasts(system.db, { now, most: scoredMost })) === scoredMost);
  await forgetForecasts(system.db, new Date(now.getTime() - scoresKeptMs));
}

async function foretellAndKeep(system: System, ref: Ref): Promise<void> {
  const foretold = await foretell(system, ref);
  if (foretold) await keep(system, ref, foretold);
}

async function keep(system: System, ref: Ref, { read, forecast }: Foretold): Promise<void> {
  const { world, counts, row } = read;
  if (!counts || row.status !== 'running') return;
  const { pending, waiting, queued, calling, completed, voicemail, failed } = counts;
  const id = randomUUIDv7();
  const head = await listHead(system.db, ref.campaignId, Math.max(...placesScored));
  const waits = placesScored.flatMap((place) => {
    const person = head[place - 1];
    const called = person && calledAtPlace(forecast, { place, lane: person.lane });
    return called && called.p90 < Infinity ? [{ enrollmentId: person.enrollmentId, place, called }] : [];
  });
  await system.db.transaction().execute(async (trx) => {
    await insertForecast(trx, {
      ...ref,
      id,
      madeAt: new Date(world.now),
      people: pending + waiting + queued + calling + completed + voicemail + failed,
      limits: { workspace: row.workspaceMax, system: row.systemMax, account: row.accountMax },
      ready: queued,
      callsSeen: read.seen.own,
      finish: forecast.finish,
      waits: forecast.waits,
    });
    await insertWaits(trx, { ...ref, forecastId: id, since: new Date(world.now - waitsEveryMs) }, waits);
  });
}
