/** Routes of applications through the mounts that lead to them. Pure. */
import { mayBeBelow, segmentsOf } from '../http/paths.js';
import { joined } from './patterns.js';
import type { DeclaredNodeRoute, NodeHolder, NodeMiddleware, NodeMount, NodeOpening, NodePlace, NodeRoute } from './types.js';

export interface Parts {
  /** What stands on each holder, in the order of the source. */
  readonly itemsOf: (holder: NodeHolder) => readonly Item[];
  readonly prefixOf: (holder: NodeHolder) => string | undefined;
}

export type Item =
  | { readonly kind: 'route'; readonly route: DeclaredNodeRoute }
  | { readonly kind: 'mount'; readonly mount: NodeMount }
  | { readonly kind: 'middleware'; readonly middleware: NodeMiddleware };

interface Way {
  readonly app: NodeHolder;
  /** Undefined from the first prefix on that can't be told. */
  readonly prefix: string | undefined;
  readonly through: readonly NodePlace[];
  readonly middleware: readonly NodeMiddleware[];
  readonly conditional: boolean;
  readonly unknown: string | null;
  readonly holders: readonly NodeHolder[];
}

const LONGEST_WAY = 12;

/** Collects what an application serves. */
export class Composer {
  readonly routes: NodeRoute[] = [];
  readonly open: NodeOpening[] = [];

  constructor(private readonly parts: Parts) {}

  /** `unknown`: why the paths of this holder's routes may be others. */
  app(app: NodeHolder, unknown: string | null): void {
    this.walk(app, { app, prefix: '/', through: [], middleware: [], conditional: false, unknown, holders: [] });
  }

  private walk(holder: NodeHolder, way: Way): void {
    if (way.holders.includes(holder) || way.holders.length > LONGEST_WAY) return;
    const own = this.parts.prefixOf(holder);
    const at: Way = { ...way, prefix: joined(way.prefix, own), holders: [...way.holders, holder], unknown: own === undefined ? 'the prefix of a router can\'t be told' : way.unknown };
    let middleware = way.middleware;
    for (const item of this.parts.itemsOf(holder)) {
      if (item.kind === 'middleware') middleware = [...middleware, { ...item.middleware, prefix: joined(at.prefix, item.middleware.prefix) }];
      else if (item.kind === 'route') this.addRoute(item.route, { ...at, middleware });
      else this.addMount(item.mount, { ...at, middleware });
    }
  }

  private addRoute(declared: DeclaredNodeRoute, { app, prefix, through, middleware, conditional, unknown }: Way): void {
    const pattern = joined(prefix, declared.pattern) ?? joined(prefix, '{*}') ?? '/{*}';
    const reason = unknown ?? (prefix === undefined ? 'the prefix of a router can\'t be told' : declared.pattern === undefined ? 'its path can\'t be told' : null);
    const seen = middleware.filter((one) => one.level === 'mount' || one.prefix === undefined || mayBeBelow(segmentsOf(one.prefix), segmentsOf(pattern)));
    this.routes.push({ framework: app.framework, declared, app, pattern, segments: segmentsOf(prefix === undefined ? `/{*}${declared.pattern ?? ''}` : pattern), through, middleware: [...seen, ...declared.middleware], unknown: reason, conditional: conditional || declared.conditional });
  }

  private addMount(mount: NodeMount, way: Way): void {
    const prefix = joined(way.prefix, mount.prefix);
    if (mount.child === undefined) {
      this.open.push({ framework: way.app.framework, pattern: prefix ?? '/', reason: mount.open ?? 'what is mounted can\'t be told', place: mount.place, server: way.app.path });
      return;
    }
    this.walk(mount.child, { ...way, prefix, through: [...way.through, mount.place], middleware: [...way.middleware, ...mount.middleware], conditional: way.conditional || mount.conditional });
  }
}
