import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, expect, inject, it, onTestFinished } from 'vitest';
import { statsOf } from '#server/campaigns/numbers.ts';
import { describeImport } from '#server/imports/present.ts';
import { runImport } from '#server/imports/run-import.ts';
import { startImport } from '#server/imports/start-import.ts';
import { accounts } from '#test/support/agreement.ts';
import { beginAt } from '#test/support/at-carrier.ts';
import { mostAtOnce, rungTwiceAtOnce } from '#test/support/heard.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import type { Story } from '#test/support/story.ts';

const file = new URL('../../../shared/data/hospitals.csv', import.meta.url).pathname;
const isThere = existsSync(file);
const limit = 20;

let story: Story;
afterEach(() => story.end());

/** All of it in the long form, else the first 300 rows. */
async function importHospitals(workspace: MadeWorkspace, campaignId: string) {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-hospitals-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'uploads', 'hospitals.csv');
  await mkdir(join(folder, 'uploads'));
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(path, (inject('isLongRun') ? lines : lines.slice(0, 301)).join('\n'));
  const row = await startImport(story.system, workspace, {
    fileName: 'hospitals.csv',
    path,
    country: 'US',
    campaignId,
  });
  return describeImport(story.system, await runImport(story.system, row));
}

it.skipIf(!isThere).each(['bolna', 'twilio', 'exotel'] as const)(
  'everybody in hospitals.csv is called through %s as its log has it, number for number (long: all 5,334 rows)',
  { timeout: 3_600_000 },
  async (carrier) => {
    const begun = await beginAt(carrier, { at: '2026-03-09T15:00:00Z', strideMs: 2000, systemLimit: 50, limit });
    ({ story } = begun);
    // Some have toll-free numbers: where legal hours hold, nobody calls those before a time zone is given for them.
    await sql`update workspaces set legal_hours_real = false`.execute(story.system.db);
    const campaignId = await story.campaign(begun.workspace, {
      limit,
      window: 'all day',
      retry: { maxRetries: 1, delays: ['PT10M'] },
    });
    const { imported, skipped, failed } = await importHospitals(begun.workspace, campaignId);
    expect([imported, skipped, failed]).toEqual(inject('isLongRun') ? [5314, 17, 3] : [299, 1, 0]);
    await story.start(begun.workspace, campaignId);
    await story.runOut();

    expect(await story.status(campaignId)).toBe('completed');
    const { counted, heard } = await accounts(story, campaignId);
    expect(counted).toEqual(heard);
    expect(counted).toMatchObject({ cancelled: 0, unknown: 0 });
    expect(statsOf(await story.counts(campaignId))).toMatchObject({ total: imported, finished: imported });
    const log = await story.log();
    expect(begun.asked().toSorted()).toEqual(log.map(({ reference }) => reference).toSorted());
    expect(new Set(log.map(({ to }) => to)).size).toBe(imported);
    expect(mostAtOnce(log)).toBe(limit);
    expect(rungTwiceAtOnce(log)).toEqual([]);
    expect(await story.violations()).toEqual([]);
  },
);
