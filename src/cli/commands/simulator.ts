import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import { wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';

const examples = `Examples:
  carillon simulator                            a pretend telephone network, until Ctrl-C
  carillon simulator --as twilio --port 4010    one that speaks Twilio's words
  carillon simulator --as twilio --seed 7 --settings '{"preset":"hostile"}'
`;

const program = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));

type SimulatorOptions = { as?: string; port?: number; seed?: number; settings?: string };

export function addSimulator(parent: Command, terminal: Terminal): void {
  parent
    .command('simulator')
    .summary('run a pretend telephone network until Ctrl-C')
    .description(
      'Run a pretend telephone network on this machine alone, in its own words or in those of a provider: nobody is called, and its /log tells what would have rung.',
    )
    .option('--as <provider>', 'speak the words of this provider')
    .option('--port <port>', 'listen on this port', wholeNumber({ from: 0, to: 65_535, what: 'A port' }))
    .option('--seed <number>', 'same seed, same fates', wholeNumber({ from: 0, to: 2 ** 31, what: 'A seed' }))
    .option('--settings <json>', 'what this world is like, such as {"answerRate":0.3}')
    .addHelpText('before', examples)
    .action((options: SimulatorOptions) => run(terminal, options));
}

async function run({ signal }: Terminal, options: SimulatorOptions): Promise<void> {
  const { as, port, seed, settings } = options;
  const given = Object.entries({ as, port, seed, settings }).filter(([, value]) => value !== undefined);
  const args = [program, ...given.flatMap(([name, value]) => [`--${name}`, String(value)])];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  signal.addEventListener('abort', () => child.kill('SIGTERM'));
  const [code] = await once(child, 'exit');
  if (code === 2) throw new Failure('usage', 'The simulator did not start with these options.');
  if (code !== 0) throw new Failure('failure', 'The simulator ended with an error.');
}
