import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { createClient } from '#client/client.ts';
import type { Client } from '#client/verbs.ts';
import { Problem } from '#contract/problem.ts';
import { createApp } from '#server/app.ts';
import type { AppOptions } from '#server/app.ts';
import { SandboxClock, realNow } from '#server/clock.ts';
import { hashOf } from '#server/http/actor.ts';
import { createLog } from '#server/log.ts';
import { provider } from '#server/providers/providers.ts';
import type { System } from '#server/system.ts';
import { startImportWorker } from '#server/imports/import-jobs.ts';
import { appOptions } from './app-options.ts';
import { expectDescribed } from './conformance.ts';
import { createDatabase } from './database.ts';
import { doneAtOnce } from './jobs.ts';
import { makeWorkspace } from './make.ts';
import type { MadeWorkspace } from './make.ts';
import { testVault } from './vault.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Tenant = MadeWorkspace & { key: string };

type Sent = {
  body?: unknown;
  /** An API key, or none. */ key?: string | null;
  /** Of a session, in place of a key. */ cookie?: string;
  headers?: Record<string, string>;
  payload?: string | Buffer;
};

/** The whole HTTP side over a database of its own, without engine and network: requests are injected. */
export class TestApp {
  readonly app: FastifyInstance;
  readonly system: System;
  /** What the app was made of, for making another over the same database. */
  readonly options: AppOptions;
  readonly tenant: Tenant;
  /** Another workspace, whose things the first may not see. */
  readonly stranger: Tenant;
  /** Topics that were published. */
  readonly published: string[];
  /** The tenant's client, over real HTTP. */
  readonly client: Client;
  readonly url: string;
  readonly uploadFolder: string;
  readonly #close: () => Promise<void>;

  private constructor(
    parts: Pick<
      TestApp,
      'app' | 'system' | 'options' | 'tenant' | 'stranger' | 'published' | 'url' | 'uploadFolder'
    > & {
      close: () => Promise<void>;
    },
  ) {
    this.app = parts.app;
    this.system = parts.system;
    this.options = parts.options;
    this.tenant = parts.tenant;
    this.stranger = parts.stranger;
    this.published = parts.published;
    this.url = parts.url;
    this.uploadFolder = parts.uploadFolder;
    this.client = createClient({ url: parts.url, key: parts.tenant.key });
    this.#close = parts.close;
  }

  static async open(at = new Date('2026-03-02T15:00:00Z'), wishes: Partial<AppOptions> = {}): Promise<TestApp> {
    const { db, url: databaseUrl, close } = await createDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'carillon-app-'));
    const uploadFolder = join(folder, 'uploads');
    const published: string[] = [];
    const clock = new SandboxClock({ virtualAt: at, realAt: realNow(), speed: 1, skipIdle: false });
    const system: System = {
      db,
      clock,
      sandbox: clock,
      jobs: doneAtOnce(),
      bus: { publish: async (topic) => void published.push(topic), subscribe: () => () => {}, close: async () => {} },
      log: createLog('error'),
      provider,
      vault: testVault(),
      publicUrl: 'http://127.0.0.1:1',
      simulatorUrl: 'http://127.0.0.1:1',
      network: { sendWithinMs: 2000, answerWithinMs: 5000 },
    };
    const surroundings = appOptions(system, { databaseUrl, uploadFolder });
    const options: AppOptions = { ...surroundings.options, ...wishes };
    const app = await createApp(options);
    await startImportWorker(system, uploadFolder);
    const [tenant, stranger] = [await makeTenant(system, at, true), await makeTenant(system, at, false)];
    return new TestApp({
      app,
      system,
      options,
      tenant,
      stranger,
      published,
      uploadFolder,
      url: await app.listen({ port: 0, host: '127.0.0.1' }),
      close: async () => {
        await app.close();
        await surroundings.close();
        await close();
        await rm(folder, { recursive: true, force: true });
      },
    });
  }

  /** Sends JSON, or whatever `payload` is, with the tenant's key unless another or none is given. */
  async send(
    method: Method,
    url: string,
    { body, key = this.tenant.key, cookie, headers = {}, payload }: Sent = {},
  ): Promise<Answer> {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const response = await inject(this.app, {
      method,
      url,
      headers: {
        ...(cookie === undefined ? {} : { cookie, origin: this.system.publicUrl }),
        ...(key === null || cookie !== undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined && json === undefined ? {} : { payload: payload ?? json ?? '' }),
    });
    return answerOf(response);
  }

  /** A form with a file and fields, in this order. */
  upload(url: string, parts: Record<string, string | { name: string; text: string }>, key?: string): Promise<Answer> {
    const boundary = `----test${randomBytes(8).toString('hex')}`;
    const lines = Object.entries(parts).map(([name, part]) => {
      const file = typeof part === 'string' ? '' : `; filename="${part.name}"\r\ncontent-type: text/csv`;
      const text = typeof part === 'string' ? part : part.text;
      return `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${text}\r\n`;
    });
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    return this.send('POST', url, {
      payload: `${lines.join('')}--${boundary}--\r\n`,
      headers,
      ...(key ? { key } : {}),
    });
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** Asks any app; what it answers must be as the OpenAPI document says. */
export async function inject(app: FastifyInstance, asked: Asked): Promise<LightMyRequestResponse> {
  const response = await app.inject(asked);
  const contentType = String(response.headers['content-type'] ?? '');
  const { method = 'GET', url } = asked;
  expectDescribed({ method, url, status: response.statusCode, contentType, body: response.body });
  return response;
}

type Asked = InjectOptions & { method?: Method; url: string };

export type Answer = {
  status: number;
  headers: LightMyRequestResponse['headers'];
  text: string;
  json: unknown;
  /** The problem that was answered; throws where it is none. */
  problem: () => Problem;
};

function answerOf(response: LightMyRequestResponse): Answer {
  const type = String(response.headers['content-type'] ?? '');
  const json: unknown = type.includes('json') ? response.json() : undefined;
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    json,
    problem: () => {
      if (!type.startsWith('application/problem+json')) throw new Error(`no problem but ${type}: ${response.body}`);
      return Problem.parse(json);
    },
  };
}

/** One more workspace with a key of its own. */
export async function makeTenant(system: System, at: Date, isSystemAdmin: boolean): Promise<Tenant> {
  const workspace = await makeWorkspace(system.db, { at });
  const key = `carillon_test_${randomBytes(32).toString('base64url')}`;
  await sql`
    insert into api_keys (workspace_id, id, name, prefix, hash, scopes, is_system_admin, created_at)
    values (${workspace.workspaceId}, ${randomUUIDv7()}, 'the test', 'test', ${hashOf(key)}, '{admin}', ${isSystemAdmin}, ${at})
  `.execute(system.db);
  return { ...workspace, key };
}
