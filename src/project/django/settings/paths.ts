/** Paths that settings build from `__file__`. Pure. */
import { folderOf, joinPath } from '../../tree.js';
import type { Place, Value } from '../types.js';
import { unknown } from './values.js';

/** The folder `levels` above a path. */
export function parentOf(path: string, levels: number, place: Place): Value {
  let current = path;
  for (let left = levels; left > 0; left -= 1) {
    if (current === '') return unknown(place, 'it lies outside the repository');
    current = folderOf(current);
  }
  return { kind: 'path', path: current, place };
}

/** A path below another: `base / "templates"`, `os.path.join(base, "..", "templates")`. */
export function pathBelow(base: Value, pieces: readonly Value[], place: Place): Value {
  if (base.kind !== 'path') return unknown(place, 'it is a path that can\'t be told');
  const texts = pieces.map((piece) => (piece.kind === 'string' && !piece.value.startsWith('/') ? piece.value : undefined));
  if (texts.includes(undefined)) return unknown(place, 'it is a path that can\'t be told');
  const joined = joinPath(base.path, ...(texts as string[]));
  return joined === undefined ? unknown(place, 'it lies outside the repository') : { kind: 'path', path: joined, place };
}
