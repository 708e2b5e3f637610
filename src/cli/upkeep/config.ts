import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { startEnvironment } from '../config.ts';
import { Failure } from '../failure.ts';
import { configProgram } from '../server-process.ts';

const examples = `Examples:
  carillon config            every setting, and what it is now
  carillon config --json     for programs
`;

/** The server reads its settings itself, so it is the one that tells them. */
export function addConfig(program: Command): void {
  program
    .command('config')
    .summary('show every setting')
    .description('Show every setting of the environment: what it is for, and what it is now. Secrets are not shown.')
    .option('--json', 'as JSON')
    .addHelpText('before', examples)
    .action(async ({ json }: { json?: boolean }) => {
      const child = spawn(process.execPath, [configProgram, ...(json ? ['--json'] : [])], {
        stdio: 'inherit',
        env: startEnvironment({}),
      });
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Failure('usage', 'Carillon would not start with these settings: see above.');
    });
}
