/** What a script does to the globals: it is asked of every script, so each question looks for a telling word first. Pure. */
import type { GlobalNames } from './types.js';

/** The global object under its own names, and under those that wrappers of old give it. */
const GLOBAL = String.raw`(?:\b(?:globalThis|window|global|self|unsafeWindow)\b|\bdocument\s*\.\s*defaultView\b)`;
const OBJECT = String.raw`(?:${GLOBAL}|\b(?:top|parent|frames|root|win)\b)`;
const CAST = String.raw`(?:\s+as\s+[^();]*(?:\([^()]*\)[^();]*)?\)|\s*\)|!)*`;
/** `window.x = …`, `(globalThis as any).x ??= …`, `global['x'] = …` */
const ASSIGNED = new RegExp(String.raw`${OBJECT}${CAST}\s*(?:\.\s*([\w$]+)|\[\s*(['"\`])([\w$]+)\2\s*\])\s*(?:(?:\?\?|\|\||&&)?=(?![=>]))`, 'g');
/** Names told when it runs: `global[name] = …`. */
const COMPUTED = new RegExp(String.raw`(?<![.\w])${GLOBAL}${CAST}\s*\[\s*(?!['"\`][\w$]+['"\`]\s*\])[^\]\n]+\]\s*=(?![=>])`);
/** `Object.assign(window, …)`, `vi.stubGlobal('x', …)` */
const HANDED = new RegExp(String.raw`\b(?:assign|extend|defineProperty|defineProperties|defineGetter|merge)\s*\(\s*\(?\s*${GLOBAL}${CAST}\s*,\s*(?:(['"\`])([\w$]+)\1|(\{))?`, 'g');
const NAMED = /\b(?:stubGlobal|exposeFunction|exposeBinding|exposeInMainWorld|provideGlobal)\s*\(\s*(['"`])([\w$]+)\1/g;
/** Objects by which a tool is told what to provide. */
const PROVIDED = /(?:\b(?:globals|DefinePlugin|ProvidePlugin|global_defs)|(?<![.\w])(?:define|replace))\b['"]?\s*[:(=]\s*\(?\s*\{/g;
/** Modules whose exports a bundler hands to all others. */
const INJECTED = /\binject\s*:\s*\[\s*['"`]/;
const BUNDLER = /\b(?:esbuild|tsup|defineConfig|rollup)\b/;
const TOLD = /\b(?:DefinePlugin|ProvidePlugin|global_defs|globals|define|replace)\b/;
const DECLARED = /\b(?:const|let|var|function|class|enum|namespace|module)\s+([\w$]+)/g;
/** Characters; a block that is longer is cut. */
const LONGEST = 20_000;
/** `x:`, `'x':` and `x,` */
const KEY = /(?:(['"`])([^'"`\n]+)\1|(?<![\w$])([\w$]+))\s*(?=[:,}]|$)/g;

/** undefined where it does nothing of the kind. @param isDeclaration a `.d.ts` */
export function globalNames(text: string, isDeclaration: boolean): GlobalNames | undefined {
  const names = new Set<string>();
  let unlisted = false;
  if (/\b(?:globalThis|window|global|self|top|parent|frames|root|win|defaultView|unsafeWindow)\b/.test(text)) {
    for (const match of text.matchAll(ASSIGNED)) names.add(match[1] ?? match[3] ?? '');
    unlisted = COMPUTED.test(text);
    for (const match of text.matchAll(HANDED)) {
      if (match[2] !== undefined) names.add(match[2]);
      else if (match[3] !== undefined) addKeys(text, match.index + match[0].length - 1, names);
      else unlisted = true;
    }
  }
  if (text.includes('lobal(') || text.includes('expose')) for (const match of text.matchAll(NAMED)) names.add(match[2] ?? '');
  if (INJECTED.test(text) && BUNDLER.test(text)) unlisted = true;
  if (TOLD.test(text)) for (const match of text.matchAll(PROVIDED)) addKeys(text, match.index + match[0].length - 1, names);
  for (const name of declaredIn(text, isDeclaration)) names.add(name);
  if (names.size === 0 && !unlisted) return undefined;
  return { names: [...names], ...(unlisted ? { unlisted: true } : {}) };
}

/** What a declaration file without imports declares, else what `declare global` does. */
function declaredIn(text: string, isDeclaration: boolean): string[] {
  const isAmbient = isDeclaration && !/^(?:import|export)\b/m.test(text);
  const from = text.search(/\bdeclare\s+global\b/);
  const declared = isAmbient ? text : from === -1 ? '' : text.slice(from, endOf(text, Math.max(from, text.indexOf('{', from))));
  return [...declared.matchAll(DECLARED)].map((match) => match[1] ?? '');
}

/** The keys between a bracket and the one that closes it, at any depth. */
function addKeys(text: string, from: number, names: Set<string>): void {
  for (const match of text.slice(from + 1, endOf(text, from)).matchAll(KEY)) for (const word of (match[2] ?? match[3] ?? '').split(/[^\w$]+/)) if (word !== '') names.add(word);
}

/** Where the first bracket from there on is closed, at most so many characters on. */
function endOf(text: string, from: number): number {
  let depth = 0;
  const end = Math.min(text.length, from + LONGEST);
  for (let at = from; at < end; at += 1) {
    const character = text[at] as string;
    if ('{[('.includes(character)) depth += 1;
    else if ('}])'.includes(character) && (depth -= 1) === 0) return at;
  }
  return end;
}
