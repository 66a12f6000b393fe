/** A run as JSON. Pure. */
import { reportSchema } from './json-schema.js';
import type { RunResult } from './types.js';

/**
 * The report as JSON text, two spaces deep, with a final newline. It has exactly the keys of `reportSchema`.
 * @param version of this program
 * @throws ZodError when the result is not of the published shape, which is a fault of this program
 */
export function renderJson(result: RunResult, version: string): string {
  const report = reportSchema.parse({ schemaVersion: 1, tool: { name: 'shipworthy', version }, ...result });
  return `${JSON.stringify(report, null, 2)}\n`;
}
