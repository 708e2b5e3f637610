import * as z from 'zod';
import { ImportAction, ImportStatus } from '#domain/import-status.ts';
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

/** What a column of a file can be for us; every other column is kept as custom data under its own header. */
export const ColumnField = z.enum([
  'phone',
  'name',
  'firstName',
  'lastName',
  'email',
  'company',
  'timeZone',
  'priority',
  'nextAction',
  'notes',
]);

/** How a file is read: its make, and each of its columns with what it is for and how sure that is (0.9 and more: surely). */
export const ImportLayout = z
  .object({
    format: z.enum(['text', 'xlsx', 'xls']),
    encoding: z.string(),
    delimiter: z.string().meta({ description: 'Empty for one value a line' }),
    headerRow: z.int().meta({ description: 'Counted from 1; 0 where no row names the columns' }),
    sheet: z.string().nullable(),
    sheets: z.array(z.string()),
    rows: z.int(),
    columns: z.array(
      z.object({
        header: z.string(),
        name: z.string(),
        field: ColumnField.nullable(),
        confidence: z.number(),
        filled: z.number(),
        samples: z.array(z.string()),
      }),
    ),
    sample: z
      .array(z.object({ row: z.int(), cells: z.array(z.string()) }))
      .meta({ description: 'The first 20 rows; empty in lists' }),
  })
  .meta({ id: 'ImportLayout' });
export type ImportLayout = z.infer<typeof ImportLayout>;

export const ProblemCount = z
  .object({ ending: z.enum(['skipped', 'failed']), code: z.string(), count: z.int() })
  .meta({ id: 'ImportProblemCount' });

export const Import = z
  .object({
    id: Id,
    campaignId: Id.nullable(),
    fileName: z.string(),
    status: ImportStatus,
    allowedActions: z.array(ImportAction),
    country: z.string(),
    rowsRead: z.int(),
    ready: z.int().meta({ description: 'People that a check found and a commit would import' }),
    repaired: z.int().meta({ description: 'People whose number a spreadsheet had damaged, with all its digits left' }),
    layout: ImportLayout.nullable(),
    mappingFrom: z.string().nullable().meta({ description: 'The file whose mapping was used for the same headers' }),
    problemCounts: z.array(ProblemCount),
    problemCode: z.string().nullable(),
    problem: z.string().nullable(),
    createdAt: Instant,
    finishedAt: Instant.nullable(),
    ...ImportResult.shape,
  })
  .meta({ id: 'Import' });
export type Import = z.infer<typeof Import>;

/** The column that each field is to come from, by its header; null for a field that no column has. */
export const ImportMapping = z.partialRecord(ColumnField, z.string().max(200).nullable()).meta({ id: 'ImportMapping' });

/** A row that brought nobody, with its own cells. */
export const ProblemRow = z
  .object({
    row: z.int(),
    ending: z.enum(['skipped', 'failed']),
    code: z.string(),
    reason: z.string(),
    suggestion: z.string(),
    cells: z.array(z.string()),
  })
  .meta({ id: 'ImportProblemRow' });

const text = z.string().max(8192);

/** Cells of single rows by the header of their column, or one change for all rows with a problem. */
export const RowFixes = z
  .strictObject({
    rows: z
      .array(
        z.strictObject({
          row: z
            .int()
            .min(1)
            .max(2 ** 31 - 1),
          cells: z.record(z.string(), text).default({}),
          drop: z.boolean().default(false),
        }),
      )
      .max(1000)
      .default([]),
    all: z
      .strictObject({
        code: z.string().max(60),
        country: z.string().max(60).optional(),
        cells: z.record(z.string(), text).default({}),
        drop: z.boolean().default(false),
      })
      .optional(),
  })
  .meta({ id: 'ImportRowFixes' });

/** What became of mended rows: `accepted` are in as they were, `corrected` with other cells, the rest is still wrong. */
export const FixResult = z
  .object({
    accepted: z.int(),
    corrected: z.int(),
    dropped: z.int(),
    stillWrong: z.int(),
    notFound: z.int().meta({ description: 'Rows that have no problem in this import' }),
    import: Import,
  })
  .meta({ id: 'ImportFixResult' });

const country = z.string().max(60);
const wait = z
  .boolean()
  .default(true)
  .meta({ description: 'Answer when the work is done; else at once, and GET /imports/:id tells how far it is' });

export const imports = {
  upload: endpoint({
    method: 'POST',
    path: '/imports',
    summary: 'Import a file of people into the contact book, and into a campaign when one is named',
    permission: 'operator',
    upload: true,
    body: z.strictObject({
      country: country.optional(),
      campaignId: Id.optional(),
      mapping: ImportMapping.optional(),
      sheet: z
        .string()
        .max(200)
        .optional()
        .meta({ description: 'Of a workbook; the first with people when not given' }),
      mode: z.enum(['commit', 'review']).default('commit').meta({
        description: 'commit: write people at once when the columns are sure; review: check the file, and stop before',
      }),
      force: z.boolean().default(false).meta({ description: 'Also when the same file was imported before' }),
      wait,
    }),
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
    summary: 'Read an import: how far it is, how its file is read, and what is wrong with its rows',
    permission: 'viewer',
    params: ById,
    output: Import,
  }),
  change: endpoint({
    method: 'PATCH',
    path: '/imports/:id',
    summary: 'Choose other columns or another country before people are written; the file is checked again',
    permission: 'operator',
    params: ById,
    body: z.strictObject({
      mapping: ImportMapping.optional(),
      country: country.optional(),
      sheet: z.string().max(200).optional(),
      wait,
    }),
    output: Import,
  }),
  problems: endpoint({
    method: 'GET',
    path: '/imports/:id/problems',
    summary: "List the rows that brought nobody, in the file's order; of some codes when those are given",
    permission: 'viewer',
    params: ById,
    query: PageQuery.extend({
      code: z.string().max(500).optional().meta({ description: 'One, or several with commas between' }),
    }),
    output: pageOf(ProblemRow),
  }),
  fix: endpoint({
    method: 'PATCH',
    path: '/imports/:id/rows',
    summary: 'Mend rows that brought nobody, or take them out: single ones, or all with the same problem',
    permission: 'operator',
    params: ById,
    body: RowFixes,
    output: FixResult,
  }),
  correct: endpoint({
    method: 'POST',
    path: '/imports/:id/corrections',
    summary: 'Send the error file back with its rows mended: each is read again in its place',
    permission: 'operator',
    params: ById,
    upload: true,
    output: FixResult,
  }),
  commit: endpoint({
    method: 'POST',
    path: '/imports/:id/commit',
    summary: 'Write the people of an import that waits, or go on with one that was interrupted',
    permission: 'operator',
    params: ById,
    body: z.strictObject({
      campaignId: Id.optional().meta({ description: 'Where its people go too, when the upload named no campaign' }),
      wait,
    }),
    output: Import,
  }),
  undo: endpoint({
    method: 'POST',
    path: '/imports/:id/undo',
    summary: 'Take back an import of the last 24 hours: enrollments not yet called, contacts that nobody touched since',
    permission: 'operator',
    params: ById,
    output: z
      .object({ contactsRemoved: z.int(), enrollmentsRemoved: z.int(), contactsKept: z.int(), import: Import })
      .meta({ id: 'UndoneImport' }),
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

/** Files to begin with; `kind=advanced` has all columns that have a meaning of their own. */
export const template = endpoint({
  method: 'GET',
  path: ['/campaigns/template', '/campaigns/csv-template'],
  summary: 'A file to fill in, with example rows: basic has 5 columns, advanced 9',
  permission: 'viewer',
  query: z.object({ kind: z.enum(['basic', 'advanced']).default('basic') }),
  output: z.string(),
  text: 'text/csv; charset=utf-8',
});
