/** Words and places that say a path need not exist. */
import type { PathMention } from '../../../facts/types.js';

/** Documents that tell of the past, of other repositories, or are patterns for new files. */
const QUIET_DOCUMENT =
  /(^|\/)(change-?log|changes|history|news|release[-_]?notes?|releases?|migrat\w*|upgrad\w*|whatsnew|whats[-_]new)([._-][\w.-]*)?\.(md|mdx|markdown)$|(^|\/)(adrs?|decisions?|rfcs?|proposals?|plans?|specs?|blog|posts|news|releases|changelogs?|history|archives?|old|obsolete|attic|migrations?|release[-_]notes|announcements|templates?|[\w-]*template|fixtures?|testdata|__fixtures__|__snapshots__|node_modules|vendor|third_party|ISSUE_TEMPLATE|PULL_REQUEST_TEMPLATE|versioned_docs|\.(opencode|claude|cursor|agents|codex|gemini|windsurf)|prompts?|skills?)\/|\{\{|template\.md$/i;
const PAST_HEADING =
  /change\s?log|release notes|history|migrat|upgrad|what'?s new|removed|deprecat|breaking|roadmap|future|todo|planned|proposal|next steps|\bv?\d+\.\d+(\.\d+)?\b|\b(19|20)\d\d[-/.]\d\d\b/i;
/** An id of a commit, as long as git abbreviates it or longer; words and plain numbers are none. */
const COMMIT = /\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/;
/** Headings and leads that say "these files are here". */
const INVENTORY =
  /\b(files?|folders?|director(y|ies)|modules?|documents?|scripts?|tests?)\s+(were\s+|was\s+)?(created|added|modified|changed|updated|introduced|involved|affected)\b|\b(created|added|modified|changed|updated|key|important|main|relevant)\s+files?\b|\b(project|directory|folder|repo(sitory)?|code(base)?|file|source|app(lication)?|package)\s+(structure|layout|tree|organi[sz]ation|overview|map)\b|^\s*(structure|layout|locations?|files)\s*:?\s*$/i;
const INSTRUCTION = /\b(to (be )?(create|created|add|added|modify|write)|create (the|these|a|new|following)|add (the|these|a|following)|you(r|'ll)?\b|should|must|example|e\.g\.|suggested|recommended|proposed|typical|template)/i;
/** Words in the sentence around a path that say it is made, gone, possible or an example. */
const QUIET_CONTEXT =
  /\b(creat\w*|add(s|ed|ing)?|generat\w*|renam\w*|delet\w*|remov\w*|cop(y|ied|ies|ying)|cp|mkdir|touch|mov(e|ed|es|ing)|mv|new|sav(e|es|ed|ing)|writ(e|es|ten|ing)|wrote|put|plac(e|ed|ing)|download\w*|e\.g|i\.e|for example|for instance|such as|examples?|like|say|suppose|imagine|would|could|might|may|can|if|optional\w*|should|previous\w*|former\w*|no longer|used to|was|were|old|legacy|instead|missing|not|without|never|don't|doesn't|isn't|todo|planned|future|upcoming|will|output\w*|produc\w*|results?|artifacts?|built|builds?|export\w*|stor(e|es|ed)|logs?|cache\w*|temp\w*|your|any|each|every|named|called|branch|endpoint|route|url|prefix|import\w*|replac\w*|mount\w*|install\w*|upload\w*|local|deprecat\w*|extract\w*|migrat\w*)\b/i;
/** Leads that say what a command or a step leaves behind: "This creates:". */
const MAKES = /\b(creates?|generates?|writes?|produces?|outputs?|downloads?|adds?)\b[^.:]*:$/i;

/** What a list of files says of those that are not among them. */
const RULED_OUT = /\b(delet|remov|renam|deprecat|reject|forb[ia]d|prohibit|disallow|banned|not allowed)/i;

/** Guard words are English: text in another language can't be judged. Common words of the languages that documents are translated to. */
const FOREIGN =
  /(?=\p{L})[^ -~]|\b(der|die|das|und|ein|eine|einen|mit|für|le|les|des|une|dans|pour|avec|est|du|el|los|las|del|una|para|con|os|uma|não|em|di|il|che|och|att|een|het|voor|nie)\b/iu;

/** The text around the mention is not English. */
export function isForeign(mention: PathMention): boolean {
  return isForeignText(mention.context.replaceAll(mention.path, ' '));
}

/** The text is not English. Signs and emoji say nothing. */
export function isForeignText(text: string): boolean {
  return FOREIGN.test(text);
}

/** The document as a whole makes no claims about the present repository. */
export function isQuietDocument(path: string): boolean {
  return QUIET_DOCUMENT.test(path);
}

/** A heading or lead that says that the text below it is about the past, the future or another version, or names a commit: one state of this repository or of another. */
export function isQuietHeading(heading: string): boolean {
  return PAST_HEADING.test(heading) || COMMIT.test(heading);
}

/** A heading above the mention says that the text is about the past or the future. */
export function isPastOrFuture(mention: PathMention): boolean {
  return mention.headings.some(isQuietHeading);
}

/** The nearest heading or lead says that the files listed are in the repository. */
export function isInventory(mention: PathMention): boolean {
  const nearest = [...mention.headings.slice(-2), ...(mention.form === 'code' ? [leadIn(mention)] : [])];
  return nearest.some((text) => INVENTORY.test(text)) && !nearest.some((text) => INSTRUCTION.test(text));
}

/** "Files created: `a.py`": the words before the first colon of its own paragraph. */
function leadIn(mention: PathMention): string {
  const colon = mention.context.indexOf(':');
  return colon === -1 || colon > 60 ? '' : mention.context.slice(0, colon);
}

/** The text says that the file is gone or not to be, or a "no" stands before the path. */
export function isRuledOut({ context, path }: PathMention): boolean {
  return RULED_OUT.test(context) || /\b(no|not|without|instead of|rather than)( \w+){0,2} $/i.test(context.slice(0, Math.max(0, context.indexOf(path))));
}

/** The text around the mention says that the path is made, gone, possible or an example. A guard word anywhere in the paragraph is reason enough. */
export function isHypothetical(mention: PathMention): boolean {
  return QUIET_CONTEXT.test(mention.context.replaceAll(mention.path, ' '));
}

/** What introduces the mention says that its path is made by what is told above. */
export function isMade(mention: PathMention): boolean {
  return MAKES.test(mention.headings.at(-1) ?? '');
}
