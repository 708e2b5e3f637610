import * as z from 'zod';
import type { CallDetails, CallFact } from '#domain/call.ts';
import type { Disposition } from '#domain/disposition.ts';
import type { CallReport } from '../../provider.ts';

const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const Details = z.object({
  talkSeconds: z.number().optional(),
  goalMet: z.boolean().optional(),
  summary: z.string().optional(),
  transcript: z.string().optional(),
  recordingUrl: z.string().optional(),
  extracted: z.record(z.string(), z.unknown()).optional(),
  costCents: z.number().optional(),
  reason: z.string().optional(),
});

const Told = Details.extend({
  reference: z.string(),
  status: z.string(),
  disposition: z.string().optional(),
});

export const Webhook = Told.extend({ callId: z.string(), at: Instant });
type Webhook = z.infer<typeof Webhook>;

export const Call = Told.extend({
  id: z.string(),
  createdAt: Instant,
  ringingAt: Instant.nullable(),
  answeredAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});
type Call = z.infer<typeof Call>;

export const Accepted = z.object({ id: z.string().min(1) });
export const Complaint = z.object({ code: z.string(), message: z.string(), retryAfter: z.number().min(0).optional() });
export const Found = z.object({ data: z.array(Call) });

const kinds: ReadonlyMap<string, Exclude<CallFact['kind'], 'ended'>> = new Map([
  ['queued', 'queued'],
  ['ringing', 'ringing'],
  ['in_progress', 'answered'],
  ['disconnected', 'disconnected'],
]);

const dispositions: ReadonlyMap<string, Disposition> = new Map([
  ['answered', 'answered'],
  ['voicemail', 'voicemail'],
  ['no_answer', 'no_answer'],
  ['busy', 'busy'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
]);

/** The one thing that a webhook tells; nothing when its status is not known here. */
export function reportOfWebhook(webhook: Webhook): CallReport {
  return { providerCallId: webhook.callId, callId: webhook.reference, facts: [factOfWebhook(webhook)].flat() };
}

function factOfWebhook(webhook: Webhook): CallFact | [] {
  const { status, at } = webhook;
  if (status === 'ended') return endedFact(webhook, at);
  const kind = kinds.get(status);
  return kind === undefined ? [] : { kind, at };
}

/** Everything that has happened to a call so far, in order. */
export function reportOfCall(call: Call): CallReport {
  const { createdAt, ringingAt, answeredAt, endedAt, status } = call;
  const facts: CallFact[] = [{ kind: 'queued', at: createdAt }];
  if (ringingAt !== null) facts.push({ kind: 'ringing', at: ringingAt });
  if (answeredAt !== null) facts.push({ kind: 'answered', at: answeredAt });
  if (endedAt !== null && status === 'disconnected') facts.push({ kind: 'disconnected', at: endedAt });
  if (endedAt !== null && status === 'ended') facts.push(endedFact(call, endedAt));
  return { providerCallId: call.id, callId: call.reference, facts };
}

function endedFact(told: z.infer<typeof Told>, at: Date): CallFact {
  const details: CallDetails = Details.parse(told);
  return { kind: 'ended', disposition: dispositions.get(told.disposition ?? '') ?? 'unknown', at, details };
}
