/** What is kept of a review for its page beside the result, gathered where its source is at hand. I/O. */
import type { TreeSource } from '../checkout/types.js';
import { headTexts } from '../head-texts.js';
import type { Judged } from '../pipeline-types.js';
import { keptText, linesShown, rulesNamed, type KeptText, type PageParts } from '../report/html/kept.js';
import type { HeldBack } from '../report/held-back.js';
import { findRule } from '../rules/registry.js';

/** Files read in one go. */
const FILES_AT_ONCE = 50;
/** UTF-16 code units of source on one page; files that come later are shown without. */
const MOST_TEXT = 4 * 1024 * 1024;

/** Throws what reading the source throws. */
export async function gatherPage(source: TreeSource, judged: Judged, heldBack: HeldBack | null): Promise<PageParts> {
  const { result, configuration, unproven } = judged;
  const summaries = [...rulesNamed(result)].flatMap((ruleId) => {
    const about = findRule(ruleId)?.meta.summary;
    return about === undefined ? [] : [[ruleId, about] as const];
  });
  return { gate: configuration.config.gate, heldBack, unproven: Object.fromEntries(unproven), summaries: Object.fromEntries(summaries), texts: await textsOf(source, judged) };
}

async function textsOf(source: TreeSource, judged: Judged): Promise<Record<string, KeptText>> {
  const shown = [...linesShown(judged.result)];
  const texts: [string, KeptText][] = [];
  let length = 0;
  for (let from = 0; from < shown.length; from += FILES_AT_ONCE) {
    const some = shown.slice(from, from + FILES_AT_ONCE);
    const read = await headTexts(source, judged, some.map(([path]) => path));
    for (const [path, lines] of some) {
      const text = read.get(path);
      if (text === undefined) continue;
      const kept = keptText(text, lines);
      length += kept.text.length;
      if (length > MOST_TEXT) return Object.fromEntries(texts);
      texts.push([path, kept]);
    }
  }
  return Object.fromEntries(texts);
}
