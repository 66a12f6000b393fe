/** Tests of a JavaScript or TypeScript file. Pure. */
import type { Node } from 'web-tree-sitter';
import { innerSpan } from '../javascript/nodes.js';
import { assertsInJavaScript, callsIn, provesRunning, provesTypes } from './asserts.js';
import { closure } from './functions.js';
import { hashText, pack } from './pack.js';
import type { TestBlock } from './types.js';

const OPENS = /\b(?:it|test|specify)\b(?=\s*[.(`])/g;
const UNRUN = /\.(?:skip\w*|todo|fails?|failing|fixme|concurrent\.skip|runIf|extend|use|beforeEach|beforeAll|afterEach|afterAll|describe\w*|step|bench|setTimeout|slow|info)\b/;

/** Calls of `it`, `test` and `specify` with a title and a function. */
export function javascriptTests(text: string, root: Node): readonly TestBlock[] {
  const found: Found[] = [];
  const seen = new Set<number>();
  for (const match of text.matchAll(OPENS)) {
    const call = testCall(root, match.index);
    if (call === undefined || seen.has(call.startIndex)) continue;
    seen.add(call.startIndex);
    const test = readTest(call);
    if (test !== undefined) found.push({ call, test, waits: waits(call) });
  }
  const shared = found.some((one) => one.waits) ? sharedNames(text, found) : new Set<string>();
  return found.map(({ call, test, waits: mayFollow }) => (mayFollow && namesOne(shared, call.text) ? { ...test, shares: true } : test));
}

/** The names that a declaration binds, its types left out. */
function namesIn(declared: string): readonly string[] {
  const plain = /^[{[]/.test(declared) ? declared : declared.replace(/:[^,]*/g, '');
  return plain.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

interface Found {
  readonly call: Node;
  readonly test: TestBlock;
  readonly waits: boolean;
}

const VARIABLE = /\b(?:let|var)\s+([^=;\n]+)|\bconst\s+([^=;]+?)=\s*await\b/g;

/** Variables of the tests around the tests which are set while these run: those that may change, and what is awaited. */
function sharedNames(text: string, tests: readonly Found[]): ReadonlySet<string> {
  const outside = [...text.matchAll(VARIABLE)].filter(({ index }) => !tests.some(({ call }) => index > call.startIndex && index < call.endIndex));
  return new Set(outside.flatMap(([, changing, awaited]) => namesIn(changing ?? awaited ?? '')));
}

/** Whether a text names one of the variables that it does not declare itself. */
function namesOne(names: ReadonlySet<string>, text: string): boolean {
  const own = new Set([...text.matchAll(/\b(?:let|var|const)\s+([^=;]+)/g)].flatMap(([, declared = '']) => namesIn(declared)));
  return [...text.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*/g)].some(([word]) => names.has(word) && !own.has(word));
}

/** The outermost call of a chain that starts at an offset: `it.each(rows)('title', run)`. */
function testCall(root: Node, offset: number): Node | undefined {
  let node: Node | null = root.descendantForIndex(offset);
  if (node?.type !== 'identifier' || node.parent?.type === 'arguments') return undefined;
  let call: Node | undefined;
  while (node?.parent && (node.parent.type === 'member_expression' || node.parent.type === 'call_expression')) {
    if (node.parent.firstNamedChild?.id !== node.id) break;
    node = node.parent;
    if (node.type === 'call_expression') call = node;
  }
  return call;
}

function readTest(call: Node): TestBlock | undefined {
  const title = call.childForFieldName('arguments')?.namedChildren.find((child) => child.type !== 'comment');
  const run = runOf(call);
  if (title === undefined || run === undefined || !/^(?:string|template_string)$/.test(title.type)) return undefined;
  const callee = call.childForFieldName('function')?.text ?? '';
  const name = title.text.slice(1, -1);
  const text = call.text;
  const body = callee + text.slice(callee.length).replace(title.text, '');
  const lines = body.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('//'));
  const { comments, bare } = withoutComments(run);
  const asserts = assertsInJavaScript(bare);
  return {
    name,
    ...scopeOf(call),
    span: innerSpan(title),
    lines: lines.length - 1,
    body: pack(hashText(lines.join('\n'))) + pack(hashText(lines.toReversed().join(' '))),
    asserts,
    excused: UNRUN.test(callee) || provesRunning(name, comments) || provesTypes(bare, comments) || keepsAnswer(run),
    calls: asserts ? [] : callsIn(bare),
  };
}

/** The last thing that it does is put what a call gives into a variable of the tests around it, which go on with that. */
function keepsAnswer(run: Node): boolean {
  const last = run.childForFieldName('body')?.namedChildren.findLast((child) => child.type !== 'comment');
  const assignment = last?.type === 'expression_statement' ? last.firstNamedChild : undefined;
  const name = assignment?.type === 'assignment_expression' ? assignment.childForFieldName('left') : undefined;
  if (name?.type !== 'identifier' || !/^(?:await|call)_expression$/.test(assignment?.childForFieldName('right')?.type ?? '')) return false;
  return !new RegExp(`\\b(?:const|let|var)\\s[^;=]*(?<![\\w$])${name.text.replaceAll('$', '\\$')}(?![\\w$])`).test(run.text);
}

/** It goes on after something else has happened: it is asynchronous, or calls back the function that it is given. */
function waits(call: Node): boolean {
  const run = runOf(call);
  if (run?.child(0)?.type === 'async') return true;
  const given = (run?.childForFieldName('parameters') ?? run?.childForFieldName('parameter'))?.text ?? '';
  return !/\.each\b/.test(call.childForFieldName('function')?.text ?? '') && /^\(?\s*[A-Za-z_$][\w$]*\s*(?::[^,()]*)?\)?$/.test(given);
}

/** The function that a test runs. */
function runOf(call: Node): Node | undefined {
  return call.childForFieldName('arguments')?.namedChildren.findLast((argument) => /^(?:arrow_function|function_expression|function)$/.test(argument.type));
}

/** What a node's comments say, and its text without those that stand alone on their lines or between signs. */
function withoutComments(node: Node): { readonly comments: string; readonly bare: string } {
  const found = node.descendantsOfType('comment').filter((comment) => comment !== null);
  let bare = node.text;
  for (const comment of found.toReversed()) {
    const at = comment.startIndex - node.startIndex;
    const isAlone = comment.text.startsWith('/*') || /(^|\n)[ \t]*$/.test(bare.slice(0, at));
    if (isAlone) bare = bare.slice(0, at) + bare.slice(at + comment.text.length);
  }
  return { comments: found.map((comment) => comment.text).join('\n'), bare };
}

/** Titles of the describe blocks around a call, and where the innermost starts. */
function scopeOf(call: Node): Pick<TestBlock, 'scope' | 'block'> {
  const titles: string[] = [];
  let block: number | undefined;
  for (let node = call.parent; node !== null; node = node.parent) {
    if (node.type !== 'call_expression') continue;
    const title = node.childForFieldName('arguments')?.firstNamedChild;
    if (!title) continue;
    titles.unshift(title.text.slice(0, 80));
    block ??= node.startPosition.row + 1;
  }
  return { scope: titles.join('.'), ...(block === undefined ? {} : { block }) };
}

const FUNCTION = /^([ \t]*)(?:export\s+)?(?:default\s+)?(?:(?:static|private|public|protected)\s+)*(?:async\s+)?(?:function\s*\*?\s*([\w$]+)|(?:const|let|var)\s+([\w$]+)\s*(?::[^=]+)?=\s*(?:async\b|function\b|\(|[\w$]+\s*=>)|([\w$]+)\s*\([^;]*\)\s*(?::[^{]+)?\{\s*$)/;

/** The last line of a head that is broken over lines: `): Promise<void> => {`. */
const OPENS_BODY = /^\s*[)}\]].*(?:\{|=>)\s*$/;

/** Names of functions that assert, themselves or through functions of the same file. Functions end where their indentation does. */
export function assertingJavaScriptFunctions(lines: readonly string[]): readonly string[] {
  const functions: { readonly name: string; readonly text: string }[] = [];
  for (const [index, line] of lines.entries()) {
    const match = FUNCTION.exec(line);
    const name = match?.[2] ?? match?.[3] ?? match?.[4];
    if (match === null || name === undefined || /^(?:if|for|while|switch|catch|it|test|describe|beforeEach|afterEach|beforeAll|afterAll)$/.test(name)) continue;
    const indent = (match[1] ?? '').length;
    const end = lines.findIndex((other, at) => at > index && other.trim() !== '' && indentOf(other) <= indent && !OPENS_BODY.test(other));
    functions.push({ name, text: [line.slice(match[0].length), ...lines.slice(index + 1, end === -1 ? lines.length : end)].join('\n') });
  }
  return closure(functions, assertsInJavaScript);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
