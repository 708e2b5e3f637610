import { randomUUIDv7 } from 'node:crypto';
import { readPhone } from '#domain/phone.ts';
import { record } from '#server/audit/sql.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import { Conflict, Invalid } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import { lockAccount, requireAccount } from '#server/provider-accounts/sql.ts';
import { getWorkspace } from '#server/settings/sql.ts';
import { deleteNumber, getNumber, insertNumber, listCampaignsFrom, listNumbers, updateLabel } from './sql.ts';

export const numberHandlers: Handlers['phoneNumbers'] = {
  async list(system, { workspaceId }, { limit, cursor, providerAccountId = null }) {
    const list = ['phone-numbers', providerAccountId];
    const filter = { workspaceId, providerAccountId };
    const rows = await listNumbers(system.db, filter, { after: readCursor(cursor, list), limit });
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.id] });
  },

  async create(system, actor, { providerAccountId, label, ...given }) {
    const { workspaceId } = actor;
    const { defaultCountry } = await getWorkspace(system.db, workspaceId);
    const phone = readOwnPhone(given.phone, defaultCountry);
    const number = { workspaceId, id: randomUUIDv7(), providerAccountId, phone, label };
    await system.db.transaction().execute(async (trx) => {
      await lockAccount(trx, workspaceId, providerAccountId);
      await requireAccount(trx, workspaceId, providerAccountId);
      if (!(await insertNumber(trx, number))) throw alreadyThere(phone);
      await record(trx, actor, { action: 'phone_number.added', target: number.id, after: { providerAccountId } });
    });
    return getNumber(system.db, number);
  },

  get: (system, { workspaceId }, { id }) => getNumber(system.db, { workspaceId, id }),

  async change(system, { workspaceId }, { id, label }) {
    await getNumber(system.db, { workspaceId, id });
    await updateLabel(system.db, { workspaceId, id }, label);
    return getNumber(system.db, { workspaceId, id });
  },

  delete: (system, actor, { id }) =>
    system.db.transaction().execute(async (trx) => {
      const key = { workspaceId: actor.workspaceId, id };
      const { providerAccountId } = await getNumber(trx, key);
      const campaigns = await listCampaignsFrom(trx, key);
      if (campaigns.length > 0) throw inUse(campaigns);
      await deleteNumber(trx, key);
      await record(trx, actor, { action: 'phone_number.deleted', target: id, before: { providerAccountId } });
    }),
};

function readOwnPhone(text: string, country: string): string {
  const read = readPhone(text, country);
  if (read.ok) return read.phone;
  throw new Invalid('validation_failed', `/phone: ${read.reason}`, {
    errors: [{ pointer: '/phone', code: read.code, message: read.reason }],
  });
}

function alreadyThere(phone: string): Conflict {
  return new Conflict('number_exists', `The account has ${phone} already.`);
}

function inUse(campaigns: { id: string; name: string; status: string }[]): Conflict {
  const names = campaigns.slice(0, 5).map(({ name }) => `"${name}"`);
  const more = campaigns.length > names.length ? ` and ${campaigns.length - names.length} more` : '';
  const detail = `Campaigns call from this number: ${names.join(', ')}${more}. Give them others first.`;
  return new Conflict('number_in_use', detail, {
    errors: campaigns.map(({ id, name, status }) => ({ pointer: `/campaigns/${id}`, code: status, message: name })),
  });
}
