import { isObject, type JsonObject, type JsonValue } from './json-schema.js';
import { resolve } from './description.js';

/**
 * Paths in `value` that the schema has no name for. GitHub's schemas are open, so a misspelt `start_lin` is valid against them
 * and GitHub ignores it silently; in a test it is a mistake.
 */
export function unknownProperties(document: JsonObject, schema: JsonValue, value: JsonValue, at = ''): string[] {
  const parts = alternatives(document, schema);
  if (Array.isArray(value)) {
    const items = parts.flatMap((part) => (part['items'] === undefined ? [] : [part['items']]));
    return items.length === 0 ? [] : value.flatMap((item, index) => unknownProperties(document, { anyOf: items }, item, `${at}/${index}`));
  }
  if (!isObject(value)) return [];
  const named = parts.filter((part) => isObject(part['properties']));
  if (named.length === 0 || parts.some(isMap)) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const schemas = named.flatMap((part) => (isObject(part['properties']) && name in part['properties'] ? [part['properties'][name] ?? {}] : []));
    return schemas.length === 0 ? [`${at}/${name}`] : unknownProperties(document, { anyOf: schemas }, child, `${at}/${name}`);
  });
}

/** Free-form keys: `additionalProperties` with a schema, or `true` on a schema that names nothing. */
function isMap(part: JsonObject): boolean {
  const additional = part['additionalProperties'];
  return isObject(additional) || (additional === true && !isObject(part['properties']));
}

/** Of the description's own schemas, which are asked again for every answer. */
const known = new WeakMap<object, JsonObject[]>();

function alternatives(document: JsonObject, schema: JsonValue): JsonObject[] {
  const made = (isObject(schema) ? known.get(schema) : undefined) ?? listAlternatives(document, schema);
  if (isObject(schema)) known.set(schema, made);
  return made;
}

function listAlternatives(document: JsonObject, schema: JsonValue): JsonObject[] {
  const own = resolve(document, schema);
  const nested = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (Array.isArray(own[key]) ? own[key] : []));
  return [own, ...nested.flatMap((item) => alternatives(document, item))];
}
