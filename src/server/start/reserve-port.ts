import { createServer } from 'node:net';
import type { Server } from 'node:net';
import type { Config } from '../config.ts';

type Wish = Pick<Config, 'host' | 'port' | 'isPortChosen'>;

/** A port that nobody else can take until it is released. */
export type ReservedPort = { port: number; release(): Promise<void> };

/** Reserves the wished port, or any free one when nobody chose it and it is in use. */
export async function reservePort({ host, port, isPortChosen }: Wish): Promise<ReservedPort> {
  try {
    return await listen(host, port);
  } catch (cause) {
    const isInUse = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    if (isInUse && !isPortChosen) return listen(host, 0);
    const advice = isInUse
      ? `Port ${port} is in use on ${host}. Set PORT to another one, or leave it out to take any free one.`
      : `PORT ${port} on HOST ${host} can't be listened on: ${said(cause)}. Correct PORT or HOST.`;
    throw new Error(advice, { cause });
  }
}

async function listen(host: string, port: number): Promise<ReservedPort> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return { port: portOf(server, port), release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function portOf(server: Server, wished: number): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : wished;
}

function said(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The address to reach a listening server at from this machine. */
export function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
