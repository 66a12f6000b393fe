/** Rules of the plan that do not exist, each with the reason; the list of rules shows them at its end. */

/** Id -> why there is no such rule. `test/scripts/rules-page.test.ts` fails when a rule of the id exists. */
export const ABSENT: Readonly<Record<string, string>> = {
  'testing/broken-test': 'What a test can’t import or name is a finding of the wiring rules (`wiring/unresolved-import`, `wiring/missing-export`, `wiring/undefined-name`), which stand in test files as in others.',
};
