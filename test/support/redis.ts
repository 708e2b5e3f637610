import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

/** Whether this machine has redis-server. */
export function canRunRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

export type OwnRedis = { url: string; port: number; flush(): void; close(): Promise<void> };

/** A Redis of its own, on a free port unless one is named, which keeps nothing. */
export async function startRedis(onPort?: number, options: string[] = []): Promise<OwnRedis> {
  const port = onPort ?? (await freePort());
  const child = spawn('redis-server', [
    ...['--port', `${port}`, '--bind', '127.0.0.1'],
    '--save',
    '',
    '--appendonly',
    'no',
    ...['--maxmemory-policy', 'noeviction', ...options],
  ]);
  await new Promise<void>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    child.stdout.on('data', (text: Buffer) => (/Ready to accept/.test(text.toString()) ? resolve() : undefined));
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    flush: () => void spawnSync('redis-cli', ['-p', `${port}`, 'flushall']),
    close: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit').once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
