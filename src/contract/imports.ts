import * as z from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant, PageQuery, pageOf } from './page.ts';

/** A row of a file that brought nobody: its number in the file, the header being row 1, and why. */
export const ImportProblem = z
  .object({ row: z.int(), code: z.string(), reason: z.string() })
  .meta({ id: 'ImportProblem' });
export type ImportProblem = z.infer<typeof ImportProblem>;

/** What became of a file's rows; `errors` holds the first 100, `errorsUrl` has them all with their original cells. */
export const ImportResult = z
  .object({
    importId: Id,
    imported: z.int(),
    updated: z.int(),
    skipped: z.int(),
    failed: z.int(),
    summary: z.string(),
    errors: z.array(ImportProblem),
    errorsUrl: z.string().nullable(),
    columns: z.record(z.string(), z.string()).meta({ description: 'Which column of the file each field came from' }),
  })
  .meta({ id: 'ImportResult' });
export type ImportResult = z.infer<typeof ImportResult>;

export const Import = z
  .object({
    id: Id,
    campaignId: Id.nullable(),
    fileName: z.string(),
    status: z.enum(['reading', 'done', 'failed']),
    country: z.string(),
    rowsRead: z.int(),
    problemCode: z.string().nullable(),
    problem: z.string().nullable(),
    createdAt: Instant,
    finishedAt: Instant.nullable(),
    ...ImportResult.shape,
  })
  .meta({ id: 'Import' });
export type Import = z.infer<typeof Import>;

export const imports = {
  upload: endpoint({
    method: 'POST',
    path: '/imports',
    summary: 'Import a file of people into the contact book, and into a campaign when one is named',
    permission: 'operator',
    upload: true,
    body: z.strictObject({ country: z.string().max(60).optional(), campaignId: Id.optional() }),
    output: Import,
    status: 201,
  }),
  list: endpoint({
    method: 'GET',
    path: '/imports',
    summary: 'List imports, the newest first',
    permission: 'viewer',
    query: PageQuery,
    output: pageOf(Import),
  }),
  get: endpoint({
    method: 'GET',
    path: '/imports/:id',
    summary: 'Read an import',
    permission: 'viewer',
    params: ById,
    output: Import,
  }),
  errors: endpoint({
    method: 'GET',
    path: '/imports/:id/errors.csv',
    summary: 'The rows that brought nobody: original columns, row, code and reason',
    permission: 'viewer',
    params: ById,
    output: z.string(),
    text: 'text/csv; charset=utf-8',
  }),
};
