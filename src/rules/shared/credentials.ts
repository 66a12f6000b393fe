/** Whether code looks at who is connected. Pure. */
import type { Expression, FunctionNode, Statement } from '../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, literalString, nestedBodies, walkExpressions } from '../../facts/python/code/walk.js';

/** Names that speak of who someone is or what they may do. */
const CREDENTIAL = /token|ticket|credential|authent|authori[sz]|permission|jwt|api_?key|secret|signature|signed|passw|session_?key|is_staff|is_superuser|login|logged|allowed|_access|access_|has_access|forbid|denied|unauth|can_(view|read|join|connect|access|watch|see)|may_|verif|check_user|get_user|current_user|is_member|is_owner|invite|passcode|pin_?code|\bcookies?\b|(^|_)auth(_|$)/i;

/** True when a function's body looks at the user in the scope, a token or a permission. */
export function looksAtWho(node: FunctionNode): boolean {
  return looks(node.body);
}

function looks(body: readonly Statement[]): boolean {
  return body.some((statement) => (statement.kind !== 'function' && statement.kind !== 'class' && expressionsOf(statement).some(isLook)) || nestedBodies(statement).some(looks));
}

function isLook(root: Expression): boolean {
  let found = false;
  walkExpressions(root, (expression) => {
    if (found) return false;
    found = speaks(expression);
    return !found;
  });
  return found;
}

function speaks(expression: Expression): boolean {
  switch (expression.kind) {
    case 'subscript':
      return isScope(expression.value) && /^(user|session|cookies|client)/.test(literalString(expression.index) ?? '');
    case 'call':
      return expression.callee.kind === 'attribute' && expression.callee.attribute === 'get' && isScope(expression.callee.value) && /^(user|session|cookies)/.test(literalString(expression.args[0]) ?? '');
    case 'attribute':
      return CREDENTIAL.test(expression.attribute) || (expression.attribute === 'user' && /^(self(\.scope)?|scope)$/.test(dottedName(expression.value) ?? ''));
    case 'name':
      return CREDENTIAL.test(expression.id);
    case 'string':
      return expression.value.length < 60 && !expression.value.includes(' ') && CREDENTIAL.test(expression.value);
    default:
      return false;
  }
}

function isScope(expression: Expression): boolean {
  return (dottedName(expression) ?? '').split('.').at(-1) === 'scope';
}
