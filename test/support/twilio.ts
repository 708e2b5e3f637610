import { carrierNamed } from '#simulator/carriers/carriers.ts';
import type { Dialect } from '#simulator/dialect.ts';
import type { Provider, ProviderAccount } from '#server/provider.ts';
import { createTwilioProvider } from '#server/providers/twilio/twilio.ts';
import type { StoryOptions } from './story.ts';

const credentials = {
  accountSid: 'AC00000000000000000000000000000001',
  authToken: '0123456789abcdef0123456789abcdef',
};

/** What a story counts: which calls were asked for, and how many requests for one came to the pretend Twilio. */
export type Posts = { asked: string[]; arrived: number };

/** What makes a story one with Twilio: its words on both sides of the wire. */
export function withTwilio(posts: Posts = { asked: [], arrived: 0 }): Partial<StoryOptions> {
  const front = carrierNamed('twilio')();
  const dialect: Dialect = {
    ...front,
    answer: (world, exchange) => {
      const { request, url } = exchange;
      if (request.method === 'POST' && url.pathname.endsWith('/Calls.json')) posts.arrived += 1;
      return front.answer(world, exchange);
    },
  };
  const twilio = createTwilioProvider();
  const opened = (account: ProviderAccount): ProviderAccount => ({ ...account, credentials });
  const provider: Provider = {
    ...twilio,
    placeCall: (account, request) => {
      posts.asked.push(request.callId);
      const providerAgentId = 'wss://bot.example.com/media';
      return twilio.placeCall(opened(account), { ...request, from: '+12025550100', providerAgentId });
    },
    cancelCall: (account, id) => twilio.cancelCall(opened(account), id),
    fetchCall: (account, id) => twilio.fetchCall(opened(account), id),
    findByAttempt: (account, attempt) => twilio.findByAttempt(opened(account), attempt),
    verifyWebhook: (account, request) => twilio.verifyWebhook(opened(account), request),
  };
  return { dialect, wrapProvider: () => provider };
}
