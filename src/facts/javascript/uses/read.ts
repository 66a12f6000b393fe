/** One file's syntax to what it does. */
import type { Node } from 'web-tree-sitter';
import { closest, spanOf } from '../nodes.js';
import type { JavaScriptImport } from '../../types.js';
import { callReader, SPEAKS_OF_SERVER } from './calls.js';
import { functionTable, type FunctionTable } from './functions.js';
import { readContainers, readModule } from './state.js';
import type { CallUse, EmptyCatch, FunctionUse, HtmlUse, JavaScriptUses } from './types.js';
import { dotted, isFunction, valueOf } from './values.js';

const HTML = /\bdangerouslySetInnerHTML\b|(?<=\.\s{0,20})(?:innerHTML|outerHTML)\s*=(?!=)/g;
const ELEMENT = /<([A-Z][\w$]*(?:\.[\w$]+)*)(?=[\s/>])/g;
const CATCHES = /\bcomponentDidCatch\b|\bgetDerivedStateFromError\b/;
/** `config.url = …`, `config.baseURL = …` */
const REWRITTEN_ADDRESS = /\b(?:config|cfg|request|req|options|opts|conf)\.(?:url|baseURL|baseUrl)\s*\+?=(?!=)/;
const BASE = /(?<![\w$.])([\w$.]+)\.(?:defaults\.baseURL|BASE)\s*=(?!=)/g;
/** `require(path)`, `import(name)` */
const COMPUTED_IMPORT = /(?<![\w$.])(?:require|import)\(\s*(?!["'`)]|\/[/*])|\brequire(?:All|Dir|\.context)\b/;
/** Modules whose functions call a server, told from how they are imported. */
const SERVICE_MODULE = /(^|[/.-])(apis?|services?|clients?|https?|requests?|fetch\w*|rest|axios|queries|actions)([/.-]|$)/i;
const REQUEST = /^(fetch|window\.fetch|axios|ky|got|superagent|needle)$|(^|\.)(get|post|put|patch|delete|del|request)$/;

/** What the file does; undefined when there is nothing to tell. Pure. */
export function readUses(source: string, root: Node, imports: readonly JavaScriptImport[]): JavaScriptUses | undefined {
  const table = functionTable();
  const reader = callReader(source, root, table);
  reader.byWords();
  reader.byNames(new Set([...requestingNames(reader.calls, table.functions), ...importedServices(imports)]));
  const state = readModule(root);
  const uses: JavaScriptUses = {
    calls: reader.calls,
    html: readHtml(source, root, table),
    emptyCatches: readEmptyCatches(source, root, table),
    containers: readContainers(source, root, state, table),
    values: state.values,
    exportedAs: state.exportedAs,
    elements: [...new Set([...source.matchAll(ELEMENT)].map((match) => match[1] ?? ''))].sort().slice(0, 200),
    catchesRenderErrors: CATCHES.test(source),
    ...socketsOf(source, reader.calls),
    ...basesOf(source, root),
    ...(REWRITTEN_ADDRESS.test(source) ? { rewritesAddresses: true as const } : {}),
    ...unreadOf(source, imports),
    ...(COMPUTED_IMPORT.test(source) ? { loadsComputed: true as const } : {}),
    functions: table.functions,
  };
  const isEmpty = [uses.calls, uses.html, uses.emptyCatches, uses.containers, uses.values, uses.elements, Object.keys(uses.exportedAs)].every((list) => list.length === 0);
  return isEmpty && !uses.catchesRenderErrors && uses.unread === undefined && uses.loadsComputed === undefined ? undefined : uses;
}

/** Functions of the file that may pass a request's rejection on: who calls them is wanted too. */
function requestingNames(calls: readonly CallUse[], functions: readonly FunctionUse[]): string[] {
  const names: string[] = [];
  for (const call of calls) {
    if (!REQUEST.test(call.callee) || call.handled || call.tried) continue;
    const around = functions[call.within];
    if (around?.held === 'name' && /^[a-z_$][\w$]*$/i.test(around.name)) names.push(around.name);
  }
  return names;
}

function basesOf(source: string, root: Node): Pick<JavaScriptUses, 'bases'> {
  const bases = [...source.matchAll(BASE)].flatMap((match) => {
    const hit = root.descendantForIndex(match.index);
    const assignment = hit === null ? undefined : closest(hit, 'assignment_expression', 'statement_block', 'program');
    return assignment?.type === 'assignment_expression' ? [{ of: match[1] ?? '', value: valueOf(assignment.childForFieldName('right')) }] : [];
  });
  return bases.length === 0 ? {} : { bases };
}

function unreadOf(source: string, imports: readonly JavaScriptImport[]): Pick<JavaScriptUses, 'unread'> {
  if (!SPEAKS_OF_SERVER.test(source)) return {};
  const names = new Set(imports.flatMap((one) => (one.bound !== undefined ? [one.bound] : one.form === 'import' && !one.typeOnly ? (one.names ?? []).map(({ name, alias }) => alias ?? name) : [])));
  if (names.size === 0) return {};
  const counts = new Map<string, number>();
  const count = (text: string, by: number): void => {
    for (const [word] of text.matchAll(/[\w$]+/g)) if (names.has(word)) counts.set(word, (counts.get(word) ?? 0) + by);
  };
  count(source, 1);
  for (const { specifier } of imports) count(specifier, -1);
  const unread = [...names].filter((name) => counts.get(name) === 1);
  return unread.length === 0 ? {} : { unread };
}

function importedServices(imports: readonly JavaScriptImport[]): string[] {
  const local = imports.filter(({ specifier, typeOnly }) => !typeOnly && /^[.@~#]/.test(specifier) && SERVICE_MODULE.test(specifier));
  return local.flatMap(({ names }) => (names ?? []).map((one) => one.alias ?? one.name)).filter((name) => /^[a-z][\w$]*$/.test(name) && !name.startsWith('use'));
}

function readHtml(source: string, root: Node, table: FunctionTable): HtmlUse[] {
  const found: HtmlUse[] = [];
  for (const match of source.matchAll(HTML)) {
    const hit = root.descendantForIndex(match.index);
    if (hit?.type !== 'property_identifier') continue;
    const use = htmlAt(hit);
    if (use !== undefined) found.push({ ...use, span: spanOf(hit), within: table.around(hit) });
  }
  return found;
}

function htmlAt(hit: Node): Pick<HtmlUse, 'sink' | 'value'> | undefined {
  const parent = hit.parent;
  if (parent?.type === 'jsx_attribute') {
    const value = valueOf(parent.namedChild(1)?.namedChild(0));
    const html = value.kind === 'object' ? value.entries.find(({ key }) => key === '__html') : undefined;
    return { sink: hit.text, value: html?.value ?? value };
  }
  if (parent?.type === 'pair') {
    const value = valueOf(parent.childForFieldName('value'));
    const html = value.kind === 'object' ? value.entries.find(({ key }) => key === '__html') : undefined;
    return { sink: hit.text, value: html?.value ?? value };
  }
  const assignment = parent?.type === 'member_expression' ? parent.parent : null;
  if (assignment?.type !== 'assignment_expression' || assignment.childForFieldName('left')?.id !== parent?.id) return undefined;
  return { sink: hit.text, value: valueOf(assignment.childForFieldName('right')) };
}

function readEmptyCatches(source: string, root: Node, table: FunctionTable): EmptyCatch[] {
  const found: EmptyCatch[] = [];
  for (const match of source.matchAll(/\bcatch\s*(?:\(\s*[\w$]+\s*(?::\s*\w+\s*)?\)\s*)?\{(?=\s*(?:\}|\/[/*]))/g)) {
    const hit = root.descendantForIndex(match.index);
    const clause = hit?.type === 'catch' ? hit.parent : null;
    const body = clause?.childForFieldName('body');
    if (!hit || clause?.type !== 'catch_clause' || !body || body.namedChildren.some((child) => child.type !== 'comment')) continue;
    const block = clause.parent?.childForFieldName('body');
    found.push({
      span: spanOf(hit),
      within: table.around(hit),
      isExplained: body.namedChildCount > 0 || commentFollows(source, clause),
      tried: block ? calleesIn(block) : [],
    });
  }
  return found;
}

/** A comment behind the clause on its last line. */
function commentFollows(source: string, clause: Node): boolean {
  return /^[ \t;]*\/[/*]/.test(source.slice(clause.endIndex, clause.endIndex + 40));
}

/** Callees in a block, those in its nested functions left out; at most twelve. */
function calleesIn(block: Node): string[] {
  const found: string[] = [];
  const queue: Node[] = [block];
  for (let at = queue.pop(), steps = 0; at !== undefined && steps < 200 && found.length < 12; at = queue.pop(), steps += 1) {
    const callee = at.type === 'call_expression' || at.type === 'new_expression' ? (at.childForFieldName('function') ?? at.childForFieldName('constructor')) : null;
    if (callee !== null) found.push(dotted(callee));
    for (const child of at.namedChildren) if (!isFunction(child)) queue.push(child);
  }
  return found;
}

function socketsOf(source: string, calls: readonly CallUse[]): Pick<JavaScriptUses, 'sockets'> {
  if (!calls.some(({ callee, isNew }) => isNew === true && /(^|\.)WebSocket$/.test(callee))) return {};
  const listens = (event: string): boolean => new RegExp(`\\bon${event}\\b|\\b(?:addEventListener|on|once|addListener)\\s*(?:<[^()]*>)?\\(\\s*['"\`]${event}\\b`).test(source);
  return { sockets: { close: listens('close'), error: listens('error'), reconnect: /re-?connect|back-?off|\bretr(?:y|ies)/i.test(source) } };
}
