import { writeFile } from 'node:fs/promises';
import type { Import } from '#contract/imports.ts';
import { Failure, reasonOf } from '../failure.ts';
import { openPeopleFile } from './people-file.ts';
import type { PeopleFile } from './people-file.ts';
import type { Session } from '../session.ts';

type Where = { country: string | undefined; campaignId: string | undefined; force?: true | undefined };

/** Imports a file to its last row; throws a Failure when it could not be read to the end. */
export async function importPeople(
  session: Session,
  file: PeopleFile,
  { country, campaignId, force }: Where,
): Promise<Import> {
  session.output.say(`Importing ${file.name} …`);
  const result = await session.client.imports.upload({
    file: await openPeopleFile(file),
    ...(country === undefined ? {} : { country }),
    ...(campaignId === undefined ? {} : { campaignId }),
    ...(force === undefined ? {} : { force }),
  });
  if (result.status === 'done') return result;
  if (result.status === 'review') throw new Failure('failure', `${result.summary}. The import waits: ${result.id}.`);
  throw new Failure('failure', result.problem ?? `${file.name} could not be imported.`);
}

/** Saves the rows that brought nobody, with code and reason. */
export async function saveErrors({ client, output }: Session, result: Import, path: string): Promise<void> {
  if (result.errorsUrl === null) return output.say(`No row brought a problem, so ${path} was not written.`);
  const rows = await client.imports.errors({ id: result.importId });
  await writeFile(path, rows).catch((cause: unknown) => {
    throw new Failure('failure', `${path} can't be written: ${reasonOf(cause)}. Name another file.`, { cause });
  });
  output.say(`The rows with problems are in ${path}.`);
}
