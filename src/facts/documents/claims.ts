/** Names in text that says that they are done. Pure. */
import type { DocumentClaim } from '../types.js';

type Name = Pick<DocumentClaim, 'name' | 'kind'>;

const DONE = 'added|implemented|created|configured|enabled|introduced|installed|integrated|completed|registered';
/** An item that begins so says what was done. */
const DONE_ITEM = new RegExp(`^(?:now )?(${DONE}|fixed|set up|built|wrote)\\b`, 'i');
/** A sentence that says so anywhere. */
const DONE_SENTENCE = new RegExp(`\\b(?:(?:has|have|was|were|is|are) (?:now |been |already )*)?(${DONE})\\b`, 'i');
/** "Tasks created:", "Solution implemented". */
const DONE_LEAD = new RegExp(`\\b(${DONE})\\s*[:.]*\\s*$`, 'i');
/** "No error monitoring → ✅ FIXED". */
const DONE_HEADING = /(?:✅|☑|✔)\uFE0F?\s*\**(fixed|added|implemented|completed?|done|created|enabled|configured)\b/i;
/** Leads below such a heading that tell of the present, not of what was wrong. */
const SOLUTION_LEAD = /^\W*(the )?(solutions?|fix(es)?|new (code|structure|configuration|settings?)|configuration|after|now)\b/i;
const TICK = /^\s*(?:✅|☑|✔)\uFE0F?/u;
const OTHER_SIGN = /❌|⚠|🔄|🚧|⏳|🔜|⬜|☐|✗|✘/u;
/** Words that say that the name is gone, to come, not so, or an example. */
const NOT_HERE =
  /\b(no|not|never|none|cannot|without|missing|lacks?|remov\w*|delet\w*|drop(s|ped)?|renam\w*|replac\w*|instead|deprecat\w*|former\w*|previous\w*|old|legacy|was called|should|would|could|might|may|will|shall|to be|todo|tbd|plan(s|ned)?|future|upcoming|soon|pending|partial\w*|need(s|ed)?|must|if|optional\w*|e\.g|example|for instance|such as|like|similar|via|provided by|built-?in|upstream|third[- ]party|external)\b|n['’]t\b|~~/i;
const QUIET_HEADING = /\b(old|before|problems?|remaining|recommend\w*|todo|next|future|plan\w*|roadmap|missing|needed|backlog|ideas?|later|proposed|example)\b/i;

/** Text with what leads to it. */
export interface ClaimedText {
  readonly text: string;
  /** State of the item's box; null without one. */
  readonly checked: boolean | null;
  /** "Tasks created:" above the list. */
  readonly lead: string | null;
  readonly headings: readonly string[];
}

/** What makes the text a claim that something is there, or null. */
export function signOf({ text, checked, lead, headings }: ClaimedText): string | null {
  const nearest = headings.at(-1) ?? '';
  if (checked === false || OTHER_SIGN.test(text) || NOT_HERE.test(text)) return null;
  if (lead !== null && QUIET_HEADING.test(lead)) return null;
  if (QUIET_HEADING.test(nearest) && !DONE_HEADING.test(nearest)) return null;
  if (checked === true || TICK.test(text)) return 'tick';
  const own = DONE_ITEM.exec(text)?.[1];
  if (own !== undefined) return own.toLowerCase();
  if (lead !== null) {
    const word = NOT_HERE.test(lead) ? undefined : DONE_LEAD.exec(lead)?.[1];
    if (word !== undefined) return word.toLowerCase();
    if (!SOLUTION_LEAD.test(lead)) return null;
  }
  return lead === null ? null : (DONE_HEADING.exec(nearest)?.[1]?.toLowerCase() ?? null);
}

/** A ticked item speaks of the name itself when it begins with it, or says that it was made. */
export function isHeadOrMade(text: string, name: string): boolean {
  const rest = text.replace(TICK, '').replace(/^[\s*_:–—-]+/, '');
  return rest.startsWith(name) || isMeans(name, text) || DONE_SENTENCE.test(rest) || /^(add|implement|create|configure|enable|introduce|install|integrate|register|write|build)\b/i.test(rest);
}

const CAMEL = /^[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+$/;
const FUNCTION = /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]+)+$/;
const SNAKE = /^_?[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/;
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const PACKAGE = /^((?:@[a-z0-9-]+\/)?[a-z][a-z0-9]*(?:[-.][a-z0-9]+)*)(\[[\w,-]+\])?\s*((?:[=<>~!^]=?|@)\s*v?\d[\w.*-]*)?$/;
const PACKAGE_WORDS = /\b(dependenc(y|ies)|packages?|requirements?(\.txt)?|librar(y|ies)|pip|npm|yarn|package\.json|pyproject)\b/i;
const PLACEHOLDER = /^(your|my|some|foo|bar|baz|example|new)[_A-Z-]|_?(foo|bar|baz|xxx)_?|^(MyModel|MyClass|MyComponent)$/;

/** The name that inline code stands for, or null when it is nothing that can be looked up. */
export function namedByCode(code: string, text: string): Name | null {
  const bare = code.trim().replace(/\s*[:=]\s.*$|\s*=.*$|\(.*\)?$/s, '').replace(/^(class|def|async def|function|const) /, '');
  const last = /^[A-Za-z_][\w.]*$/.test(bare) ? (bare.split('.').at(-1) ?? bare) : bare;
  if (PLACEHOLDER.test(last) || /[/*<>{}…]/.test(bare)) return packageOf(code, text);
  if (CONSTANT.test(last) && last.length >= 6) return { name: last, kind: 'constant' };
  if ((CAMEL.test(last) || SNAKE.test(last) || FUNCTION.test(last)) && last.length >= 6) return { name: last, kind: 'symbol' };
  return packageOf(code, text);
}

function packageOf(code: string, text: string): Name | null {
  const match = PACKAGE.exec(code.trim());
  const [, name = '', , version] = match ?? [];
  if (match === null || name.length < 3 || /\.(py|js|ts|md|json|ya?ml|toml|txt|html|css|sh)$/.test(name)) return null;
  return version !== undefined || PACKAGE_WORDS.test(text) || isMeans(code, text) ? { name, kind: 'package' } : null;
}

/** "with `slowapi`", "by `OrderService`": the code is what does it. */
function isMeans(code: string, text: string): boolean {
  return /\b(with|using|by)\s+$/i.test(text.slice(0, Math.max(0, text.indexOf(code))));
}

const CLASS_NAME = /\b(?:[A-Z][a-z0-9]+)+(?:Service|Manager|Middleware|Serializer|ViewSet|Consumer|Analyzer|Checker|Handler|Repository|Controller|Mixin|Permission|Throttle|Validator|Processor)\b/g;

/** Class names that are unmistakable without code formatting. */
export function classNamesIn(text: string): readonly string[] {
  return [...text.matchAll(CLASS_NAME)].map(([name]) => name).filter((name) => CAMEL.test(name) && !PLACEHOLDER.test(name));
}

/** Names that a code block defines at its margin, each with its 0-based line. Only for a block that shows what is there now. */
export function namesDefined(code: string): readonly (Name & { readonly line: number })[] {
  if (/\bOLD\b|\bBEFORE\b|BAD/.test(code)) return [];
  return code.split('\n').flatMap((text, line) => {
    const definition = /^(?:export (?:default )?)?(?:async )?(?:class|def|function)\s+(\w+)/.exec(text)?.[1];
    const constant = /^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*=(?!=)/.exec(text)?.[1] ?? /^\s+["']([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)["']:/.exec(text)?.[1];
    const named = namedByCode(definition ?? constant ?? '', '');
    return named === null ? [] : [{ ...named, line }];
  });
}
