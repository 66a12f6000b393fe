import type { ErrorObject, ValidateFunction } from 'ajv';
import { outside } from '../../outside.js';
import { lazily } from '../lazily.js';
import { githubDescription, type Operation, type Parameter } from './description.js';
import { toJsonSchema, type JsonValue } from './json-schema.js';
import { unknownProperties } from './unknown-properties.js';

const ID = 'github';
/** `compiler.mjs`. */
interface SharedCompiler {
  addSchema(id: string, write: () => string): void;
  compile(schema: string): ValidateFunction;
}

const { addSchema, compile } = await outside<SharedCompiler>(new URL('compiler.mjs', import.meta.url).href);

interface Compiler {
  readonly compile: (schema: JsonValue) => ValidateFunction;
}

const compiler: () => Compiler = lazily(() => {
  addSchema(ID, () => {
    const components = githubDescription().document['components'] ?? {};
    return JSON.stringify({ $id: ID, components: Object.fromEntries(Object.entries(convertible(components)).map(([name, section]) => [name, convertSection(section)])) });
  });
  const compiled = new Map<JsonValue, ValidateFunction>();
  return {
    compile: (schema) => {
      const known = compiled.get(schema) ?? compile(JSON.stringify(toJsonSchema(schema, ID)));
      compiled.set(schema, known);
      return known;
    },
  };
});

function convertible(value: JsonValue): Record<string, JsonValue> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

function convertSection(section: JsonValue): JsonValue {
  return Object.fromEntries(Object.entries(convertible(section)).map(([name, schema]) => [name, toJsonSchema(schema, ID)]));
}

/** What is wrong with `value` by `schema`, as sentences; at most five, since a failed `oneOf` names every branch. */
function schemaViolations(schema: JsonValue, value: JsonValue): string[] {
  const validate = compiler().compile(schema);
  return validate(value) ? [] : [...(validate.errors ?? [])].slice(0, 5).map(sentence);
}

/** The same, and the properties that the schema does not name. */
export function violations(schema: JsonValue, value: JsonValue): string[] {
  const wrong = schemaViolations(schema, value);
  const unknown = unknownProperties(githubDescription().document, schema, value).slice(0, 5).map((path) => `${path} is not in the description`);
  return [...wrong, ...unknown];
}

function sentence(error: ErrorObject): string {
  const detail = error.keyword === 'enum' ? ` (${JSON.stringify(error.params['allowedValues'])})` : '';
  return `${error.instancePath || '/'} ${error.message ?? error.keyword}${detail}`;
}

export interface RequestParts {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** undefined: no body was sent. */
  readonly body: JsonValue | undefined;
}

/** Violations of the operation's parameters and body; empty if GitHub's description allows the request. */
export function requestViolations(operation: Operation, request: RequestParts): string[] {
  const known = new Set(operation.parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name));
  const strangers = Object.keys(request.query).filter((name) => !known.has(name)).map((name) => `query parameter ${name} is not in the description`);
  const parameters = operation.parameters.filter((parameter) => parameter.in !== 'header').flatMap((parameter) => parameterViolations(parameter, request));
  return [...parameters, ...strangers, ...bodyViolations(operation, request.body)];
}

function parameterViolations(parameter: Parameter, request: RequestParts): string[] {
  const text = (parameter.in === 'path' ? request.path : request.query)[parameter.name];
  if (text === undefined) return parameter.required ? [`${parameter.in} parameter ${parameter.name} is missing`] : [];
  return violations(parameter.schema, coerce(text)).length === 0 || violations(parameter.schema, text).length === 0
    ? []
    : [`${parameter.in} parameter ${parameter.name}: ${violations(parameter.schema, coerce(text)).join('; ')}`];
}

function coerce(text: string): JsonValue {
  if (/^-?\d+$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

function bodyViolations(operation: Operation, body: JsonValue | undefined): string[] {
  if (operation.body === null) return body === undefined || isEmpty(body) ? [] : ['body: the operation takes none'];
  if (body === undefined) return operation.body.required ? ['body is missing'] : [];
  return violations(operation.body.schema, body).map((violation) => `body: ${violation}`);
}

function isEmpty(body: JsonValue): boolean {
  return body !== null && typeof body === 'object' && Object.keys(body).length === 0;
}

/** GitHub documents few of its refusals per operation; the others have the body of `basic-error`. */
const UNDOCUMENTED_REFUSAL: JsonValue = { $ref: '#/components/schemas/basic-error' };

/** Violations of an answer by the double itself. */
export function answerViolations(operation: Operation, status: number, body: JsonValue | undefined): string[] {
  const schema = operation.answers.get(status);
  if (schema === undefined && status < 400) return [`status ${status} is not in the description`];
  const expected = schema ?? (status < 400 ? null : UNDOCUMENTED_REFUSAL);
  if (expected === null) return body === undefined ? [] : [`status ${status} has no body in the description`];
  if (body === undefined) return ['the answer has no body'];
  // GitHub puts `status` into every error body, which the schemas of some refusals do not name.
  const found = status < 400 ? violations(expected, body) : schemaViolations(expected, body);
  return found.map((violation) => `answer ${status}: ${violation}`);
}

/** Violations of a webhook payload by its name in the description, such as `pull-request-opened`. */
export function webhookViolations(name: string, payload: JsonValue): string[] {
  const schema = githubDescription().webhooks.get(name);
  if (schema === undefined) return [`the description has no webhook ${name}`];
  return violations(schema, payload).map((violation) => `webhook ${name}: ${violation}`);
}
