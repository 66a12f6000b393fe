/** From the texts of the configuration to the rules that run. Pure. */
import type { z } from 'zod';
import type { Rule } from '../rules/types.js';
import type { ConfiguredRule } from '../rules/run.js';
import { defaultConfig } from './defaults.js';
import { describeConfigChange } from './describe.js';
import { configureRules } from './filter.js';
import { parseRepositoryConfig, type ParsedConfig } from './parse.js';
import { CONFIG_PATH } from './schema.js';
import type { ConfigProblem, Gate, RepositoryConfig } from './types.js';

export interface Configuration {
  readonly config: RepositoryConfig;
  /** What the head's file would make of it once it is the base's; null: the same, or the file can't be used. */
  readonly after: RepositoryConfig | null;
  readonly rules: readonly ConfiguredRule[];
  /** False: the base's file can't be used; `config` is the default and no gate holds. */
  readonly valid: boolean;
  /** What is wrong with the base's file. */
  readonly problems: readonly ConfigProblem[];
  /** Fingerprints that the repository has accepted. */
  readonly baseline: ReadonlySet<string>;
  /** One line each, for the report. */
  readonly notices: readonly string[];
}

/** Texts of the configuration file; undefined where there is none. In an audit both are the same. */
export interface ConfigTexts {
  readonly base: string | undefined;
  readonly head: string | undefined;
}

/** The configuration of the base, with a preview of what the head would change. Never throws. */
export function configure(texts: ConfigTexts, rules: readonly Rule[]): Configuration {
  const before = parse(texts.base, rules);
  const config = before.ok ? before.config : defaultConfig();
  const problems = before.ok ? [] : before.problems;
  const broken = problems.map((problem) => asSentence(`Configuration not used: ${problem.message}`));
  const changed = texts.head === texts.base ? null : parse(texts.head, rules);
  const described = changed === null ? [] : preview(config, changed);
  // A file that can be used where the present one can't is a change, even to the defaults.
  const after = changed?.ok === true && (described.length > 0 || !before.ok) ? changed.config : null;
  const notices = [...broken, ...described];
  return { config, after, rules: configureRules(rules, config), valid: before.ok, problems, baseline: new Set(), notices };
}

/** The configuration with another severity for its gate, as the command line may ask for; the rest of the gate holds. */
export function withFailOn(configuration: Configuration, failOn: Gate['failOn'] | undefined): Configuration {
  if (failOn === undefined) return configuration;
  const { config, after } = configuration;
  const asked = (one: RepositoryConfig): RepositoryConfig => ({ ...one, gate: { ...one.gate, failOn } });
  return { ...configuration, config: asked(config), after: after === null ? null : asked(after) };
}

/**
 * The configuration with its baseline: every fingerprint that stands in the file.
 * @param isThere the tree has the file, whether or not its text can be had
 */
export function withBaseline(configuration: Configuration, text: string | undefined, isThere: boolean): Configuration {
  const path = configuration.config.baseline;
  if (path === null) return configuration;
  const why = isThere ? 'can’t be read: it is over 1 MiB, or of a kind that is not fetched, as only `.json`, `.txt` and the like are outside of `.github/`' : 'does not exist';
  if (text === undefined) return { ...configuration, notices: [...configuration.notices, `The baseline \`${path}\` ${why}.`] };
  return { ...configuration, baseline: new Set(text.match(/\b[0-9a-f]{32}\b/g) ?? []) };
}

function parse(text: string | undefined, rules: readonly Rule[]): ParsedConfig {
  if (text === undefined) return { ok: true, config: defaultConfig() };
  const options = new Map<string, z.ZodType>(rules.map((rule) => [rule.meta.id, rule.meta.options]));
  return parseRepositoryConfig(text, CONFIG_PATH, {
    ruleIds: [...options.keys()],
    optionsOf(ruleId) {
      const schema = options.get(ruleId);
      if (schema === undefined) throw new Error(`no rule ${ruleId}`);
      return schema;
    },
  });
}

function preview(current: RepositoryConfig, after: ParsedConfig): string[] {
  if (!after.ok) return after.problems.map((problem) => asSentence(`The changed configuration can't be used: ${problem.message}`));
  const changes = describeConfigChange(current, after.config);
  return changes.length === 0 ? [] : [`This change edits ${CONFIG_PATH}. It takes effect once merged: ${changes.join('; ')}.`];
}

/** Problems may end in a question: "did you mean `gate`?". */
function asSentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
