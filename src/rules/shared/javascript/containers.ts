/** Collections of Node servers that live as long as the process and that requests write to. Pure. */
import type { ContainerUse, JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { COUNTS, SOCKETS, type SharedContainer, type Write } from '../effects/containers.js';
import { speaksOfLimits } from '../effects/request-code.js';
import { requesterIn } from '../effects/requesters.js';
import { handlerAround } from './handlers.js';
import { named } from './named-values.js';
import { functionAround, symbolAround } from './requests.js';
import { isServerFile } from './server-code.js';

type Change = ContainerUse['changes'][number];

const ADDS: ReadonlySet<string> = new Set(['set', 'add', 'push', 'unshift', '[]=', '[]push']);
const EVICTS: ReadonlySet<string> = new Set(['delete', 'clear', 'splice', 'shift', 'pop', '=', 'length=']);
/** Functions that run while the process starts, or that fill a registry. */
const NOT_SERVING = /(^|\.)_?(register|init|setup|load|configure|define|subscribe|install|use|mount|boot|create|build|make|constructor)\w*$/i;

/** The containers of a server's file that requests write to, in the order of the source. */
export function serverContainers(model: ProjectModel, path: string): readonly SharedContainer[] {
  const uses = model.facts(path)?.javascript?.uses;
  if (uses === undefined || uses.containers.length === 0 || !isServerFile(model, path)) return [];
  return uses.containers.filter(({ name }) => !SOCKETS.test(name)).flatMap((container) => judge(uses, container, path));
}

function judge(uses: JavaScriptUses, { name, span, changes, measured }: ContainerUse, path: string): SharedContainer[] {
  const writes = changes.flatMap((change): Write[] => {
    if (!ADDS.has(change.method)) return [];
    const requester = requesterOf(uses, change.key, change.within, 0) ?? null;
    return serves(uses, change, requester, path) ? [{ inside: { path, symbol: symbolAround(uses, change) || 'a handler' }, span: change.span, requester }] : [];
  });
  if (writes.length === 0) return [];
  const limits = [name, ...writes.map(({ inside }) => inside.symbol), path].some((one) => speaksOfLimits(one) || COUNTS.test(one));
  return [{ path, name, owner: null, serving: null, span, writes, evicts: measured === true || changes.some(({ method }) => EVICTS.has(method)), limits }];
}

/** The change is made in a handler, in a function that one of the file calls, or under a key that tells who asks. */
function serves(uses: JavaScriptUses, { within }: Change, requester: string | null, path: string): boolean {
  if (handlerAround(uses, within, path) !== undefined) return true;
  const around = functionAround(uses, { within });
  if (around === undefined || NOT_SERVING.test(around.name)) return false;
  if (around.held === 'name' && uses.calls.some((call) => call.callee === around.name && handlerAround(uses, call.within, path) !== undefined)) return true;
  return requester !== null && around.held === 'name';
}

/** The word in a key that stands for the user, session, address or request. */
function requesterOf(uses: JavaScriptUses, key: Value, within: number, depth: number): string | undefined {
  const first = (values: readonly Value[]): string | undefined => values.map((one) => requesterOf(uses, one, within, depth + 1)).find((found) => found !== undefined);
  if (depth > 5) return undefined;
  switch (key.kind) {
    case 'name': {
      const own = key.name.split('.').map(requesterIn).find((found) => found !== undefined);
      const held = own === undefined ? named(uses, key.name.split('.')[0] ?? '', within) : undefined;
      return own ?? (held?.kind === 'variable' ? first(held.values) : undefined);
    }
    case 'template':
    case 'concat':
      return first(key.parts.flatMap((part) => (typeof part === 'string' ? [] : [part])));
    case 'either':
      return first(key.options);
    case 'call':
      return first(key.args);
    default:
      return undefined;
  }
}
