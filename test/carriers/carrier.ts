import type { Disposition } from '#domain/disposition.ts';
import type { PlaceResult, ProviderAccount, WebhookRequest } from '#server/provider.ts';
import type { TestClock } from '../support/clock.ts';
import type { Sent } from './front.ts';

/** What a create-call meets instead of being accepted. */
export type Trouble =
  | { kind: 'answer'; status: number; body: string; headers?: Record<string, string> }
  /** Read and never answered. */
  | { kind: 'silence' }
  /** Read, then the connection is cut. */
  | { kind: 'cut' }
  /** Accepted, then the connection is cut. */
  | { kind: 'accept_and_cut' };

export type Refusal = { trouble: Trouble; means: Partial<Extract<PlaceResult, { kind: 'rejected' }>> };

/** Numbers in every pretend carrier's world that end so, the one that answers with its goal met. */
export const numberThat: Readonly<Record<Exclude<Disposition, 'unknown' | 'cancelled'>, string>> = {
  answered: '+12025550150',
  no_answer: '+12025550151',
  busy: '+12025550152',
  voicemail: '+12025550153',
  failed: '+12025550154',
};

/** A carrier that speaks a provider's words on this machine, as the conformance suite needs it. */
export interface Carrier {
  readonly account: ProviderAccount;
  readonly clock: TestClock;
  /** Every certain refusal that this provider knows, and what it means to us. */
  readonly refusals: readonly Refusal[];
  /** An agent that this provider has. */
  readonly agentId: string;
  /** Whether it tells our id of a call when it is asked; where not, a lost call is found by its numbers and its time. */
  readonly echoesOurId: boolean;
  /** Whether it tells what was said and what came of it. */
  readonly tellsConversation: boolean;
  /** What it answers when asked about a call that waits, rings, talks and is over; every step of it unless given. */
  readonly stages?: readonly (readonly string[])[];
  /** It lists a call only when it is over, so that what is not listed may be there. */
  readonly listsOnlyWhatIsOver?: true;
  /** Only its webhooks know that a machine answered. */
  readonly isDeafToMachines?: true;
  /** What the next create-call meets. */
  meet(trouble: Trouble): void;
  /** How many create-calls have arrived. */
  creates(): number;
  /** Every request that has arrived, in order. */
  sent(): Sent[];
  /** Drops every connection, as a carrier does that restarts. */
  dropConnections(): void;
  /** The webhooks that came, in order. */
  webhooks(): WebhookRequest[];
  /** A webhook of an unknown status for this call, genuine otherwise. */
  oddWebhook(providerCallId: string, callId: string): WebhookRequest;
  /** Copies in which one bit is wrong; empty for a provider that signs nothing. */
  tampered(request: WebhookRequest): WebhookRequest[];
  /** How old a signature may be; null for a provider that dates nothing. */
  readonly staleAfterMs: number | null;
  close(): Promise<void>;
}
