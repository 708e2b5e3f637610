import * as z from 'zod';

/** Bolna writes instants without a zone, and means UTC. */
const Instant = z
  .string()
  .transform((text) => (/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`))
  .pipe(z.coerce.date());

/** What is only told on is left out where it is not what it should be: a call must not hang on it. */
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '')
  .catch('');
const Amount = z.coerce.number().nonnegative().nullish().catch(null);
const Fields = z.record(z.string(), z.unknown()).nullish().catch(null);

const Telephony = z.object({
  duration: Amount,
  to_number: Text,
  recording_url: Text,
  hangup_reason: Text,
});

/** What a webhook brings and a fetch answers; the first three are always there. */
export const Execution = z.object({
  id: z.union([z.string().min(1), z.int().transform(String)]),
  status: z.string().min(1),
  created_at: Instant,
  updated_at: Instant.nullish().catch(null),
  initiated_at: Instant.nullish().catch(null),
  answered_by_voice_mail: z.boolean().nullish().catch(null),
  conversation_duration: Amount,
  total_cost: Amount,
  transcript: Text,
  summary: Text,
  error_message: Text,
  extracted_data: Fields,
  custom_extractions: Fields,
  telephony_data: Telephony.nullish().catch(null),
  context_details: z.object({ recipient_data: Fields }).nullish().catch(null),
});
export type Execution = z.infer<typeof Execution>;

/** What tells one webhook from another, also where the rest of it can't be read. */
export const Head = Execution.pick({ id: true, status: true }).extend({ updated_at: Text });

export const Accepted = z.object({ execution_id: z.string().min(1) });

/** Rows of a list are cut short; some have no number. */
export const ExecutionList = z.object({
  data: z.array(
    z.object({
      id: Execution.shape.id,
      telephony_data: z.object({ to_number: z.string().nullish() }).nullish(),
    }),
  ),
  has_more: z.boolean().nullish(),
});

export const AgentList = z.array(z.object({ id: z.string().min(1), agent_name: Text }));

/** `wallet` is in hundredths. */
export const Me = z.object({
  wallet: z.number().nullish(),
  concurrency: z.object({ max: z.number(), current: z.number() }).nullish(),
});

/** The words of a refusal stand under one of three names. */
export const Complaint = z
  .object({ message: z.unknown(), detail: z.unknown(), error: z.unknown() })
  .partial()
  .transform(({ message, detail, error }) => [message, detail, error].find((word) => typeof word === 'string'));
