/** The first configuration of a repository, with a comment for every setting. Pure. */
import { CONFIG_SCHEMA_URL, HOME } from '../home.js';
import { DEFAULT_INLINE_LIMIT } from './schema.js';

/** Where the baseline of a first configuration goes. */
export const BASELINE_PATH = '.github/shipworthy-baseline.json';

export interface StarterInput {
  /** The overall score that the repository has today; null: nothing was judged. */
  readonly score: number | null;
  /** What is accepted as it is goes into a baseline. */
  readonly baseline: boolean;
  /** Folders that look like code nobody means to mend, with a slash at the end. Offered, not set. */
  readonly doubtfulFolders: readonly string[];
}

/** Text of `.github/shipworthy.yml`. Only what the defaults say is set, and the baseline; the rest is offered in comments. */
export function starterConfig({ score, baseline, doubtfulFolders }: StarterInput): string {
  const folders = doubtfulFolders.length === 0 ? ['legacy/**'] : doubtfulFolders.map((folder) => `${folder}**`);
  return `# yaml-language-server: $schema=${CONFIG_SCHEMA_URL}
#
# What Shipworthy judges in this repository, and when a change may not be merged.
# Pull requests are judged by the file in their base: a change can't switch off its own gate.
# Every key is optional: ${HOME}/blob/main/docs/configuration.md
version: 1

# When the check run fails.
gate:
  # The change brings a finding of this severity or a worse one: error, warning, info, never.
  fail-on: error
  # Only findings of these areas count. All when absent.
  # areas: [wiring, security, reliability]
  # The overall score is lower${score === null ? '' : ` (it is ${score} today)`}.
  # minimum-score: ${score ?? 60}
  # The change costs more points.
  # maximum-drop: 5

# Settings by rule: off, error, warning, info, or a map. \`shipworthy rules\` lists them all.
# rules:
#   dead-code/unused-module: off
#   docs/missing-path:
#     severity: warning
#     options:
#       ignore: [build/**]

# Diagnostics of linters that are passed on. Which of their rules hold is said in their own configuration.
linters:
  ruff: on
  oxlint: on

# What is not judged; it is still read, so that imports of it resolve. Vendored, generated and minified files never are.
# exclude:
${folders.map((folder) => `#   - ${quoted(folder)}\n`).join('')}
# Inline comments on one pull request, worst first; the rest is in the check run. 0 to 50.
# inline-limit: ${DEFAULT_INLINE_LIMIT}

# Whether draft pull requests get inline comments: check-only, comment.
# drafts: check-only

# Whether comments show how to mend what they report: suggest, off.
# fixes: suggest

# Findings that are known and accepted: they neither fail the gate nor cost points.
${baseline ? '' : '# '}baseline: ${BASELINE_PATH}
`;
}

/** As YAML in double quotes, which take any text that JSON does. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007F-\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export interface BaselineEntry {
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly path: string;
}

/** Text of a baseline file: what is accepted, for the program by its fingerprint, and for people by its rule and path. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const rows = entries.map(({ fingerprint, ruleId, path }) => `    ${JSON.stringify({ fingerprint, rule: ruleId, path })}`);
  return `{\n  "version": 1,\n  "findings": [${rows.length === 0 ? '' : `\n${rows.join(',\n')}\n  `}]\n}\n`;
}
