import type { CallProgress } from '#domain/call.ts';
import type { PlaceRequest, ProviderAccount } from '#server/provider.ts';

/** A call of ours, of which a provider has not been heard yet. */
export const callId = '01930000-0000-7000-8000-00000000000c';
export const unheard: CallProgress = {
  status: 'placing',
  placedAt: null,
  ringingAt: null,
  answeredAt: null,
  disconnectedAt: null,
  endedAt: null,
  disposition: null,
};

/** What an adapter is asked to place; `providerAgentId` is the one thing that each provider needs in its own way. */
export function placeRequest(changes: Partial<PlaceRequest> = {}): PlaceRequest {
  return {
    callId,
    to: '+12025550150',
    from: '+12025550100',
    providerAgentId: null,
    userData: { summary: 'name: Ann Lee', next_action: 'Say hello' },
    voicemailMessage: null,
    ringSecondsMax: 30,
    talkSecondsMax: 600,
    callbackUrl: 'https://dialer.example.com/hooks/provider/token',
    timeoutMs: 5000,
    ...changes,
  };
}

/** An account at a provider, on whose behalf an adapter is asked. */
export function accountAt(provider: string, changes: Partial<ProviderAccount> = {}): ProviderAccount {
  return {
    workspaceId: '01930000-0000-7000-8000-000000000001',
    id: '01930000-0000-7000-8000-000000000002',
    provider,
    baseUrl: 'http://nowhere.invalid',
    credentials: {},
    hookToken: 'token',
    ...changes,
  };
}
