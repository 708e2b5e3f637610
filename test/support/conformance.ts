import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { z } from 'zod';
import { openApiDocument } from '#contract/openapi.ts';

const Response = z.object({ $ref: z.string().optional(), content: z.record(z.string(), z.unknown()).optional() });
type Response = z.infer<typeof Response>;

const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), Response) }))),
  components: z.looseObject({ responses: z.record(z.string(), Response) }),
});

/** What was answered to a request. */
export type Answered = {
  method: string;
  /** With or without the origin before its path. */
  url: string;
  status: number;
  contentType: string;
  /** Not given of a stream, which has no end. */
  body?: string;
};

/** Throws when an answer below /api is not what the OpenAPI document says of its operation. Other addresses are let be. */
export function expectDescribed(answered: Answered): void {
  const path = pathOf(answered.url);
  if (!/^\/api(\/|$)/.test(path)) return;
  const fault = faultOf(answered, path.replace(/^\/api(\/v1)?(?=\/|$)/, '/api/v1').replace(/\/+$/, ''));
  if (fault === undefined) return;
  const { method, url, status, contentType, body } = answered;
  throw new Error(
    `${method} ${url} answered what the OpenAPI document does not say: ${fault}\n${status} ${contentType}\n${body?.slice(0, 2000)}`,
  );
}

function pathOf(url: string): string {
  return (url.replace(/^\w+:\/\/[^/]+/, '').split(/[?#]/)[0] ?? '').replace(/^\/+/, '/');
}

function faultOf(answered: Answered, path: string): string | undefined {
  const { method, status } = answered;
  const found = described().find(({ pattern }) => pattern.test(path));
  const responses = found?.methods[method === 'HEAD' ? 'get' : method.toLowerCase()];
  if (!responses) return faultOfStranger(answered, found ? [405] : [400, 404, 414]);
  const response = responses[String(status)];
  if (!response) return `no status ${status}, but ${Object.keys(responses).join(', ')}`;
  return faultOfBody(answered, response);
}

/** Of what no operation of the document was asked. */
function faultOfStranger(answered: Answered, statuses: number[]): string | undefined {
  if (!statuses.includes(answered.status)) return `no such operation, so a status among ${statuses.join(', ')}`;
  return faultOfBody(answered, { 'application/problem+json': '#/components/schemas/Problem' });
}

/** By content type, where in the document its schema is. */
type Contents = Record<string, string>;

function faultOfBody({ method, contentType, body }: Answered, contents: Contents): string | undefined {
  const type = contentType.split(';')[0] ?? '';
  const types = Object.keys(contents);
  if (types.length === 0) return body === '' || body === undefined ? undefined : 'a body where none is described';
  const schema = contents[type];
  if (schema === undefined) return `no content type "${type}", but ${types.join(', ')}`;
  if (method === 'HEAD' || body === undefined || !type.endsWith('json')) return undefined;
  const ajv = compiler();
  const validate = ajv.getSchema(`carillon${schema}`);
  if (!validate) throw new Error(`there is nothing at ${schema}`);
  return validate(JSON.parse(body)) === true ? undefined : `at ${schema} ${ajv.errorsText(validate.errors)}`;
}

type Described = { pattern: RegExp; methods: Record<string, Record<string, Contents>> };

const document = once(() => Document.parse(openApiDocument('0')));

const compiler = once(() => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv, ['uuid', 'date-time', 'date', 'email']);
  return ajv.addSchema(document(), 'carillon');
});

/** Every path of the document, those without parameters first. */
const described = once((): Described[] => {
  const { paths } = document();
  const templates = Object.keys(paths).toSorted((one, other) => holes(one) - holes(other));
  return templates.map((template) => ({
    pattern: new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    methods: mapValues(paths[template] ?? {}, ({ responses }, method) =>
      mapValues(responses, (response, status) =>
        contentsOf(response, `#/paths/${escape(template)}/${method}/responses/${status}`),
      ),
    ),
  }));
});

function holes(template: string): number {
  return template.split('{').length;
}

function contentsOf({ $ref, content }: Response, at: string): Contents {
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1);
    return contentsOf(document().components.responses[name] ?? {}, $ref);
  }
  return mapValues(content ?? {}, (_, type) => `${at}/content/${escape(type)}/schema`);
}

/** For a JSON pointer within the fragment of an address. */
function escape(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function mapValues<T, U>(values: Record<string, T>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
