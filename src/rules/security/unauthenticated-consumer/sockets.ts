/** WebSocket routes of FastAPI and Starlette. Pure. */
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import type { JudgementBuilder } from '../../shared/judgement.js';
import { gateOf, handlerOf, identityOf, looksItself } from '../../shared/pyweb/requirements.js';

/** Judges the WebSocket routes that a file declares. */
export function openSockets(path: string, model: ProjectModel, judgement: Omit<JudgementBuilder<{ readonly route: string; readonly handler: string }>, 'done'>): void {
  if (!model.pyweb.present) return;
  const seen = new Set<unknown>();
  for (const route of model.pyweb.at(path).routes) {
    const { declared } = route;
    if (declared.protocol !== 'websocket' || seen.has(declared)) continue;
    seen.add(declared);
    const handler = handlerOf(model, declared);
    const line = declared.place.span[0];
    if (handler === undefined) {
      judgement.unknown(line, 'the handler of the WebSocket can\'t be told');
      continue;
    }
    const identity = identityOf(model, route);
    const accept = acceptOf(model, handler);
    if (identity.kind === 'yes' || looksItself(model, handler) || accept === undefined) judgement.pass();
    else if (identity.kind === 'unknown') judgement.unknown(line, identity.reason);
    else if (gateOf(model) !== undefined) judgement.unknown(line, `\`${gateOf(model)}\` may refuse connections`);
    else judgement.match({ span: accept, symbol: handler.symbol, subject: route.pattern, causes: [{ path, text: 'accept' }, { path, text: handler.node.name }], related: [], data: { route: route.pattern, handler: handler.symbol } });
  }
}

/** Where the handler accepts: its own `accept()`, or the call that leads to one. */
function acceptOf(model: ProjectModel, handler: FunctionSymbol): ReturnType<ProjectModel['symbols']['span']> | undefined {
  const [way] = model.django.calls.reach(handler, 2, ({ callee }) => callee.kind === 'attribute' && callee.attribute === 'accept');
  const first = way?.steps[0];
  return first === undefined ? undefined : model.symbols.span(handler.path, first.call);
}
