import { createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Agenda } from './agenda.ts';

/** `key` signs it; a forger has another one. `onSettled` is told once, when it was taken or given up. */
export type Letter = { url: string; key: string; body: string; onSettled?: () => void };

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

  /** Resolves when it was answered or failed; what failed is tried again later. */
  async deliver(letter: Letter, tries = 0): Promise<void> {
    const wait = (await this.#post(letter)) ? undefined : retrySeconds[tries];
    if (wait === undefined) letter.onSettled?.();
    else this.#agenda.after(wait, () => this.deliver(letter, tries + 1));
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

  #headers({ body, key }: Letter): Record<string, string | number> {
    return {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-simulator-signature': sign(body, key, this.#agenda.now()),
    };
  }
}

/** The signature header of a body; `at` in Unix milliseconds. */
export function sign(body: string, key: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', key).update(`${at}.`).update(body).digest('hex')}`;
}
