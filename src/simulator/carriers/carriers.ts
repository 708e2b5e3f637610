import type { Dialect } from '../dialect.ts';
import { openBolna } from './bolna/bolna.ts';
import { openExotel } from './exotel/exotel.ts';
import { twilio } from './twilio/twilio.ts';

/** Opens a front for one world: it may keep what that world's calls were asked with. */
export type CarrierFront = () => Dialect;

/** Every provider whose words the simulator can speak, by the name that Carillon knows it by. */
export const carriers: Readonly<Record<string, CarrierFront>> = {
  bolna: () => openBolna(),
  twilio,
  exotel: openExotel,
};

/** The front of that name; throws for one that is not there. */
export function carrierNamed(name: string): CarrierFront {
  const front = carriers[name];
  if (front !== undefined) return front;
  throw new Error(`Nobody here speaks as "${name}"; there are ${Object.keys(carriers).join(', ')}.`);
}
