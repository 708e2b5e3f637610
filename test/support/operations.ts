import { z } from 'zod';
import { openApiDocument } from '#contract/openapi.ts';
import { permissions } from '#domain/permissions.ts';
import type { Answer, Method, TestApp } from './app.ts';

const Described = z.object({
  operationId: z.string(),
  tags: z.tuple([z.string()]),
  'x-permission': z.enum(permissions),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header']) })),
  requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.unknown()).optional() })),
});
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Described)) });

export type Operation = {
  /** Such as `campaigns.pause`. */
  name: string;
  noun: string;
  method: Method;
  path: string;
  permission: (typeof permissions)[number];
  /** The parameters of the path, each with the kind of thing that it names. */
  ids: { name: string; kind: string }[];
  isUpload: boolean;
  /** The answer is a stream of events, which has no end. */
  isEndless: boolean;
};

/** Every operation of the OpenAPI document, below /api/v1. */
export function listOperations(): Operation[] {
  const { paths } = Document.parse(openApiDocument('0'));
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({
        name: described.operationId,
        noun: described.tags[0],
        method: method.toUpperCase() as Method,
        path,
        permission: described['x-permission'],
        ids: idsOf(path),
        isUpload: described.requestBody?.content['multipart/form-data'] !== undefined,
        isEndless: Object.values(described.responses).some(
          ({ content }) => content?.['text/event-stream'] !== undefined,
        ),
      })),
    );
}

function idsOf(path: string): Operation['ids'] {
  return [...path.matchAll(/([\w-]+)\/\{(\w+)\}/g)].map(([, segment = '', name = '']) => ({
    name,
    kind: name === 'id' ? segment : name,
  }));
}

/** An id that nothing has. */
export const nobody = '01890000-0000-7000-8000-000000000000';

/** What a request needs that would be taken if the thing were there; a new operation that needs a body gets a line. */
const bodies: Record<string, object> = {
  'admin.setSystemConcurrency': { limit: 10 },
  'admin.setUserConcurrency': { limit: 2 },
  'admin.setWorkspaceConcurrency': { limit: 2 },
  'agents.change': { name: 'Mine now' },
  'agents.create': { name: 'Another' },
  'agents.testCall': { phone: '+12125550123' },
  'apiKeys.create': { name: 'Another', scopes: ['viewer'] },
  'auth.acceptInvitation': { token: 'x'.repeat(43) },
  'auth.changeMe': {},
  'auth.setUp': { token: 'x'.repeat(43) },
  'auth.signIn': { email: 'nobody@example.com', password: 'x'.repeat(12) },
  'auth.signUp': { name: 'Ada', email: 'nobody', password: 'x' },
  'callingHours.switchLegalHours': { real: true, reason: 'The test' },
  'campaigns.addContacts': { contacts: [{ phone: '+12125550123' }] },
  'campaigns.change': { name: 'Mine now' },
  'campaigns.create': {},
  'campaigns.preview': { people: { count: 1 } },
  'campaigns.replace': { name: 'Mine now' },
  'contacts.change': { name: 'Mine now' },
  'members.change': { role: 'operator' },
  'members.invite': { role: 'viewer' },
  'phoneNumbers.change': { label: 'Mine now' },
  'phoneNumbers.create': { providerAccountId: nobody, phone: '+12125550123' },
  'queue.move': { place: 'first' },
  'providerAccounts.change': { name: 'Mine now' },
  'providerAccounts.create': { provider: 'simulator', force: true },
  'sandbox.setClock': {},
  'settings.changeDefaults': { country: 'GB' },
  'workspaces.create': { name: 'Another' },
};

/** A query without which it would be refused. */
const queries: Record<string, string> = {
  'suppressions.remove': '?reason=mine',
  'campaigns.glances': `?ids=${nobody}`,
};

type Credentials = { key?: string | null; cookie?: string };

/** Asks for an operation with these ids in its path, and a body that would be taken. */
export function ask(
  api: TestApp,
  operation: Operation,
  { ids = {}, ...credentials }: Credentials & { ids?: Record<string, string> },
): Promise<Answer> {
  const { method, isUpload } = operation;
  const verb = operation.name.replace(/\.\d+$/, '');
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? nobody);
  const url = path + (queries[verb] ?? '');
  const body = bodies[verb];
  if (!isUpload) return api.send(method, url, { ...credentials, ...(body ? { body } : {}) });
  const payload =
    '--form\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nphone\n+12125550100\n\r\n--form--\r\n';
  return api.send(method, url, {
    ...credentials,
    payload,
    headers: { 'content-type': 'multipart/form-data; boundary=form' },
  });
}
