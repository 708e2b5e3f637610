import * as z from 'zod';
import type { Sent } from './front.ts';

const Property = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  $ref: z.string().optional(),
  nullable: z.boolean().optional(),
});
type Property = z.infer<typeof Property>;
const Shape = z.object({ required: z.array(z.string()).default([]), properties: z.record(z.string(), Property) });
const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: Property })).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: Shape })) }).optional(),
});
const Specification = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

/** A published specification that requests in forms and answers in JSON are held against. */
export class PublishedForms {
  readonly #spec: z.infer<typeof Specification>;

  constructor(content: unknown) {
    this.#spec = Specification.parse(content);
  }

  /** What a request has that the specification does not allow, as sentences. */
  faultsOf({ method, url, headers, body }: Sent): string[] {
    const { pathname, searchParams } = new URL(url, 'http://any');
    const operation = this.#operation(method, pathname);
    if (operation === null) return [`${method} ${pathname} is not there`];
    const query = operation.parameters.filter((parameter) => parameter.in === 'query');
    const known = Object.fromEntries(query.map((parameter) => [parameter.name, parameter.schema]));
    const faults = this.#faults(searchParams, { required: [], properties: known });
    if (operation.requestBody === undefined) return faults;
    const type = headers['content-type'] ?? '';
    const schema = operation.requestBody.content[type]?.schema;
    if (schema === undefined) return [...faults, `${type} is not taken`];
    return [...faults, ...this.#faults(new URLSearchParams(body), schema)];
  }

  /** What an object in an answer has that the schema of that name does not allow, as sentences. */
  faultsOfAnswer(name: string, answer: Record<string, unknown>): string[] {
    const { properties } = Shape.parse(this.#spec.components.schemas[name]);
    return Object.entries(answer).flatMap(([key, value]) => {
      const property = properties[key];
      if (property === undefined) return [`${key} is not known`];
      if (value === null) return property.nullable === true ? [] : [`${key} is null`];
      return typeof value === 'string' ? this.#faultsOfValue(key, value, property) : [];
    });
  }

  #operation(method: string, pathname: string): z.infer<typeof Operation> | null {
    const found = Object.entries(this.#spec.paths).find(([template]) =>
      new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/.]+')}$`).test(pathname),
    );
    const operation = found?.[1][method.toLowerCase()];
    return operation === undefined ? null : Operation.parse(operation);
  }

  #faults(given: URLSearchParams, { required, properties }: z.infer<typeof Shape>): string[] {
    const missing = required.filter((name) => !given.has(name)).map((name) => `${name} is missing`);
    const wrong = [...given].flatMap(([name, value]) => {
      const property = properties[name];
      if (property === undefined) return [`${name} is not known`];
      const isList = property.type === 'array';
      const repeated = !isList && given.getAll(name).length > 1 ? [`${name} is given twice`] : [];
      return [...repeated, ...this.#faultsOfValue(name, value, property)];
    });
    return [...missing, ...wrong];
  }

  #faultsOfValue(name: string, value: string, given: Property): string[] {
    const referred = given.$ref?.split('/').at(-1);
    const property = referred === undefined ? given : Property.parse(this.#spec.components.schemas[referred]);
    const isNumber = property.type === 'integer' || property.type === 'number';
    const checks: [boolean, string][] = [
      [property.enum !== undefined && !property.enum.includes(value), `is none of ${property.enum?.join(', ')}`],
      [property.pattern !== undefined && !new RegExp(property.pattern).test(value), `is no ${property.pattern}`],
      [property.type === 'integer' && !/^-?\d+$/.test(value), 'is no whole number'],
      [property.type === 'boolean' && !/^(true|false)$/.test(value), 'is neither true nor false'],
      [isNumber && Number(value) < (property.minimum ?? -Infinity), `is below ${property.minimum}`],
      [isNumber && Number(value) > (property.maximum ?? Infinity), `is above ${property.maximum}`],
      [property.format === 'uri' && !URL.canParse(value), 'is no address'],
      [property.format === 'date-time-rfc-2822' && Number.isNaN(Date.parse(value)), 'is no instant'],
    ];
    return checks.filter(([isWrong]) => isWrong).map(([, why]) => `${name} (${value}) ${why}`);
  }
}
