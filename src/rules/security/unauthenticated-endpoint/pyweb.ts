/** Routes of FastAPI that change data, beside others that ask who calls. Pure. */
import { rangeOf } from '../../../findings/locate.js';
import type { PywebRoute } from '../../../project/pyweb/types.js';
import type { ProjectModel } from '../../../project/types.js';
import type { JudgementBuilder } from '../../shared/judgement.js';
import { gateOf, handlerOf, identityOf, looksItself } from '../../shared/pyweb/requirements.js';

export interface OpenEndpoint {
  readonly view: string;
  readonly methods: readonly string[];
  readonly sibling: { readonly symbol: string; readonly path: string; readonly line: number; readonly permission: string };
  /** `view` is a method and a path, the handler having no name. */
  readonly isRoute?: true;
}

const CHANGES = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Judges the routes that a file declares. `open`: names and paths that visitors are meant to reach. */
export function judgeRoutes(path: string, model: ProjectModel, open: RegExp, judgement: JudgementBuilder<OpenEndpoint>): void {
  if (!model.pyweb.present) return;
  const routes = model.pyweb.at(path).routes.filter(({ framework, declared }) => framework === 'fastapi' && declared.protocol === 'http');
  const sibling = siblingOf(model, path, routes);
  if (sibling === undefined) return;
  const seen = new Set<unknown>();
  for (const route of routes) {
    const { declared } = route;
    if (declared.methods === 'any' || !declared.methods.some((method) => CHANGES.includes(method)) || seen.has(declared)) continue;
    seen.add(declared);
    judge(route, { path, model, open, sibling, judgement });
  }
}

interface Around {
  readonly path: string;
  readonly model: ProjectModel;
  readonly open: RegExp;
  readonly sibling: OpenEndpoint['sibling'];
  readonly judgement: JudgementBuilder<OpenEndpoint>;
}

function judge(route: PywebRoute, { path, model, open, sibling, judgement }: Around): void {
  const { declared, pattern } = route;
  const identity = identityOf(model, route);
  const handler = handlerOf(model, declared);
  const line = declared.place.span[0];
  if (identity.kind === 'yes' || open.test(pattern) || open.test(declared.handler?.symbol ?? '')) return judgement.pass();
  if (identity.kind === 'unknown' || handler === undefined) return judgement.unknown(line, identity.kind === 'unknown' ? identity.reason : 'the handler can\'t be told');
  const gate = gateOf(model);
  if (gate !== undefined || looksItself(model, handler)) return judgement.unknown(line, gate === undefined ? 'the handler may ask who calls in a way of its own' : `\`${gate}\` may ask who calls`);
  const { node } = handler;
  const methods = declared.methods === 'any' ? [] : declared.methods;
  judgement.match({
    span: model.symbols.span(path, { start: node.nameStart, end: node.nameStart + node.name.length }),
    symbol: handler.symbol,
    subject: `${methods.join(' ')} ${pattern}`,
    causes: [{ path, text: node.name }],
    related: [{ path: sibling.path, range: rangeOf([sibling.line, 1, sibling.line, 1]), label: `\`${sibling.symbol}\` requires \`${sibling.permission}\`` }],
    data: { view: handler.symbol, methods, sibling },
  });
}

/** A route of the same file that changes data and asks who calls by its own dependencies. */
function siblingOf(model: ProjectModel, path: string, routes: readonly PywebRoute[]): OpenEndpoint['sibling'] | undefined {
  for (const route of routes) {
    const { declared } = route;
    if (declared.handler === undefined || declared.methods === 'any' || !declared.methods.some((method) => CHANGES.includes(method))) continue;
    const identity = identityOf(model, { dependencies: declared.dependencies, openDependencies: null });
    if (identity.kind === 'yes') return { symbol: declared.handler.symbol, path, line: declared.place.span[0], permission: identity.name };
  }
  return undefined;
}
