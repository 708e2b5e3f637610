import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { startEnvironment } from '../config.ts';
import { Failure } from '../failure.ts';
import { doctorProgram } from '../server-process.ts';

const examples = `Examples:
  carillon doctor            whether this machine and what it needs are well
  carillon doctor --json     for programs
`;

/** It looks at what a server would use, whether or not one runs. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('look whether everything is well')
    .description(
      'Look at what Carillon needs: clock, disk, database, migrations, Redis, webhooks, limits. A line each, ok, warning or failed, ' +
        'with what to do. Ends with 1 when one failed.',
    )
    .option('--json', 'as JSON')
    .addHelpText('before', examples)
    .action(async ({ json }: { json?: true }) => {
      const options = { stdio: 'inherit', env: startEnvironment({}) } as const;
      const child = spawn(process.execPath, [doctorProgram, ...(json ? ['--json'] : [])], options);
      const [code] = await once(child, 'exit');
      if (code !== 0) throw new Failure('failure', 'Something is not well: see above.');
    });
}
