import type { Node } from 'web-tree-sitter';
import { contextOf } from './context.js';
import { argumentsOf, callOf, compact, DEEPEST_NESTING, identifierAt, leafAt, offsetsOf, receiverOf, sameNode, textOf, type PythonSource } from './source.js';

/** Functions that look at a namespace and leave it as it is. */
const READERS: ReadonlySet<string> = new Set(
  (
    '__import__ dict list len sorted set print getattr hasattr dir isinstance id type repr str iter eval inspect.getmembers ' +
    'inspect.getdoc inspect.getfile inspect.getsource inspect.getsourcefile doctest.testmod'
  ).split(' '),
);

/** Whether code of the module writes names into it that no statement shows, or lets other files add to its package path. */
export function hasDynamicNamespace(source: PythonSource): boolean {
  return writesNamespace(source) || replacesModule(source) || callsWriter(source) || editsPackagePath(source);
}

/** `if __name__ == "__main__"`, also turned round, joined with `and`, or with `in (…)`. */
export function hasMainBlock(source: PythonSource): boolean {
  return offsetsOf(source.text, /__main__/g).some((offset) => {
    const content = leafAt(source, offset);
    return content?.type === 'string_content' && comparesName(source, content);
  });
}

function comparesName(source: PythonSource, content: Node): boolean {
  let node = content.parent;
  for (let depth = 0; node && node.type !== 'comparison_operator'; depth += 1) {
    if (depth > DEEPEST_NESTING || node.type === 'block') return false;
    node = node.parent;
  }
  if (!node || !/\b__name__\b/.test(textOf(source, node))) return false;
  const negated = node.childrenForFieldName('operators').some(({ type }) => type === '!=' || type === 'not in' || type === 'is not');
  return !negated && contextOf(source, node).scope === 'module';
}

/** `globals()`; at module level `locals()` and `vars()` are the same thing. */
function writesNamespace(source: PythonSource): boolean {
  return offsetsOf(source.text, /\b(?:globals|locals|vars)\b/g).some((offset) => {
    const identifier = identifierAt(source, offset);
    const call = identifier && callOf(identifier);
    if (!call || receiverOf(source, identifier) !== '' || argumentsOf(source, call).positional.length > 0) return false;
    return mayWrite(source, call) && (textOf(source, identifier) === 'globals' || contextOf(source, call).scope === 'module');
  });
}

/** Whether the use of a namespace (a dict or a module object) may add names to it. */
function mayWrite(source: PythonSource, namespace: Node): boolean {
  const parent = namespace.parent;
  switch (parent?.type) {
    case 'subscript':
      return sameNode(parent.childForFieldName('value'), namespace) && isTarget(parent);
    case 'attribute':
      return isTarget(parent) || mutates(source, parent);
    case 'argument_list':
      return !READERS.has(compact(textOf(source, parent.parent?.childForFieldName('function') ?? parent)));
    case 'comparison_operator':
    case 'for_statement':
    case 'for_in_clause':
    case 'expression_statement':
    case 'interpolation':
      return false;
    case 'dictionary_splat':
      return false;
    default:
      return true;
  }
}

function mutates(source: PythonSource, attribute: Node): boolean {
  const name = attribute.childForFieldName('attribute');
  const text = name ? textOf(source, name) : '';
  if (text === '__dict__') return mayWrite(source, attribute);
  const called = attribute.parent?.type === 'call' && sameNode(attribute.parent.childForFieldName('function'), attribute);
  return called && /^(?:update|setdefault|__setitem__|__setattr__|__ior__|pop|popitem|clear|__delitem__)$/.test(text);
}

function isTarget(node: Node): boolean {
  const parent = node.parent;
  switch (parent?.type) {
    case 'assignment':
    case 'augmented_assignment':
    case 'for_statement':
      return sameNode(parent.childForFieldName('left'), node);
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
    case 'delete_statement':
    case 'as_pattern_target':
      return true;
    default:
      return false;
  }
}

/** `sys.modules[…] = …` under any key (also submodules that exist only there), and writing through `sys.modules[__name__]`. */
function replacesModule(source: PythonSource): boolean {
  return offsetsOf(source.text, /\bmodules\b/g).some((offset) => {
    const identifier = identifierAt(source, offset);
    if (!identifier || receiverOf(source, identifier) !== 'sys') return false;
    const modules = identifier.parent;
    const use = modules?.parent;
    if (!modules || !use) return false;
    if (use.type === 'attribute') return mutates(source, use);
    if (use.type !== 'subscript') return use.type === 'argument_list' && callsUnknown(source, use);
    return isTarget(use) || (/\[\s*__name__\s*\]$/.test(textOf(source, use)) && mayWrite(source, use));
  });
}

function callsUnknown(source: PythonSource, argumentList: Node): boolean {
  return !READERS.has(compact(textOf(source, argumentList.parent?.childForFieldName('function') ?? argumentList)));
}

/** Calls that write into the module they stand in: `exec(code)`, Python 2's `exec` and `execfile`, `Enum._convert_`, `@enum.global_enum`. */
function callsWriter(source: PythonSource): boolean {
  return offsetsOf(source.text, /\b(?:exec|execfile|_convert_?|global_enum)\b/g).some((offset) => {
    const leaf = leafAt(source, offset);
    if (!leaf || leaf.startIndex !== offset) return false;
    if (leaf.parent?.type === 'exec_statement') return contextOf(source, leaf).scope === 'module';
    if (leaf.type !== 'identifier') return false;
    const name = textOf(source, leaf);
    if (name === 'global_enum') return true;
    const call = callOf(leaf);
    if (!call) return false;
    if (name.startsWith('_convert')) return receiverOf(source, leaf) !== '';
    const { positional, keywords } = argumentsOf(source, call);
    const ownNamespace = positional.length < 2 && !keywords.has('globals');
    return receiverOf(source, leaf) === '' && ownNamespace && contextOf(source, call).scope === 'module';
  });
}

/** `__path__ = extend_path(…)`, `__path__.append(…)`, `declare_namespace(__name__)`: submodules may stand elsewhere. */
function editsPackagePath(source: PythonSource): boolean {
  return offsetsOf(source.text, /\b(?:__path__|declare_namespace)\b/g).some((offset) => {
    const identifier = identifierAt(source, offset);
    const parent = identifier?.parent;
    if (!identifier || !parent) return false;
    if (textOf(source, identifier) === 'declare_namespace') return callOf(identifier) !== undefined;
    if (isTarget(identifier)) return true;
    if (parent.type === 'subscript') return isTarget(parent);
    const method = parent.type === 'attribute' && sameNode(parent.childForFieldName('object'), identifier) ? parent.childForFieldName('attribute') : null;
    return method !== null && /^(?:append|extend|insert)$/.test(textOf(source, method));
  });
}
