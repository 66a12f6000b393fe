/** Where Python code names a template that Django looks up. Pure. */
import type { CallExpression, ClassNode, Expression, Statement, StringExpression, TryStatement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, literalString, nestedBodies, walkExpressions } from '../../../facts/python/code/walk.js';
import type { PythonSymbols } from '../../../project/python/symbols-types.js';

/** One use: any of `names` does. */
export interface TemplateUse {
  readonly names: readonly StringExpression[];
  /** Dotted enclosing symbol. */
  readonly symbol: string;
}

/** Functions of Django that take a template's name -> the position of the argument. */
const CALLS: Readonly<Record<string, number>> = {
  'django.shortcuts.render': 1,
  'django.template.loader.render_to_string': 0,
  'django.template.loader.get_template': 0,
  'django.template.loader.select_template': 0,
  'django.template.response.TemplateResponse': 1,
  'django.template.response.SimpleTemplateResponse': 0,
};
/** Keywords and attributes that Django's own views take a template's name by. */
const SETTINGS = new Set(['template_name', 'email_template_name', 'subject_template_name', 'html_email_template_name', 'extra_email_template_name']);
/** The view that reads all of them. Others read the first one: what they keep under the other names is their own. */
const RESETS_PASSWORDS = 'django.contrib.auth.views.PasswordResetView';
const LAST = new Set([...Object.keys(CALLS).map((dotted) => dotted.slice(dotted.lastIndexOf('.') + 1)), 'as_view']);

/** Template names in a file's code that are plain literals, those whose absence is caught left out. */
export function templateUses(path: string, symbols: PythonSymbols): readonly TemplateUse[] {
  const uses: TemplateUse[] = [];
  const visit = (body: readonly Statement[], symbol: string): void => {
    for (const statement of body) {
      if (statement.kind === 'try' && catchesMissing(statement)) continue;
      if (statement.kind === 'class') for (const names of attributeNames(statement, path, symbols)) uses.push({ names, symbol: inner(symbol, statement.name) });
      for (const expression of expressionsOf(statement)) {
        walkExpressions(expression, (child) => {
          const names = child.kind === 'call' ? namesOfCall(child, path, symbols) : [];
          if (names.length > 0) uses.push({ names, symbol });
        });
      }
      const own = statement.kind === 'function' || statement.kind === 'class' ? inner(symbol, statement.name) : symbol;
      for (const nested of nestedBodies(statement)) visit(nested, own);
    }
  };
  visit(symbols.code(path)?.body ?? [], '');
  return uses;
}

function inner(outer: string, name: string): string {
  return outer === '' ? name : `${outer}.${name}`;
}

function catchesMissing({ handlers }: TryStatement): boolean {
  return handlers.some(({ type }) => type === null || (type.kind === 'tuple' ? type.items : [type]).some((one) => /(^|\.)(TemplateDoesNotExist|Exception|BaseException)$/.test(dottedName(one) ?? '')));
}

function namesOfCall(call: CallExpression, path: string, symbols: PythonSymbols): readonly StringExpression[] {
  const name = call.callee.kind === 'attribute' ? call.callee.attribute : dottedName(call.callee);
  if (name === undefined || !LAST.has(name)) return [];
  if (name === 'as_view') return call.keywords.flatMap((keyword) => (SETTINGS.has(keyword.name ?? '') ? literals(keyword.value) : []));
  const resolved = symbols.resolveExpression(path, call.callee);
  const position = resolved.kind === 'external' ? CALLS[resolved.dotted] : undefined;
  if (position === undefined || call.keywords.some((keyword) => keyword.name === 'using')) return [];
  const wanted = call.keywords.find((keyword) => keyword.name === 'template_name' || keyword.name === 'template' || keyword.name === 'template_name_list')?.value;
  const argument = wanted ?? (call.args.slice(0, position + 1).some((item) => item.kind === 'starred') ? undefined : call.args[position]);
  return argument === undefined ? [] : literals(argument);
}

/** Names of a literal, or of a list to choose from that holds only literals. */
function literals(expression: Expression): readonly StringExpression[] {
  if (expression.kind === 'string' && literalString(expression) !== undefined) return [expression];
  if (expression.kind !== 'list' && expression.kind !== 'tuple') return [];
  const names = expression.items.filter((item) => item.kind === 'string');
  return names.length === expression.items.length ? names : [];
}

/** `template_name = "…"` in a class that is a view of Django's. */
function attributeNames(node: ClassNode, path: string, symbols: PythonSymbols): readonly (readonly StringExpression[])[] {
  const found = node.body.flatMap((statement) => {
    if (statement.kind !== 'assign' || statement.value === null) return [];
    const setting = statement.targets.find((target) => target.kind === 'name' && SETTINGS.has(target.id));
    const names = setting?.kind === 'name' ? literals(statement.value) : [];
    return names.length === 0 || setting?.kind !== 'name' ? [] : [{ setting: setting.id, names }];
  });
  const symbol = found.length === 0 ? undefined : symbols.classes(path).find((one) => one.node === node);
  if (symbol === undefined || symbols.inherits(symbol, (dotted) => /^django\.(views\.|contrib\.auth\.(views|mixins)\.)/.test(dotted)) !== 'yes') return [];
  const resets = symbols.inherits(symbol, (dotted) => dotted === RESETS_PASSWORDS) === 'yes';
  return found.filter(({ setting }) => setting === 'template_name' || resets).map(({ names }) => names);
}
