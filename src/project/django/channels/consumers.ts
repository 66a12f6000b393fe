/** The WebSocket and channel consumers of a repository. Pure. */
import type { FileFacts } from '../../../facts/types.js';
import { sameData } from '../../same-data.js';
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
  const readable = new Set(input.symbols.paths);
  let chosen = input.scan(importsChannels)().map(({ path }) => path).filter((path) => readable.has(path));
  if (chosen.length === 0) return [];
  for (let round = 0; round < 6; round += 1) {
    const before = names.size;
    for (const path of chosen) for (const { node } of input.symbols.classes(path)) names.add(node.name);
    if (names.size === before) break;
    const known = new Set(chosen);
    for (const { path, told } of input.scan(basesOf, sameData)()) if (readable.has(path) && told.some((base) => names.has(base.split('.').at(-1) as string))) known.add(path);
    chosen = [...known].sort();
  }
  return chosen;
}

function basesOf({ python }: FileFacts, path: string): readonly string[] | false {
  return path.endsWith('.py') && python !== undefined && python.bases.length > 0 && python.bases;
}

function importsChannels({ python }: FileFacts, path: string): boolean {
  return path.endsWith('.py') && (python?.imports.some(({ module, level }) => level === 0 && /^(channels|djangochannelsrestframework)(\.|$)/.test(module)) ?? false);
}
