/** Turns what zod says of a value into sentences with a place in the YAML file. Pure. */
import { isMap, isNode, isScalar } from 'yaml';
import type { Document, LineCounter } from 'yaml';
import { z } from 'zod';
import { nearest } from '../project/nearest.js';
import type { ConfigProblem } from './types.js';

/** The file that the problems stand in. */
export interface Place {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly path: string;
}

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/**
 * One problem for each issue, at the key (for an unknown one) or the value that it speaks of.
 * @param value what was validated
 * @param schema what it was validated with; names the known keys
 * @param prefix where the value stands in the document
 */
export function problemsOf(issues: readonly Issue[], value: unknown, schema: z.ZodType, place: Place, prefix: Path = []): ConfigProblem[] {
  return issues.flatMap((issue) => {
    const inner = branchOf(issue, value);
    if (inner !== undefined) {
      return problemsOf(inner.map((nested) => ({ ...nested, path: [...issue.path, ...nested.path] })), value, schema, place, prefix);
    }
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, issue.path, schema, place, prefix));
    // The key of a record did not match: unknown rules are told apart with the nearest known rule.
    if (issue.code === 'invalid_key' && issue.path[0] === 'rules' && prefix.length === 0) return [];
    return [problem(place, placeOf(place, [...prefix, ...issue.path], 'value'), nameOf([...prefix, ...issue.path]), sentence(issue, valueAt(value, issue.path)))];
  });
}

/**
 * 1-based line and column of the key or the value at a path; of the nearest node around it where there is none.
 * @param what which of the two is meant
 */
export function placeOf(place: Place, path: Path, what: 'key' | 'value'): readonly [line: number, column: number] {
  const key = path.at(-1);
  const parent = path.length === 0 ? undefined : nodeAt(place.document, path.slice(0, -1));
  const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === String(key)) : undefined;
  const wanted = what === 'key' ? pair?.key : nodeAt(place.document, path);
  const node = isNode(wanted) && wanted.range ? wanted : pair?.key;
  if (isNode(node) && node.range) {
    const found = place.lines.linePos(node.range[0]);
    return [found.line || 1, found.col || 1];
  }
  return path.length === 0 ? [1, 1] : placeOf(place, path.slice(0, -1), what);
}

/** The issues of the branch of a union that the value was meant for: a map for maps, else none. */
function branchOf(issue: Issue, value: unknown): readonly Issue[] | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const given = valueAt(value, issue.path);
  if (typeof given !== 'object' || given === null) return undefined;
  return issue.errors.find((branch) => !branch.some((nested) => nested.path.length === 0 && ['invalid_type', 'invalid_value'].includes(nested.code)));
}

function unknownKey(key: string, path: Path, schema: z.ZodType, place: Place, prefix: Path): ConfigProblem {
  const [line, column] = placeOf(place, [...prefix, ...path, key], 'key');
  const known = knownKeys(schema, path);
  const [near] = nearest(key, known, { max: 1 });
  const hint = near === undefined ? (known.length === 0 ? 'there are no keys here' : `known keys are ${list(known)}`) : `did you mean \`${near}\`?`;
  return { path: place.path, line, column, message: `unknown key \`${key}\` at ${place.path}:${line}:${column}; ${hint}` };
}

function problem(place: Place, [line, column]: readonly [number, number], name: string, what: string): ConfigProblem {
  return { path: place.path, line, column, message: `${name} at ${place.path}:${line}:${column} ${what}` };
}

function sentence(issue: Issue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_value':
      return oneOf(issue.values.map(String), given);
    case 'invalid_type':
      return `must be ${article(issue.expected)}, not ${kindOf(given)}`;
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `must have at most ${issue.maximum} characters` : `must be at most ${issue.maximum}`;
    case 'invalid_union':
      return oneOf(issue.errors.flat().flatMap((nested) => (nested.code === 'invalid_value' ? nested.values.map(String) : [])), given, ', or a map');
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  }
}

function oneOf(values: readonly string[], given: unknown, more = ''): string {
  const allowed = `must be ${values.length === 1 ? '' : 'one of '}${list(values)}${more}`;
  if (typeof given !== 'string') return `${allowed}, not ${kindOf(given)}`;
  const [near] = nearest(given, values, { max: 1 });
  return near === undefined ? `${allowed}, not \`${given}\`` : `is \`${given}\`; did you mean \`${near}\`?`;
}

/** The keys of the object schema at a path. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  const [head, ...rest] = path;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    const inner = schema.unwrap();
    return inner instanceof z.ZodType ? knownKeys(inner, path) : [];
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => (option instanceof z.ZodType ? knownKeys(option, path) : []));
  if (schema instanceof z.ZodRecord) return head !== undefined && schema.valueType instanceof z.ZodType ? knownKeys(schema.valueType, rest) : [];
  if (schema instanceof z.ZodArray) return head !== undefined && schema.element instanceof z.ZodType ? knownKeys(schema.element, rest) : [];
  if (!(schema instanceof z.ZodObject)) return [];
  if (head === undefined) return Object.keys(schema.shape);
  const child: unknown = schema.shape[String(head)];
  return child instanceof z.ZodType ? knownKeys(child, rest) : [];
}

function nodeAt(document: Document, path: Path): unknown {
  if (path.length === 0) return document.contents;
  return document.getIn([...path], true);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined), value);
}

function nameOf(path: Path): string {
  if (path.length === 0) return 'the file';
  return `\`${path.map((key) => (typeof key === 'number' ? `[${key}]` : String(key))).join('.').replaceAll('.[', '[')}\``;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (isScalar(value)) return 'a value';
  return typeof value === 'string' ? 'text' : `\`${String(value)}\``;
}

function article(expected: string): string {
  const names: Readonly<Record<string, string>> = { object: 'a map', record: 'a map', array: 'a list', string: 'text', int: 'a whole number', number: 'a number', boolean: '`true` or `false`' };
  return names[expected] ?? expected;
}

function list(values: readonly string[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}
