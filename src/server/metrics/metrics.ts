import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { Disposition } from '#domain/disposition.ts';
import type { Ending } from '#domain/disposition.ts';

/** The only file that knows prom-client. What happens in this process is counted here; facts of the database are set. */
const registry = new Registry();
const registers = [registry];

type Name = `carillon_${string}`;

function counter<Label extends string>(name: Name, help: string, labelNames: readonly Label[]) {
  return new Counter<Label>({ name, help, labelNames, registers });
}

function gauge<Label extends string = never>(name: Name, help: string, labelNames: readonly Label[] = []) {
  return new Gauge<Label>({ name, help, labelNames, registers });
}

function histogram<Label extends string = never>(name: Name, help: string, labelNames: readonly Label[] = []) {
  return new Histogram<Label>({ name, help, labelNames, buckets, registers });
}

/** Seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const passes = ['claim', 'settle', 'reconcile', 'stage'] as const;
export type Pass = (typeof passes)[number];

/** What a provider made of a create-call: `person` is a refusal for good of this number, `unclear` no answer to rely on. */
const dialResults = ['accepted', 'person', 'refused', 'unclear'] as const;
type DialResult = (typeof dialResults)[number];

const webhookResults = ['stored', 'copy', 'unknown_token', 'bad_signature', 'failed'] as const;
type WebhookResult = (typeof webhookResults)[number];

const webhookProblems = ['unreadable', 'unknown_status', 'no_call', 'second_call'] as const;
export type WebhookProblem = (typeof webhookProblems)[number];

const importResults = ['imported', 'updated', 'skipped', 'failed'] as const;
type ImportResult = (typeof importResults)[number];

const endings: readonly Ending[] = [...Disposition.options, 'not_placed'];

const passSeconds: Record<Pass, Histogram> = {
  claim: histogram('carillon_claim_seconds', 'One pass that turns free slots into calls'),
  settle: histogram('carillon_settle_seconds', 'One pass over the webhooks that have come'),
  reconcile: histogram('carillon_reconcile_seconds', 'One pass that asks providers about silent calls'),
  stage: histogram('carillon_queue_tick_seconds', 'One pass over what has come due'),
};
const passFailures = counter('carillon_pass_failures_total', 'Passes of the dialer that failed', ['pass']);
const calls = counter('carillon_calls_total', 'Calls that ended, by how; not_placed gave its attempt back', [
  'outcome',
]);
const dials = counter('carillon_dials_total', 'Create-calls, by what the provider made of them', [
  'provider',
  'result',
]);
const providerErrors = counter('carillon_provider_errors_total', 'What providers refused or left open, by code', [
  'provider',
  'code',
]);
const slotIdle = histogram(
  'carillon_slot_idle_seconds',
  'From the webhook that freed a slot to the next call in it, where somebody was waiting for it',
);
const slotToDial = histogram('carillon_slot_to_dial_seconds', 'From the instant a call may start to its create-call');
const webhooks = counter('carillon_webhooks_total', 'Webhooks of providers, by what became of them', ['result']);
const webhookTroubles = counter('carillon_webhook_problems_total', 'Webhooks that were kept and could not be applied', [
  'problem',
]);
const importRows = counter('carillon_import_rows_total', 'Rows of files, by what became of them', ['result']);
const requests = counter('carillon_http_requests_total', 'Requests that were answered', ['method', 'route', 'status']);
const requestSeconds = histogram('carillon_http_request_seconds', 'From a request to its whole answer', ['kind']);

const info = gauge('carillon_info', 'Always 1: the version and the role of this process', ['version', 'role']);
const databaseUp = gauge('carillon_database_up', 'Whether the facts below could be read from the database just now');
const loopAge = gauge(
  'carillon_loop_age_seconds',
  'Since the dialer of this process last ended a pass; of dialers only',
);
const active = gauge(
  'carillon_calls_active',
  'Calls that hold a slot; of workspaces, campaigns and accounts those of the one that has the least room left',
  ['scope'],
);
const limits = gauge('carillon_concurrency_limit', 'Calls at once that are allowed, of the same one', ['scope']);
const queueDepth = gauge('carillon_queue_depth', 'People of running campaigns who are not done', ['state']);
const queueLatency = gauge('carillon_queue_latency_seconds', 'How long the first who is due waits to get in line');
const dialLatency = gauge('carillon_dial_latency_seconds', 'How long the first call that may start waits to be placed');
const slotAge = gauge('carillon_slot_age_seconds', 'How long the oldest slot that is in use has been held');
const webhookLag = gauge('carillon_webhook_lag_seconds', 'How long the first webhook that is not applied waits');
const webhooksWaiting = gauge('carillon_webhooks_waiting', 'Webhooks that are not applied yet');
const accountsClosed = gauge('carillon_provider_accounts_closed', 'Accounts that nothing is dialled with now', [
  'provider',
]);
const violations = gauge('carillon_invariant_violations', 'What the last look at an invariant found; must be 0', [
  'invariant',
]);
const checkedAt = gauge('carillon_invariant_checked_timestamp_seconds', 'When it was last looked at', ['invariant']);
const windowViolations = gauge(
  'carillon_window_violations_total',
  'Dials and rings outside window or legal hours, by the last look; must stay 0',
);

/** Facts of the whole installation, the same in every process. Seconds of lag are real ones. */
export type Facts = {
  scopes: { scope: string; active: number; limit: number | null }[];
  depth: Record<string, number>;
  queueLatency: number;
  dialLatency: number;
  slotAge: number;
  webhookLag: number;
  webhooksWaiting: number;
  accounts: { provider: string; closed: number }[];
  checks: { invariant: string; violations: number; checkedAt: Date }[];
};

/** Each label that is known before is there from the start, at 0: what begins with 1 has no rate. */
export function beginCounting(process: { version: string; role: string; providers: readonly string[] }): void {
  for (const outcome of endings) calls.inc({ outcome }, 0);
  for (const pass of passes) passFailures.inc({ pass }, 0);
  for (const result of webhookResults) webhooks.inc({ result }, 0);
  for (const problem of webhookProblems) webhookTroubles.inc({ problem }, 0);
  for (const result of importResults) importRows.inc({ result }, 0);
  for (const provider of process.providers) for (const result of dialResults) dials.inc({ provider, result }, 0);
  const { version, role } = process;
  info.set({ version, role }, 1);
  if (!registry.getSingleMetric('process_cpu_seconds_total')) collectDefaultMetrics({ register: registry });
}

/** A pass of the dialer, with its time and its failures counted. */
export function measured<T>(pass: Pass, run: () => Promise<T>): () => Promise<T> {
  return async () => {
    const end = passSeconds[pass].startTimer();
    try {
      return await run();
    } catch (error) {
      passFailures.inc({ pass });
      throw error;
    } finally {
      end();
    }
  };
}

export function countEndings(ended: readonly Ending[]): void {
  for (const outcome of ended) calls.inc({ outcome });
}

export function countDial(provider: string, result: DialResult): void {
  dials.inc({ provider, result });
}

const codesMax = 200;
const codesSeen = new Set<string>();

/** Codes are a provider's own words: of more than a few hundred, the rest is one. */
export function countProviderError(provider: string, code: string): void {
  if (codesSeen.size < codesMax) codesSeen.add(code);
  providerErrors.inc({ provider, code: codesSeen.has(code) ? code : 'other' });
}

export function noteSlotIdle(seconds: number): void {
  slotIdle.observe(Math.max(0, seconds));
}

export function noteSlotToDial(seconds: number): void {
  slotToDial.observe(Math.max(0, seconds));
}

export function countWebhook(result: WebhookResult): void {
  webhooks.inc({ result });
}

export function countWebhookProblems(problem: WebhookProblem, count: number): void {
  webhookTroubles.inc({ problem }, count);
}

export function countImportRows(rows: Record<ImportResult, number>): void {
  for (const result of importResults) importRows.inc({ result }, rows[result]);
}

/** `route` is the path as it is declared, with the names of its parameters: no id is in it. */
export function countRequest(answered: {
  method: string;
  route: string | undefined;
  status: number;
  milliseconds: number;
}): void {
  const { method, route = 'none', status, milliseconds } = answered;
  requests.inc({ method, route, status });
  requestSeconds.observe({ kind: kindOf(route) }, milliseconds / 1000);
}

function kindOf(route: string): string {
  if (route.startsWith('/hooks')) return 'webhook';
  if (/^\/api\/.*(events|stream)/.test(route)) return 'stream';
  return route.startsWith('/api') ? 'api' : 'other';
}

/** What only a scrape can tell: the facts (null while they can't be read), and how long ago the dialer's loop went round. */
export function setFacts(facts: Facts | null, loopSeconds: number | null): void {
  for (const each of ofEach) each.reset();
  for (const each of ofAll) each.remove();
  databaseUp.set(facts === null ? 0 : 1);
  if (loopSeconds !== null) loopAge.set(loopSeconds);
  if (facts) setInstallation(facts);
}

/** Facts that can't be read are absent: an old figure, or a 0, would be believed. */
const ofEach = [active, limits, queueDepth, accountsClosed, violations, checkedAt];
const ofAll = [loopAge, queueLatency, dialLatency, slotAge, webhookLag, webhooksWaiting, windowViolations];

function setInstallation(facts: Facts): void {
  for (const { scope, active: count, limit } of facts.scopes) {
    active.set({ scope }, count);
    if (limit !== null) limits.set({ scope }, limit);
  }
  for (const [state, count] of Object.entries(facts.depth)) queueDepth.set({ state }, count);
  queueLatency.set(facts.queueLatency);
  dialLatency.set(facts.dialLatency);
  slotAge.set(facts.slotAge);
  webhookLag.set(facts.webhookLag);
  webhooksWaiting.set(facts.webhooksWaiting);
  for (const { provider, closed } of facts.accounts) accountsClosed.set({ provider }, closed);
  for (const check of facts.checks) {
    violations.set({ invariant: check.invariant }, check.violations);
    checkedAt.set({ invariant: check.invariant }, check.checkedAt.getTime() / 1000);
  }
  const ofWindows = facts.checks.filter(({ invariant }) => invariant === 'I4');
  windowViolations.set(ofWindows.reduce((sum, check) => sum + check.violations, 0));
}

/** All of it in Prometheus' text format. */
export function exposition(): Promise<string> {
  return registry.metrics();
}
