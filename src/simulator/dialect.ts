import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from './call.ts';
import type { Turn } from './fate/plan.ts';
import type { Refused } from './http/exchange.ts';
import type { Accepted } from './journal.ts';
import type { SettingsChange } from './settings.ts';
import type { Letter } from './webhooks/postman.ts';
import type { World } from './world.ts';

export type Exchange = { request: IncomingMessage; response: ServerResponse; url: URL };

/** The words in which a telephone network is spoken to and speaks; what happens in it is the world's. */
export type Dialect = {
  /** What such a network is like unless it is told otherwise. */
  settings: SettingsChange;
  /** Answers one request; throws Refused or a zod error for what is asked wrongly. */
  answer: (world: World, exchange: Exchange) => void | Promise<void>;
  refuse: (response: ServerResponse, refused: Refused) => void;
  /** The webhooks of one step of a call, in order; none for a step that this network keeps to itself. */
  tell: (call: Call, turn: Turn, accepted: Accepted) => Letter[];
  /** A webhook as a stranger would make it up, who knows everything but the secret. */
  forge: (letter: Letter) => Letter;
};
