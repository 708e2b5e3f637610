import type { Api } from '#contract/api.ts';
import type { CallerInput, Endpoint, Output } from '#contract/endpoint.ts';
import type { LiveEvent } from '#contract/live.ts';

export type UploadFile = { content: Blob; name: string };
export type CallOptions = {
  signal?: AbortSignal;
  /** Of a POST that may be sent again: it has one effect. */
  idempotencyKey?: string;
  /** Of a stream: told when it is connected, and when the connection is lost, which it mends by itself. */
  onConnection?: (isOpen: boolean) => void;
};

type Asked<E extends Endpoint> = E extends { upload: true } ? CallerInput<E> & { file: UploadFile } : CallerInput<E>;
type Answer<E extends Endpoint> = E extends { resumable: true } ? AsyncIterable<LiveEvent> : Promise<Output<E>>;
type Verb<E extends Endpoint> =
  Record<never, never> extends Asked<E>
    ? (input?: Asked<E>, options?: CallOptions) => Answer<E>
    : (input: Asked<E>, options?: CallOptions) => Answer<E>;

/** The API as functions: `client.campaigns.pause({ id })`, and its streams: `for await (… of client.live.events())`. */
export type Client = {
  [Noun in keyof Api]: {
    [Name in keyof Api[Noun]]: Api[Noun][Name] extends Endpoint ? Verb<Api[Noun][Name]> : never;
  };
};

export type ClientOptions = {
  /** Where the server is, such as http://127.0.0.1:3000; empty for the one that a page came from. */
  url: string;
  /** The API key; the browser's session speaks for itself. */
  key?: string;
  fetch?: typeof fetch;
};
