import type { Command } from 'commander';
import { jsonOption } from '../options.ts';
import { withSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

const examples = `Examples:
  carillon rotate-keys                            a new key in the data folder seals everything
  CARILLON_ENCRYPTION_KEY=new,old carillon start  with keys of your own: put the new one first, start again,
                                                  then rotate
`;

export function addRotateKeys(program: Command, terminal: Terminal): void {
  program
    .command('rotate-keys')
    .summary('seal all credentials with a new key')
    .description(
      'Seal the credentials of all provider accounts anew: with a new key that is put into the data folder, or with the first ' +
        'key of CARILLON_ENCRYPTION_KEY where the server has it. Older keys stay, to open backups.',
    )
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((options: { json?: true }) => rotate(terminal, options));
}

async function rotate(terminal: Terminal, { json }: { json?: true }): Promise<void> {
  await withSession(terminal, async ({ client, output }) => {
    const rotated = await client.providerAccounts.rotateKeys();
    if (json) return output.json(rotated);
    output.print(`Sealed with the key ${rotated.keyId}: ${rotated.accounts} provider account(s).`);
  });
}
