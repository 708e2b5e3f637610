#!/usr/bin/env node
// The command `carillon`: makes sure that the packages are there, then runs the command line on the right Node.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodePath, setUp } from './setup.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  await setUp(root);
  run([join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** In our place where the system allows it, so that signals and exit codes are its own; else as a child. */
function run(args) {
  const node = nodePath(root);
  if (process.platform !== 'win32' && typeof process.execve === 'function') {
    process.execve(node, [node, ...args], process.env);
  }
  const child = spawn(node, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${node} does not run: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal).kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}
