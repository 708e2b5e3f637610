import type { Command } from 'commander';
import type { Agent } from '#contract/agents.ts';
import { readAll } from '../campaign/find.ts';
import { shortId } from '../format.ts';
import { jsonOption } from '../options.ts';
import type { Column, Output } from '../output.ts';
import { withSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

export function addAgents(program: Command, terminal: Terminal): void {
  program
    .command('agents')
    .helpCommand(false)
    .summary('list agents')
    .description('Agents: the voices that speak.')
    .addHelpText('before', 'Example:\n  carillon agents list\n')
    .command('list')
    .description('List agents, the oldest first.')
    .addOption(jsonOption())
    .addHelpText('before', 'Example:\n  carillon agents list --json\n')
    .action((options: { json?: true }) => list(terminal, options));
}

const columns = (output: Output): Column<Agent>[] => [
  { title: 'ID', value: ({ id }) => (output.isRead ? shortId(id) : id) },
  { title: 'NAME', value: ({ name }) => name },
  { title: 'PROVIDER', value: ({ provider }) => provider },
  { title: 'NEXT ACTION', value: ({ nextAction }) => nextAction ?? '–' },
];

async function list(terminal: Terminal, { json }: { json?: true }): Promise<void> {
  await withSession(terminal, async ({ client, output }) => {
    const found = await readAll((cut) => client.agents.list(cut));
    if (json) return output.json(found);
    output.table(columns(output), found.data);
  });
}
