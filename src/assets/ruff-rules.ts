/** Ruff's rules by their codes. I/O. */
import { readFileSync } from 'node:fs';

export interface RuffRules {
  /** Code -> the name that its page is called by. */
  readonly names: ReadonlyMap<string, string>;
  /** The same backwards: in preview Ruff gives names for codes. */
  readonly codes: ReadonlyMap<string, string>;
  /** Codes whose fixes are safe wherever Ruff offers one. */
  readonly safe: ReadonlySet<string>;
}

/** Reads the table of src/assets/data, which tells its source. Throws what `fs` and `JSON` throw when it is missing or broken. */
export function loadRuffRules(): RuffRules {
  const table = JSON.parse(readFileSync(new URL('./data/ruff-rules.json', import.meta.url), 'utf8')) as { readonly names: Record<string, string>; readonly safe: string };
  const names = Object.entries(table.names);
  return { names: new Map(names), codes: new Map(names.map(([code, name]) => [name, code])), safe: new Set(table.safe.split(' ')) };
}
