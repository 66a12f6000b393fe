/** What axe finds on a page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Rules of good practice are asked as well as those of WCAG 2.2 at level AA. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface AxeOptions {
  /** Only these rules, by id; all of the tags above when absent. */
  readonly rules?: readonly string[];
  /** Selectors of what other pages have been asked about. */
  readonly without?: readonly string[];
}

interface Axe {
  run(context: object, options: object): Promise<{ readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[] }>;
}

/** One line for each rule that is broken. */
export async function axeFinds(page: Page, { rules, without = [] }: AxeOptions = {}): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const runOnly = rules === undefined ? { type: 'tag', values: TAGS } : { type: 'rule', values: rules };
  return page.evaluate(
    async ([only, exclude]) => {
      const { violations } = await (window as unknown as { axe: Axe }).axe.run({ include: [['html']], exclude }, { runOnly: only, resultTypes: ['violations'], preload: false });
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    },
    [runOnly, without] as const,
  );
}
