/** Paths that are safe to write. Pure. */

/**
 * Whether a file may be created at the path: relative to the repository's top, `/`-separated, with nothing in it that leads
 * out of the repository or into what git keeps for itself, on any system.
 */
export function isPlainPath(path: string): boolean {
  if (path === '' || /[\\:\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((part) => !/^(\.{0,2}|\.git|git~1)[. ]*$/i.test(part));
}
