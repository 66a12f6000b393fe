/** What is kept of a review for its page, gathered where its source is at hand. I/O. */
import { readTexts } from '../checkout/read-texts.js';
import type { TreeSource } from '../checkout/types.js';
import type { Judged } from '../pipeline-types.js';
import { keptText, linesShown, withoutSource, type KeptPage, type KeptText } from '../report/html/kept.js';
import { concealedLines } from '../report/conceal.js';
import type { HeldBack } from '../report/summary.js';
import { findRule } from '../rules/registry.js';
import type { Audit } from '../rules/run.js';

/** Files read in one go. */
const FILES_AT_ONCE = 50;
/** UTF-16 code units of source on one page; files that come later are shown without. */
const MOST_TEXT = 4 * 1024 * 1024;

/** Throws what reading the source throws. */
export async function gatherPage(source: TreeSource, { result, configuration, audit, unproven }: Judged, heldBack: HeldBack | null): Promise<KeptPage> {
  return { result: withoutSource(result), gate: configuration.config.gate, heldBack, unproven: Object.fromEntries(unproven), texts: await textsOf(source, result, audit) };
}

async function textsOf(source: TreeSource, result: Judged['result'], audit: Audit): Promise<Record<string, KeptText>> {
  const shown = [...linesShown(result)];
  const texts: Record<string, KeptText> = {};
  let length = 0;
  for (let from = 0; from < shown.length && length < MOST_TEXT; from += FILES_AT_ONCE) {
    const some = shown.slice(from, from + FILES_AT_ONCE);
    const read = await readTexts(source, source.head, some.map(([path]) => path));
    for (const [path, lines] of some) {
      const text = read.get(path);
      if (text === undefined || length >= MOST_TEXT) continue;
      texts[path] = keptText(text, path, lines, secretLines(path, result, audit));
      length += texts[path].text.length;
    }
  }
  return texts;
}

/** Lines (1-based) on which a rule sees a secret: also those that stood there before the change. */
function secretLines(path: string, { findings }: Judged['result'], audit: Audit): ReadonlySet<number> {
  const lines = new Set(concealedLines(findings, (ruleId) => findRule(ruleId)?.meta.conceals === true, path));
  for (const { configured, matches } of audit.get(path)?.outcomes ?? []) {
    if (configured.rule.meta.conceals !== true) continue;
    for (const { span: [first, , last] } of matches) for (let line = first; line <= last; line += 1) lines.add(line);
  }
  return lines;
}
