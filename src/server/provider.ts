import type { CallFact } from '#domain/call.ts';

/** What a voice provider must do. Its words stay inside its folder; what crosses here is ours. */
export interface Provider {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Asks for one call with exactly one HTTP request, never repeated. Resolves for every answer and every silence. */
  placeCall(account: ProviderAccount, request: PlaceRequest): Promise<PlaceResult>;
  /** Asks to end or withdraw a call. */
  cancelCall(account: ProviderAccount, providerCallId: string): Promise<'requested' | 'already_over' | 'not_possible'>;
  /** What the provider knows of a call now. Rejects when it can't be asked. */
  fetchCall(account: ProviderAccount, providerCallId: string): Promise<CallReport | 'not_found'>;
  /** Looks for calls that carry our id, or went to that number since. Rejects when it can't be asked. */
  findByAttempt(account: ProviderAccount, attempt: AttemptQuery): Promise<CallReport[]>;
  /**
   * Every call that went to a number since, whoever asked for it: what a restored database does not know. Without it
   * somebody has to say after a restore that calling may go on. Rejects when it can't be asked.
   */
  callsTo?(account: ProviderAccount, query: { to: string; since: Date }): Promise<CallReport[]>;
  /** Whether a webhook is genuine, and what makes a copy of it recognisable. */
  verifyWebhook(account: ProviderAccount, request: WebhookRequest): WebhookVerdict;
  /** What a stored webhook says; throws when it can't be read. An unknown status gives a report without facts. */
  parseWebhook(body: Uint8Array, headers: Record<string, string>): CallReport[];
  /** How an account stands: whether its credentials are good, and what it has left. Rejects when it can't be asked. */
  health?(account: ProviderAccount): Promise<AccountHealth>;
  /** The agents that the provider knows for this account. Rejects when it can't be asked. */
  listAgents?(account: ProviderAccount): Promise<RemoteAgent[]>;
}

export type Capabilities = {
  /** The fact that frees the slot where the provider has it, else the ending does. */
  hasDisconnected: boolean;
  canFindByAttempt: boolean;
  canCancel: 'any' | 'until_answered' | 'until_ringing' | 'never';
  /** How long after a disconnect its ending usually comes. */
  endingLagSeconds: number;
  /** How often it may be asked about calls (fetchCall, findByAttempt), of an account; as often as needed when not given. */
  lookupsPerMinute?: number;
};

export type AccountHealth =
  /** What isn't known is null: money left in cents of its currency, calls in progress and the most there may be. */
  | {
      kind: 'well';
      balance: { cents: number; currency: string } | null;
      callsAtOnce: { used: number; max: number } | null;
    }
  /** The credentials are no good, in the provider's words. */
  | { kind: 'refused'; code: string; message: string };

/** An agent as its provider lists it; `id` is what a create-call names. */
export type RemoteAgent = { id: string; name: string };

export type ProviderAccount = {
  workspaceId: string;
  id: string;
  provider: string;
  baseUrl: string;
  /** Provider-specific, decrypted. */
  credentials: Record<string, string>;
  hookToken: string;
};

export type PlaceRequest = {
  /** Our id of the call; travels to the provider and back in every webhook. */
  callId: string;
  to: string;
  from: string | null;
  providerAgentId: string | null;
  /** What the agent is told about the person. */
  userData: Record<string, unknown>;
  /** What to say to a machine that answers; null leaves nothing. */
  voicemailMessage: string | null;
  ringSecondsMax: number;
  talkSecondsMax: number;
  callbackUrl: string;
  /** How long to wait for the answer, real milliseconds. */
  timeoutMs: number;
};

export type PlaceResult =
  | { kind: 'accepted'; providerCallId: string }
  | { kind: 'rejected'; then: Refusal; code: string; message: string; retryAfterSeconds?: number }
  /** It may exist: hold the slot, ask, never post again. */
  | { kind: 'ambiguous'; message: string };

/** What a certain refusal means: try later, this person can't be called, this campaign can't, this account can't. */
export type Refusal = 'requeue' | 'fail_person' | 'pause_campaign' | 'pause_account';

export type CallReport = {
  providerCallId: string;
  callId: string | null;
  facts: CallFact[];
  /** It means to dial by itself, some time later: the call is withdrawn, for that may be outside the window. */
  isPutOff?: boolean;
  /** It took the call, rang nobody and gave it back: the attempt does not count, and this follows. */
  returned?: { then: Refusal; code: string; message: string };
};

export type AttemptQuery = { callId: string; to: string; from: string | null; since: Date };

export type WebhookRequest = { headers: Record<string, string>; body: Uint8Array; url: string; at: Date };

export type WebhookVerdict =
  /** `isUrgent`: it says that a call is over, so a slot waits for what it says. */
  | { ok: true; trust: 'signed' | 'token'; dedupeKey: string; isUrgent: boolean }
  | { ok: false; reason: 'bad_signature' | 'stale' };
