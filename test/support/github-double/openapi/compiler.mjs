/** JSON schemas made into functions: hundreds of milliseconds for the larger ones of GitHub's, so that they are made once for all doubles of a process. */
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const ajv = new Ajv({ strict: false, allErrors: true, logger: false, code: { optimize: false } });
addFormats.default(ajv);
// GitHub itself sends `49699333+dependabot[bot]@users.noreply.github.com`.
ajv.addFormat('email', true);

/** @type {Map<string, import('ajv').ValidateFunction>} */
const compiled = new Map();

/**
 * Adds the schema that others refer to, where it is not known yet.
 * @param {string} id
 * @param {() => string} write answers it as JSON, with this `$id`
 */
export function addSchema(id, write) {
  if (ajv.getSchema(id) === undefined) ajv.addSchema(JSON.parse(write()));
}

/**
 * @param {string} schema as JSON
 * @returns {import('ajv').ValidateFunction}
 */
export function compile(schema) {
  const known = compiled.get(schema) ?? ajv.compile(JSON.parse(schema));
  compiled.set(schema, known);
  return known;
}
