import { onTestFinished } from 'vitest';
import * as z from 'zod';
import type { CallView, LogEntry } from '#simulator/call.ts';
import type { SettingsChange } from '#simulator/settings.ts';
import { startSimulator } from '#simulator/simulator.ts';
import { TestClock } from './clock.ts';
import { startReceiver } from './receiver.ts';

export type Webhook = CallView & { eventId: string; callId: string; at: string };

export const key = 'a key of the test';

/** Whoever asks a simulator for calls over HTTP and takes its webhooks, on a clock that the test moves. */
export class PretendCaller {
  readonly clock: TestClock;
  readonly #url: string;
  readonly receiver: Awaited<ReturnType<typeof startReceiver>>;
  readonly log: () => LogEntry[];
  #references = 0;

  constructor(parts: Pick<PretendCaller, 'clock' | 'receiver' | 'log'> & { url: string }) {
    this.clock = parts.clock;
    this.receiver = parts.receiver;
    this.log = parts.log;
    this.#url = parts.url;
  }

  /** What has come by webhook, in the order in which it came. */
  get webhooks(): Webhook[] {
    return this.receiver.received.map(({ body }) => JSON.parse(body.toString()));
  }

  get statuses(): string[] {
    return this.webhooks.map(({ status }) => status);
  }

  ask(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${key}` };
    return fetch(
      this.#url + path,
      body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) },
    );
  }

  /** The answer with its JSON read. */
  async askJson(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await this.ask(method, path, body);
    return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
  }

  order(to: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
    this.#references += 1;
    return {
      reference: `reference-${this.#references}`,
      to,
      callbackUrl: `${this.receiver.url}/hook`,
      ringSecondsMax: 30,
      talkSecondsMax: 600,
      userData: { summary: 'name: Ann Lee, company: ABC' },
      ...changes,
    };
  }

  /** The id of an accepted call. */
  async place(to: string, changes?: Record<string, unknown>): Promise<string> {
    const { status, body } = await this.askJson('POST', '/calls', this.order(to, changes));
    if (status !== 201) throw new Error(`not accepted: ${JSON.stringify(body)}`);
    return String(body['id']);
  }

  async view(id: string): Promise<Record<string, unknown>> {
    return (await this.askJson('GET', `/calls/${id}`)).body;
  }

  /** Lets an hour pass, in which every call ends. */
  async untilOver(): Promise<void> {
    await this.clock.advance(3_600_000);
  }
}

export async function startPretendCaller(settings: SettingsChange = {}, seed = 1): Promise<PretendCaller> {
  const clock = new TestClock(new Date('2026-11-02T10:00:00Z'));
  const receiver = await startReceiver();
  const simulator = await startSimulator({ clock, seed, settings });
  onTestFinished(async () => {
    await simulator.close();
    await receiver.close();
  });
  return new PretendCaller({ clock, receiver, log: simulator.log, url: simulator.url });
}
