/** What a script does to the globals: it is asked of every script, so each question looks for a telling word first. Pure. */
import type { GlobalNames } from './types.js';

const OBJECT = String.raw`(?:\b(?:globalThis|window|global|self|top|parent|frames|root|win|unsafeWindow)\b|\bdocument\s*\.\s*defaultView\b)`;
const CAST = String.raw`(?:\s+as\s+[^();]*(?:\([^()]*\)[^();]*)?\)|\s*\)|!)*`;
/** `window.x = …`, `(globalThis as any).x ??= …`, `global['x'] = …` */
const ASSIGNED = new RegExp(String.raw`${OBJECT}${CAST}\s*(?:\.\s*([\w$]+)|\[\s*(['"\`])([\w$]+)\2\s*\])\s*(?:(?:\?\?|\|\||&&)?=(?![=>]))`, 'g');
/** Names told when it runs: `global[name] = …`. */
const COMPUTED = new RegExp(String.raw`${OBJECT}${CAST}\s*\[\s*(?!['"\`][\w$]+['"\`]\s*\])[^\]\n]+\]\s*=(?![=>])`);
/** `Object.assign(window, …)`, `vi.stubGlobal('x', …)` */
const HANDED = new RegExp(String.raw`\b(?:assign|extend|defineProperty|defineProperties|defineGetter|merge)\s*\(\s*\(?\s*${OBJECT}${CAST}\s*,\s*(?:(['"\`])([\w$]+)\1|(\{))?`, 'g');
const NAMED = /\b(?:stubGlobal|exposeFunction|exposeBinding|exposeInMainWorld|provideGlobal)\s*\(\s*(['"`])([\w$]+)\1/g;
/** Objects by which a tool is told what to provide. */
const PROVIDED = /\b(?:define|globals|DefinePlugin|ProvidePlugin|EnvironmentPlugin|global_defs|inject|imports|env|provide|vars|replace)\b['"]?\s*[:(=]\s*\(?\s*([{[])/g;
const TOOL = /\b(?:DefinePlugin|ProvidePlugin|EnvironmentPlugin|global_defs|defineConfig|globals|autoImport|AutoImport|esbuild|rollup|webpack|babel|define)\b/;
const DECLARED = /\b(?:const|let|var|function|class|enum|namespace|module)\s+([\w$]+)/g;
const WORD = /[A-Za-z_$][\w$]*/g;

/** undefined where it does nothing of the kind. @param isDeclaration a `.d.ts` */
export function globalNames(text: string, isDeclaration: boolean): GlobalNames | undefined {
  const names = new Set<string>();
  let unlisted = false;
  if (/\b(?:globalThis|window|global|self|top|parent|frames|root|win|defaultView|unsafeWindow)\b/.test(text)) {
    for (const match of text.matchAll(ASSIGNED)) names.add(match[1] ?? match[3] ?? '');
    unlisted = COMPUTED.test(text);
    for (const match of text.matchAll(HANDED)) {
      if (match[2] !== undefined) names.add(match[2]);
      else if (match[3] !== undefined) addWords(text, match.index + match[0].length - 1, names);
      else unlisted = true;
    }
  }
  if (text.includes('lobal(') || text.includes('expose')) for (const match of text.matchAll(NAMED)) names.add(match[2] ?? '');
  if (TOOL.test(text)) for (const match of text.matchAll(PROVIDED)) addWords(text, match.index + match[0].length - 1, names);
  if (/\bdeclare\s+global\b/.test(text) || (isDeclaration && !/^(?:import|export)\b/m.test(text))) for (const match of text.matchAll(DECLARED)) names.add(match[1] ?? '');
  if (names.size === 0 && !unlisted) return undefined;
  return { names: [...names], ...(unlisted ? { unlisted: true } : {}) };
}

/** All words between a bracket and the one that closes it, or within some lines where none does. */
function addWords(text: string, from: number, names: Set<string>): void {
  let depth = 0;
  let at = from;
  for (const end = Math.min(text.length, from + 20_000); at < end; at += 1) {
    const character = text[at] as string;
    if ('{[('.includes(character)) depth += 1;
    else if ('}])'.includes(character) && (depth -= 1) === 0) break;
  }
  for (const [word] of text.slice(from, at).matchAll(WORD)) names.add(word);
}
