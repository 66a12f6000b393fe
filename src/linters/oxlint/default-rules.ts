/** What oxlint is asked where a repository does not configure it: rules that mark defects and hardly anything else. */

const RULES = `
  for-direction getter-return no-class-assign no-compare-neg-zero no-cond-assign no-const-assign no-debugger no-dupe-class-members no-dupe-else-if
  no-dupe-keys no-duplicate-case no-ex-assign no-func-assign no-global-assign no-import-assign no-invalid-regexp no-new-native-nonconstructor no-obj-calls
  no-self-assign no-shadow-restricted-names no-sparse-arrays no-this-before-super no-unsafe-finally no-unsafe-negation use-isnan valid-typeof
  oxc/bad-array-method-on-arguments oxc/bad-char-at-comparison oxc/bad-comparison-sequence oxc/bad-min-max-func oxc/bad-object-literal-comparison oxc/bad-replace-all-arg
  oxc/const-comparisons oxc/missing-throw oxc/number-arg-out-of-range oxc/uninvoked-array-callback
  typescript/no-duplicate-enum-values typescript/no-misused-new
  unicorn/no-await-in-promise-methods unicorn/no-invalid-remove-event-listener
  react/jsx-no-duplicate-props react/no-direct-mutation-state
`;

/** The default set: `no-debugger`, `react/jsx-no-duplicate-props`. */
export const DEFAULT_RULES: ReadonlySet<string> = new Set(RULES.trim().split(/\s+/));

/** `.oxlintrc.json` of the default set. */
export function defaultConfig(): string {
  return JSON.stringify({
    plugins: ['eslint', 'oxc', 'typescript', 'unicorn', 'react'],
    categories: { correctness: 'off' },
    rules: Object.fromEntries([...DEFAULT_RULES].map((name) => [name, 'error'])),
    // Test runners put modules in the place of others whose exports may be set.
    overrides: [{ files: ['**/*.{test,spec}.*', '**/__tests__/**'], rules: { 'no-import-assign': 'off' } }],
  });
}
