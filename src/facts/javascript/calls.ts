/** Modules that calls name: `require`, `import()`, mocks, `new URL`, globs. */
import type { Node } from 'web-tree-sitter';
import type { ImportedName, JavaScriptImport } from '../types.js';
import { surroundings } from './guards.js';
import { argumentsOf, closest, innerSpan, keyText, literalText, named, spanOf, templatePattern } from './nodes.js';

type Form = JavaScriptImport['form'];

const MOCKERS: ReadonlySet<string> = new Set(['jest', 'vi', 'vitest']);
/** Methods of jest and vitest whose first argument is a module. Sources: Jest's "The Jest Object", Vitest's "Vi" pages. */
const MOCK_METHODS: ReadonlySet<string> = new Set([
  'mock',
  'unmock',
  'doMock',
  'doUnmock',
  'dontMock',
  'deepUnmock',
  'setMock',
  'requireActual',
  'requireMock',
  'createMockFromModule',
  'genMockFromModule',
  'unstable_mockModule',
  'unstable_unmockModule',
  'importActual',
  'importMock',
]);

/** Functions of glob, globby and fast-glob that give the files of a pattern at once: build tools are told their entries so. */
const GLOB_FUNCTION = /^glob(?:by)?Sync$/;
const GLOB_METHOD = /^(?:glob(?:by)?|fg|fast-?[gG]lob)\.(?:globSync|sync)$/;

/** The call or `new` expression that the keyword at `hit` belongs to, read as a module reference. Empty when it is none. */
export function readCall(hit: Node): JavaScriptImport[] {
  const call = closest(hit, 'call_expression', 'new_expression', 'statement_block', 'program');
  if (call?.type !== 'call_expression' && call?.type !== 'new_expression') return [];
  const form = formOf(call);
  if (!form) return [];
  const [first, ...rest] = argumentsOf(call);
  const pattern = form === 'dynamic' || form === 'require' ? templatePattern(first) : undefined;
  if (form === 'glob') return globs(call, first);
  if (form === 'mock' && rest.some((one) => /\bvirtual\s*:\s*true\b/.test(one.type === 'object' ? one.text : ''))) return [];
  const specifier = literalText(first);
  if (specifier === undefined && pattern !== undefined) return [reference(call, first, 'glob', pattern)];
  return specifier === undefined ? [] : [reference(call, first, form, specifier)];
}

function formOf(call: Node): Form | undefined {
  const callee = call.childForFieldName('function') ?? call.childForFieldName('constructor');
  if (!callee) return undefined;
  if (call.type === 'new_expression') {
    return callee.text === 'URL' && argumentsOf(call)[1]?.text.replace(/\s/g, '') === 'import.meta.url' ? 'url' : undefined;
  }
  if (callee.type === 'import') return 'dynamic';
  if (callee.type === 'identifier') return callee.text === 'require' ? 'require' : GLOB_FUNCTION.test(callee.text) ? 'glob' : undefined;
  if (callee.type !== 'member_expression') return undefined;
  const method = callee.childForFieldName('property')?.text ?? '';
  const object = callee.childForFieldName('object');
  if (object?.text === 'require') return method === 'resolve' ? 'require' : method === 'context' ? 'glob' : undefined;
  if (/^import\s*\.\s*meta$/.test(object?.text.slice(0, 20) ?? '')) {
    return method === 'glob' || method === 'globEager' ? 'glob' : method === 'resolve' ? 'url' : undefined;
  }
  if (GLOB_METHOD.test(`${object?.text.slice(0, 20) ?? ''}.${method}`)) return 'glob';
  return MOCK_METHODS.has(method) && MOCKERS.has(leftmost(object)) ? 'mock' : undefined;
}

/** `jest` of `jest.mock('a').mock`. */
function leftmost(object: Node | null): string {
  let at = object;
  while (at && at.type !== 'identifier') at = at.childForFieldName('object') ?? at.childForFieldName('function');
  return at?.text ?? '';
}

function globs(call: Node, first: Node | undefined): JavaScriptImport[] {
  const patterns = first?.type === 'array' ? named(first) : first ? [first] : [];
  return patterns.flatMap((one) => {
    const text = literalText(one);
    return text === undefined || text.startsWith('!') ? [] : [reference(call, one, 'glob', text)];
  });
}

function reference(call: Node, literal: Node | undefined, form: Form, specifier: string): JavaScriptImport {
  const around = surroundings(call);
  return {
    specifier,
    form,
    names: form === 'require' || form === 'dynamic' ? destructured(call) : null,
    ...(form === 'require' ? boundBy(call) : {}),
    typeOnly: around.inType,
    guard: around.guard,
    symbol: around.symbol,
    span: spanOf(call),
    specifierSpan: innerSpan(literal ?? call),
  };
}

function boundBy(call: Node): Pick<JavaScriptImport, 'bound'> {
  const declarator = call.parent;
  const name = declarator?.type === 'variable_declarator' && declarator.childForFieldName('value')?.id === call.id ? declarator.childForFieldName('name') : null;
  return name?.type === 'identifier' ? { bound: name.text } : {};
}

/** The names of `const { a, b: c } = require('x')` or `= await import('x')`; null when they can't be listed. */
function destructured(call: Node): ImportedName[] | null {
  const value = call.parent?.type === 'await_expression' ? call.parent : call;
  const declarator = value.parent;
  if (declarator?.type !== 'variable_declarator' || declarator.childForFieldName('value')?.id !== value.id) return null;
  const callee = call.childForFieldName('function');
  if (callee?.type === 'member_expression' || (callee?.type === 'import') !== (value !== call)) return null;
  const pattern = declarator.childForFieldName('name');
  if (pattern?.type !== 'object_pattern') return null;
  const names = named(pattern).map(propertyName);
  // A default (`{ a = 1 }`) says that the name may be absent; `...rest` takes whatever is left.
  return names.every((name) => name !== undefined) ? names : null;
}

function propertyName(property: Node): ImportedName | undefined {
  if (property.type === 'shorthand_property_identifier_pattern') return { name: property.text, span: spanOf(property) };
  if (property.type !== 'pair_pattern') return undefined;
  const key = property.childForFieldName('key');
  const value = property.childForFieldName('value');
  const name = keyText(key);
  if (!key || name === undefined || value?.type === 'assignment_pattern') return undefined;
  return value?.type === 'identifier' ? { name, alias: value.text, span: spanOf(key) } : { name, span: spanOf(key) };
}
