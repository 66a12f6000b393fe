/** Calls that make a response. Pure. */
import type { CallExpression } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';

const RESPONSE = /^((fastapi|starlette)\.(exceptions\.)?HTTPException|(fastapi|starlette)\.responses\.\w*Response|flask\.(json\.|wrappers\.|helpers\.|templating\.)?(jsonify|make_response|abort|render_template|Response)|flask_(restful|restx|smorest)\.abort|werkzeug\.exceptions\.(abort|InternalServerError|BadRequest)|django\.http\.(response\.)?(Http|Json|StreamingHttp)Response\w*|django\.shortcuts\.render|django\.template\.response\.(Simple)?TemplateResponse|rest_framework\.response\.Response)$/;

/** Whether a call makes a response of Django, REST framework, FastAPI or Flask, or raises one, or of a class of the repository that is one. */
export function isResponse(model: ProjectModel, inside: FunctionSymbol, { callee }: CallExpression): boolean {
  if (dottedName(callee) === undefined) return false;
  const resolved = model.symbols.resolveExpression(inside.path, callee, inside.node);
  if (resolved.kind === 'external') return RESPONSE.test(resolved.dotted);
  return resolved.kind === 'class' && model.symbols.inherits(resolved, (dotted) => RESPONSE.test(dotted)) === 'yes';
}
