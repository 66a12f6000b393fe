/** JavaScript and TypeScript source to facts. */
import type { Node } from 'web-tree-sitter';
import type { Grammars } from '../grammars.js';
import { javascriptContent } from '../content/index.js';
import { indexLines } from '../common/spans.js';
import { findSuppressions } from '../common/suppressions.js';
import { refuseDeepTree } from '../common/tree-depth.js';
import type { FileFacts, JavaScriptFacts, JavaScriptImport } from '../types.js';
import { readAliases, type AliasEntry } from './aliases.js';
import { readCall } from './calls.js';
import { readExportsUse, type CommonJsFacts } from './common-js.js';
import { jsDocTypes } from './js-doc.js';
import { pathStrings } from './path-strings.js';
import { readStatements } from './statements.js';
import { readUses } from './uses/read.js';

export type JavaScriptKind = 'javascript' | 'typescript' | 'tsx';

/** What one JavaScript or TypeScript file gives to `FileFacts`. */
export type ExtractedJavaScript = Pick<FileFacts, 'references' | 'suppressions' | 'lineCount' | 'content'> & { readonly javascript: JavaScriptFacts };

/**
 * Words at which a call or an assignment of interest may stand. Looking these up in the tree by position is several
 * times faster than a query over all calls or a walk over all nodes, whose every node crosses the WebAssembly border.
 */
const KEYWORDS =
  /\bimport\s*\(|\brequire\s*[.(<]|\bexports\b|\bmodule\s*[,)\]]|\bnew\s+URL\b|\bimport\s*\.\s*meta\s*\.\s*(?:glob|resolve)|\b(?:glob(?:by)?|fg|fast-?[gG]lob)\s*\.\s*(?:sync|globSync)\s*\(|\bglob(?:by)?Sync\s*\(|\b(?:alias(?:es)?|moduleNameMapper)\b|\.\s*(?:(?:do|dont|deep)?(?:[Uu]n)?[Mm]ock|setMock|require(?:Actual|Mock)|(?:create|gen)MockFromModule|unstable_(?:un)?mockModule|import(?:Actual|Mock))\s*[<(]/g;

interface Calls {
  readonly imports: JavaScriptImport[];
  readonly aliases: AliasEntry[];
  readonly commonJs: CommonJsFacts;
}

/**
 * Reads one file. Synchronous and pure; throws a TooDeepError, and else on no text. `kind` says which grammar: `.js`, `.jsx`, `.mjs` and
 * `.cjs` are `javascript` and are read with the TSX grammar, which knows all of JavaScript but HTML-like comments.
 * Spans are 1-based UTF-16; the parser's tree is freed before this returns.
 */
export function extractJavaScript(source: string, kind: JavaScriptKind, grammars: Grammars): ExtractedJavaScript {
  const parser = kind === 'typescript' ? grammars.typescript : grammars.tsx;
  const tree = parser.parse(source);
  if (!tree) throw new Error('The parser has no language.');
  try {
    refuseDeepTree(tree, source);
    return read(source, tree.rootNode, kind);
  } finally {
    tree.delete();
  }
}

function read(source: string, root: Node, kind: JavaScriptKind): ExtractedJavaScript {
  const statements = readStatements(root);
  const calls = readCalls(source, root);
  const imports = withGenerated(source, withoutKnownErrors(source, withoutMockedNames([...statements.imports, ...calls.imports].sort(bySpan))));
  const taken = new Set(imports.map((one) => `${one.specifierSpan[0]}:${one.specifierSpan[1]}`));
  const lines = indexLines(source);
  const isComment = (offset: number): boolean => root.descendantForIndex(offset)?.type === 'comment';
  const uses = readUses(source, root, imports);
  const javascript: JavaScriptFacts = {
    imports,
    exports: kind === 'javascript' ? [...statements.exports, ...jsDocTypes(source, lines, isComment)] : statements.exports,
    starExports: statements.starExports,
    commonJs: {
      used: calls.commonJs.used || statements.exportAssignment,
      names: [...calls.commonJs.names],
      dynamic: calls.commonJs.dynamic || statements.exportAssignment,
    },
    ...(statements.exports.length === 0 && runsStatements(root) ? { runsAtImport: true } : {}),
    hasShebang: source.startsWith('#!'),
    ambientModules: statements.ambientModules,
    ...(statements.augments ? { augments: true } : {}),
    ...(calls.aliases.length > 0 ? { aliases: calls.aliases } : {}),
    ...(uses === undefined ? {} : { uses }),
    hasErrors: root.hasError,
  };
  return { javascript, references: pathStrings(source, root, lines, taken), suppressions: findSuppressions(source, lines, isComment), lineCount: lines.lineCount, content: javascriptContent(source, root, javascript) };
}

/** Calls and control flow among the file's own statements. */
function runsStatements(root: Node): boolean {
  return root.namedChildren.some((child) => {
    if (child === null) return false;
    if (/^(?:for|for_in|while|do|if|try|switch)_statement$/.test(child.type)) return true;
    return child.type === 'expression_statement' && /^(?:call|await|new)_expression$/.test(child.firstNamedChild?.type ?? '');
  });
}

function readCalls(source: string, root: Node): Calls {
  const calls: Calls = { imports: [], aliases: [], commonJs: { used: false, dynamic: false, names: new Set() } };
  const seen = new Set<string>();
  for (const match of source.matchAll(KEYWORDS)) {
    const hit = root.descendantForIndex(match.index);
    if (!hit || hit.type === 'comment' || hit.type === 'jsx_text') continue;
    const word = match[0];
    if (/^(?:alias|moduleNameMapper)/.test(word)) {
      calls.aliases.push(...readAliases(hit));
    } else if (hit.type === 'string_fragment') {
      continue;
    } else if (/^(?:exports|module)/.test(word)) {
      readExportsUse(hit, calls.commonJs);
    } else {
      addCalls(hit, calls, seen);
    }
  }
  return calls;
}

function addCalls(hit: Node, calls: Calls, seen: Set<string>): void {
  if (hit.type === 'identifier' && hit.text === 'require') calls.commonJs.used = true;
  for (const one of readCall(hit)) {
    const place = one.specifierSpan.join(':');
    if (seen.has(place)) continue;
    seen.add(place);
    calls.imports.push(one);
  }
}

/** A file that mocks a module imports what its mock holds, and a query or loader (`./x?raw`, `!!raw!./x`) makes its own exports. */
function withoutMockedNames(imports: readonly JavaScriptImport[]): JavaScriptImport[] {
  const mocked = new Set(imports.filter((one) => one.form === 'mock').map((one) => one.specifier));
  return imports.map((one) => {
    const replaced = mocked.has(one.specifier) || /[?!]/.test(one.specifier);
    return replaced && one.names !== null && one.names.length > 0 ? { ...one, names: null } : one;
  });
}

/** Leaves out names on the line after a `@ts-expect-error` or `@ts-ignore`: their author knows that they are not there. */
function withoutKnownErrors(source: string, imports: readonly JavaScriptImport[]): readonly JavaScriptImport[] {
  if (!/@ts-(?:expect-error|ignore)/.test(source)) return imports;
  const lines = source.split('\n');
  const isKnown = (line: number): boolean => /@ts-(?:expect-error|ignore)/.test(lines[line - 2] ?? '');
  return imports.map((one) => (one.names?.some((name) => isKnown(name.span[0])) ? { ...one, names: one.names.filter((name) => !isKnown(name.span[0])) } : one));
}

const GENERATED = /\b(?:generated|created|written|built|compiled|emitted)\b/i;

/** Marks imports of modules that something writes before they are loaded, as the comment right above says. */
function withGenerated(source: string, imports: readonly JavaScriptImport[]): readonly JavaScriptImport[] {
  if (!GENERATED.test(source)) return imports;
  const lines = source.split('\n');
  return imports.map((one) => {
    const comment = commentAbove(lines, one.span[0]);
    const stem = one.specifier.replace(/^.*\//, '').replace(/\.\w+$/, '');
    return stem !== '' && GENERATED.test(comment) && comment.includes(stem) ? { ...one, generated: true as const } : one;
  });
}

/** The lines of comment right above a 1-based line. */
function commentAbove(lines: readonly string[], line: number): string {
  let first = line - 1;
  while (/^\s*(?:\/\/|\/?\*)/.test(lines[first - 1] ?? '')) first--;
  return lines.slice(first, line - 1).join('\n');
}

function bySpan(a: JavaScriptImport, b: JavaScriptImport): number {
  return a.specifierSpan[0] - b.specifierSpan[0] || a.specifierSpan[1] - b.specifierSpan[1];
}
