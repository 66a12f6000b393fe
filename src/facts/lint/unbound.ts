/** The names that a module uses and no scope of it binds. Pure. */
import { analyze, type Reference, type Scope } from '@typescript-eslint/scope-manager';
import { distance } from 'fastest-levenshtein';
import type { LineIndex } from '../common/spans.js';
import { BUILTINS, KNOWN_GLOBALS } from './known-globals.js';
import { seeminglyUnbound, type GlancedScript } from './script-names.js';
import type { UnboundNames } from './types.js';

/** A module that parses. */
export interface ParsedModule extends GlancedScript {
  /** It has import or export statements. */
  readonly isModule: boolean;
  /** The syntax tree, of ESTree and TypeScript, with ranges. Costly. */
  program(): object;
}

type Program = Parameters<typeof analyze>[0];
type Unbound = UnboundNames['names'][number];

/** Comments by which an author, or a tool that wrote the file, says that its names are not to be checked. */
const UNCHECKED = /\/\*\s*eslint-disable\s*(?:\*\/|--)|\/\*\s*eslint-disable\s[^*]*\bno-undef\b|\bno-undef['"]?\s*:\s*(?:0|['"]?off)|@ts-nocheck|@generated\b|\/\/\/\s*<reference\s+(?:path|types)\s*=\s*["'](?!node["']|next\b|vite\/client|vitest\b|react\b)/;
/** Functions whose text runs elsewhere: in a page, a worker, a template. */
const SENT_ELSEWHERE = /\.\s*(?:evaluate(?:Handle|OnNewDocument|Async)?|\$\$?eval|addInitScript|waitForFunction|execute(?:Async)?(?:Script)?|runInContext|runInNewContext|runInThisContext)\s*\(|\bnew\s+Function\s*\(|\bimportScripts\s*\(|(?<![.\w])eval\s*\(/;
/** Scripts of others that a page is given: they bring their globals along. */
const LOADS_SCRIPTS = /\bcreateElement\s*\(\s*['"`]script['"`]|\b(?:load|inject|append|use)(?:External)?Script\s*\(|<script\b/i;
/** A module taken for what it does, by a name that is made up at run time: it may bring globals. */
const LOADS_COMPUTED = /^[ \t]*(?:require|await\s+import)\s*\(\s*(?!['")]|`[^`$]*`)/m;
const COMMON_JS = /\brequire\s*\(\s*['"`]|\bmodule\s*\.\s*exports\b|(?<![.\w$])exports\s*[.[]/;
/** Directives that name no rule. */
const BARE: Readonly<Record<string, RegExp>> = { 'eslint-disable-next-line': /eslint-disable-next-line\s*(?:\*\/|--|$)/, 'eslint-disable-line': /eslint-disable-line\s*(?:\*\/|--|$)/ };
/** Names of this length or less have no likeness. */
const SHORTEST_NEAR = 3;
/** A name that begins another must have this length to be like it. */
const SHORTEST_STEM = 6;

/** undefined where there are none, or where nothing is to be said of the file. */
export function unboundNames(text: string, lines: LineIndex, parsed: ParsedModule): UnboundNames | undefined {
  if (!parsed.isModule && !COMMON_JS.test(text)) return undefined;
  if (seeminglyUnbound(text, parsed).length === 0 || UNCHECKED.test(text)) return undefined;
  const { globalScope } = analyze(parsed.program() as Program, { sourceType: 'module', lib: [], jsxPragma: null });
  const references = (globalScope?.through ?? []).filter((one) => one.isValueReference && !one.isTypeReference && !isKnown(one));
  const spoken = spokenFor(text, parsed.isModule ? [] : references);
  const names = firstOfEach(references.filter(({ identifier }) => !spoken(identifier.name, lines.lineAt(identifier.range[0]))), lines);
  if (names.length === 0) return undefined;
  const doubt = doubtOf(text);
  return { names, ...(doubt === undefined ? {} : { doubt }), ...styleOf(text, parsed.isModule) };
}

/** Why names that the file does not bind may be there all the same. */
function doubtOf(text: string): string | undefined {
  if (SENT_ELSEWHERE.test(text)) return 'the file hands functions to be run elsewhere';
  if (LOADS_SCRIPTS.test(text)) return 'the file loads scripts, which bring globals';
  return LOADS_COMPUTED.test(text) ? 'the file loads modules by computed names, which may bring globals' : undefined;
}

/** An element is never one of the classes that a browser has: `<Text>` and `<Image>` were imported. */
function isKnown({ identifier }: Reference): boolean {
  return (isElement(identifier) ? BUILTINS : KNOWN_GLOBALS).has(identifier.name);
}

function isElement(identifier: Reference['identifier']): boolean {
  return (identifier.type as string) === 'JSXIdentifier';
}

/** Whether the file itself speaks for a name: it asks for its type, lists it in a comment, or, as a script of old, makes it by giving it a value. */
function spokenFor(text: string, loose: readonly Reference[]): (name: string, line: number) => boolean {
  const listed = new Set([...text.matchAll(/\/\*\s*(?:globals?|exported)\s+([^*]*)\*\//g)].flatMap((match) => (match[1] ?? '').split(/[\s,]+|:\s*\w+/)));
  const asked = new Set([...text.matchAll(/\btypeof\s*\(?\s*([\w$]+)/g)].map((match) => match[1] ?? ''));
  const made = new Set(loose.filter((one) => one.isWrite()).map(({ identifier }) => identifier.name));
  const rows = /@ts-|eslint-disable/.test(text) ? text.split('\n') : [];
  return (name, line) => listed.has(name) || asked.has(name) || made.has(name) || isIgnored(rows[line - 2] ?? '', 'eslint-disable-next-line') || isIgnored(rows[line - 1] ?? '', 'eslint-disable-line');
}

/** A comment tells checkers not to look: all of them, or those that look for undefined names. */
function isIgnored(row: string, directive: string): boolean {
  if (/@ts-(?:ignore|expect-error)/.test(row)) return true;
  const at = row.indexOf(directive);
  return at >= 0 && (BARE[directive]?.test(row) === true || /\bno-undef\b/.test(row.slice(at + directive.length)));
}

function firstOfEach(references: readonly Reference[], lines: LineIndex): Unbound[] {
  const first = new Map<string, Unbound>();
  for (const { identifier, from } of [...references].sort((a, b) => a.identifier.range[0] - b.identifier.range[0])) {
    const { name, range } = identifier;
    if (first.has(name)) continue;
    const near = nearestIn(from, name);
    first.set(name, { name, span: lines.span(range[0], range[0] + name.length), symbol: '', ...(isElement(identifier) ? { element: true } : {}), ...(near === undefined ? {} : { near }) });
  }
  return [...first.values()];
}

/** The name that is bound where the other is used and differs from it by the fewest letters, one in four at most, or by words at its end. */
function nearestIn(scope: Scope, name: string): string | undefined {
  if (name.length <= SHORTEST_NEAR) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 4)) + 1;
  for (let at: Scope | null = scope; at !== null; at = at.upper) {
    for (const { name: other, isValueVariable } of at.variables) {
      if (!isValueVariable || other === 'arguments') continue;
      const edits = other.toLowerCase() === name.toLowerCase() ? 0 : isLonger(name, other) || isLonger(other, name) ? 1 : distance(other, name);
      if (edits < least) [best, least] = [other, edits];
    }
  }
  return best;
}

/** `getUserById` ~ `getUser` */
function isLonger(long: string, short: string): boolean {
  return short.length >= SHORTEST_STEM && long.startsWith(short) && /^[A-Z\d_]/.test(long.slice(short.length));
}

/** How the file writes its imports. */
function styleOf(text: string, isModule: boolean): Pick<UnboundNames, 'quote' | 'semicolon' | 'isModule'> {
  const [, quote, end] = /^import\s[^'"]{0,1000}(['"])[^'"\n]{0,500}\1([^\n]?)/m.exec(text) ?? [];
  return { isModule, quote: quote === '"' ? '"' : "'", semicolon: quote === undefined || end === ';' };
}
