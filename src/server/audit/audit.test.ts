import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApp } from '#test/support/app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

it('exports, the do-not-call list and closed workspaces leave a trace, without the numbers of people', async () => {
  const { id } = await api.client.campaigns.create({});
  await api.client.contacts.export({});
  await api.client.campaigns.export({ id });
  await api.client.suppressions.export({});
  await api.client.suppressions.add({ phone: '+12125550198', reason: 'asked' });
  const { data } = await api.client.audit.list();
  expect(data.map(({ action, target }) => [action, target])).toEqual([
    ['suppression.added', 'suppressions'],
    ['exported', 'suppressions'],
    ['exported', id],
    ['exported', 'contacts'],
  ]);
  expect(JSON.stringify(data)).not.toContain('2125550198');
  await api.client.admin.closeWorkspace({ id: api.stranger.workspaceId });
  expect((await api.client.admin.audit({ limit: 1 })).data).toMatchObject([
    { action: 'workspace.closed', target: api.stranger.workspaceId, workspaceId: api.stranger.workspaceId },
  ]);
});

it('is read page by page, and by what was done', async () => {
  for (const name of ['one', 'two', 'three']) await api.client.apiKeys.create({ name, scopes: ['viewer'] });
  const first = await api.client.audit.list({ action: 'api_key.created', limit: 2 });
  const rest = await api.client.audit.list({
    action: 'api_key.created',
    limit: 2,
    cursor: first.page.nextCursor ?? '',
  });
  const names = [...first.data, ...rest.data].map(({ after }) => after);
  expect(names).toMatchObject([{ name: 'three' }, { name: 'two' }, { name: 'one' }]);
});
