import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import * as z from 'zod';
import { addAgents } from './commands/agents.ts';
import { addBackup } from './commands/server/backup.ts';
import { addCalls } from './commands/calls.ts';
import { addCampaigns } from './commands/campaigns.ts';
import { addDoctor } from './commands/server/doctor.ts';
import { addImport } from './commands/import.ts';
import { addRotateKeys } from './commands/server/rotate-keys.ts';
import { addRun } from './commands/run.ts';
import { addSimulator } from './commands/simulator.ts';
import { addConfig } from './commands/config.ts';
import { addStart } from './commands/start.ts';
import type { Terminal } from './terminal.ts';
import { addSlots } from './watching/slots.ts';
import { addWhy } from './watching/why.ts';

const examples = `Examples:
  carillon run people.csv --country US     call everybody in a file, in the sandbox
  carillon start                           run Carillon until Ctrl-C
  carillon campaigns list                  what was made so far
`;

const environment = `
Environment:
  CARILLON_DATA_DIR   where everything is kept (root: /var/lib/carillon, others: ~/.local/share/carillon)
  PORT                where Carillon listens when a command starts it
  CARILLON_URL        a Carillon that runs elsewhere, with its key in CARILLON_API_KEY
  NO_COLOR            no colours

Exit codes: 0 done, 1 failed, 2 wrong use, 3 not found, 4 conflict, 5 not allowed, 130 interrupted.
`;

/** The whole command line. It throws CommanderError where commander would end the process. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('carillon')
    .description(
      'Outbound voice campaigns: bring people, choose an agent, say when and how fast; Carillon calls everyone.',
    )
    .version(readVersion())
    .helpCommand(false)
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride()
    .addHelpText('before', examples)
    .addHelpText('after', environment);
  addStart(program, terminal);
  addConfig(program);
  addRun(program, terminal);
  addImport(program, terminal);
  addCampaigns(program, terminal);
  addCalls(program, terminal);
  addWhy(program, terminal);
  addSlots(program, terminal);
  addAgents(program, terminal);
  addSimulator(program, terminal);
  addRotateKeys(program, terminal);
  addBackup(program);
  addDoctor(program);
  return program;
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
