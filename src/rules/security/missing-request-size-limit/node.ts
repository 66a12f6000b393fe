/** Uploads and bodies that Node servers take whatever their size. Pure. */
import type { Span } from '../../../facts/types.js';
import type { Value } from '../../../facts/javascript/uses/types.js';
import { isFixturePath, isShippedPath } from '../../../project/path-uses.js';
import type { Subject } from '../../types.js';
import { entryOf, followed } from '../../shared/javascript/named-values.js';

export interface Unlimited {
  readonly span: Span;
  /** `multer`, `express.json`. */
  readonly name: string;
  readonly kind: 'match' | 'pass' | 'unknown';
}

const PARSER = /^(express|bodyParser)\.(json|urlencoded|text|raw)$/;

/** multer takes files of any size unless it is told a limit; the parsers of bodies are limited unless they are told otherwise. */
export function uploadsOf({ facts, path }: Subject): readonly Unlimited[] {
  const { javascript, skip } = facts;
  if (javascript?.uses === undefined || skip !== undefined || !isShippedPath(path) || isFixturePath(path)) return [];
  const { uses } = javascript;
  const made = uses.values.some(({ value }) => value.kind === 'call' && value.callee === 'require' && value.args[0]?.kind === 'string' && value.args[0].text === 'multer');
  const hasMulter = made || javascript.imports.some(({ specifier }) => specifier === 'multer');
  return uses.calls.flatMap(({ callee, args, span }): Unlimited[] => {
    if (hasMulter && callee === 'multer') return [{ span, name: callee, kind: multer(followed(uses, args[0], -1), args.length) }];
    return args.flatMap((arg) => (arg.kind === 'call' && PARSER.test(arg.callee) && isEndless(entryOf(arg.args[0], 'limit')) ? [{ span, name: arg.callee, kind: 'match' as const }] : []));
  });
}

function multer(options: Value | undefined, given: number): Unlimited['kind'] {
  if (given === 0) return 'match';
  const limits = entryOf(options, 'limits');
  if (options?.kind !== 'object' || limits === 'open') return 'unknown';
  const size = limits === undefined ? undefined : entryOf(limits, 'fileSize');
  return size === undefined ? 'match' : 'pass';
}

function isEndless(limit: Value | undefined | 'open'): boolean {
  return limit !== 'open' && limit?.kind === 'name' && limit.name === 'Infinity';
}
