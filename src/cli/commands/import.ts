import type { Command } from 'commander';
import type { ImportResult } from '#contract/imports.ts';
import { Failure } from '../failure.ts';
import { findCampaign } from '../campaign/find.ts';
import { importPeople, saveErrors } from '../people/import-people.ts';
import { jsonOption, readCountry } from '../options.ts';
import { checkPeopleFile } from '../people/people-file.ts';
import { withSession } from '../session.ts';
import { tellImport } from '../campaign/summary.ts';
import type { Terminal } from '../terminal.ts';

const examples = `Examples:
  carillon import people.csv --country US
  carillon import people.csv --campaign 0193f2 --errors people.errors.csv
`;

type ImportOptions = { country?: string; campaign?: string; errors?: string; force?: true; json?: true };

export function addImport(program: Command, terminal: Terminal): void {
  program
    .command('import')
    .summary('bring people from a file')
    .description(
      'Import a file of people (CSV, TSV, TXT, XLSX or XLS) into the contact book, and into a campaign when one is named.',
    )
    .argument('<file>', 'CSV, TSV, TXT, XLSX or XLS; a phone number a row is all it needs')
    .option('--country <country>', 'whose national numbers these are, such as US', readCountry)
    .option('--campaign <id>', 'put them into this campaign as well; the beginning of its id is enough')
    .option('--errors <file>', 'save the rows that brought nobody, with the reasons')
    .option('--force', 'import a file that was imported before')
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((file: string, options: ImportOptions) => runImport(terminal, file, options));
}

async function runImport(terminal: Terminal, path: string, options: ImportOptions): Promise<void> {
  const file = await checkPeopleFile(path);
  await withSession(terminal, async (session) => {
    const campaign = options.campaign === undefined ? undefined : await findCampaign(session, options.campaign);
    const result = await importPeople(session, file, {
      country: options.country,
      campaignId: campaign?.id,
      force: options.force,
    });
    tellImport(session.output, result);
    if (options.errors !== undefined) await saveErrors(session, result, options.errors);
    if (options.json) session.output.json(reportOf(result));
    if (result.imported + result.updated === 0) {
      throw new Failure('failure', `Nobody came out of ${file.name}. Mend its rows, and import it again.`);
    }
  });
}

function reportOf({ importId, imported, updated, skipped, failed, columns }: ImportResult) {
  return { importId, imported, updated, skipped, failed, columns };
}
