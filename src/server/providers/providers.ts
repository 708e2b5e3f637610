import type { Provider } from '../provider.ts';
import { discreet } from './discreet.ts';
import { createBolnaProvider } from './bolna/bolna.ts';
import { createExotelProvider } from './exotel/exotel.ts';
import { createSimulatorProvider } from './simulator/simulator.ts';
import { createTwilioProvider } from './twilio/twilio.ts';

/** Every provider of this build. */
export const providers: readonly Provider[] = [
  createSimulatorProvider(),
  createBolnaProvider(),
  createTwilioProvider(),
  createExotelProvider(),
];

/** The provider of that name; throws for one that this build does not have. */
export function provider(name: string): Provider {
  const found = providers.find((each) => each.name === name);
  if (found !== undefined) return discreet(found);
  throw new Error(`There is no provider "${name}"; this build has ${providers.map((each) => each.name).join(', ')}.`);
}
