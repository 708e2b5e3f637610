import { tally } from './heard.ts';
import type { Story } from './story.ts';

/** What the engine counted of a campaign's calls, and what the simulator's log says: to be equal number for number. */
export async function accounts(story: Story, campaignId: string) {
  const counts = await story.counts(campaignId);
  const log = (await story.log()).filter((call) => call.campaignId === campaignId);
  const heard = tally(log, ({ disposition }) => disposition);
  return {
    counted: {
      placed: counts.calls_placed,
      answered: counts.calls_answered,
      voicemail: counts.calls_voicemail,
      no_answer: counts.calls_no_answer,
      busy: counts.calls_busy,
      failed: counts.calls_failed,
      cancelled: counts.calls_cancelled,
      unknown: counts.calls_unknown,
    },
    heard: {
      placed: log.length,
      answered: heard['answered'] ?? 0,
      voicemail: heard['voicemail'] ?? 0,
      no_answer: heard['no_answer'] ?? 0,
      busy: heard['busy'] ?? 0,
      failed: heard['failed'] ?? 0,
      cancelled: heard['cancelled'] ?? 0,
      unknown: heard['none'] ?? 0,
    },
  };
}
