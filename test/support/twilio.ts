import type { PlaceRequest } from '#server/provider.ts';
import { createTwilioProvider } from '#server/providers/twilio/twilio.ts';
import { accountSid, authToken } from '#test/carriers/twilio.ts';
import { accountAt, placeRequest } from './asked.ts';

export const twilio = createTwilioProvider();

export const account = accountAt('twilio', { credentials: { accountSid, authToken } });

/** A call to a media stream. */
export function request(changes: Partial<PlaceRequest> = {}): PlaceRequest {
  return placeRequest({ providerAgentId: 'wss://bot.example.com/media', ...changes });
}
