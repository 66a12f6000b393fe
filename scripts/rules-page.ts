/** The list of rules for docs/rules.md, made from the registry. */
import { FIXES } from '../src/cli/rules.js';
import { AREAS } from '../src/findings/types.js';
import { LISTED_LINTERS } from '../src/linters/index.js';
import { RULES } from '../src/rules/registry.js';
import type { Rule } from '../src/rules/types.js';
import { ABSENT } from './rules-absent.js';

/** The whole page. */
export function rulesPage(): string {
  const stable = RULES.filter(({ meta }) => meta.status === 'stable').length;
  const intro = [
    '# Rules',
    '',
    `${RULES.length} rules, of which ${stable} are stable: they comment inline and count for the gate. The others are previews, shown in the summary only until they`,
    'have proved themselves on real code ([accuracy](accuracy.md)). A safe fix becomes a suggestion; others are shown for reading. Each name leads to the',
    'page of its rule, whose examples run as tests.',
  ];
  return `${[...intro, ...AREAS.flatMap(sectionOf), ...linters(), ...absentSection()].join('\n')}\n`;
}

/** Their codes have pages of their own, at the linter's. */
function linters(): string[] {
  const rows = LISTED_LINTERS.map(({ id, status, summary }) => `| \`${id}\` | ${status} | ${summary.replace(/\.$/, '')} |`);
  return ['', '## Linters', '', 'Diagnostics of others that are passed on under their own codes: see [linters](../src/linters/linters.md).', '', '| codes | status | finding |', '|---|---|---|', ...rows];
}

function sectionOf(area: (typeof AREAS)[number]): string[] {
  const rules = RULES.filter(({ meta }) => meta.area === area).sort((left, right) => left.meta.id.localeCompare(right.meta.id));
  if (rules.length === 0) return [];
  return ['', `## ${area}`, '', '| rule | severity | status | languages | fix | finding |', '|---|---|---|---|---|---|', ...rules.map(rowOf)];
}

function rowOf({ meta }: Rule): string {
  const summary = meta.summary.replaceAll('|', '\\|').replace(/\.$/, '');
  return `| [\`${meta.id}\`](../src/rules/${meta.id}.md) | ${meta.severity} | ${meta.status} | ${meta.languages.join(', ')} | ${FIXES[meta.fix]} | ${summary} |`;
}

/** What the catalogue plans and no rule does. */
function absentSection(): string[] {
  const rows = Object.entries(ABSENT).map(([id, reason]) => `| \`${id}\` | ${reason} |`);
  return ['', '## Planned rules that do not exist', '', '| rule | why |', '|---|---|', ...rows];
}
