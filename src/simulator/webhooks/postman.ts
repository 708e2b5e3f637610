import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Agenda } from './agenda.ts';

/** `headers` are made when it goes out, at that instant in Unix milliseconds. */
export type Letter = { url: string; headers: (at: number) => Record<string, string>; body: string };

const retrySeconds = [1, 5, 30] as const;
const patienceMs = 10_000;
const pool = { keepAlive: true, maxSockets: 256 };

/** Posts webhooks over real HTTP, and again on the world's clock when they were not taken. */
export class Postman {
  readonly #agenda: Agenda;
  readonly #http = new HttpAgent(pool);
  readonly #https = new HttpsAgent(pool);

  constructor(agenda: Agenda) {
    this.#agenda = agenda;
  }

  /**
   * Resolves when it was answered or failed; what failed is tried again later. `onSettled` is told once, when it was
   * taken or given up.
   */
  async deliver(letter: Letter, onSettled: () => void, tries = 0): Promise<void> {
    const wait = (await this.#post(letter)) ? undefined : retrySeconds[tries];
    if (wait === undefined) onSettled();
    else this.#agenda.after(wait, () => this.deliver(letter, onSettled, tries + 1));
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #post(letter: Letter): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const isSecure = letter.url.startsWith('https:');
    const options = { method: 'POST', timeout: patienceMs, headers: this.#headers(letter) };
    const request = isSecure
      ? httpsRequest(letter.url, { ...options, agent: this.#https })
      : httpRequest(letter.url, { ...options, agent: this.#http });
    request.on('response', (response) => {
      const { statusCode = 0 } = response;
      response.on('close', () => resolve(response.complete && statusCode >= 200 && statusCode < 300)).resume();
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.end(letter.body);
    return promise;
  }

  #headers({ body, headers }: Letter): Record<string, string | number> {
    return { 'content-length': Buffer.byteLength(body), ...headers(this.#agenda.now()) };
  }
}
