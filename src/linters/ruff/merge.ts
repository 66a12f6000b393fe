/** How one Ruff configuration extends another. Pure. */

export type Table = Readonly<Record<string, unknown>>;

/** Lists that add up over `extend`. */
const ADDED = new Set(['ignore', 'extend-select', 'extend-ignore', 'extend-fixable', 'extend-exclude', 'extend-include', 'extend-safe-fixes', 'extend-unsafe-fixes']);
/** What a child's own `select` sets aside. */
const SELECTION = ['select', 'extend-select', 'ignore', 'extend-ignore'];
/** Tables that are taken whole. */
const WHOLE = new Set(['per-file-ignores', 'per-file-target-version']);

/**
 * The options of a configuration that extends another, as Ruff combines them (docs.astral.sh/ruff/configuration, `extend`): the
 * child's values win; a child without `select` adds to the parent's selection, and one with it starts afresh.
 */
export function extendOptions(parent: Table, child: Table): Table {
  const selects = [child, table(child.lint)].some((level) => level.select !== undefined);
  return combine(selects ? withoutSelection(parent) : parent, child);
}

function withoutSelection(options: Table): Table {
  const plain = (level: Table): Table => Object.fromEntries(Object.entries(level).filter(([key]) => !SELECTION.includes(key)));
  return options.lint === undefined ? plain(options) : { ...plain(options), lint: plain(table(options.lint)) };
}

function combine(parent: Table, child: Table): Table {
  const wanted = list(child['extend-select']);
  const merged: Record<string, unknown> = parent.ignore === undefined ? { ...parent } : { ...parent, ignore: list(parent.ignore).filter((code) => !wanted.includes(code)) };
  for (const [key, value] of Object.entries(child)) {
    const before = merged[key];
    if (before === undefined) merged[key] = value;
    else if (ADDED.has(key)) merged[key] = [...list(before), ...list(value)];
    else if (isTable(before) && isTable(value) && !WHOLE.has(key)) merged[key] = key === 'extend-per-file-ignores' ? joined(before, value) : combine(before, value);
    else merged[key] = value;
  }
  return merged;
}

function joined(before: Table, after: Table): Table {
  return Object.fromEntries([...new Set([...Object.keys(before), ...Object.keys(after)])].map((key) => [key, [...list(before[key]), ...list(after[key])]]));
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The value as a table; an empty one where it is none. */
export function table(value: unknown): Table {
  return isTable(value) ? value : {};
}

/** The strings of a list. */
export function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
