/** Gathers reads and keeps those that cost a query for each row. */
import type { Located } from '../../../facts/python/code/nodes.js';
import type { Span } from '../../../facts/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isNullThere } from './fix.js';
import { isLoaded, type Read, type Root, type Spot } from './rows.js';

export interface Collected {
  /** Of one loop, at one place and of one form; several where what is called there reads several relations. */
  readonly reads: readonly (readonly [Read, ...Read[]])[];
  readonly passed: number;
  readonly unknowns: readonly { readonly spot: Spot; readonly reason: string }[];
}

/** Takes all reads of a file; one is kept for each relation of each loop. */
export class Collector {
  private readonly byRoot = new Map<Root, Map<string, Read>>();
  private readonly loaded = new Set<string>();
  private readonly open = new Map<string, { spot: Spot; reason: string }>();

  constructor(private readonly model: ProjectModel) {}

  readonly add = (read: Read): void => {
    const { root, path, form } = read;
    if ([...root.assigned].some((set) => path === set || path.startsWith(`${set}__`))) return;
    const key = `${form} ${path}`;
    const place = `${key} ${JSON.stringify(spanOf(this.model, anchorOf(read)))}`;
    if (form !== 'refined' && isLoaded(root, path)) this.loaded.add(place);
    else if (form !== 'refined' && root.loaded.perhaps?.includes(path) === true) this.open.set(place, { spot: anchorOf(read), reason: `\`${root.model.name}.${path}\`: loaded in one branch of the code and not in another` });
    else if (root.loaded.open !== null) this.open.set(place, { spot: anchorOf(read), reason: `\`${root.model.name}.${path}\`: ${root.loaded.open}` });
    else {
      const known = this.byRoot.get(root) ?? new Map<string, Read>();
      this.byRoot.set(root, known);
      if (!known.has(key)) known.set(key, read);
    }
  };

  done(): Collected {
    const reads = [...this.byRoot.values()].flatMap((known) => folded([...known.values()]));
    return { reads: this.grouped(this.onePerPlace(reads).filter((read) => !isNullThere(this.model, read))), passed: this.loaded.size, unknowns: [...this.open.values()] };
  }

  /** What one call in a loop reads is one finding for each way to repair it. */
  private grouped(reads: readonly Read[]): readonly (readonly [Read, ...Read[]])[] {
    const groups = new Map<string, [Read, ...Read[]]>();
    for (const [index, read] of reads.entries()) {
      const place = read.via.length === 0 || read.root.frame === null ? index : JSON.stringify(spanOf(this.model, anchorOf(read)));
      const key = `${place} ${read.form}`;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [read]);
      else known.push(read);
    }
    return [...groups.values()];
  }

  /**
   * A serializer or template that several views use has one finding for each relation; so have several loops over one
   * queryset, whose rows keep what they fetched.
   */
  private onePerPlace(reads: readonly Read[]): readonly Read[] {
    const seen = new Set<string>();
    const sources = new Map<object, Set<string>>();
    return reads.filter((read) => {
      const { source, frame } = read.root;
      if (source !== null && frame !== null) {
        const known = sources.get(source.origin) ?? new Set<string>();
        sources.set(source.origin, known);
        if (known.has(`${read.form} ${read.path}`)) return false;
        known.add(`${read.form} ${read.path}`);
      }
      const key = `${read.form} ${read.path} ${JSON.stringify(spanOf(this.model, anchorOf(read)))}`;
      return !seen.has(key) && seen.add(key);
    });
  }
}

/** Loading `customer__company` loads `customer` as well; loaded rows are counted without a query. */
function folded(reads: readonly Read[]): readonly Read[] {
  const fetched = new Set(reads.flatMap(({ form, path }) => (form === 'prefetch' ? [path] : [])));
  return reads.filter((read) => !(read.form === 'counted' && fetched.has(read.path)) && !reads.some((other) => other.path.startsWith(`${read.path}__`) && (other.form === 'select' || (other.form === 'prefetch' && read.form === 'prefetch' && isInside(anchorOf(read), anchorOf(other))))));
}

function isInside(inner: Spot, outer: Spot): boolean {
  if (inner.path !== outer.path) return false;
  if ('span' in inner.at || 'span' in outer.at) return inner.at === outer.at;
  return outer.at.start <= inner.at.start && inner.at.end <= outer.at.end;
}

/** Where the finding stands: in the loop, at what leads to the read. */
export function anchorOf({ via, spot }: Read): Spot {
  return via[0]?.spot ?? spot;
}

export function spanOf(model: ProjectModel, { path, at }: Spot): Span {
  return 'span' in at ? at.span : model.symbols.span(path, at as Located);
}
