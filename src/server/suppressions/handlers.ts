import { readPhone } from '#domain/phone.ts';
import { record } from '#server/audit/sql.ts';
import { countryOf } from '#server/contacts/handlers.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import { suppress } from '#server/dialer/person/suppress.ts';
import { Invalid } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import type { System } from '#server/system.ts';
import { exportSuppressions } from './export.ts';
import { readNumbers } from './read-file.ts';
import { deleteSuppression, listSuppressions } from './sql.ts';
import type { SuppressionFilter, SuppressionSource } from './sql.ts';

const byHand = 'Added by hand';
const byFile = 'In a list that was uploaded';

export const suppressionHandlers: Handlers['suppressions'] = {
  async list(system, { workspaceId }, { limit, cursor, q, source }) {
    const list = ['suppressions', q ?? null, source ?? null];
    const filter = filterOf(workspaceId, { q, source });
    const rows = await listSuppressions(system.db, filter, { after: readCursor(cursor, list), limit: limit + 1 });
    const { data, page } = pageFrom(rows, { limit, list, keyOf: (row) => [row.createdKey, row.id] });
    return { data: data.map(({ createdKey: _key, ...shown }) => shown), page };
  },

  async add(system, actor, { phone, suppressions, reason, country }) {
    const given = [
      ...(phone === undefined ? [] : [{ phone, reason, pointer: '/phone' }]),
      ...suppressions.map((each, n) => ({ ...each, pointer: `/suppressions/${n}/phone` })),
    ];
    if (given.length === 0) throw nothingGiven();
    const home = await countryOf(system.db, actor.workspaceId, country);
    const numbers = given.map((each) => ({ ...each, read: readPhone(each.phone, home) }));
    const wanted = numbers.flatMap(({ read, reason: own }) =>
      read.ok ? [{ phone: read.phone, reason: own ?? reason ?? byHand }] : [],
    );
    const errors = numbers.flatMap(({ read, pointer }) =>
      read.ok ? [] : [{ pointer, code: read.code, reason: read.reason }],
    );
    if (wanted.length === 0) throw noneReadable(errors);
    return {
      ...(await add(system, actor, { wanted, source: actor.kind === 'member' ? 'hand' : 'api' })),
      failed: errors.length,
      errors,
    };
  },

  async upload(system, actor, { file, country, reason }) {
    const home = await countryOf(system.db, actor.workspaceId, country);
    const { phones, errors, failed } = await readNumbers(file.path, home);
    const wanted = phones.map((phone) => ({ phone, reason: reason ?? byFile }));
    return { ...(await add(system, actor, { wanted, source: 'file' })), failed, errors };
  },

  async export(system, actor, { q, source }) {
    await record(system.db, actor, { action: 'exported', target: 'suppressions', after: { source } });
    return exportSuppressions(system, filterOf(actor.workspaceId, { q, source }));
  },

  async remove(system, actor, { id, reason }) {
    const { workspaceId } = actor;
    await system.db.transaction().execute(async (trx) => {
      const { phone, reason: was, source, createdAt } = await deleteSuppression(trx, workspaceId, id);
      await record(trx, actor, {
        action: 'suppression.removed',
        target: id,
        before: { phone: lastFour(phone), reason: was, source, since: createdAt },
        after: { reason },
      });
    });
  },
};

/** Enough to tell numbers apart, too little to call: the audit log outlives what it is about. */
function lastFour(phone: string): string {
  return `…${phone.slice(-4)}`;
}

type Wanted = { wanted: { phone: string; reason: string }[]; source: SuppressionSource };

/** A number counts the first time it comes. */
async function add(system: System, actor: Actor, { wanted, source }: Wanted) {
  const first = new Map(wanted.toReversed().map((each) => [each.phone, each]));
  const suppressions = [...first.values()].map((each) => ({ ...each, source, actor: actor.name }));
  const added = await suppress(system, { workspaceId: actor.workspaceId, suppressions });
  if (added.length > 0) {
    const after = { source, numbers: added.length };
    await record(system.db, actor, { action: 'suppression.added', target: 'suppressions', after });
  }
  return { added: added.length, already: wanted.length - added.length };
}

function filterOf(
  workspaceId: string,
  { q, source }: { q?: string | undefined; source?: string | undefined },
): SuppressionFilter {
  const pattern = q === undefined ? null : `%${q.trim().replaceAll(/[\\%_]/g, '\\$&')}%`;
  return { workspaceId, q: pattern, source: source ?? null };
}

function nothingGiven(): Invalid {
  const message = 'Must name at least one number, in phone or in suppressions';
  return new Invalid('validation_failed', `/phone: ${message}`, {
    errors: [{ pointer: '/phone', code: 'required', message }],
  });
}

function noneReadable(problems: { pointer: string; code: string; reason: string }[]): Invalid {
  const errors = problems.map(({ pointer, code, reason }) => ({ pointer, code, message: reason }));
  return new Invalid('validation_failed', `No number could be read. ${errors[0]?.pointer}: ${errors[0]?.message}`, {
    errors,
  });
}
