import { spawn } from 'node:child_process';

const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens an address in the person's browser; nothing happens where there is none, as the address is printed too. */
export function openBrowser(url: string): void {
  const [program, ...options] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...options, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
