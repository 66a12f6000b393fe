/** What wraps the websocket application of an asgi module. Pure. */
import type { CallExpression, Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, literalString, walkStatements } from '../../../facts/python/code/walk.js';
import type { DjangoInput } from '../input.js';
import type { ChannelIndex } from '../types.js';

type Stack = ChannelIndex['stacks'][number];

const URL_ROUTER = /^channels\.routing\.(URLRouter|ChannelNameRouter)$/;
/** Variables of variables, helpers of helpers: longer ways are not followed. */
const LONGEST_WAY = 12;

/** The websocket applications of the `ProtocolTypeRouter`s of a file. */
export function stacksOf(input: DjangoInput, path: string, routers: readonly CallExpression[]): readonly Stack[] {
  return routers.flatMap((router) => {
    const application = websocketOf(input, path, router);
    if (application === undefined) return [];
    const wrappers: string[] = [];
    const open = unwrap(input, { path, depth: 0, wrappers }, application);
    return [{ place: { path, span: input.symbols.span(path, application) }, wrappers, open, application }];
  });
}

function websocketOf(input: DjangoInput, path: string, router: CallExpression): Expression | undefined {
  const [first] = router.args;
  const mapping = first?.kind === 'name' ? input.symbols.resolveExpression(path, first) : undefined;
  const dictionary = mapping?.kind === 'value' && mapping.path === path ? mapping.value : first;
  if (dictionary?.kind !== 'dictionary') return undefined;
  return dictionary.entries.find(({ key }) => key !== null && literalString(key) === 'websocket')?.value;
}

interface Way {
  readonly path: string;
  readonly depth: number;
  readonly wrappers: string[];
  /** The helper function whose body is read; its parameter stands for what is wrapped. */
  readonly inside?: { readonly node: FunctionNode; readonly argument: Expression; readonly outer: Way };
}

/** Adds the wrappers from outside in; returns why they can't all be told, else null. */
function unwrap(input: DjangoInput, way: Way, expression: Expression): string | null {
  if (way.depth > LONGEST_WAY) return 'the application is wrapped too often to follow';
  if (expression.kind === 'name' || expression.kind === 'attribute') return unwrapName(input, way, expression);
  if (expression.kind !== 'call') return 'the websocket application is computed';
  const target = input.symbols.resolveExpression(way.path, expression.callee);
  const argument = expression.args[0] ?? expression.keywords[0]?.value;
  const deeper = { ...way, depth: way.depth + 1 };
  if (target.kind === 'external') {
    if (URL_ROUTER.test(target.dotted)) return null;
    way.wrappers.push(target.dotted);
    return argument === undefined ? 'a wrapper of the websocket application has no argument' : unwrap(input, deeper, argument);
  }
  if (target.kind === 'class') {
    way.wrappers.push(`${target.path}:${target.symbol}`);
    return argument === undefined ? null : unwrap(input, deeper, argument);
  }
  if (target.kind === 'function' && argument !== undefined) return unwrapHelper(input, way, target, argument);
  return target.kind === 'unknown' ? target.reason : `\`${dottedName(expression.callee) ?? 'a call'}\` makes the websocket application`;
}

function unwrapName(input: DjangoInput, way: Way, expression: Expression): string | null {
  const dotted = dottedName(expression);
  const { inside } = way;
  if (inside !== undefined && inside.node.parameters[0]?.name === dotted) return unwrap(input, { ...inside.outer, depth: way.depth + 1 }, inside.argument);
  const target = input.symbols.resolveExpression(way.path, expression);
  if (target.kind !== 'value') return target.kind === 'unknown' ? target.reason : `\`${dotted ?? 'a name'}\` is the websocket application`;
  return unwrap(input, { path: target.path, depth: way.depth + 1, wrappers: way.wrappers }, target.value);
}

/** `def TokenStack(inner): return Token(AuthMiddlewareStack(inner))` */
function unwrapHelper(input: DjangoInput, way: Way, target: { readonly path: string; readonly symbol: string; readonly node: FunctionNode }, argument: Expression): string | null {
  const returned: Expression[] = [];
  walkStatements(target.node.body, (statement: Statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    if (statement.kind === 'return' && statement.value !== null) returned.push(statement.value);
    return true;
  });
  const [only, ...others] = returned;
  if (only === undefined || others.length > 0 || only.kind !== 'call') {
    way.wrappers.push(`${target.path}:${target.symbol}`);
    return unwrap(input, { ...way, depth: way.depth + 1 }, argument);
  }
  return unwrap(input, { path: target.path, depth: way.depth + 1, wrappers: way.wrappers, inside: { node: target.node, argument, outer: way } }, only);
}
