/** Which files are judged, and by which rules, as the configuration wants it. Pure. */
import { globMatcher } from '../project/globs.js';
import { remembered } from '../project/remembered.js';
import type { ConfiguredRule } from '../rules/run.js';
import type { Rule } from '../rules/types.js';
import type { LinterName } from '../findings/linters.js';
import type { RepositoryConfig } from './types.js';

/**
 * Answers whether a file is judged: it matches `include` (or there is none) and no `exclude`. Dotfiles match like
 * any other; a pattern that names a folder (`legacy` or `legacy/`) means all that is in it.
 */
export function pathFilter({ include, exclude }: Pick<RepositoryConfig, 'include' | 'exclude'>): (path: string) => boolean {
  return filterBy(JSON.stringify({ include, exclude }));
}

/** The same function for the same patterns: who keeps what it answered can tell that it still holds. */
const filterBy = remembered((text): ((path: string) => boolean) => {
  const { include, exclude } = JSON.parse(text) as Pick<RepositoryConfig, 'include' | 'exclude'>;
  const included = include === null ? null : matcher(include);
  const excluded = exclude.length === 0 ? null : matcher(exclude);
  return (path) => (included === null || included(path)) && !(excluded?.(path) ?? false);
}, 100);

/** The rules that run, with their options (defaults parsed by the rule's own schema) and the wanted severity. */
export function configureRules(rules: readonly Rule[], config: Pick<RepositoryConfig, 'rules'>): ConfiguredRule[] {
  return rules.flatMap((rule) => {
    const setting = config.rules[rule.meta.id];
    if (setting?.enabled === false) return [];
    const options: unknown = setting?.options === undefined ? rule.meta.options.parse({}) : setting.options;
    return [{ rule, options, ...(setting?.severity ? { severity: setting.severity } : {}) }];
  });
}

/** The linters that the configuration leaves on; none where the process brings none. */
export function lintersFor<Named extends { readonly name: LinterName }>(config: Pick<RepositoryConfig, 'linters'>, linters: readonly Named[] = []): readonly Named[] {
  return linters.filter(({ name }) => config.linters[name]);
}

function matcher(patterns: readonly string[]): (path: string) => boolean {
  const whole = patterns.flatMap((pattern) => {
    const plain = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
    return [plain, `${plain}/**`];
  });
  return globMatcher(whole, { dot: true });
}
