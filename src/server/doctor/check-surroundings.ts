import { access, constants, mkdir, stat, statfs } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { keepsAll, readRedisPolicy } from './redis-policy.ts';
import { failed, ok, reasonOf, warning } from './finding.ts';
import type { Finding } from './finding.ts';

const gigabyte = 1e9;

export async function lookAtFolder(path: string): Promise<Finding[]> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    return [
      failed(
        'data folder',
        `${path} can't be written: ${reasonOf(cause)}. Give this user the right, or set CARILLON_DATA_DIR.`,
      ),
    ];
  }
  const { bavail, bsize } = await statfs(path);
  return [ok('data folder', `${path} can be written.`), diskFinding(bavail * bsize), ...(await lookAtSecrets(path))];
}

export function diskFinding(freeBytes: number): Finding {
  const said = `${(freeBytes / gigabyte).toFixed(1)} GB are free`;
  if (freeBytes >= 2 * gigabyte) return ok('disk', `${said}.`);
  const advice = 'Make room: when a disk is full, PostgreSQL stops, and so does calling.';
  return (freeBytes < gigabyte / 2 ? failed : warning)('disk', `${said}. ${advice}`);
}

/** What opens everything must be for its owner's eyes. */
async function lookAtSecrets(path: string): Promise<Finding[]> {
  if (process.platform === 'win32') return [];
  const findings: Finding[] = [];
  for (const name of ['api-key', 'encryption-key']) {
    const file = join(path, name);
    const mode = await stat(file).then(
      (found) => found.mode & 0o077,
      () => 0,
    );
    if (mode !== 0) findings.push(failed('secrets', `${file} can be read by others. Run: chmod 600 ${file}`));
  }
  return findings;
}

export async function lookAtRedis(url: string | undefined): Promise<Finding> {
  if (url === undefined) return ok('redis', 'is not used: jobs wait in PostgreSQL.');
  const policy = await readRedisPolicy(url).catch((cause: unknown) => cause);
  if (typeof policy !== 'string') {
    return failed(
      'redis',
      `does not answer: ${reasonOf(policy)}. Correct REDIS_URL or start it; until then calls beyond a dialer's own wait for a sweep.`,
    );
  }
  if (policy === keepsAll) return ok('redis', `answers, and keeps what it is given.`);
  return failed(
    'redis',
    `maxmemory-policy is ${policy}: it throws jobs away when its memory is full. Run: redis-cli config set maxmemory-policy ${keepsAll}`,
  );
}

/** Providers reach us there: asked as they would, as far as that can be seen from here. */
export async function lookAtPublicUrl(publicUrl: string | undefined): Promise<Finding> {
  if (publicUrl === undefined) {
    return warning(
      'webhooks',
      'PUBLIC_URL is not set: only the simulator reaches this machine. Set it to your https address before you add a provider.',
    );
  }
  const answer = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(5000), redirect: 'manual' }).catch(
    (cause: unknown) => reasonOf(cause),
  );
  if (typeof answer === 'string') {
    return failed(
      'webhooks',
      `${publicUrl}/healthz does not answer from here: ${answer}. Start Carillon, or correct PUBLIC_URL, its DNS name or the proxy.`,
    );
  }
  const isOurs = answer.ok && /"status":"ok"/.test(await answer.text());
  if (!isOurs)
    return failed(
      'webhooks',
      `${publicUrl}/healthz answers ${answer.status}, and not as Carillon does. Let the proxy pass every path on, or correct PUBLIC_URL.`,
    );
  return isPublic(publicUrl)
    ? ok('webhooks', `${publicUrl} reaches Carillon.`)
    : warning(
        'webhooks',
        `${publicUrl} reaches Carillon from here, but providers call only https addresses on the internet.`,
      );
}

function isPublic(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' && hostname !== 'localhost' && isIP(hostname) === 0;
}
