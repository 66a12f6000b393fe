/** What the tests of a repository speak of: URLs, names of URLs and identifiers. Pure. */
import type { Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { childExpressions, expressionsOf, literalString, nestedBodies, walkStatements } from '../../../facts/python/code/walk.js';
import type { Place } from '../../../project/django/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isTestPath } from '../../../project/path-uses.js';
import { perModel, perModelAnd, perModelScan } from '../../shared/per-model.js';

export interface TestedUrl {
  /** `{*}` where the test interpolates. */
  readonly url: string;
  readonly place: Place;
}

export interface TestEvidence {
  /** Test functions by name: `test_cancel_order`. */
  readonly tests: ReadonlyMap<string, Place>;
  readonly urls: readonly TestedUrl[];
  /** Whole string literals, for URL names. */
  readonly literals: ReadonlySet<string>;
  /** Texts with interpolations near a `reverse()`: what URL names may look like. */
  readonly names: readonly RegExp[];
  /** Names and attributes: views that tests import or call. */
  readonly words: ReadonlySet<string>;
}

/** Reads all Python tests of a repository, and the paths that other tests name. */
export const evidenceOf = perModel((model: ProjectModel): TestEvidence => {
  const evidence = nothing();
  for (const path of model.symbols.paths) {
    if (!isTestPath(path)) continue;
    const own = evidenceIn(model, path);
    for (const [name, place] of own.tests) evidence.tests.set(name, place);
    evidence.urls.push(...own.urls);
    evidence.names.push(...own.names);
    for (const literal of own.literals) evidence.literals.add(literal);
    for (const word of own.words) evidence.words.add(word);
  }
  for (const { path, told } of otherTests(model)) for (const { text, span } of told) evidence.urls.push({ url: text, place: { path, span } });
  return evidence;
});

/** Paths that health checks of deployment files call: each start of the service asks for them. */
export function checkedPaths(model: ProjectModel): readonly string[] {
  return healthChecks(model).flatMap(({ told }) => told);
}

const healthChecks = perModelScan(({ deployment }) => {
  const paths = (deployment?.healthChecks ?? []).filter(({ undecidable }) => undecidable === undefined).map(({ path }) => path);
  return paths.length > 0 && paths;
});

const evidenceIn = perModelAnd((model: ProjectModel, path: string): TestEvidence => {
  const evidence = nothing();
  new Reader(path, model, evidence).read();
  return evidence;
});

/** Paths in tests of other languages. */
const otherTests = perModelScan(({ references }, path) => {
  const paths = path.endsWith('.py') || !isTestPath(path) ? [] : references.filter(({ text, shape }) => shape === 'path' && text.startsWith('/'));
  return paths.length > 0 && paths;
});

interface Gathered extends TestEvidence {
  readonly tests: Map<string, Place>;
  readonly urls: TestedUrl[];
  readonly literals: Set<string>;
  readonly names: RegExp[];
  readonly words: Set<string>;
}

function nothing(): Gathered {
  return { tests: new Map(), urls: [], literals: new Set(), names: [], words: new Set() };
}

/** Texts that names and attributes hold in one file: `BASE`, `self.url`; null where they differ. */
type Constants = ReadonlyMap<string, string | null>;

function constantsOf(body: readonly Statement[]): Constants {
  const known = new Map<string, string | null>();
  walkStatements(body, (statement) => {
    if (statement.kind !== 'assign') return;
    const text = literalString(statement.value) ?? null;
    for (const target of statement.targets) {
      const name = target.kind === 'name' ? target.id : target.kind === 'attribute' ? target.attribute : '';
      known.set(name, known.has(name) && known.get(name) !== text ? null : text);
    }
  });
  return known;
}

class Reader {
  private constants: Constants = new Map();

  constructor(
    private readonly path: string,
    private readonly model: ProjectModel,
    private readonly evidence: Gathered,
  ) {}

  read(): void {
    const body = this.model.symbols.code(this.path)?.body ?? [];
    this.constants = constantsOf(body);
    this.visitBody(body, false);
  }

  /** `reverses`: a `reverse()` stands in the function around. */
  private visitBody(body: readonly Statement[], reverses: boolean): void {
    for (const statement of body) {
      if (statement.kind === 'import') for (const { name } of statement.names ?? []) this.evidence.words.add(name);
      if (statement.kind === 'function' && statement.name.startsWith('test')) this.evidence.tests.set(statement.name, this.placeOf({ start: statement.nameStart, end: statement.nameStart + statement.name.length }));
      for (const expression of expressionsOf(statement)) this.visit(expression, reverses);
      const inside = statement.kind === 'function' ? callsReverse(statement) : reverses;
      for (const nested of nestedBodies(statement)) this.visitBody(nested, inside);
    }
  }

  private visit(expression: Expression, reverses: boolean): void {
    if (expression.kind === 'name') this.evidence.words.add(expression.id);
    else if (expression.kind === 'attribute') this.evidence.words.add(expression.attribute);
    else if (expression.kind === 'string') this.text(expression.value, expression);
    const text = pieced(expression, this.constants);
    if (text !== undefined) {
      this.text(text, expression);
      if (reverses && /[a-z]{3}/.test(text.replaceAll('{*}', ''))) this.evidence.names.push(new RegExp(`^${text.split('{*}').map(escape).join('.*')}$`));
    }
    for (const child of childExpressions(expression)) this.visit(child, reverses);
  }

  private text(text: string, node: { readonly start: number; readonly end: number }): void {
    this.evidence.literals.add(text);
    const url = text.replace(/^https?:\/\/[^/{}]*(?=\/)/, '');
    if (/^(\/|\{\*\}[^/]*\/)/.test(url) && !/\s/.test(url)) this.evidence.urls.push({ url, place: this.placeOf(node) });
    // Put behind a root that is computed: `for url in ["orders/3/"]: client.get(root + url)`.
    else if (/^[\w.@-]+\/(\S*[^\s/]\/)$/.test(url)) this.evidence.urls.push({ url: `{*}/${url}`, place: this.placeOf(node) });
  }

  private placeOf(node: { readonly start: number; readonly end: number }): Place {
    return { path: this.path, span: this.model.symbols.span(this.path, node) };
  }
}

/** The text of an expression that puts texts together, `{*}` for what is computed; undefined for others. */
function pieced(expression: Expression, constants: Constants): string | undefined {
  if (expression.kind === 'formatted') return expression.parts.map((part) => (typeof part === 'string' ? part : pieceOf(part, constants))).join('');
  if (expression.kind === 'binary' && expression.operator === '%' && expression.left.kind === 'string') return expression.left.value.replace(/%(\(\w+\))?[\d.]*[sdr]/g, '{*}');
  if (expression.kind === 'binary' && expression.operator === '+') {
    const text = pieceOf(expression.left, constants) + pieceOf(expression.right, constants);
    return /[a-z/]/.test(text.replaceAll('{*}', '')) ? text : undefined;
  }
  if (expression.kind === 'call' && expression.callee.kind === 'attribute' && expression.callee.attribute === 'format' && expression.callee.value.kind === 'string') return expression.callee.value.value.replace(/\{[^{}]*\}/g, '{*}');
  return undefined;
}

function pieceOf(expression: Expression, constants: Constants): string {
  if (expression.kind === 'string') return expression.value;
  const held = expression.kind === 'name' ? constants.get(expression.id) : expression.kind === 'attribute' ? constants.get(expression.attribute) : undefined;
  return held ?? pieced(expression, constants) ?? '{*}';
}

function callsReverse(node: FunctionNode): boolean {
  let found = false;
  const visit = (expression: Expression): void => {
    if (expression.kind === 'call') {
      const { callee } = expression;
      found ||= /^(reverse|reverse_lazy|resolve_url)$/.test(callee.kind === 'name' ? callee.id : callee.kind === 'attribute' ? callee.attribute : '');
    }
    for (const child of childExpressions(expression)) visit(child);
  };
  const visitBody = (body: readonly Statement[]): void => {
    for (const statement of body) {
      for (const expression of expressionsOf(statement)) visit(expression);
      for (const nested of nestedBodies(statement)) visitBody(nested);
    }
  };
  visitBody(node.body);
  return found;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
