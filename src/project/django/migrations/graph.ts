/** The order of migrations. Pure. */
import type { MigrationFile } from './read.js';

export interface MigrationGraph {
  /** Migrations that count: those that a squashed one replaces are left out. */
  readonly nodes: readonly MigrationFile[];
  /** All in an order in which each stands after what it needs. */
  readonly order: readonly MigrationFile[];
  /** Names that no migration of the app needs. */
  leaves(app: string): readonly MigrationFile[];
}

/** Builds the graph over all apps of the repository. */
export function createGraph(files: readonly MigrationFile[]): MigrationGraph {
  const replacedBy = new Map<string, string>();
  for (const file of files) for (const old of file.replaces) if (keyOf(old) !== keyOf(file)) replacedBy.set(keyOf(old), keyOf(file));
  const nodes = files.filter((file) => !replacedBy.has(keyOf(file)));
  const live = (key: string): string => {
    let current = key;
    for (let depth = 0; depth < 20; depth += 1) {
      const next = replacedBy.get(current);
      if (next === undefined) return current;
      current = next;
    }
    return current;
  };
  const parents = parentsOf(files, nodes, live);
  const parentsInApp = (app: string): ReadonlySet<string> => new Set(nodes.filter((node) => node.app === app).flatMap((node) => [...(parents.get(keyOf(node)) ?? [])]));
  return {
    nodes,
    order: ordered(nodes, parents),
    leaves(app) {
      const needed = parentsInApp(app);
      return nodes.filter((node) => node.app === app && !needed.has(keyOf(node)));
    },
  };
}

function keyOf({ app, name }: { readonly app: string; readonly name: string }): string {
  return `${app}.${name}`;
}

/** What each live migration needs: its own dependencies, those of what it replaces, `run_before` turned round. */
function parentsOf(files: readonly MigrationFile[], nodes: readonly MigrationFile[], live: (key: string) => string): ReadonlyMap<string, ReadonlySet<string>> {
  const parents = new Map<string, Set<string>>(nodes.map((node) => [keyOf(node), new Set()]));
  const firsts = new Map<string, string>();
  const latests = new Map<string, string>();
  for (const node of nodes) {
    if (!firsts.has(node.app) && node.dependencies.every(({ app }) => app !== node.app)) firsts.set(node.app, keyOf(node));
    latests.set(node.app, keyOf(node));
  }
  for (const file of files) {
    const own = live(keyOf(file));
    for (const { app, name } of file.dependencies) {
      const wanted = name === '__first__' ? firsts.get(app) : name === '__latest__' ? latests.get(app) : live(`${app}.${name}`);
      if (wanted !== undefined && wanted !== own) parents.get(own)?.add(wanted);
    }
    for (const later of file.runBefore) {
      const key = live(keyOf(later));
      if (key !== own) parents.get(key)?.add(own);
    }
  }
  return parents;
}

function ordered(nodes: readonly MigrationFile[], parents: ReadonlyMap<string, ReadonlySet<string>>): readonly MigrationFile[] {
  const byKey = new Map(nodes.map((node) => [keyOf(node), node]));
  const done = new Set<string>();
  const order: MigrationFile[] = [];
  for (const root of nodes) {
    const stack: { key: string; left: string[] }[] = [];
    const enter = (key: string): void => {
      if (done.has(key) || !byKey.has(key)) return;
      done.add(key);
      stack.push({ key, left: [...(parents.get(key) ?? [])].sort() });
    };
    enter(keyOf(root));
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.left.shift();
      if (next !== undefined) enter(next);
      else {
        stack.pop();
        order.push(byKey.get(top.key) as MigrationFile);
      }
    }
  }
  return order;
}
