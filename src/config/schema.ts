/** The shape of `.github/shipworthy.yml`, as people write it. Pure. */
import picomatch from 'picomatch';
import { z } from 'zod';
import { AREAS } from '../findings/types.js';
import { CONFIG_SCHEMA_URL } from '../home.js';
import { isBoundedGlob } from '../project/globs.js';

/** Where a repository keeps its configuration. */
export const CONFIG_PATH = '.github/shipworthy.yml';
/** Inline comments on one pull request, where the configuration does not say. */
export const DEFAULT_INLINE_LIMIT = 10;
/** More comments than this on one pull request would come near GitHub's limit of 80 content writes a minute. */
const HIGHEST_INLINE_LIMIT = 50;
/** Longer patterns are no use to a person and cost time to match. */
const LONGEST_GLOB = 500;

const score = z.int().min(0).max(100);

const glob = z
  .string()
  .min(1)
  .max(LONGEST_GLOB)
  // Patterns are alternatives: one that says what not to match would match nearly everything.
  .regex(/^(?!!(?!\())/, { error: 'must not start with `!`; `include` and `exclude` say what is wanted and what is not' })
  .refine(isGlob, { error: 'is not a pattern that can be matched' })
  .refine(isBoundedGlob, { error: 'has more than four stars (`*` or `**`), or a group that repeats: it would take too long to match' })
  .describe('A pattern over paths from the root of the repository, such as `legacy/**` or `**/*.py`.');

const onOff = z.enum(['on', 'off']).default('on');

const level = z.enum(['off', 'error', 'warning', 'info']);

const settingMap = z.strictObject({
  severity: level.optional().describe('Replaces the severity of every finding of the rule.'),
  options: z.record(z.string(), z.unknown()).optional().describe("The rule's own options; see its page."),
  probation: onOff.describe('`off`: the rule keeps its inline comments, whatever people make of them.'),
});

const ruleSetting = z
  .union([level, settingMap])
  .describe('`off`, a severity, or a map with any of severity, options and probation.');

const gate = z
  .strictObject({
    'fail-on': z
      .enum(['error', 'warning', 'info', 'never'])
      .default('error')
      .describe('The check run fails when the change introduces a finding of this severity or a worse one.'),
    areas: z.array(z.enum(AREAS)).min(1).optional().describe('Only findings of these areas count for `fail-on`. All areas when absent.'),
    'minimum-score': score.optional().describe('The check run fails when the overall score of the head is lower.'),
    'maximum-drop': score.optional().describe('The check run fails when the change lowers the overall score by more points.'),
  })
  .describe('When the check run fails.');

const linters = z
  .strictObject({
    ruff: onOff.describe('Whether diagnostics of Ruff are passed on.'),
    oxlint: onOff.describe('Whether diagnostics of oxlint are passed on.'),
  })
  .describe('Linters of others. Which of their rules hold is said in their own configuration files.');

/** Every key is optional; unknown keys are refused. */
export const configSchema = z.strictObject({
  version: z.literal(1).default(1).describe('The version of this format.'),
  gate: gate.optional(),
  rules: z.record(z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/), ruleSetting).optional().describe('Settings by the id of a rule.'),
  linters: linters.optional(),
  include: z.array(glob).min(1).optional().describe('Only files that match one of these are judged. All files when absent.'),
  exclude: z.array(glob).optional().describe('Files that match one of these are not judged; they are still read, so that imports of them resolve.'),
  'inline-limit': z
    .int()
    .min(0)
    .max(HIGHEST_INLINE_LIMIT)
    .default(DEFAULT_INLINE_LIMIT)
    .describe('At most this many inline comments on a pull request, worst first; the rest is in the check run.'),
  drafts: z.enum(['check-only', 'comment']).default('check-only').describe('Whether draft pull requests get inline comments.'),
  fixes: z.enum(['suggest', 'off']).default('suggest').describe('Whether comments show how to fix what they report.'),
  baseline: z.string().min(1).optional().describe('Path of the file that lists findings which are known and accepted.'),
});

export type ConfigFile = z.infer<typeof configSchema>;

/** What editors tell of a rule. */
export interface DescribedRule {
  readonly id: string;
  readonly summary: string;
  readonly options: z.ZodType;
}

/**
 * The schema as JSON Schema (2020-12), for editors; published as `docs/shipworthy.schema.json`.
 * @param rules those that may be set, with their own options
 * @returns plain JSON data
 */
export function configJsonSchema(rules: readonly DescribedRule[]): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input' });
  const properties = { ...schema.properties, rules: rulesJsonSchema(rules) };
  const $defs = { level: plain(level), setting: anyOf(plain(settingMap)) };
  return { $id: CONFIG_SCHEMA_URL, ...schema, title: 'Shipworthy repository configuration', description: `The format of ${CONFIG_PATH}.`, properties, $defs };
}

/** Each rule by its id, so that editors complete ids and options, and mark what is none. */
function rulesJsonSchema(rules: readonly DescribedRule[]): Record<string, unknown> {
  const settings = rules.map(({ id, summary, options }) => {
    const own = plain(options);
    const hasOptions = Object.keys(own.properties ?? {}).length > 0;
    return [id, { description: summary, ...(hasOptions ? anyOf(plain(settingMap), own) : { $ref: '#/$defs/setting' }) }] as const;
  });
  return { description: 'Settings by the id of a rule.', type: 'object', properties: Object.fromEntries(settings), additionalProperties: false };
}

const NO_OPTIONS = { type: 'object', additionalProperties: false, description: 'The rule has none.' };

function anyOf(map: JsonSchema, options?: JsonSchema): Record<string, unknown> {
  const properties = { ...map.properties, severity: { $ref: '#/$defs/level', description: 'Replaces the severity of every finding of the rule.' }, options: options ?? NO_OPTIONS };
  return { anyOf: [{ $ref: '#/$defs/level' }, { ...map, properties }] };
}

type JsonSchema = { readonly properties?: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>;

function plain(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}

function isGlob(pattern: string): boolean {
  try {
    picomatch.makeRe(pattern);
    return true;
  } catch {
    return false;
  }
}
