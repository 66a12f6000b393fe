export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Schemas by keyword of JSON Schema in which every member, not the value itself, is a schema. */
const SCHEMAS_BY_NAME = new Set(['properties', 'patternProperties']);

/**
 * Turns a schema of OpenAPI 3.0 into JSON Schema draft 7: `nullable` becomes a type or an enum member, siblings of `$ref` are
 * dropped (3.0 ignores them), `$ref`s point into the document `id`.
 * Source: OpenAPI 3.0.3, "Schema Object" and the clarification of `nullable`.
 */
export function toJsonSchema(schema: JsonValue, id: string): JsonValue {
  if (Array.isArray(schema)) return schema.map((item) => toJsonSchema(item, id));
  if (!isObject(schema)) return schema;
  if (typeof schema['$ref'] === 'string') return { $ref: `${id}${schema['$ref']}` };
  const converted: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'nullable' || key === 'discriminator') continue;
    converted[key] = convertKeyword(key, value, id);
  }
  return schema['nullable'] === true ? orNull(converted) : converted;
}

function convertKeyword(key: string, value: JsonValue, id: string): JsonValue {
  if (key === 'enum' || key === 'default' || key === 'required') return value;
  if (!SCHEMAS_BY_NAME.has(key) || !isObject(value)) return toJsonSchema(value, id);
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, toJsonSchema(child, id)]));
}

function orNull(schema: JsonObject): JsonObject {
  const combined = ['oneOf', 'anyOf', 'allOf'].some((key) => key in schema);
  if (combined || typeof schema['type'] !== 'string') return { anyOf: [{ type: 'null' }, schema] };
  const members = schema['enum'];
  return { ...schema, type: [schema['type'], 'null'], ...(Array.isArray(members) ? { enum: [...members, null] } : {}) };
}
