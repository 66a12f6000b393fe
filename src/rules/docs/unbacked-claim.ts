/** A document says that something is done, and names a symbol, setting or dependency that the repository does not have. */
import { z } from 'zod';
import type { DocumentClaim } from '../../facts/types.js';
import type { Message } from '../../findings/types.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, RuleMeta, Subject } from '../types.js';
import { isForeignText, isQuietDocument, isQuietHeading } from './missing-path/guards.js';
import { addressesReader, hasSiteGenerator, isSitePage } from './missing-path/site.js';
import { lookUp } from './unbacked-claim/lookup.js';

/** What a match keeps for its message. */
export interface UnbackedClaimData {
  readonly claim: DocumentClaim;
  /** Where it was looked for, as a clause. */
  readonly looked: string;
}

const options = z.strictObject({
  /** Names, as written in the document, that are not judged. */
  ignore: z.array(z.string()).default([]),
});
type Options = z.infer<typeof options>;

const meta: RuleMeta<Options> = {
  id: 'docs/unbacked-claim',
  area: 'docs',
  severity: 'warning',
  confidence: 'high',
  status: 'preview',
  languages: ['document'],
  fix: 'none',
  summary: 'A document says that something is done, and names a symbol, setting or dependency that the repository does not have.',
  options: options as z.ZodType<Options>,
};

function applies({ facts, path }: Subject): boolean {
  return (facts.document?.claims?.length ?? 0) > 0 && !isQuietDocument(path);
}

function detect({ facts, path }: Subject, { model, catalogue, options: { ignore } }: RuleContext<Options>): Judgement<UnbackedClaimData> {
  const judgement = judging<UnbackedClaimData>();
  if (isSitePage(path, hasSiteGenerator(model)) || addressesReader(path)) return judgement.done();
  const seen = new Set<string>();
  for (const claim of facts.document?.claims ?? []) {
    if (ignore.includes(claim.name) || seen.has(claim.name) || claim.headings.some(isQuietHeading) || isForeignText(claim.context)) continue;
    seen.add(claim.name);
    const answer = lookUp(claim, model, catalogue);
    if (answer.kind === 'backed') judgement.pass();
    else if (answer.kind === 'unknown') judgement.unknown(claim.span[0], `\`${claim.name}\`: ${answer.reason}`);
    else judgement.match(toMatch(claim, answer.looked));
  }
  return judgement.done();
}

function toMatch(claim: DocumentClaim, looked: string): Match<UnbackedClaimData> {
  const causes = [{ path: '*', text: claim.name }];
  return { span: claim.span, symbol: '', subject: claim.name, causes, related: [], data: { claim, looked } };
}

const KINDS: Readonly<Record<DocumentClaim['kind'], string>> = { symbol: 'the name', constant: 'the setting', package: 'the dependency' };

function message({ data: { claim, looked } }: Match<UnbackedClaimData>): Message {
  const says = claim.sign === 'tick' ? 'ticks this off' : `says that this is ${claim.sign === 'set up' ? 'set up' : claim.sign}`;
  return {
    what: `The document ${says}, but ${KINDS[claim.kind]} \`${claim.name}\` is nowhere in this repository: ${looked}.`,
    why: 'Who plans or reviews by this document takes work for done that is not there.',
    todo: 'Correct the name, take the claim back, or do what it says.',
  };
}

export const unbackedClaim: Rule<UnbackedClaimData, Options> = { meta, applies, detect, message };
