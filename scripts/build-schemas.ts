/** Writes the JSON Schemas that are published with the documentation. Run it with `npm run schemas` after changing one. */
import { writeFile } from 'node:fs/promises';
import { configJsonSchema } from '../src/config/schema.js';
import { reportJsonSchema } from '../src/report/json-schema.js';
import { RULES } from '../src/rules/registry.js';

const published = [
  ['shipworthy.schema.json', configJsonSchema(RULES.map(({ meta }) => meta))],
  ['report.schema.json', reportJsonSchema()],
] as const;

for (const [name, schema] of published) {
  await writeFile(new URL(`../docs/${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
