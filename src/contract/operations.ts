import * as z from 'zod';
import { endpoint } from './endpoint.ts';
import { GivenInstant, Instant } from './page.ts';

/** The sandbox's clock: what it shows, how many times as fast as real time it runs, whether it jumps over idle stretches. */
export const SandboxTime = z
  .object({
    now: Instant,
    speed: z.number().meta({ description: '0 while it stands still' }),
    skipIdle: z.boolean(),
    jumpTo: Instant.nullable().meta({ description: 'Where it is going, as soon as the calls in progress have ended' }),
  })
  .meta({ id: 'SandboxTime' });

const speed = { error: 'Must be 0 to stand still, or a number from 0.1 to 1000: how many times as fast as real time' };

/** What is not named stays as it is. */
export const NewSandboxTime = z
  .strictObject({
    now: GivenInstant.optional(),
    speed: z
      .number(speed)
      .max(1000, speed)
      .refine((value) => value === 0 || value >= 0.1, speed)
      .optional(),
    skipIdle: z.boolean().optional(),
    jumpTo: GivenInstant.optional().meta({
      description: 'Lets the calls in progress end, starts no other, then shows this instant; not backwards',
    }),
  })
  .meta({ id: 'NewSandboxTime' });

export const sandbox = {
  clock: endpoint({
    method: 'GET',
    path: '/sandbox/clock',
    summary: "Read the sandbox's clock",
    permission: 'viewer',
    output: SandboxTime,
  }),
  setClock: endpoint({
    method: 'PUT',
    path: '/sandbox/clock',
    summary: "Set the sandbox's clock: the whole installation follows",
    permission: 'system_admin',
    body: NewSandboxTime,
    output: SandboxTime,
  }),
};

export const Check = z.object({ ok: z.boolean(), detail: z.string() }).meta({ id: 'Check' });
export type Check = z.infer<typeof Check>;

export const Readiness = z
  .object({
    ready: z.boolean(),
    checks: z.object({ database: Check, migrations: Check, dialer: Check, simulator: Check }),
    simulator: z.object({ url: z.string(), logUrl: z.string() }).nullable(),
    version: z.string(),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof Readiness>;

export const operations = {
  health: endpoint({
    method: 'GET',
    path: '/healthz',
    base: 'root',
    summary: 'Whether the process is alive',
    permission: 'public',
    output: z.object({ status: z.literal('ok') }),
  }),
  ready: endpoint({
    method: 'GET',
    path: '/readyz',
    base: 'root',
    summary: 'Whether it can do its work, check by check; 503 when it cannot',
    permission: 'public',
    output: Readiness,
  }),
  metrics: endpoint({
    method: 'GET',
    path: '/metrics',
    base: 'root',
    summary: 'What is counted in this process, and how the installation stands, for Prometheus',
    permission: 'public',
    output: z.string(),
    text: 'text/plain; version=0.0.4; charset=utf-8',
  }),
};
