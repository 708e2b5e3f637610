import type { CampaignStats } from '#contract/campaign-counts.ts';
import type { Campaign } from '#contract/campaigns.ts';
import type { ImportResult } from '#contract/imports.ts';
import { Failure } from '../failure.ts';
import { lengthText, rateText, told } from '../format.ts';
import type { Output } from '../output.ts';

const problemsShown = 5;

/** What became of a file's rows, with the first problems. */
export function tellImport(output: Output, result: ImportResult): void {
  output.say(`${result.summary}.`.replace(/\.\.$/, '.'));
  for (const { row, reason } of result.errors.slice(0, problemsShown)) output.say(`  row ${told(row)}: ${reason}`);
  const more = result.failed + result.skipped - Math.min(problemsShown, result.errors.length);
  if (more > 0) output.say(`  and ${told(more)} more; --errors FILE saves them all with their rows`);
}

/** What came out of a campaign. */
export function printStats(
  output: Output,
  { name, status }: Pick<Campaign, 'name' | 'status'>,
  stats: CampaignStats,
): void {
  const { calls, ratios } = stats;
  output.facts(`${name}: ${status}`, [
    ['People', listed({ 'talked with': stats.completed, ...endings(stats) }, stats.total)],
    ['Calls', listed(callsByEnding(calls), calls.placed)],
    ['Success', rateText(stats.successRate, ratios.success)],
    ['Connected', rateText(stats.connectRate, ratios.connect)],
    ['Goal met', rateText(stats.goalRate, ratios.goal)],
    ['Talk time', calls.answered === 0 ? '–' : `${lengthText(stats.averageTalkSeconds)} on the average`],
  ]);
}

function endings({ voicemail, failed, cancelled, suppressed, calling, ...waiting }: CampaignStats) {
  const left = waiting.pending + waiting.waiting + waiting.queued;
  return { voicemail, failed, cancelled, suppressed, 'on the phone': calling, waiting: left };
}

function callsByEnding({ answered, voicemail, noAnswer, busy, failed, cancelled, unknown }: CampaignStats['calls']) {
  return { answered, voicemail, 'no answer': noAnswer, busy, failed, cancelled, unknown };
}

function listed(counts: Record<string, number>, total: number): string {
  const parts = Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${name} ${told(count)}`] : []));
  return [told(total), parts.join(', ')].filter((part) => part !== '').join(': ');
}

/** Throws a Failure, which is how a command ends for a campaign that did not complete. */
export function requireCompleted({ status, statusReason, name }: Campaign): void {
  if (status === 'completed') return;
  const why = statusReason === null ? '' : `: ${statusReason}`;
  throw new Failure('failure', `${name} was not completed, it is ${status}${why.replace(/\.$/, '')}.`);
}
