/** Calls in settings: the environment, paths, texts and lists, and functions of the repository. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf } from '../../../facts/python/code/walk.js';
import type { Place, Value } from '../types.js';
import { converts, fromUrl, newReader, readFromSystem, readVariable, readWith } from './environment.js';
import { DEEPEST_CALL, Frame, looked, plain, type Held } from './frame.js';
import { parentOf, pathBelow } from './paths.js';
import { anyOf, entryOf, lifted, literal, truthOf, unknown, withEntry } from './values.js';

const SYSTEM_READERS = /^(os\.)?(environ\.(get|setdefault|pop)|getenv)$/;
const ENVIRON = /^(environ|environs)\.(File(Aware)?)?Env$/;
const DECOUPLE = /^(decouple|prettyconf)\.(config|AutoConfig|Config)$/;
const SAME = /(^|\.)(u?gettext(_lazy|_noop)?|deepcopy|copy|cast|mark_safe|str|abspath|realpath|normpath|expanduser|fspath|Path|PurePath|PosixPath|frozenset|sorted|list|tuple|set|reversed)$/;
const DATABASE_URL = /^dj_database_url\.(config|parse)$/;

/** The value of a call. */
export function call(frame: Frame, expression: CallExpression): Held {
  const place = frame.place(expression);
  const { callee } = expression;
  if (callee.kind === 'attribute') {
    const owner = looked(frame.machine, frame.evaluate(callee.value));
    if (owner.kind === 'reader') return readWith(frame, owner, callee.attribute, expression);
    if (owner.kind !== 'object' && owner.kind !== 'module' && owner.kind !== 'function') return method(frame, owner, callee.attribute, expression, place);
  }
  const target = looked(frame.machine, frame.evaluate(callee));
  if (target.kind === 'function') return invoke(frame, target, expression, place);
  if (target.kind === 'reader') return readWith(frame, target, '', expression);
  if (target.kind === 'path') return pathBelow(target, argumentsOf(frame, expression), place);
  if (target.kind === 'object') return external(frame, target.dotted, expression, place);
  return target.kind === 'unknown' ? target : unknown(place, 'a call computes it');
}

function argumentsOf(frame: Frame, { args }: CallExpression): Value[] {
  return args.map((argument) => frame.value(argument));
}

/** A function outside the repository, by its dotted name. */
function external(frame: Frame, dotted: string, expression: CallExpression, place: Place): Held {
  if (SYSTEM_READERS.test(dotted)) return readFromSystem(frame, expression);
  if (ENVIRON.test(dotted)) return newReader(frame, expression, 'environ');
  if (DECOUPLE.test(dotted)) {
    const reader: Held = { kind: 'reader', style: 'decouple', defaults: new Map(), prefix: '', place };
    return dotted.endsWith('.config') ? readWith(frame, reader, '', expression) : reader;
  }
  if (DATABASE_URL.test(dotted)) return databaseUrl(frame, dotted, expression, place);
  const values = argumentsOf(frame, expression);
  const [first, ...rest] = values;
  if (dotted === 'environ.Path' && first !== undefined) return rest.length === 0 ? first : pathBelow(first, rest, place);
  if (/^(dict|collections\.OrderedDict)$/.test(dotted)) return newDictionary(frame, expression, first, place);
  if (first === undefined) return /^(list|tuple|set|frozenset)$/.test(dotted) ? { kind: 'list', items: [], open: false, place } : unknown(place, `\`${dotted}()\` computes it`);
  if (/(^|\.)path\.dirname$/.test(dotted)) return first.kind === 'path' ? parentOf(first.path, 1, place) : unknown(place, 'it is a path that can\'t be told');
  if (/(^|\.)path\.join$/.test(dotted)) return pathBelow(first, rest, place);
  if (SAME.test(dotted) && rest.length === 0) return sameAs(dotted, first, place);
  if (/^(.*\.)?(bool|int|float|strtobool|len)$/.test(dotted)) return lifted(place, [first], ([value]) => builtin(dotted.split('.').at(-1) as string, value as Value, place));
  return unknown(place, `\`${dotted}()\` computes it`);
}

function sameAs(dotted: string, value: Value, place: Place): Value {
  if (dotted === 'str') return lifted(place, [value], ([one]) => (one?.kind === 'number' ? literal(place, String(one.value)) : one as Value));
  return value;
}

function builtin(name: string, value: Value, place: Place): Value {
  if (name === 'len') return value.kind === 'list' && !value.open ? literal(place, value.items.length) : unknown(place, 'its length can\'t be told');
  if (name === 'bool') {
    const truth = truthOf(value);
    return truth === undefined ? unknown(place, 'it is the truth of a value that can\'t be told') : literal(place, truth);
  }
  if (value.kind === 'number' && name === 'int') return literal(place, Math.trunc(value.value));
  if (value.kind === 'boolean' && name === 'int') return literal(place, value.value ? 1 : 0);
  return converts(name, value, place);
}

function newDictionary(frame: Frame, expression: CallExpression, first: Value | undefined, place: Place): Value {
  let made: Value = first?.kind === 'dictionary' ? { ...first, place } : { kind: 'dictionary', entries: [], open: first !== undefined, place };
  for (const { name, value } of expression.keywords) {
    if (name !== null) made = withEntry(made, name, frame.value(value), frame.place(value));
    else if (made.kind === 'dictionary') made = { ...made, open: true };
  }
  return made;
}

function databaseUrl(frame: Frame, dotted: string, expression: CallExpression, place: Place): Value {
  const fallback = keywordOf(expression, 'default')?.value;
  const [first] = expression.args;
  if (dotted.endsWith('parse')) return fromUrl(frame, expression, first === undefined ? unknown(place, 'it comes from a URL') : frame.value(first), 'database');
  const variable = keywordOf(expression, 'env')?.value ?? first;
  const name = variable === undefined ? literal(place, 'DATABASE_URL') : frame.value(variable);
  return fromUrl(frame, expression, readVariable(name, fallback === undefined ? null : frame.value(fallback), place), 'database');
}

/** A function or lambda of the repository: its body runs with the arguments. */
function invoke(frame: Frame, target: Extract<Held, { kind: 'function' }>, expression: CallExpression, place: Place): Value {
  if (frame.depth >= DEEPEST_CALL) return unknown(place, `\`${target.dotted}()\` computes it`);
  const inner = new Frame(frame.machine, target.frame.path, target.frame.outcome, new Map(), target.frame, frame.depth + 1);
  if (!bind(frame, inner, target.node.parameters, expression)) return unknown(place, `\`${target.dotted}()\` computes it`);
  if (target.node.kind === 'lambda') return inner.value(target.node.body);
  const end = frame.machine.run(inner, target.node.body);
  const results = end === 'normal' ? [...inner.returns, literal(place, null)] : inner.returns;
  return results.length === 0 ? unknown(place, `\`${target.dotted}()\` raises`) : { ...anyOf(place, results), place };
}

function bind(frame: Frame, inner: Frame, parameters: readonly { readonly name: string; readonly form: string; readonly default?: Expression }[], { args, keywords }: CallExpression): boolean {
  if (args.some(({ kind }) => kind === 'starred') || keywords.some(({ name }) => name === null)) return false;
  let position = 0;
  for (const parameter of parameters) {
    if (parameter.form === 'variadic' || parameter.form === 'keywords') {
      inner.set(parameter.name, unknown({ path: inner.path, span: [1, 1, 1, 1] }, 'it is handed over at run time'));
      continue;
    }
    const named = keywords.find(({ name }) => name === parameter.name)?.value;
    const given = named ?? (parameter.form === 'positional' ? args[position] : undefined);
    if (named === undefined && parameter.form === 'positional') position += 1;
    if (given !== undefined) inner.set(parameter.name, frame.evaluate(given));
    else if (parameter.default !== undefined) inner.set(parameter.name, inner.evaluate(parameter.default));
    else return false;
  }
  return true;
}

/** A method of a text, list, dictionary or path. */
function method(frame: Frame, owner: Held, name: string, expression: CallExpression, place: Place): Value {
  const value = plain(frame.machine, owner);
  const values = argumentsOf(frame, expression);
  if (value.kind === 'unknown') return value;
  if (value.kind === 'dictionary' && name === 'get') return values[0]?.kind === 'string' ? (entryOf(value, values[0].value)?.value ?? values[1] ?? literal(place, null)) : unknown(place, 'its key can\'t be told');
  if (value.kind === 'path') return pathMethod(value, name, values, place);
  if (name === 'copy') return value;
  return lifted(place, [value, ...values], ([one, ...others]) => textMethod(one as Value, name, others, place));
}

function pathMethod(value: Value, name: string, values: readonly Value[], place: Place): Value {
  if (/^(resolve|absolute|expanduser|as_posix|__str__)$/.test(name)) return value;
  if (/^(joinpath|path)$/.test(name)) return pathBelow(value, values, place);
  return unknown(place, `\`${name}()\` of a path is known at run time only`);
}

function textMethod(value: Value, name: string, values: readonly Value[], place: Place): Value {
  const [first, second] = values.map((one) => (one.kind === 'string' ? one.value : undefined));
  if (value.kind === 'dictionary' && name === 'keys') return { kind: 'list', items: value.entries.map((entry) => literal(entry.place, entry.key)), open: value.open, place };
  if (value.kind === 'none' || value.kind !== 'string') return unknown(place, `\`${name}()\` computes it`);
  const text = value.value;
  switch (name) {
    case 'split':
      return { kind: 'list', items: splitLikePython(text, first).map((piece) => literal(place, piece)), open: false, place };
    case 'strip':
    case 'lstrip':
    case 'rstrip':
      return values.length === 0 ? literal(place, name === 'strip' ? text.trim() : name === 'lstrip' ? text.trimStart() : text.trimEnd()) : unknown(place, `\`${name}()\` computes it`);
    case 'lower':
    case 'casefold':
      return literal(place, text.toLowerCase());
    case 'upper':
      return literal(place, text.toUpperCase());
    case 'capitalize':
    case 'title':
      return literal(place, text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase());
    case 'replace':
      return first !== undefined && second !== undefined ? literal(place, text.replaceAll(first, second)) : unknown(place, '`replace()` computes it');
    case 'startswith':
      return first !== undefined ? literal(place, text.startsWith(first)) : unknown(place, '`startswith()` computes it');
    case 'endswith':
      return first !== undefined ? literal(place, text.endsWith(first)) : unknown(place, '`endswith()` computes it');
    default:
      return unknown(place, `\`${name}()\` computes it`);
  }
}

function splitLikePython(text: string, separator: string | undefined): string[] {
  if (separator !== undefined && separator !== '') return text.split(separator);
  return text.split(/\s+/).filter((piece) => piece !== '');
}
