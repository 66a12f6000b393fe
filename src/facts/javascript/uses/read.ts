/** One file's syntax to what it does. */
import type { Node } from 'web-tree-sitter';
import { closest, spanOf } from '../nodes.js';
import type { JavaScriptImport } from '../../types.js';
import { callReader, SPEAKS_OF_SERVER } from './calls.js';
import { readEmptyCatches } from './catches.js';
import { readEnvironment } from './environment.js';
import { functionTable, type FunctionTable } from './functions.js';
import { readLocals, type PlacedValue } from './locals.js';
import { readContainers, readModule } from './state.js';
import type { CallUse, FunctionUse, HtmlUse, JavaScriptUses, Value } from './types.js';
import { valueOf } from './values.js';

const HTML = /\bdangerouslySetInnerHTML\b|(?<=\.\s{0,20})(?:innerHTML|outerHTML)\s*=(?!=)/g;
const ELEMENT = /<([A-Z][\w$]*(?:\.[\w$]+)*)(?=[\s/>])/g;
const CATCHES = /\bcomponentDidCatch\b|\bgetDerivedStateFromError\b/;
/** `config.url = …`, `config.baseURL = …` */
const REWRITTEN_ADDRESS = /\b(?:config|cfg|request|req|options|opts|conf)\.(?:url|baseURL|baseUrl)\s*\+?=(?!=)/;
/** `axios.defaults.timeout = …`, `client.interceptors.request.use(…)` */
const REQUEST_DEFAULTS = /\.defaults\.timeout\s*=(?!=)|\.interceptors\.request\b/;
const BASE = /(?<![\w$.])([\w$.]+)\.(?:defaults\.baseURL|BASE)\s*=(?!=)/g;
/** A logger in the place of what the console has, put there by an assignment or by log4js; not a function that does nothing. */
const REPLACED_CONSOLE = /(?<![\w$.])console\.(?:log|info|debug)\s*=(?!=)(?!\s*(?:noop\b|\([^()]*\)\s*=>\s*\{\s*\}|function\s*\([^()]*\)\s*\{\s*\}))|\breplaceConsole\s*\(|\bObject\.assign\(\s*console\b/;
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
  reader.byNames(new Set([...requestingNames(reader.calls, table.functions), ...importedServices(imports), ...tokenFunctions(imports)]));
  const state = readModule(root);
  const html = readHtml(source, root, table);
  const { containers, keys } = readContainers(source, root, state, table);
  reader.byNames(new Set(containers.flatMap(({ changes }) => changes.flatMap(({ within }) => plainName(table.functions[within])))));
  const locals = readLocals(source, [...html.placed, ...keys, ...reader.followed], table);
  const environment = readEnvironment(source, root, table);
  const uses: JavaScriptUses = {
    calls: reader.calls,
    html: html.uses,
    emptyCatches: readEmptyCatches(source, root, table),
    containers,
    ...(locals.length === 0 ? {} : { locals }),
    ...(environment.length === 0 ? {} : { environment }),
    values: state.values,
    exportedAs: state.exportedAs,
    elements: [...new Set([...source.matchAll(ELEMENT)].map((match) => match[1] ?? ''))].sort().slice(0, 200),
    catchesRenderErrors: CATCHES.test(source),
    ...socketsOf(source, reader.calls),
    ...basesOf(source, root),
    ...(REQUEST_DEFAULTS.test(source) ? { setsRequestDefaults: true as const } : {}),
    ...(REWRITTEN_ADDRESS.test(source) ? { rewritesAddresses: true as const } : {}),
    ...unreadOf(source, imports),
    ...(REPLACED_CONSOLE.test(source) ? { replacesConsole: true as const } : {}),
    ...(COMPUTED_IMPORT.test(source) ? { loadsComputed: true as const } : {}),
    functions: table.functions,
  };
  return saysNothing(uses) ? undefined : uses;
}

/** Whether there is nothing but the functions that the rest would be in. */
function saysNothing(uses: JavaScriptUses): boolean {
  return Object.entries(uses).every(([key, value]) => key === 'functions' || value === false || (typeof value === 'object' && Object.keys(value).length === 0));
}

/** Functions of the file that may pass a request's rejection on: who calls them is wanted too. */
function requestingNames(calls: readonly CallUse[], functions: readonly FunctionUse[]): string[] {
  const names: string[] = [];
  for (const call of calls) {
    if (!REQUEST.test(call.callee) || call.handled || call.tried) continue;
    names.push(...plainName(functions[call.within]));
  }
  return names;
}

function basesOf(source: string, root: Node): Pick<JavaScriptUses, 'bases'> {
  // Looking back at every character costs more than looking for what few files have.
  if (!source.includes('.defaults.baseURL') && !source.includes('.BASE')) return {};
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

/** The name by which the file itself may call a function. */
function plainName(one: FunctionUse | undefined): string[] {
  return one?.held === 'name' && /^[a-z_$][\w$]*$/i.test(one.name) ? [one.name] : [];
}

function importedServices(imports: readonly JavaScriptImport[]): string[] {
  const local = imports.filter(({ specifier, typeOnly }) => !typeOnly && /^[.@~#]/.test(specifier) && SERVICE_MODULE.test(specifier));
  return local.flatMap(({ names }) => (names ?? []).map((one) => one.alias ?? one.name)).filter((name) => /^[a-z][\w$]*$/.test(name) && !name.startsWith('use'));
}

function tokenFunctions(imports: readonly JavaScriptImport[]): string[] {
  return imports.flatMap(({ specifier, names }) => (specifier === 'jsonwebtoken' ? (names ?? []).filter(({ name }) => /^(sign|verify|decode)$/.test(name)).map((one) => one.alias ?? one.name) : []));
}

function readHtml(source: string, root: Node, table: FunctionTable): { readonly uses: HtmlUse[]; readonly placed: PlacedValue[] } {
  const uses: HtmlUse[] = [];
  const placed: PlacedValue[] = [];
  if (!source.includes('nnerHTML') && !source.includes('outerHTML')) return { uses, placed };
  for (const match of source.matchAll(HTML)) {
    const hit = root.descendantForIndex(match.index);
    if (hit?.type !== 'property_identifier') continue;
    const use = htmlAt(hit);
    if (use === undefined) continue;
    uses.push({ ...use, span: spanOf(hit), within: table.around(hit) });
    placed.push({ node: hit, value: use.value });
  }
  return { uses, placed };
}

function htmlAt(hit: Node): Pick<HtmlUse, 'sink' | 'value' | 'element'> | undefined {
  const parent = hit.parent;
  if (parent?.type === 'jsx_attribute') {
    const element = parent.parent?.childForFieldName('name')?.text;
    return { sink: hit.text, ...(element === undefined ? {} : { element }), value: htmlOf(parent.namedChild(1)?.namedChild(0)) };
  }
  if (parent?.type === 'pair') return { sink: hit.text, value: htmlOf(parent.childForFieldName('value')) };
  const assignment = parent?.type === 'member_expression' ? parent.parent : null;
  if (assignment?.type !== 'assignment_expression' || assignment.childForFieldName('left')?.id !== parent?.id) return undefined;
  return { sink: hit.text, value: valueOf(assignment.childForFieldName('right')) };
}

/** The text of `{ __html: text }`; what else is given as it is. */
function htmlOf(given: Node | null | undefined): Value {
  const value = valueOf(given);
  const html = value.kind === 'object' ? value.entries.find(({ key }) => key === '__html') : undefined;
  return html?.value ?? value;
}

function socketsOf(source: string, calls: readonly CallUse[]): Pick<JavaScriptUses, 'sockets'> {
  if (!calls.some(({ callee, isNew }) => isNew === true && /(^|\.)WebSocket$/.test(callee))) return {};
  const listens = (event: string): boolean => new RegExp(`\\bon${event}\\b|\\b(?:addEventListener|on|once|addListener)\\s*(?:<[^()]*>)?\\(\\s*['"\`]${event}\\b`).test(source);
  return { sockets: { close: listens('close'), error: listens('error'), reconnect: /re-?connect|back-?off|\bretr(?:y|ies)/i.test(source) } };
}
