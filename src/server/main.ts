import { randomBytes } from 'node:crypto';
import manifest from '../../package.json' with { type: 'json' };
import { createApp, createHealthApp } from './app.ts';
import type { AppOptions, RequestLimits } from './app.ts';
import { createBus } from './bus.ts';
import { realNow } from './clock.ts';
import { readConfig } from './config.ts';
import type { Config } from './config.ts';
import { placesAtOnce, startDialer, startPlaceWorker } from './dialer/dialer.ts';
import type { Dialer } from './dialer/dialer.ts';
import { sweepForecasts } from './forecasts/keep.ts';
import { lowerSystemLimit } from './settings/sql.ts';
import { firstRun } from './start/first-run.ts';
import { createIdentity } from './identity/identity.ts';
import { ensureSessionSecret, forgetExpired } from './identity/sql.ts';
import { startImportWorker } from './imports/import-jobs.ts';
import { createJobs } from './jobs.ts';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import { createScrape } from './metrics/facts.ts';
import { checkEveryMs, checkInvariants } from './metrics/invariants.ts';
import { beginCounting } from './metrics/metrics.ts';
import { requireKeys, sealAccounts } from './provider-accounts/seal.ts';
import { provider, providers } from './providers/providers.ts';
import { followSandboxClock, loadSandboxClock } from './sandbox/clock.ts';
import type { Connected } from './start/connect.ts';
import { connect } from './start/connect.ts';
import { openDataFolder } from './start/data-folder.ts';
import type { DataFolder } from './start/data-folder.ts';
import { openVault } from './vault/encryption-keys.ts';
import { openBrowser } from './start/open-browser.ts';
import { dashboardLink, readyBlock, roleLine } from './start/ready-block.ts';
import { reservePort, urlOf } from './start/reserve-port.ts';
import type { ReservedPort } from './start/reserve-port.ts';
import { addSamples, startClock } from './start/samples/samples.ts';
import { simulate } from './start/simulate.ts';
import { stopOnSignal } from './start/stop-on-signal.ts';
import { Undo } from './start/undo.ts';
import { defaultPatience } from './system.ts';
import type { System } from './system.ts';

const { version } = manifest;

type Start = { config: Config; log: Log; undo: Undo; folder: DataFolder; reserved: ReservedPort };

/** Everything in one process; it is ready when this resolves. */
async function start(given: Start & Connected): Promise<void> {
  const { config, folder, reserved, db } = given;
  const system = await openSystem(given);
  await lowerSystemLimit(db, config.callsMax);
  const [url, { simulatorUrl }] = [urlOf(config.host, reserved.port), system];
  const seconds = () => performance.now() / 1000;
  if (config.role === 'dialer' || config.role === 'worker') {
    await serve(system, given);
    process.stdout.write(roleLine({ version, seconds: seconds(), url, role: config.role }));
    return;
  }
  const first = await firstRun(db, { dataFolder: folder.path, now: realNow(), vault: system.vault });
  const isFresh = first.isNew && config.hasSamples;
  if (isFresh) await startClock(system);
  await serve(system, given);
  if (isFresh) void addSamples(system).catch((err: unknown) => given.log.warn({ err }, 'the samples are not whole'));
  await folder.announce({ url, simulatorUrl });
  process.stdout.write(
    readyBlock({ version, seconds: seconds(), url, simulatorUrl, dataFolder: folder.path, ...first }),
  );
  if (config.opensBrowser) openBrowser(dashboardLink(url, first.setUpToken));
}

/** What the server touches the world with. */
async function openSystem(given: Start & Connected): Promise<System> {
  const { config, log, undo, reserved, db, databaseUrl } = given;
  const vault = await openVault({ keys: config.encryptionKeys, dataFolder: given.folder.path });
  await requireKeys(db, vault);
  await sealAccounts(db, vault, 'in clear');
  const clock = await loadSandboxClock(db);
  const [bus, jobs, simulator] = await Promise.all([
    createBus({ databaseUrl, log }),
    createJobs(config.redisUrl ? { redisUrl: config.redisUrl, log } : { databaseUrl, log }),
    simulate(config, clock),
  ]);
  undo.add('the bus', () => bus.close());
  undo.add('the clock', followSandboxClock(clock, { db, bus }));
  undo.add('the simulator', () => simulator.close());
  undo.add('the jobs', () => jobs.close(), 6000);
  const publicUrl = config.publicUrl ?? urlOf(config.host, reserved.port);
  const network = defaultPatience;
  const world = { jobs, bus, log, provider, vault, publicUrl, simulatorUrl: simulator.url, network };
  const { providerUrls, callsMax } = config;
  return { db, clock, sandbox: clock, providerUrls, callsMax, ...world };
}

/** Listens, then does its part: no webhook may come before somebody answers. */
async function serve(system: System, given: Start & Connected): Promise<void> {
  const { config, undo, reserved } = given;
  const running: { dialer?: Dialer } = {};
  const isDialer = config.role === 'all' || config.role === 'dialer';
  const dialer = isDialer ? () => healthOf(running.dialer) : () => ({ ok: true, detail: 'is another process' });
  beginCounting({ version, role: config.role, providers: providers.map(({ name }) => name) });
  const began = realNow();
  const loopAt = () => (isDialer ? (running.dialer?.lastPassAt() ?? began) : null);
  const app = await openApp(system, given, { dialer, scrape: createScrape({ ...system, loopAt }) });
  await reserved.release();
  await app.listen({ host: config.host, port: reserved.port });
  if (isDialer) {
    const started = startDialer(system, { placesHere: placesAtOnce });
    running.dialer = started;
    undo.add('the dialer', () => started.close());
  }
  if (config.role === 'all' || config.role === 'worker') await work(system, given);
  undo.add('the API', () => app.close());
}

type Watched = Pick<AppOptions, 'dialer' | 'scrape'>;

/** The API and the dashboard; of a dialer and a worker only how they are. */
async function openApp(system: System, given: Start & Connected, watched: Watched) {
  const { config, folder, db, scopes } = given;
  const simulatorUrl = simulatorOf(config, system);
  if (config.role === 'dialer' || config.role === 'worker')
    return createHealthApp({ db, ...watched, simulatorUrl, version });
  const secret =
    config.sessionSecret ?? (await ensureSessionSecret(db, system.vault, randomBytes(32).toString('base64url')));
  return createApp({
    ...{ system, simulatorUrl, version, uploadFolder: folder.uploads, isSignUpOpen: config.isSignUpOpen, ...watched },
    identity: createIdentity({ db, secret, publicUrl: system.publicUrl }),
    inWorkspace: (id) => scopes.inWorkspace(id),
    limits: requestLimits(config),
    proxies: config.proxies,
  });
}

/** What any process may do, and what one of them does every so often. */
async function work(system: System, { config, folder, db }: Start & Connected): Promise<void> {
  startPlaceWorker(system, config.placesAtOnce);
  await system.jobs.every('forecasts', forecastEveryMs, () => sweepForecasts(system));
  await startImportWorker(system, folder.uploads);
  await system.jobs.every('invariants', checkEveryMs, () => checkInvariants(system));
  await system.jobs.every('expired', expiredEveryMs, () => forgetExpired(db, realNow()));
}

/** Where a pretend network answers; null in a process of a fleet that has none. */
function simulatorOf(config: Config, { simulatorUrl }: System): string | null {
  return config.role === 'all' || config.simulatorUrl !== undefined ? simulatorUrl : null;
}

/** What one actor may ask for, and how often somebody may try to come in. */
function requestLimits({ readsPerMinute, writesPerMinute }: Config): RequestLimits {
  return {
    rates: { reads: readsPerMinute || null, writes: writesPerMinute || null },
    tries: { ofAddress: 20, withEmail: 5 },
  };
}

const passMsMax = 30_000;
/** Real milliseconds: campaigns that were started meanwhile get their first forecast. */
const forecastEveryMs = 30_000;
const expiredEveryMs = 3_600_000;

function healthOf(dialer: Dialer | undefined): { ok: boolean; detail: string } {
  const last = dialer?.lastPassAt();
  if (!last) return { ok: false, detail: 'is starting' };
  const ago = realNow().getTime() - last.getTime();
  return { ok: ago < passMsMax, detail: `last pass ${(ago / 1000).toFixed(1)} s ago` };
}

async function run(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const undo = new Undo(log);
  const opened: { endNow?: () => void } = {};
  const starting = open({ config, log, undo }, opened);
  const stop = async () => {
    await starting.catch(() => {});
    await undo.run();
  };
  stopOnSignal({ stop, endNow: () => opened.endNow?.() });
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'an error that nobody expected: Carillon stops');
    void stop().then(() => process.exit(1));
  });
  await starting.catch(async (error: unknown) => {
    await undo.run();
    throw error;
  });
}

async function open(given: Pick<Start, 'config' | 'log' | 'undo'>, opened: { endNow?: () => void }): Promise<void> {
  const { config, undo } = given;
  const reserved = await reservePort(config);
  undo.add('the port', () => reserved.release());
  const folder = await openDataFolder(config.dataDir, config.role === 'all' ? 'alone' : 'with others');
  undo.add('the data folder', () => folder.release());
  const connected = await connect(config, given);
  opened.endNow = connected.endNow;
  await start({ ...given, ...connected, folder, reserved });
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
