import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Option } from 'commander';
import type { Command } from 'commander';
import { startEnvironment } from '../config.ts';
import { Failure } from '../failure.ts';
import { wholeNumber } from '../options.ts';
import { serverProgram } from '../server-process.ts';
import type { Terminal } from '../terminal.ts';

const examples = `Examples:
  carillon start                  everything on this machine, until Ctrl-C
  carillon start --port 8080      on another port
  CARILLON_DATA_DIR=./trial carillon start
  carillon start --role dialer    one part of an installation of many processes, with DATABASE_URL
  CARILLON_SAMPLES=off carillon start   without sample campaigns
`;

type StartOptions = { port?: number; role?: string; open: boolean };

export function addStart(program: Command, terminal: Terminal): void {
  program
    .command('start')
    .summary('run Carillon until Ctrl-C')
    .description(
      'Run Carillon in the foreground: API, dialer, database and, in the sandbox, the pretend telephone network.',
    )
    .option('--port <port>', 'listen on this port', wholeNumber({ from: 0, to: 65_535, what: 'A port' }))
    .addOption(new Option('--role <role>', 'what this process does').choices(['all', 'api', 'dialer', 'worker']))
    .option('--no-open', 'open no browser')
    .addHelpText('before', examples)
    .action((options: StartOptions) => start(terminal, options));
}

/** The server takes our place, so that signals and exit codes are its own; where that can't be, it is a child. */
async function start({ signal }: Terminal, { port, role, open }: StartOptions): Promise<void> {
  const env = startEnvironment({ port, role, isToOpen: open });
  if (process.platform !== 'win32' && process.execve) {
    process.execve(process.execPath, [process.execPath, serverProgram], env);
  }
  const child = spawn(process.execPath, [serverProgram], { stdio: 'inherit', env });
  signal.addEventListener('abort', () => child.kill('SIGTERM'));
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Failure('failure', 'Carillon ended with an error.');
}
