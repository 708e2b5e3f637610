import { Invalid } from '#server/errors.ts';
import type { LiveRow } from './sql.ts';

const named = /^(campaigns|queue|calls|imports|limits|clock|campaign:[0-9a-f-]{36})$/;

const topicsOf: Record<string, string[]> = {
  'campaign.progress': ['campaigns', 'queue'],
  'campaign.deleted': ['campaigns', 'queue'],
  'calls.changed': ['calls'],
  'calls.invalidated': ['calls'],
  'import.progress': ['imports'],
  'limits.changed': ['limits'],
  'clock.changed': ['clock'],
};

/** Which events these topics ask for; none named asks for all. A reset is for everybody. */
export function wantsOf(topics: string | undefined): (row: LiveRow) => boolean {
  if (topics === undefined || topics.trim() === '') return () => true;
  const wanted = new Set(topics.split(',').map((topic) => topic.trim().toLowerCase()));
  for (const topic of wanted) if (!named.test(topic)) throw unknownTopic(topic);
  return ({ kind, campaignId }) =>
    kind === 'reset' ||
    wanted.has(`campaign:${campaignId}`) ||
    (topicsOf[kind] ?? []).some((topic) => wanted.has(topic));
}

function unknownTopic(topic: string): Invalid {
  const message = `There is no topic "${topic.slice(0, 50)}"; there are campaigns, campaign:<id>, calls, imports, limits, clock`;
  return new Invalid('validation_failed', `/query/topics: ${message}`, {
    errors: [{ pointer: '/query/topics', code: 'not_one_of', message }],
  });
}
