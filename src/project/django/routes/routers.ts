/** Routers of REST framework: where they are made, and what is registered with them. Pure. */
import { dottedName, keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import type { FileFacts } from '../../../facts/types.js';
import { early } from '../../tracked.js';
import type { DjangoInput } from '../input.js';
import type { Place } from '../types.js';
import { moduleSpot, type Finder, type Made, type Spot } from './finder.js';
import type { Guarded, Version } from './script.js';

export interface Registration {
  readonly place: Place;
  readonly spot: Spot;
  /** null when it is computed. */
  readonly prefix: string | null;
  readonly viewset: Expression | undefined;
  /** null when it is computed, undefined when none is given. */
  readonly basename: string | null | undefined;
  readonly guard: Guarded;
}

export interface Router {
  readonly made: Made;
  readonly place: Place;
  /** The router serves a root view that lists the others, and suffixes. */
  readonly root: boolean;
  /** What ends each pattern; null when it is computed. */
  readonly slash: string | null;
  /** The router that it is nested in. */
  readonly parent: { readonly router: Made; readonly prefix: string | null; readonly lookup: string | null } | null;
  readonly registrations: readonly Registration[];
  /** Why other routes may be there; null when all are seen. */
  readonly open: string | null;
}

/** Routers whose routes are made as REST framework's own are. */
const PLAIN = /^rest_framework(_nested)?\.(routers|relations)\.(DefaultRouter|SimpleRouter|NestedSimpleRouter|NestedDefaultRouter)$/;
const ANY = /^(rest_framework|drf|dynamic_rest)[\w.]*\.\w*Router$|\.routers?\.\w*Router$/;
/** Methods by which a subclass makes other routes. */
const REMADE = ['get_urls', 'routes', 'get_routes', 'get_lookup_regex', 'get_method_map', 'get_default_basename', 'register', '__init__'];

/** Finds the routers of one tree. */
export class RouterIndex {
  private readonly registered = early(() => this.registrations());

  constructor(
    private readonly input: DjangoInput,
    private readonly finder: Finder,
  ) {}

  /** The router that an expression names; undefined when it names none. */
  at(spot: Spot, expression: Expression): Router | undefined {
    const found = this.finder.find(spot, expression);
    return found.kind === 'made' ? this.of(found.made) : undefined;
  }

  /** The router that a name holds. */
  of(made: Made): Router | undefined {
    const call = this.routerCall(made);
    if (call === undefined) return undefined;
    const kind = this.kindOf(made.path, call);
    if (kind === undefined) return undefined;
    const { entries, open } = this.registered().get(keyOf(made)) ?? { entries: [], open: null };
    return {
      made,
      place: { path: made.path, span: this.input.symbols.span(made.path, call) },
      root: kind.root && !isFalse(keywordOf(call, 'include_root_view')?.value),
      slash: slashOf(call, made, this.finder),
      parent: this.parentOf(made, call),
      registrations: entries,
      open: kind.open ?? open,
    };
  }

  private routerCall({ path, version }: Made): CallExpression | undefined {
    for (let one: Version | undefined = version; one !== undefined; one = one.previous) {
      const call = [one.value, ...(one.value.kind === 'conditional' ? [one.value.body, one.value.orElse] : [])].find((value): value is CallExpression => value.kind === 'call' && this.kindOf(path, value) !== undefined);
      if (call !== undefined) return call;
    }
    return undefined;
  }

  private kindOf(path: string, call: CallExpression): { readonly root: boolean; readonly open: string | null } | undefined {
    const made = this.input.symbols.resolveExpression(path, call.callee);
    if (made.kind === 'external') return ANY.test(made.dotted) ? { root: made.dotted.endsWith('DefaultRouter'), open: PLAIN.test(made.dotted) ? null : `${made.dotted} may make other routes` } : undefined;
    if (made.kind !== 'class') return undefined;
    const { classes, external, unknown } = this.input.symbols.ancestry(made);
    if (!external.some((base) => ANY.test(base))) return undefined;
    const remade = classes.some(({ node }) => node.body.some((statement) => statement.kind === 'function' ? REMADE.includes(statement.name) : statement.kind === 'assign' && statement.targets.some((target) => target.kind === 'name' && REMADE.includes(target.id))));
    const plain = external.every((base) => PLAIN.test(base)) && unknown.length === 0 && !remade;
    return { root: external.some((base) => base.endsWith('DefaultRouter')), open: plain ? null : `\`${made.symbol}\` may make other routes` };
  }

  private parentOf({ path }: Made, call: CallExpression): Router['parent'] {
    const [first, second] = call.args;
    const parent = first ?? keywordOf(call, 'parent_router')?.value;
    if (parent === undefined || !/Nested/.test(dottedName(call.callee) ?? '')) return null;
    const found = this.finder.find(moduleSpot(path), parent);
    const prefix = second ?? keywordOf(call, 'parent_prefix')?.value;
    const lookup = keywordOf(call, 'lookup')?.value ?? call.args[2];
    if (found.kind !== 'made') return null;
    return { router: found.made, prefix: literalString(prefix) ?? null, lookup: lookup === undefined ? 'nested_1' : (literalString(lookup) ?? null) };
  }

  /** Every `router.register(…)` of the repository by its router. */
  private registrations(): ReadonlyMap<string, { entries: Registration[]; open: string | null }> {
    const known = new Map<string, { entries: Registration[]; open: string | null }>();
    const held = (made: Made): { entries: Registration[]; open: string | null } => {
      const key = keyOf(made);
      const entry = known.get(key) ?? { entries: [], open: null };
      known.set(key, entry);
      return entry;
    };
    const extended: { readonly from: Made; readonly into: Made }[] = [];
    for (const { path } of this.input.scan(mayRegister)()) {
      for (const { call, receiver, method, guard } of this.finder.script(path).calls) {
        const spot = moduleSpot(path);
        if (method === 'register') {
          const chained = receiver.kind === 'call';
          const made = this.madeRouter(spot, chained ? innermost(receiver) : receiver);
          if (made === undefined) continue;
          if (chained) held(made).open = 'registrations are chained';
          else if (guard === 'loop') held(made).open = 'viewsets are registered in a loop';
          else held(made).entries.push(this.registration(spot, call, guard));
        } else if (method === 'extend' && receiver.kind === 'attribute' && receiver.attribute === 'registry') {
          const into = this.madeRouter(spot, receiver.value);
          const [other] = call.args;
          const from = other?.kind === 'attribute' && other.attribute === 'registry' ? this.madeRouter(spot, other.value) : undefined;
          if (into !== undefined && from !== undefined) extended.push({ from, into });
          else if (into !== undefined) held(into).open = 'its registry is extended by another';
        }
      }
    }
    for (const { from, into } of extended) {
      held(into).entries.push(...held(from).entries);
      held(into).open ??= held(from).open;
    }
    return known;
  }

  private madeRouter(spot: Spot, expression: Expression): Made | undefined {
    if (dottedName(expression) === undefined) return undefined;
    const found = this.finder.find(spot, expression);
    return found.kind === 'made' && this.routerCall(found.made) !== undefined ? found.made : undefined;
  }

  private registration(spot: Spot, call: CallExpression, guard: Guarded): Registration {
    const prefix = call.args[0] ?? keywordOf(call, 'prefix')?.value;
    const basename = call.args[2] ?? keywordOf(call, 'basename')?.value ?? keywordOf(call, 'base_name')?.value;
    return {
      place: { path: spot.path, span: this.input.symbols.span(spot.path, call) },
      spot,
      prefix: prefix === undefined ? null : (this.finder.text(spot, prefix) ?? null),
      viewset: call.args[1] ?? keywordOf(call, 'viewset')?.value,
      basename: basename === undefined || (basename.kind === 'constant' && basename.value === null) ? undefined : (this.finder.text(spot, basename) ?? null),
      guard,
    };
  }
}

/** Spares most files the reading of their syntax. */
function mayRegister({ code }: FileFacts, path: string): boolean {
  return path.endsWith('.py') && code !== undefined && (code.includes('"register"') || code.includes('registry') || code.includes('.register"')) && code.includes('outer');
}

function keyOf({ path, name }: Made): string {
  return `${path} ${name}`;
}

/** The receiver of the first call of a chain. */
function innermost(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'call') inner = inner.callee.kind === 'attribute' ? inner.callee.value : inner.callee;
  return inner;
}

function slashOf(call: CallExpression, { path, name }: Made, finder: Finder): string | null {
  const assigned = finder.script(path).names.get(`${name}.trailing_slash`)?.value;
  const given = keywordOf(call, 'trailing_slash')?.value ?? (call.args[0]?.kind === 'constant' ? call.args[0] : undefined);
  if (assigned !== undefined) return literalString(assigned) ?? null;
  if (given === undefined) return '/';
  if (given.kind === 'constant') return given.value === true ? '/' : '';
  return literalString(given) ?? null;
}

function isFalse(expression: Expression | undefined): boolean {
  return expression?.kind === 'constant' && expression.value === false;
}
