/** The WebSocket and channel consumers of a repository. Pure. */
import type { DjangoInput } from '../input.js';
import type { ClassSymbol } from '../../python/symbols-types.js';

const CONSUMER = /^channels\.(generic\.(websocket|http)|consumer)\.\w*Consumer$|^djangochannelsrestframework\.(\w+\.)*\w*Consumer\w*$/;

/** Classes that inherit from one of Channels' consumers, sorted by path. */
export function findConsumers(input: DjangoInput): readonly ClassSymbol[] {
  const found: ClassSymbol[] = [];
  for (const path of candidates(input)) {
    for (const symbol of input.symbols.classes(path)) {
      if (symbol.node.bases.length > 0 && input.symbols.inherits(symbol, (dotted) => CONSUMER.test(dotted)) === 'yes') found.push(symbol);
    }
  }
  return found;
}

/** Files that import Channels, and files whose classes have bases named like a class of those: few of all. */
function candidates(input: DjangoInput): readonly string[] {
  const names = new Set<string>();
  let chosen = input.symbols.paths.filter((path) => importsChannels(input, path));
  if (chosen.length === 0) return [];
  for (let round = 0; round < 6; round += 1) {
    const before = names.size;
    for (const path of chosen) for (const { node } of input.symbols.classes(path)) names.add(node.name);
    if (names.size === before) break;
    const known = new Set(chosen);
    chosen = input.symbols.paths.filter((path) => known.has(path) || (input.facts(path)?.python?.bases ?? []).some((base) => names.has(base.split('.').at(-1) as string)));
  }
  return chosen;
}

function importsChannels(input: DjangoInput, path: string): boolean {
  return input.facts(path)?.python?.imports.some(({ module, level }) => level === 0 && /^(channels|djangochannelsrestframework)(\.|$)/.test(module)) ?? false;
}
