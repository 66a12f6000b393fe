/** The line that routes a view, written like those of its siblings. Pure. */
import type { CallExpression, Expression, ImportStatement, PythonCode } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, literalString, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { Span } from '../../../facts/types.js';
import { rangeOf } from '../../../findings/locate.js';
import type { Edit, Fix } from '../../../findings/types.js';
import type { Route, View } from '../../../project/django/types.js';
import type { ProjectModel } from '../../../project/types.js';

/** An element of a plain list that routes a view of the same module, and the element after it. */
interface Sibling {
  readonly urlconf: string;
  readonly code: PythonCode;
  readonly call: CallExpression;
  /** Where the element begins before which the new line stands: 1-based, UTF-16. */
  readonly line: number;
  readonly column: number;
}

/**
 * Adds a `path()` before the element that follows the last sibling's, in a list that has each element on a line of its own. Null where no
 * sibling is routed so, where the view needs parameters, or where its name can't be written in the urlconf without more than one import line.
 */
export function routeLine(view: View, model: ProjectModel): Fix | null {
  if (view.viewset || needsParameters(view, model)) return null;
  const siblings = model.django.routes.routes.filter((route) => route.target.kind === 'view' && route.target.view.path === view.path && route.target.view.form === view.form);
  for (const route of siblings.toReversed()) {
    const sibling = siblingOf(route, model);
    const edits = sibling === undefined ? undefined : editsFor(view, route, sibling, model);
    if (sibling !== undefined && edits !== undefined) return { title: `Route \`${view.symbol}\` in ${sibling.urlconf}`, safety: 'unsafe', edits };
  }
  return null;
}

/** What its handlers take besides `self` and `request` must come from the path, and how is not known. */
function needsParameters(view: View, model: ProjectModel): boolean {
  return model.django.views.handlers(view).some(({ node }) => node.parameters.slice(view.form === 'class' ? 2 : 1).some((parameter) => parameter.default === undefined && (parameter.form === 'positional' || parameter.form === 'keyword')));
}

function siblingOf({ place }: Route, model: ProjectModel): Sibling | undefined {
  const code = model.symbols.code(place.path);
  if (code === undefined) return undefined;
  let found: Sibling | undefined;
  walkStatements(code.body, (statement) => {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (list) => {
        if (list.kind === 'list') found ??= within(list.items, place.path, place.span, code, model);
      });
    }
  });
  return found;
}

function within(items: readonly Expression[], urlconf: string, span: Span, code: PythonCode, model: ProjectModel): Sibling | undefined {
  const lines = items.map((item) => model.symbols.span(urlconf, item));
  const index = lines.findIndex((own) => own[0] === span[0] && own[1] === span[1]);
  const call = items[index];
  if (call?.kind !== 'call' || dottedName(call.callee) !== 'path') return undefined;
  const at = Math.min(index + 1, items.length - 1);
  const own = lines[at] as Span;
  if (lines.length > 1 && (lines[Math.max(at, 1) - 1] as Span)[2] >= (lines[Math.max(at, 1)] as Span)[0]) return undefined;
  return { urlconf, code, call, line: own[0], column: own[1] };
}

function editsFor(view: View, route: Route, sibling: Sibling, model: ProjectModel): readonly Edit[] | undefined {
  const pattern = literalString(sibling.call.args[0]);
  const target = sibling.call.args[1];
  if (pattern === undefined || target === undefined || route.target.kind !== 'view') return undefined;
  const reference = view.form === 'class' ? (target.kind === 'call' && target.callee.kind === 'attribute' && target.callee.attribute === 'as_view' ? target.callee.value : undefined) : target;
  const written = reference === undefined ? undefined : dottedName(reference);
  if (written === undefined || written.split('.').at(-1) !== route.target.view.symbol) return undefined;
  const qualifier = written.split('.').slice(0, -1).join('.');
  const imported = qualifier === '' ? importEdit(view.symbol, written, sibling, model) : [];
  if (imported === undefined) return undefined;
  const address = slug(view.symbol, pattern.includes('_') ? '_' : '-');
  if (isTaken(address, sibling)) return undefined;
  const name = keywordOf(sibling.call, 'name');
  const named = name === undefined ? '' : `, name="${slug(view.symbol, literalString(name.value)?.includes('_') === true ? '_' : '-')}"`;
  const symbol = `${qualifier === '' ? '' : `${qualifier}.`}${view.symbol}${view.form === 'class' ? '.as_view()' : ''}`;
  const slash = pattern === '' || pattern.endsWith('/') ? '/' : '';
  const text = `path("${address}${slash}", ${symbol}${named}),\n${' '.repeat(sibling.column - 1)}`;
  return [...imported, insertion(sibling.urlconf, sibling.line, sibling.column, text)];
}

/** The name added to the import of a sibling's; undefined where that import is written in another way than `from a import b, c as d`. */
function importEdit(symbol: string, sibling: string, { urlconf, code }: Sibling, model: ProjectModel): readonly Edit[] | undefined {
  let statement: ImportStatement | undefined;
  walkStatements(code.body, (one) => {
    if (one.kind === 'import' && one.names?.some(({ name, alias }) => name === sibling && alias === null) === true) statement = one;
  });
  if (statement === undefined) return undefined;
  const names = (statement.names ?? []).map(({ name, alias }) => (alias === null ? name : `${name} as ${alias}`));
  const plain = `from ${'.'.repeat(statement.level)}${statement.module} import ${names.join(', ')}`;
  const [line, start, lastLine, end] = model.symbols.span(urlconf, statement);
  return line === lastLine && end - start === plain.length ? [insertion(urlconf, line, end, `, ${symbol}`)] : undefined;
}

function insertion(path: string, line: number, column: number, text: string): Edit {
  return { kind: 'replace', path, range: rangeOf([line, column, line, column]), text };
}

/** Some route of the same list has the address. */
function isTaken(address: string, { code }: Sibling): boolean {
  let taken = false;
  walkStatements(code.body, (statement) => {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (literalString(one)?.replace(/\/$/, '') === address) taken = true;
      });
    }
  });
  return taken;
}

/** `OrderExportView` and `order_export_view` become `order-export`. */
function slug(symbol: string, separator: '-' | '_'): string {
  const words = symbol.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase().split(' ').filter(Boolean);
  const short = words.filter((word, index) => !(index === words.length - 1 && words.length > 1 && (word === 'view' || word === 'api')));
  return short.join(separator);
}
