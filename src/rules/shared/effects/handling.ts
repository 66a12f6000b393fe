/** Whether an error of a call is dealt with around it. Pure. */
import type { Expression, FunctionNode, TryStatement } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';
import type { OwnCall } from '../../../project/python/calls/types.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';

/** Exceptions that no network error is one of. */
const UNRELATED = /(^|\.)(KeyError|IndexError|AttributeError|TypeError|LookupError|ImportError|ModuleNotFoundError|UnicodeError|UnicodeDecodeError|\w*DoesNotExist|Http404|PermissionDenied|MultipleObjectsReturned|IntegrityError)$/;
/** Decorators that let errors through. */
const TRANSPARENT =
  /(^|\.)(staticmethod|classmethod|property|cached_property|abstractmethod|override|overload|lru_cache|cache|cache_page|wraps|login_required|staff_member_required|permission_required|user_passes_test|csrf_exempt|csrf_protect|ensure_csrf_cookie|never_cache|require_\w+|method_decorator|api_view|permission_classes|authentication_classes|throttle_classes|renderer_classes|parser_classes|action|extend_schema\w*|swagger_auto_schema|xframe_options_\w+|sensitive_\w+|atomic|display|setter|contextmanager|receiver)$/;
const TASK = /(^|\.)(shared_task|task|periodic_task|job|actor|db_task|db_periodic_task)$/;

/** Whether a `try`, a context manager or a decorator deals with what the call may raise. Context managers and decorators of the repository that can't be read count: they may. */
export function isHandled(model: ProjectModel, inside: FunctionSymbol, own: Pick<OwnCall, 'tries' | 'contexts'>): boolean {
  return own.tries.some(catches) || own.contexts.some((context) => mayCatch(model, inside, context)) || inside.node.decorators.some(mayHandle);
}

/** Whether the function is a task of a queue: the queue records its errors. */
export function isTask(node: FunctionNode): boolean {
  return node.decorators.some((decorator) => TASK.test(nameOf(decorator)));
}

function catches(statement: TryStatement): boolean {
  return statement.handlers.some(({ type }) => type === null || (type.kind === 'tuple' ? type.items : [type]).some((one) => !UNRELATED.test(dottedName(one) ?? '')));
}

function mayCatch(model: ProjectModel, inside: FunctionSymbol, context: Expression): boolean {
  if (context.kind !== 'call') return false;
  const resolved = model.symbols.resolveExpression(inside.path, context.callee, inside.node);
  if (resolved.kind === 'external') return /suppress|assertRaises|raises$/.test(resolved.dotted);
  if (resolved.kind === 'unknown') return model.django.calls.receiver(inside, context)?.kind !== 'external';
  return true;
}

function mayHandle(decorator: Expression): boolean {
  return !TRANSPARENT.test(nameOf(decorator)) && !TASK.test(nameOf(decorator));
}

function nameOf(decorator: Expression): string {
  return dottedName(decorator.kind === 'call' ? decorator.callee : decorator) ?? '';
}
