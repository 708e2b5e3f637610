import * as z from 'zod';

/** A request for one call. */
export const Order = z.object({
  reference: z.string().min(1).max(200),
  to: z.string().regex(/^\+[1-9]\d{6,14}$/, 'not a phone number in E.164 form, such as +12025550150'),
  from: z.string().max(40).nullish(),
  agent: z.string().max(200).nullish(),
  callbackUrl: z.url({ protocol: /^https?$/ }).max(2000),
  ringSecondsMax: z.number().positive().max(600),
  talkSecondsMax: z.number().positive().max(86_400),
  userData: z.record(z.string(), z.unknown()).default({}),
});
export type Order = z.infer<typeof Order>;

/** The person's name where the order tells it: as `name`, or as `name: …` at the head of a summary. */
export function nameIn(userData: Record<string, unknown>): string | null {
  const { name, summary } = userData;
  if (typeof name === 'string' && name !== '') return name.slice(0, 80);
  if (typeof summary !== 'string') return null;
  const found = /(?:^|, )name: ([^,]{1,80})/.exec(summary)?.[1];
  // A copy: what a regular expression finds is a slice, which would keep the whole summary in memory.
  return found === undefined ? null : Buffer.from(found).toString();
}
