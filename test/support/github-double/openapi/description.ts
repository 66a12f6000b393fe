import { readFileSync } from 'node:fs';
import { lazily } from '../lazily.js';
import { isObject, type JsonObject, type JsonValue } from './json-schema.js';

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** As in the description: `/repos/{owner}/{repo}/pulls`. */
  readonly template: string;
  readonly parameters: readonly Parameter[];
  /** Schema of the JSON body, or null where the operation takes none. */
  readonly body: { readonly schema: JsonValue; readonly required: boolean } | null;
  /** Schema of the JSON answer by status; null where that status has no JSON body. */
  readonly answers: ReadonlyMap<number, JsonValue | null>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonValue;
}

export interface Description {
  readonly document: JsonObject;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Body schema of a webhook by its name in the description, such as `pull-request-opened`. */
  readonly webhooks: ReadonlyMap<string, JsonValue>;
}

export interface MatchedOperation {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

const FILE = new URL('../../data/github-openapi.json', import.meta.url);

/** The trimmed description of GitHub's REST API, read once. */
export const githubDescription: () => Description = lazily(() => parseDescription(JSON.parse(readFileSync(FILE, 'utf8')) as JsonObject));

export function parseDescription(document: JsonObject): Description {
  const operations = new Map<string, Operation>();
  for (const [template, item] of Object.entries(member(document, 'paths'))) {
    for (const [method, raw] of Object.entries(isObject(item) ? item : {})) {
      const operation = parseOperation(document, template, method, resolve(document, raw));
      operations.set(operation.id, operation);
    }
  }
  const webhooks = Object.entries(member(document, 'x-webhooks')).map(([name, item]): [string, JsonValue] => {
    return [name, bodySchema(resolve(document, member(isObject(item) ? item : {}, 'post')['requestBody'] ?? {})) ?? {}];
  });
  return { document, operations, webhooks: new Map(webhooks) };
}

/** Follows `#/a/b/c` from the document's root; anything else is returned as it is. */
export function resolve(document: JsonObject, value: JsonValue): JsonObject {
  if (!isObject(value)) return {};
  const reference = value['$ref'];
  if (typeof reference !== 'string') return value;
  const target = reference.split('/').slice(1).reduce<JsonValue>((at, key) => (isObject(at) ? (at[key] ?? null) : null), document);
  return resolve(document, target);
}

function member(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : {};
}

function bodySchema(body: JsonObject): JsonValue | null {
  return member(member(body, 'content'), 'application/json')['schema'] ?? null;
}

function parseOperation(document: JsonObject, template: string, method: string, raw: JsonObject): Operation {
  const parameters = (Array.isArray(raw['parameters']) ? raw['parameters'] : []).map((item) => parseParameter(resolve(document, item)));
  const body = resolve(document, raw['requestBody'] ?? null);
  const schema = bodySchema(body);
  const answers = Object.entries(member(raw, 'responses')).map(([status, answer]): [number, JsonValue | null] => {
    return [Number(status), bodySchema(resolve(document, answer))];
  });
  return {
    id: String(raw['operationId']),
    method: method.toUpperCase(),
    template,
    parameters,
    body: schema === null ? null : { schema, required: body['required'] === true },
    answers: new Map(answers),
  };
}

function parseParameter(raw: JsonObject): Parameter {
  const place = raw['in'];
  return {
    name: String(raw['name']),
    in: place === 'path' || place === 'header' ? place : 'query',
    required: raw['required'] === true,
    schema: raw['schema'] ?? {},
  };
}

/** Path parameters that may hold slashes: GitHub takes the rest of the path for them. */
const GREEDY = new Set(['ref', 'basehead']);

function templatePattern(template: string): RegExp {
  const source = template.replace(/\{(\w+)\}|[.*+?^${}()|[\]\\]/g, (text, name: string | undefined) => {
    if (name === undefined) return `\\${text}`;
    if (name === 'path') return '(?<path>.*?)';
    return GREEDY.has(name) ? `(?<${name}>.+?)` : `(?<${name}>[^/]+)`;
  });
  return new RegExp(`^${source}$`);
}

const matchers = lazily(() => [...githubDescription().operations.values()].map((operation) => ({ operation, pattern: templatePattern(operation.template) })));

function literalLength(template: string): number {
  return template.replace(/\{\w+\}/g, '').length;
}

/** The operation that serves this request; of several that fit, the one with most of its path written out. Values are URI-decoded. */
export function matchOperation(method: string, path: string): MatchedOperation | null {
  const candidates = matchers().flatMap(({ operation, pattern }) => {
    const match = operation.method === method ? pattern.exec(path) : null;
    return match ? [{ operation, groups: match.groups ?? {} }] : [];
  });
  const best = candidates.sort((a, b) => literalLength(b.operation.template) - literalLength(a.operation.template))[0];
  if (!best) return null;
  return { operation: best.operation, parameters: Object.fromEntries(Object.entries(best.groups).map(([name, value]) => [name, decodeURIComponent(value)])) };
}
