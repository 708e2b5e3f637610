import type { Handlers } from '#server/http/mount.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import { describeImport, describeImports } from './present.ts';
import { errorFile } from './problems/error-file.ts';
import { suggestionFor } from './problems/row-problem.ts';
import { listProblems } from './problems/sql.ts';
import { getImportRow, listImportRows } from './sql.ts';
import { templateFile } from './template.ts';
import { correctImport, uploadImport } from './upload.ts';
import { changeImport, commitImport, fixImport, undoImport } from './verbs.ts';

export const importHandlers: Handlers['imports'] = {
  upload: uploadImport,
  correct: correctImport,
  change: changeImport,
  commit: commitImport,
  fix: fixImport,
  undo: undoImport,

  async get(system, { workspaceId }, { id }) {
    return describeImport(system, await getImportRow(system.db, workspaceId, id));
  },

  async list(system, { workspaceId }, { limit, cursor }) {
    const list = ['imports', workspaceId];
    const [after] = readCursor(cursor, list) ?? [];
    const rows = await listImportRows(system.db, {
      workspaceId,
      after: after === undefined ? null : String(after),
      limit: limit + 1,
    });
    const { data, page } = pageFrom(rows, { limit, list, keyOf: (row) => [row.id] });
    return { data: await describeImports(system, workspaceId, data), page };
  },

  async problems(system, { workspaceId }, { id, limit, cursor, code }) {
    const row = await getImportRow(system.db, workspaceId, id);
    const list = ['import problems', id, code ?? null];
    const [after = 0] = readCursor(cursor, list) ?? [];
    const rows = await listProblems(system.db, row, { after: Math.trunc(Number(after)) || 0, limit: limit + 1, code });
    const { data, page } = pageFrom(rows, { limit, list, keyOf: (problem) => [problem.row] });
    return { data: data.map((problem) => ({ ...problem, suggestion: suggestionFor(problem.code) })), page };
  },

  async errors(system, { workspaceId }, { id }) {
    await getImportRow(system.db, workspaceId, id);
    return errorFile(system, workspaceId, id);
  },
};

export const campaignTemplate: Handlers['campaigns']['template'] = async (_system, _actor, { kind }) =>
  templateFile(kind);
