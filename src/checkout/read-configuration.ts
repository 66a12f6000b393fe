/** The repository's own configuration, read from the base; the head's only to preview it. I/O. */
import type { Snapshot } from '../changes/types.js';
import { defaultConfig } from '../config/defaults.js';
import { describeConfigChange } from '../config/describe.js';
import { configureRules } from '../config/filter.js';
import { parseRepositoryConfig, type ParsedConfig } from '../config/parse.js';
import type { ConfigProblem, RepositoryConfig } from '../config/types.js';
import { decodeSource } from '../facts/common/decode.js';
import { findRule, RULES } from '../rules/registry.js';
import type { ConfiguredRule } from '../rules/run.js';
import type { TreeSource } from './types.js';

export const CONFIG_PATH = '.github/shipworthy.yml';

export interface Configuration {
  readonly config: RepositoryConfig;
  readonly rules: readonly ConfiguredRule[];
  /** False: the file can't be used; `config` is the default and the gate does not hold. */
  readonly valid: boolean;
  /** What is wrong with the base's file. */
  readonly problems: readonly ConfigProblem[];
  /** Fingerprints that the repository has accepted. */
  readonly baseline: ReadonlySet<string>;
  /** One line each, for the report. */
  readonly notices: readonly string[];
}

/** Reads and validates; a file that can't be used is reported, never thrown. */
export async function readConfiguration(source: Pick<TreeSource, 'read'>, base: Snapshot, head: Snapshot): Promise<Configuration> {
  const before = await parseAt(source, base);
  const config = before.ok ? before.config : defaultConfig();
  const problems = before.ok ? [] : before.problems;
  const notices = [...problems.map((problem) => `Configuration not used: ${problem.message}.`), ...(await previewOf(source, base, head, config))];
  const baseline = config.baseline === null ? undefined : await readText(source, base, config.baseline);
  if (config.baseline !== null && baseline === undefined) notices.push(`The baseline \`${config.baseline}\` does not exist.`);
  return {
    config,
    rules: configureRules(RULES, config),
    valid: before.ok,
    problems,
    baseline: new Set(baseline?.match(/\b[0-9a-f]{32}\b/g) ?? []),
    notices,
  };
}

/** A blob's text, or undefined when the path is not in the snapshot or not text. */
export async function readText(source: Pick<TreeSource, 'read'>, snapshot: Snapshot, path: string): Promise<string | undefined> {
  const entry = snapshot.entries.get(path);
  if (entry === undefined || entry.kind === 'symlink' || entry.kind === 'submodule') return undefined;
  for await (const blob of source.read([entry.oid])) {
    const decoded = blob.content === null ? undefined : decodeSource(blob.content);
    if (decoded !== undefined && 'text' in decoded) return decoded.text;
  }
  return undefined;
}

async function parseAt(source: Pick<TreeSource, 'read'>, snapshot: Snapshot): Promise<ParsedConfig> {
  const text = await readText(source, snapshot, CONFIG_PATH);
  if (text === undefined) return { ok: true, config: defaultConfig() };
  return parseRepositoryConfig(text, CONFIG_PATH, {
    ruleIds: RULES.map((rule) => rule.meta.id),
    optionsOf: (id) => (findRule(id) ?? (RULES[0] as (typeof RULES)[number])).meta.options,
  });
}

async function previewOf(source: Pick<TreeSource, 'read'>, base: Snapshot, head: Snapshot, current: RepositoryConfig): Promise<string[]> {
  if (head.entries.get(CONFIG_PATH)?.oid === base.entries.get(CONFIG_PATH)?.oid) return [];
  const after = await parseAt(source, head);
  if (!after.ok) return after.problems.map((problem) => `The changed configuration can't be used: ${problem.message}.`);
  const changes = describeConfigChange(current, after.config);
  if (changes.length === 0) return [];
  return [`This change edits ${CONFIG_PATH}. It takes effect once merged: ${changes.join('; ')}.`];
}
