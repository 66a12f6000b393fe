/** The shape of `--format json`, version 1. Pure. */
import { z } from 'zod';
import { AREAS } from '../findings/types.js';

const position = z.object({ line: z.int().min(1), column: z.int().min(1) }).describe('1-based; columns count UTF-16 code units.');
const range = z.object({ start: position, end: position }).describe('Half-open: `end` is the first position after the range.');
const score = z.int().min(0).max(100).nullable().describe('null: not judged.');
const severity = z.enum(['error', 'warning', 'info']);

const edit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('replace'), path: z.string(), range, text: z.string() }),
  z.object({ kind: z.literal('delete'), path: z.string() }),
  z.object({ kind: z.literal('create'), path: z.string(), text: z.string() }).describe('A new file.'),
]);

const finding = z.object({
  ruleId: z.string(),
  area: z.enum(AREAS),
  severity,
  confidence: z.enum(['high', 'medium', 'low']),
  status: z.enum(['preview', 'stable', 'deprecated']).describe('Of the rule; only findings of stable rules gate and cost points.'),
  path: z.string().describe('From the root of the repository, with `/`.'),
  range,
  symbol: z.string().describe("The enclosing function or class, dotted; '' at the top."),
  message: z.object({ what: z.string(), why: z.string(), todo: z.string() }),
  cause: z.object({ path: z.string(), side: z.enum(['base', 'head']), line: z.int().min(1).nullable(), label: z.string() }).nullable(),
  related: z.array(z.object({ path: z.string(), range, label: z.string() })),
  fix: z.object({ title: z.string(), edits: z.array(edit), safety: z.enum(['safe', 'unsafe']) }).nullable(),
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/),
  disposition: z.enum(['report', 'out-of-diff', 'suppressed', 'baselined', 'ignored']),
});

/** A report as JSON data. New keys may be added within a version; none is removed or changes its meaning. */
export const reportSchema = z.object({
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.literal('shipworthy'), version: z.string() }),
  repository: z.string(),
  base: z.string().nullable().describe('Commit id; null in an audit or for an empty base.'),
  head: z.string().nullable().describe('Commit id; null for the working tree.'),
  verdict: z.object({ result: z.enum(['pass', 'fail', 'neutral']), title: z.string() }),
  scores: z.object({
    overall: z.object({ base: score, head: score, projected: score }),
    areas: z.array(z.object({ area: z.enum(AREAS), base: score, head: score, projected: score, lostTo: z.array(z.string()) })),
  }),
  findings: z.array(finding),
  fixed: z.array(finding),
  existing: z.int().min(0).describe('Findings of the head that the base has too.'),
  unknowns: z.array(z.object({ ruleId: z.string(), path: z.string(), line: z.int().min(1), reason: z.string() })),
  skipped: z.array(z.object({ path: z.string(), reason: z.string(), detail: z.string() })),
  notices: z.array(z.string()),
  stats: z.object({
    files: z.int(),
    changedFiles: z.int(),
    parsedFiles: z.int(),
    parsedBytes: z.int(),
    opportunities: z.int(),
    milliseconds: z.number(),
  }),
});

export type JsonReport = z.infer<typeof reportSchema>;

/**
 * The schema as JSON Schema (2020-12); published as `docs/report.schema.json`.
 * @returns plain JSON data
 */
export function reportJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(reportSchema, { io: 'input', reused: 'ref' });
  return { ...schema, title: 'Shipworthy report', description: 'What `--format json` writes, version 1.' };
}
