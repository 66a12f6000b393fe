/** Reads `.github/shipworthy.yml`. Pure. */
import { isMap, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { nestsTooDeeply } from '../facts/common/nesting.js';
import { nearest } from '../project/nearest.js';
import { defaultConfig } from './defaults.js';
import { placeOf, problemsOf } from './problems.js';
import type { Place } from './problems.js';
import { configSchema } from './schema.js';
import type { ConfigFile } from './schema.js';
import type { ConfigProblem, RepositoryConfig, RuleSetting } from './types.js';

/** What the parser must know of the rules. */
export interface KnownRules {
  readonly ruleIds: readonly string[];
  /** The schema of a rule's options. Only asked for ids in `ruleIds`. */
  optionsOf(ruleId: string): z.ZodType;
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: RepositoryConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** UTF-16 code units. A configuration written by people is a few kilobytes. */
const LONGEST_CONFIG = 256 * 1024;
/** Aliases may repeat at most this many nodes when they are expanded, so that a short file can't fill the memory. */
const MOST_ALIASES = 50;

/**
 * Reads and validates a configuration file. Never throws; every problem is told, with its place. An empty file is
 * the default configuration.
 * @param path for the messages
 */
export function parseRepositoryConfig(text: string, path: string, known: KnownRules): ParsedConfig {
  if (text.length > LONGEST_CONFIG) return failed([at(path, [1, 1], 'the file is longer than 256 KiB')]);
  if (nestsTooDeeply(text)) return failed([at(path, [1, 1], 'the file nests too deeply')]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const broken = document.errors.map((error) => {
    const place = lines.linePos(error.pos[0]);
    return at(path, [place.line || 1, place.col || 1], `not valid YAML (${error.message.replace(/\s+/g, ' ').trim()})`);
  });
  if (broken.length > 0) return failed(broken);
  const value = plainValue(document);
  if (value === undefined) return failed([at(path, [1, 1], 'the file repeats too much through aliases')]);
  return validate(value, { document, lines, path }, known);
}

function validate(value: unknown, place: Place, known: KnownRules): ParsedConfig {
  const parsed = configSchema.safeParse(value);
  const problems = [...(parsed.success ? [] : problemsOf(parsed.error.issues, value, configSchema, place)), ...unknownRules(value, place, known)];
  if (!parsed.success || problems.length > 0) return failed(problems);
  const rules = ruleSettings(parsed.data, place, known);
  if (rules.problems.length > 0) return failed(rules.problems);
  return { ok: true, config: toConfig(parsed.data, rules.settings) };
}

/** undefined when expanding its aliases would go over the limit. */
function plainValue(document: Document): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return value ?? {};
  } catch {
    return undefined;
  }
}

function unknownRules(value: unknown, place: Place, known: KnownRules): ConfigProblem[] {
  const rules = place.document.get('rules');
  if (typeof value !== 'object' || !isMap(rules)) return [];
  return rules.items.flatMap((pair) => {
    const id = String(pair.key);
    if (known.ruleIds.includes(id)) return [];
    const [line, column] = placeOf(place, ['rules', id], 'key');
    const [near] = nearest(id, known.ruleIds, { max: 1 });
    const hint = near === undefined ? '`shipworthy rules` lists them all' : `did you mean \`${near}\`?`;
    return [{ path: place.path, line, column, message: `unknown rule \`${id}\` at ${place.path}:${line}:${column}; ${hint}` }];
  });
}

function ruleSettings(file: ConfigFile, place: Place, known: KnownRules): { settings: Record<string, RuleSetting>; problems: ConfigProblem[] } {
  const settings: Record<string, RuleSetting> = {};
  const problems: ConfigProblem[] = [];
  for (const [id, written] of Object.entries(file.rules ?? {})) {
    const level = typeof written === 'string' ? written : written.severity;
    const given = typeof written === 'string' ? undefined : written.options;
    const schema = known.optionsOf(id);
    const options = given === undefined ? undefined : schema.safeParse(given);
    if (options !== undefined && !options.success) problems.push(...problemsOf(options.error.issues, given, schema, place, ['rules', id, 'options']));
    const probation = typeof written !== 'string' && written.probation === 'off' ? { probation: 'off' as const } : {};
    settings[id] = { enabled: level !== 'off', severity: level === undefined || level === 'off' ? null : level, options: options?.data, ...probation };
  }
  return { settings, problems };
}

function toConfig(file: ConfigFile, rules: Record<string, RuleSetting>): RepositoryConfig {
  const defaults = defaultConfig();
  return {
    gate: {
      failOn: file.gate?.['fail-on'] ?? defaults.gate.failOn,
      areas: file.gate?.areas ?? null,
      minimumScore: file.gate?.['minimum-score'] ?? null,
      maximumDrop: file.gate?.['maximum-drop'] ?? null,
    },
    rules,
    linters: { ruff: file.linters?.ruff !== 'off', oxlint: file.linters?.oxlint !== 'off' },
    include: file.include ?? null,
    exclude: file.exclude ?? [],
    inlineLimit: file['inline-limit'],
    drafts: file.drafts,
    fixes: file.fixes,
    baseline: file.baseline ?? null,
  };
}

function at(path: string, [line, column]: readonly [number, number], what: string): ConfigProblem {
  return { path, line, column, message: `${what} at ${path}:${line}:${column}` };
}

function failed(problems: readonly ConfigProblem[]): ParsedConfig {
  const ordered = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems: ordered };
}
