import type { Band } from '#domain/forecast/forecast.ts';
import { instantText } from '#server/campaigns/moments.ts';

/** From so many calls on what was seen speaks for itself. */
export const enoughCalls = 20;

/** When it ends, in one sentence: a span, or while too little was seen what it is at best. */
export function finishText(finish: Band | null, { callsSeen, zone }: { callsSeen: number; zone: string }): string {
  if (!finish || finish.p10 === Infinity) return 'No end is in sight.';
  const first = instantText(new Date(finish.p10), zone);
  if (callsSeen < enoughCalls) return `Estimate after ${enoughCalls} calls; at best ${first}.`;
  if (finish.p90 === Infinity) return `Not before ${first}.`;
  return `Between ${first.replace(/ \(.*/, '')} and ${instantText(new Date(finish.p90), zone)}.`;
}
