import * as z from 'zod';

/** Exotel writes instants on India's clocks and names no zone. */
const indiaMs = 5.5 * 3_600_000;

/** `2026-11-20 15:30:00` of an instant in Unix milliseconds. */
export function localTime(at: number): string {
  const local = new Date(at + indiaMs).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)}`;
}

/** The instant of such a text in Unix milliseconds; null for anything else. */
export function instantOf(text: string): number | null {
  const at = Date.parse(`${text.replace(' ', 'T')}+05:30`);
  return Number.isNaN(at) ? null : at;
}

/** A world wants an address for every call: this one is of calls that asked for no callbacks. */
export const nowhere = 'http://nowhere.invalid/';

const seconds = (most: number) => z.coerce.number().int().min(1).max(most);
const flow = /^https?:\/\/my\.exotel\.com\/[^/]+\/exoml\/start_voice\/\d+$/;

const Mode = z.object({
  StreamUrl: z.string().regex(/^(?=.{0,599}$)wss?:\/\/./, 'must be a ws:// or wss:// address below 600 characters'),
  StreamType: z.literal('bidirectional'),
  Url: z.string().regex(flow, 'must be the address of a flow at Exotel'),
});

/** The form of a create-call: straight to a bot, or through a flow, never both. */
export const Form = Mode.partial()
  .extend({
    From: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 form'),
    CallerId: z.string().min(1),
    TimeLimit: seconds(14_400).default(14_400),
    TimeOut: seconds(600).default(60),
    CustomField: z.string().max(128).optional(),
    StatusCallback: z.url({ protocol: /^https?$/ }).optional(),
    StatusCallbackContentType: z.enum(['multipart/form-data', 'application/json']).default('multipart/form-data'),
    events: z.array(z.enum(['ringing', 'answered', 'terminal'])),
  })
  .refine(isOneMode, 'give StreamUrl and StreamType, or Url');
export type Form = z.infer<typeof Form>;

function isOneMode({
  StreamUrl,
  StreamType,
  Url,
}: { [K in keyof z.infer<typeof Mode>]?: string | undefined }): boolean {
  if (Url !== undefined) return StreamUrl === undefined && StreamType === undefined;
  return StreamUrl !== undefined && StreamType !== undefined;
}

/** What a call was asked with, as far as its callbacks and details show it. */
export const Asked = z.object({
  account: z.string(),
  callerId: z.string(),
  customField: z.string().nullable(),
  events: Form.shape.events,
  isJson: z.boolean(),
});
export type Asked = z.infer<typeof Asked>;
