import type { Command } from 'commander';
import type { HeldSlot } from '#contract/settings.ts';
import { readAll } from '../campaign/find.ts';
import { counted, lengthText, shortId, told } from '../format.ts';
import { jsonOption, wholeNumber } from '../options.ts';
import type { Column, Output } from '../output.ts';
import { withSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

const examples = `Examples:
  carillon slots
  carillon slots --json | jq '.data[] | select(.ageSeconds > 900)'
`;

export function addSlots(program: Command, terminal: Terminal): void {
  program
    .command('slots')
    .summary('who holds each slot, and since when')
    .description(
      'List the slots in use over all workspaces, the one that has been held longest first. It needs a key of whoever runs ' +
        'the installation.',
    )
    .option('--limit <rows>', 'how many at most', wholeNumber({ from: 1, to: 100_000, what: 'Rows' }), 1000)
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((options: { limit: number; json?: true }) => list(terminal, options));
}

const columns = (output: Output): Column<HeldSlot>[] => [
  { title: 'CALL', value: ({ callId }) => (output.isRead ? shortId(callId) : callId) },
  { title: 'HELD', value: ({ ageSeconds }) => lengthText(ageSeconds), align: 'right' },
  { title: 'SINCE', value: ({ since }) => since.toISOString().replace(/\.\d+Z$/, 'Z') },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'WORKSPACE', value: ({ workspaceName }) => workspaceName },
  { title: 'CAMPAIGN', value: ({ campaignName }) => campaignName },
  { title: 'PROVIDER', value: ({ provider }) => provider },
  { title: 'PHONE', value: ({ phone }) => phone },
];

async function list(terminal: Terminal, { limit, json }: { limit: number; json?: true }): Promise<void> {
  await withSession(terminal, async ({ client, output }) => {
    const found = await readAll((cut) => client.admin.slots(cut), limit);
    if (json) return output.json(found);
    if (found.data.length === 0) return output.print('No slot is in use.');
    output.table(columns(output), found.data);
    const more = found.page.hasMore ? `; these are the oldest ${told(limit)}, --limit shows more` : '';
    output.say(`${counted(found.data.length, 'slot')} in use${more}.`);
  });
}
