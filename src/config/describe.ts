/** What a change of the configuration means, for the preview in the summary. Pure. */
import type { RepositoryConfig, RuleSetting } from './types.js';

/**
 * One line for each setting that differs, in the order of the documentation; empty when nothing does. Values stand
 * in backticks.
 */
export function describeConfigChange(before: RepositoryConfig, after: RepositoryConfig): string[] {
  const old = settings(before);
  const lines: string[] = [];
  for (const [name, value] of settings(after)) {
    const was = old.get(name) ?? '';
    if (was !== value) lines.push(`\`${name}\`: ${quote(was)} → ${quote(value)}`);
  }
  return [...lines, ...ruleChanges(before.rules, after.rules)];
}

function settings(config: RepositoryConfig): Map<string, string> {
  const { gate } = config;
  return new Map([
    ['gate.fail-on', gate.failOn],
    ['gate.areas', gate.areas === null ? 'all' : gate.areas.join(', ')],
    ['gate.minimum-score', String(gate.minimumScore ?? 'none')],
    ['gate.maximum-drop', String(gate.maximumDrop ?? 'none')],
    ['linters.ruff', config.linters.ruff ? 'on' : 'off'],
    ['linters.oxlint', config.linters.oxlint ? 'on' : 'off'],
    ['include', config.include === null ? 'all files' : config.include.join(', ')],
    ['exclude', config.exclude.length === 0 ? 'nothing' : config.exclude.join(', ')],
    ['inline-limit', String(config.inlineLimit)],
    ['drafts', config.drafts],
    ['fixes', config.fixes],
    ['baseline', config.baseline ?? 'none'],
  ]);
}

function ruleChanges(before: RepositoryConfig['rules'], after: RepositoryConfig['rules']): string[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return ids.flatMap((id) => {
    const was = describeRule(before[id]);
    const is = describeRule(after[id]);
    return was === is ? [] : [`\`${id}\`: ${quote(was)} → ${quote(is)}`];
  });
}

function describeRule(setting: RuleSetting | undefined): string {
  if (setting === undefined) return 'default';
  if (!setting.enabled) return 'off';
  const options = setting.options === undefined ? '' : ` with ${JSON.stringify(setting.options)}`;
  return `${setting.severity ?? 'default'}${options}${setting.probation === 'off' ? ' without probation' : ''}`;
}

function quote(value: string): string {
  return `\`${value.replaceAll('`', "'")}\``;
}
