/** Keys that code of FastAPI and Flask signs sessions and tokens with, written in the source. Pure. */
import type { Expression, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, literalString, walkExpressions } from '../../../facts/python/code/walk.js';
import type { Span } from '../../../facts/types.js';
import { isFixturePath, isShippedPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { productionModules } from '../../shared/production-settings.js';
import { statementsWithin } from '../../shared/python-statements.js';
import { isSecret } from './settings.js';

/** It never holds the key itself. */
export interface CodeKey {
  /** As a reader knows it: `SessionMiddleware(secret_key=…)`. */
  readonly name: string;
  readonly span: Span;
  readonly symbol: string;
  /** The variable of the environment in whose absence it counts; null where it always does. */
  readonly insteadOf: string | null;
}

const NAME = /^(APP_|FLASK_|SESSION_|AUTH_|API_)?(SECRET_KEY|SESSION_SECRET|JWT_SECRET(_KEY)?|JWT_SIGNING_KEY|JWT_KEY|SIGNING_KEY|CSRF_SECRET|WTF_CSRF_SECRET_KEY|TOKEN_SECRET)$/i;
const OTHER_ENVIRONMENT = /(^|\.)(\w*(Test|Testing|Dev|Development|Local|Debug)\w*)$/;

/** What a file signs with. */
export function keysInCode(path: string, model: ProjectModel): readonly CodeKey[] {
  if (!model.pyweb.present || productionModules(model).length > 0 || !isShippedPath(path) || isFixturePath(path)) return [];
  return statementsWithin(model, path).flatMap(({ statement, symbol, inMain, inDebug }) =>
    inMain || inDebug || OTHER_ENVIRONMENT.test(symbol)
      ? []
      : keysOf(statement).flatMap(({ name, value }) => {
          const told = literalOf(value);
          return told === undefined || !isSecret(told.text, 'key') ? [] : [{ name, span: model.symbols.span(path, value), symbol, insteadOf: told.insteadOf }];
        }),
  );
}

interface Named {
  readonly name: string;
  readonly value: Expression;
}

function keysOf(statement: Statement): readonly Named[] {
  const found: Named[] = [];
  if (statement.kind === 'assign' && statement.value !== null) {
    for (const target of statement.targets) {
      const name = target.kind === 'name' ? target.id : target.kind === 'attribute' ? target.attribute : target.kind === 'subscript' && target.value.kind === 'attribute' && target.value.attribute === 'config' ? (literalString(target.index) ?? '') : '';
      if (NAME.test(name)) found.push({ name, value: statement.value });
    }
  }
  for (const root of expressionsOf(statement)) {
    walkExpressions(root, (expression) => {
      if (expression.kind !== 'call') return;
      const callee = dottedName(expression.callee) ?? '';
      if (/(^|\.)add_middleware$|(^|\.)SessionMiddleware$/.test(callee) && (callee.endsWith('SessionMiddleware') || /(^|\.)SessionMiddleware$/.test(expression.args[0] === undefined ? '' : (dottedName(expression.args[0]) ?? '')))) {
        const key = keywordOf(expression, 'secret_key')?.value;
        if (key !== undefined) found.push({ name: 'SessionMiddleware(secret_key=…)', value: key });
      }
      if (/\.config\.(update|from_mapping)$/.test(callee)) for (const { name, value } of expression.keywords) if (name !== null && name !== undefined && NAME.test(name)) found.push({ name, value });
    });
  }
  return found;
}

/** A text, or what `os.environ.get("X", "text")` and the like fall back to. */
function literalOf(value: Expression): { readonly text: string; readonly insteadOf: string | null } | undefined {
  const own = literalString(value);
  if (own !== undefined) return { text: own, insteadOf: null };
  if (value.kind === 'boolean') {
    const last = literalString(value.right);
    const read = value.left.kind === 'call' ? literalString(value.left.args[0]) : undefined;
    return last === undefined ? undefined : { text: last, insteadOf: read ?? 'the environment' };
  }
  if (value.kind !== 'call' || !/(^|\.)(environ\.get|getenv|config)$/.test(dottedName(value.callee) ?? '')) return undefined;
  const text = literalString(value.args[1] ?? keywordOf(value, 'default')?.value);
  return text === undefined ? undefined : { text, insteadOf: literalString(value.args[0]) ?? 'the environment' };
}
