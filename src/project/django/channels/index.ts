/** Consumers, where they are routed, and what wraps them. Pure. */
import { codeOf } from '../../python/code.js';
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, literalString, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { FileFacts } from '../../../facts/types.js';
import { isTestPath } from '../../path-uses.js';
import { perFacts } from '../../per-facts.js';
import { early } from '../../tracked.js';
import { sameData } from '../../same-data.js';
import type { DjangoInput } from '../input.js';
import type { ChannelIndex } from '../types.js';
import { findConsumers } from './consumers.js';
import { stacksOf } from './stacks.js';

type Route = ChannelIndex['routes'][number];

interface ChannelScan {
  /** `X.as_asgi(…)`: the consumer, and the pattern beside it. */
  readonly mounts: readonly { readonly consumer: Expression; readonly pattern: string }[];
  readonly routers: readonly CallExpression[];
}

const NOTHING: ChannelScan = { mounts: [], routers: [] };

/** Builds the index. */
export function createChannelIndex(input: DjangoInput): ChannelIndex {
  const consumers = early(() => findConsumers(input));
  const files = input.scan((facts, path) => path.endsWith('.py') && !isTestPath(path) && speaksOfChannels(scanChannels(facts)) && scanChannels(facts), sameData);
  const routes = early(() => files().flatMap(({ path, told }) => routesOf(input, path, told)));
  const stacks = early(() => files().flatMap(({ path, told }) => stacksOf(input, path, told.routers)));
  return {
    get consumers() {
      return consumers();
    },
    get routes() {
      return routes();
    },
    get stacks() {
      return stacks();
    },
    get open() {
      const unclear = routes().find(({ target }) => 'unknown' in target);
      return unclear !== undefined && 'unknown' in unclear.target ? unclear.target.unknown : null;
    },
  };
}

function speaksOfChannels({ mounts, routers }: ChannelScan): boolean {
  return mounts.length + routers.length > 0;
}

const scanChannels = perFacts((facts: FileFacts): ChannelScan => {
  if (facts.code === undefined || !/as_asgi|ProtocolTypeRouter/.test(facts.code)) return NOTHING;
  const mounts: { consumer: Expression; pattern: string }[] = [];
  const routers: CallExpression[] = [];
  walkStatements((codeOf(facts)?.body ?? []), (statement) => {
    for (const expression of expressionsOf(statement)) {
      const patterns = new Map<Expression, string>();
      walkExpressions(expression, (inner) => {
        if (inner.kind !== 'call') return;
        const [first] = inner.args;
        for (const argument of inner.args) patterns.set(argument, literalString(first) ?? '');
        if ((dottedName(inner.callee) ?? '').split('.').at(-1) === 'ProtocolTypeRouter') routers.push(inner);
        if (inner.callee.kind === 'attribute' && inner.callee.attribute === 'as_asgi') mounts.push({ consumer: inner.callee.value, pattern: patterns.get(inner) ?? '' });
      });
    }
  });
  return { mounts, routers };
});

function routesOf(input: DjangoInput, path: string, scan: ChannelScan): readonly Route[] {
  return scan.mounts.map(({ consumer, pattern }) => ({ place: { path, span: input.symbols.span(path, consumer) }, pattern, target: targetOf(input, path, consumer) }));
}

function targetOf(input: DjangoInput, path: string, consumer: Expression): Route['target'] {
  const target = input.symbols.resolveExpression(path, consumer);
  switch (target.kind) {
    case 'class':
      return target;
    case 'missing': {
      const answer = target.path === '' ? undefined : input.python.exportsName(target.path, target.name);
      return { missing: target.name, nearest: answer?.kind === 'no' ? answer.nearest : [] };
    }
    case 'external':
      return { unknown: `\`${target.dotted}\` is outside this repository` };
    default:
      return { unknown: target.kind === 'unknown' ? target.reason : `\`${dottedName(consumer) ?? 'the consumer'}\` is no class` };
  }
}
