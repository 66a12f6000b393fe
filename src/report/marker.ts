/** The hidden lines at the end of our comments: which findings one speaks of, and what an answer of ours answers. They render as nothing. */

/** What a marker says of one finding. */
export interface MarkedFinding {
  readonly fingerprint: string;
  /** Null where the marker does not say: those of version 1 do not. */
  readonly ruleId: string | null;
  /** Set where the finding is in another file than its comment, as far as the marker says. */
  readonly elsewhere?: true;
  /** In how many places more than in the base its rule could not tell when the comment was written: in the file or, of a finding elsewhere, anywhere. */
  readonly doubted?: number;
}

/** A finding as a marker is made of it. */
export interface Markable {
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly path?: string;
  readonly doubted?: number;
}

/** A finding's fingerprint: 32 lower-case hex digits. */
const FINGERPRINT = '[0-9a-f]{32}';
const IS_FINGERPRINT = new RegExp(`^${FINGERPRINT}$`);
/** Behind the fingerprint of a finding in another file than the comment. */
const ELSEWHERE = '@';
const MARKED = new RegExp(`^(${FINGERPRINT})(${ELSEWHERE}?)(?:\\.([1-9]\\d{0,8}))?$`);
/** Nothing in a rule's id may end the marker, or be taken for something else in it. */
const IS_RULE_ID = /^(?!.*--)(?=.*\/)[A-Za-z0-9@_./-]{1,200}$/;
/** Stands for the id of a rule that a marker can't hold. */
const NO_RULE = '?';
/** Markers count only at the very end of a body: a comment may quote source that itself holds something like one. */
const MARKER_AT_END = /<!-- shipworthy:v([12])((?: [A-Za-z0-9@_./?-]+)+) -->\s*$/;
const TOLD_AT_END = /<!-- shipworthy:told (fixed|moved|back) ([0-9a-f]{40}(?:[0-9a-f]{24})?) -->\s*$/;
const ANSWER_AT_END = /<!-- shipworthy:answer ([1-9]\d{0,15})( fixes)? -->\s*$/;

/**
 * The marker for the findings given, without repeats and in their order, in a comment `on` a file. A rule is named once for
 * all fingerprints that follow it.
 * Throws a RangeError when there is no finding, or when a fingerprint is not 32 lower-case hex digits.
 */
export function renderMarker(findings: readonly Markable[], on?: string): string {
  const distinct = [...new Map(findings.map((finding) => [finding.fingerprint, finding])).values()];
  if (distinct.length === 0) throw new RangeError('A marker needs at least one finding.');
  const words: string[] = [];
  let current: string | null = null;
  for (const { fingerprint, ruleId, path = on, doubted = 0 } of distinct) {
    if (!IS_FINGERPRINT.test(fingerprint)) throw new RangeError('A fingerprint is 32 lower-case hex digits.');
    const rule = IS_RULE_ID.test(ruleId) ? ruleId : NO_RULE;
    if (rule !== current) words.push(rule);
    current = rule;
    words.push(`${fingerprint}${path === on ? '' : ELSEWHERE}${doubted === 0 ? '' : `.${doubted}`}`);
  }
  return `<!-- shipworthy:v2 ${words.join(' ')} -->`;
}

/**
 * The findings in the marker that ends a comment's body; empty where it ends with none. Says nothing about who wrote the
 * comment: anyone can write a marker, so ask for the author first.
 */
export function parseMarkers(body: string): readonly MarkedFinding[] {
  const [, version, text] = MARKER_AT_END.exec(body) ?? [];
  if (text === undefined) return [];
  const findings: MarkedFinding[] = [];
  let ruleId: string | null = null;
  for (const word of text.trim().split(' ')) {
    const [, fingerprint, elsewhere, doubted] = MARKED.exec(word) ?? [];
    if (fingerprint !== undefined) findings.push({ fingerprint, ruleId, ...(elsewhere === ELSEWHERE ? { elsewhere: true as const } : {}), ...(doubted === undefined ? {} : { doubted: Number(doubted) }) });
    else if (version === '2' && word === NO_RULE) ruleId = null;
    else if (version === '2' && IS_RULE_ID.test(word)) ruleId = word;
    else return [];
  }
  return findings;
}

/** What a reply of ours in a thread has told: that its findings are gone, moved or back, as of which commit. */
export interface Told {
  readonly kind: 'fixed' | 'moved' | 'back';
  /** Commit id, hex. */
  readonly sha: string;
}

/** Throws a RangeError when the commit's id is none in full. */
export function renderTold({ kind, sha }: Told): string {
  const marker = `<!-- shipworthy:told ${kind} ${sha} -->`;
  if (!TOLD_AT_END.test(marker)) throw new RangeError('A commit id is 40 or 64 lower-case hex digits.');
  return marker;
}

/** What the marker at the end of a reply says; null where there is none. As with `parseMarkers`, ask for the author first. */
export function parseTold(body: string): Told | null {
  const [, kind, sha] = TOLD_AT_END.exec(body) ?? [];
  return kind === undefined || sha === undefined ? null : { kind: kind as Told['kind'], sha };
}

/** Who answers a comment: its commands do together, and the fixes that one of them asks for answer for themselves. */
export type Answerer = 'commands' | 'fixes';

/** The marker of an answer to a comment, by REST's id of it. Throws a RangeError when that is no positive integer. */
export function renderAnswered(commentId: number, by: Answerer): string {
  const marker = `<!-- shipworthy:answer ${commentId}${by === 'fixes' ? ' fixes' : ''} -->`;
  if (!ANSWER_AT_END.test(marker)) throw new RangeError('The id of a comment is a positive integer.');
  return marker;
}

/** The id of the comment that this one answers, and who does; null where it answers none. As with `parseMarkers`, ask for the author first. */
export function parseAnswered(body: string): { readonly commentId: number; readonly by: Answerer } | null {
  const found = ANSWER_AT_END.exec(body);
  return found === null ? null : { commentId: Number(found[1]), by: found[2] === undefined ? 'commands' : 'fixes' };
}
