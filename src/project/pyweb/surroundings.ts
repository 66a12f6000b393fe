/** What stands around the routes of an app: middleware, extensions, what runs before requests and at the start. Pure. */
import type { CallExpression, Expression } from '../../facts/python/code/nodes.js';
import { keywordOf } from '../../facts/python/code/walk.js';
import type { FunctionSymbol } from '../python/symbols-types.js';
import { requiredByDecorators } from './dependencies.js';
import type { Holders } from './holders.js';
import type { PywebInput } from './input.js';
import type { CallUse, Creation, DecoratorUse, Scan, Scopes } from './scan.js';
import type { Dependency, Holder, Middleware } from './types.js';

export class Surroundings {
  readonly middleware: Middleware[] = [];
  readonly lifespans: FunctionSymbol[] = [];
  readonly before = new Map<Holder, Dependency[]>();

  constructor(
    private readonly input: PywebInput,
    private readonly holders: Holders,
  ) {}

  /** Reads a file's decorators, calls and creations. */
  read(path: string, scan: Scan): void {
    for (const use of scan.decorators) this.decorator(path, use);
    for (const use of scan.calls) this.call(path, use);
    for (const creation of scan.creations) this.extension(path, creation);
  }

  /** `FastAPI(lifespan=…, middleware=[…], on_startup=[…])`. */
  app(app: Holder): void {
    const scopes = app.inside === null ? [] : [app.inside.node];
    const lifespan = keywordOf(app.call, 'lifespan')?.value;
    const listed = ['on_startup', 'on_shutdown'].flatMap((name) => items(keywordOf(app.call, name)?.value));
    for (const one of lifespan === undefined ? listed : [lifespan, ...listed]) this.lifespan(app.path, one, scopes);
    for (const item of items(keywordOf(app.call, 'middleware')?.value)) if (item.kind === 'call' && item.args[0] !== undefined) this.add(app, app.path, item.args[0], item, scopes);
  }

  private decorator(path: string, { verb, holder, target, call, loops, scopes }: DecoratorUse): void {
    if (target.kind !== 'function') return;
    const symbol = this.input.symbols.functions(path).find(({ node }) => node === target);
    if (symbol === undefined) return;
    for (const one of this.holders.of(path, holder, { scopes, loops }).holders) {
      if (verb === 'on_event') this.lifespans.push(symbol);
      else if (verb === 'middleware') this.middleware.push({ app: one, form: 'function', dotted: symbol.symbol, target: symbol, place: { path, span: this.input.symbols.span(path, call ?? target) }, call: null, inside: null });
      else if (verb.startsWith('before_')) this.before.set(one, [...(this.before.get(one) ?? []), { form: 'before-request', target: symbol, name: symbol.symbol, place: { path, span: this.input.symbols.span(path, target) } }]);
    }
  }

  private call(path: string, use: CallUse): void {
    const { verb, call, scopes } = use;
    const [first, second] = call.args;
    if (verb === 'init_app' && first !== undefined) {
      for (const app of this.holders.of(path, first, use).holders) this.add(app, path, use.holder, call, scopes, 'extension');
      return;
    }
    if (first === undefined || !/^(add_middleware|add_event_handler|before_request|before_app_request)$/.test(verb)) return;
    for (const one of this.holders.of(path, use.holder, use).holders) {
      if (verb === 'add_middleware') this.add(one, path, first, call, scopes);
      else if (verb === 'add_event_handler' && second !== undefined) this.lifespan(path, second, scopes);
      else if (verb.startsWith('before_')) {
        const [found] = requiredByDecorators(this.input.symbols, path, [first], scopes.at(-1)).dependencies;
        if (found !== undefined) this.before.set(one, [...(this.before.get(one) ?? []), { ...found, form: 'before-request' }]);
      }
    }
  }

  /** `CORS(app)`, `Limiter(app=app)`. */
  private extension(path: string, { call, scopes, loops }: Creation): void {
    const handed = [call.args[0], call.args[1], keywordOf(call, 'app')?.value].filter((one) => one?.kind === 'name' || one?.kind === 'attribute');
    if (handed.length === 0) return;
    const resolved = this.input.symbols.resolveExpression(path, call.callee, scopes.at(-1));
    if (resolved.kind !== 'external' || !/^flask_|^flask_?\w*\.|^werkzeug|^secure/.test(resolved.dotted)) return;
    for (const one of handed) for (const app of this.holders.of(path, one as Expression, { scopes, loops }).holders) this.add(app, path, call.callee, call, scopes, 'extension');
  }

  private add(app: Holder, path: string, what: Expression, call: CallExpression, scopes: Scopes, form: Middleware['form'] = 'middleware'): void {
    let target = this.input.symbols.resolveExpression(path, what, scopes.at(-1));
    if (target.kind === 'value' && target.value.kind === 'call') target = this.input.symbols.resolveExpression(target.path, target.value.callee);
    const dotted = target.kind === 'external' ? target.dotted : target.kind === 'class' || target.kind === 'function' ? target.symbol : '';
    this.middleware.push({ app, form, dotted, target, place: { path, span: this.input.symbols.span(path, call) }, call, inside: this.holders.functionSymbol(path, scopes) });
  }

  private lifespan(path: string, expression: Expression, scopes: Scopes): void {
    const callee = expression.kind === 'call' ? expression.callee : expression;
    const resolved = this.input.symbols.resolveExpression(path, callee, scopes.at(-1));
    const symbol = resolved.kind === 'function' ? this.input.symbols.functions(resolved.path).find(({ node }) => node === resolved.node) : undefined;
    if (symbol !== undefined) this.lifespans.push(symbol);
  }
}

function items(value: Expression | undefined): readonly Expression[] {
  return value?.kind === 'list' || value?.kind === 'tuple' ? value.items : [];
}
