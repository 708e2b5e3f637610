import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { startEnvironment } from '../config.ts';
import { Failure } from '../failure.ts';
import { backupProgram } from '../server-process.ts';

const backupExamples = `Examples:
  carillon backup carillon-2026-11-02.backup    everything in the database, while Carillon runs
`;

const restoreExamples = `Examples:
  CARILLON_DATA_DIR=/srv/again carillon restore carillon-2026-11-02.backup
  DATABASE_URL=postgres://… carillon restore carillon-2026-11-02.backup
  carillon restore --release                    call on, before all providers have been asked
`;

/** They work on the database itself, with the server's settings: a server may not be there to be asked. */
export function addBackup(program: Command): void {
  program
    .command('backup')
    .summary('write everything into a file')
    .description(
      'Write everything that the database holds into a file, as it is at one instant. Carillon may run meanwhile. The encryption ' +
        'keys are not in it: keep them elsewhere.',
    )
    .argument('<file>', 'a file that is not there yet, or is to be replaced')
    .addHelpText('before', backupExamples)
    .action((file: string) => run(['backup', file]));
  program
    .command('restore')
    .summary('fill an empty database from a backup')
    .description(
      'Fill an empty database from a backup. Nobody is called until Carillon has asked the providers about everybody who may have ' +
        'been called since the backup was taken.',
    )
    .argument('[file]', 'what `carillon backup` wrote')
    .option('--release', 'let dialling go on, whether or not the providers have been asked')
    .addHelpText('before', restoreExamples)
    .action((file: string | undefined, { release }: { release?: true }) => {
      if ((file === undefined) === (release === undefined))
        throw new Failure('usage', 'Name a backup, or give --release.');
      return run(file === undefined ? ['release'] : ['restore', file]);
    });
}

async function run(words: string[]): Promise<void> {
  const child = spawn(process.execPath, [backupProgram, ...words], { stdio: 'inherit', env: startEnvironment({}) });
  const [code] = await once(child, 'exit');
  if (code !== 0)
    throw new Failure('failure', `carillon ${words[0] === 'release' ? 'restore' : words[0]} failed: see above.`);
}
