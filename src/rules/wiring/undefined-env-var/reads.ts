/** Environment variables that Python code can't do without. Pure. */
import type { Expression, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, literalString, nestedBodies, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { Span } from '../../../facts/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { perFacts } from '../../../project/per-facts.js';
import { classesIn, codeOf } from '../../../project/python/code.js';
import { perModel, perModelScan, perModelTally } from '../../shared/per-model.js';
import { isTestPath } from '../../../project/path-uses.js';

export interface RequiredRead {
  readonly name: string;
  readonly span: Span;
  readonly symbol: string;
  /** As the code writes it: `os.environ["X"]`. */
  readonly form: string;
}

const SETTINGS = /^(pydantic_settings\.(main\.)?|pydantic\.(env_settings\.)?)BaseSettings$/;
/** Methods of an `environ.Env` that cast. Source: django-environ's documentation. */
const CASTS = new Set(['str', 'bytes', 'bool', 'int', 'float', 'json', 'list', 'tuple', 'dict', 'url', 'db', 'db_url', 'cache', 'cache_url', 'email', 'email_url', 'search_url', 'path', 'unicode', 'get_value']);

/** Reads that fail where the variable is not set, on every run that reaches them: not below a condition or in a `try`. */
export function requiredReads(path: string, model: ProjectModel): readonly RequiredRead[] {
  const code = model.symbols.code(path);
  if (code === undefined) return [];
  return [...new Reader(path, model).read(code.body), ...settingsFields(path, model).flatMap(({ read, required }) => (required ? [read] : []))];
}

class Reader {
  private readonly found: RequiredRead[] = [];

  constructor(
    private readonly path: string,
    private readonly model: ProjectModel,
  ) {}

  read(body: readonly Statement[], symbol = ''): readonly RequiredRead[] {
    for (const statement of body) {
      if (statement.kind === 'if' || statement.kind === 'try' || statement.kind === 'while' || statement.kind === 'match' || statement.kind === 'delete') continue;
      if (statement.kind === 'with' && statement.items.some(({ context }) => /suppress|raises|patch/.test(JSON.stringify(context).slice(0, 300)))) continue;
      for (const expression of expressionsOf(statement)) this.visit(expression, statement.kind === 'assign' && statement.targets.includes(expression), symbol);
      const inner = statement.kind === 'function' || statement.kind === 'class' ? [symbol, statement.name].filter(Boolean).join('.') : symbol;
      for (const nested of nestedBodies(statement)) this.read(nested, inner);
    }
    return this.found;
  }

  private visit(root: Expression, isTarget: boolean, symbol: string): void {
    walkExpressions(root, (expression) => {
      // Of `a if x else b` and `a and b` one side may never run.
      if (['conditional', 'boolean', 'lambda', 'comparison'].includes(expression.kind)) return false;
      const read = isTarget ? undefined : this.readOf(expression);
      if (read !== undefined) this.found.push({ ...read, span: this.model.symbols.span(this.path, expression), symbol });
      return undefined;
    });
  }

  private readOf(expression: Expression): { name: string; form: string } | undefined {
    if (expression.kind === 'subscript') {
      const name = literalString(expression.index);
      return name !== undefined && this.is(expression.value, /^os\.environ$/) ? { name, form: `os.environ["${name}"]` } : undefined;
    }
    if (expression.kind !== 'call' || expression.args.length !== 1 || expression.keywords.some(({ name }) => name === null || name === 'default')) return undefined;
    const name = literalString(expression.args[0]);
    const written = dottedName(expression.callee);
    if (name === undefined || written === undefined) return undefined;
    if (this.is(expression.callee, /^decouple\.(auto)?config$/i)) return { name, form: `${written}("${name}")` };
    return this.isEnv(expression.callee) ? { name, form: `${written}("${name}")` } : undefined;
  }

  private is(expression: Expression, dotted: RegExp): boolean {
    const written = dottedName(expression);
    if (written === undefined) return false;
    const found = this.model.symbols.resolve(this.path, written);
    return found.kind === 'external' && dotted.test(found.dotted);
  }

  /** `env = environ.Env()` of the same file, without defaults of its own. */
  private isEnv(callee: Expression): boolean {
    const owner = callee.kind === 'attribute' && CASTS.has(callee.attribute) ? callee.value : callee;
    if (owner.kind !== 'name') return false;
    const made = (this.model.symbols.code(this.path)?.body ?? []).flatMap((statement) => (statement.kind === 'assign' && statement.targets.some((target) => target.kind === 'name' && target.id === owner.id) && statement.value !== null ? [statement.value] : []));
    const [only] = made;
    return made.length === 1 && only?.kind === 'call' && only.args.length === 0 && only.keywords.length === 0 && this.is(only.callee, /^environ\.(environ\.)?(File)?(Aware)?Env$/);
  }
}

interface SettingsField {
  readonly read: RequiredRead;
  /** It has no default: `DATABASE_URL: str`. */
  readonly required: boolean;
}

/** Fields of pydantic settings. */
function settingsFields(path: string, model: ProjectModel): readonly SettingsField[] {
  return model.symbols.classes(path).flatMap((symbol) => {
    if (!model.symbols.ancestry(symbol).external.some((dotted) => SETTINGS.test(dotted))) return [];
    const prefix = prefixOf(symbol.node.body);
    if (prefix === null || isFilledByCode(symbol.symbol, model)) return [];
    return symbol.node.body.flatMap((statement): SettingsField[] => {
      const [target] = statement.kind === 'assign' ? statement.targets : [];
      if (statement.kind !== 'assign' || target?.kind !== 'name' || statement.annotation === undefined || target.id.startsWith('_')) return [];
      const read = { name: `${prefix}${target.id}`.toUpperCase(), span: model.symbols.span(path, target), symbol: symbol.symbol, form: `${symbol.symbol}.${target.id}` };
      return [{ read, required: statement.value === null && target.id !== 'model_config' && isPlain(statement.annotation) }];
    });
  });
}

/** Variables that fields of pydantic settings are filled from. */
export const settingsNames = perModel((model: ProjectModel): ReadonlySet<string> => new Set(mayHoldSettings(model).flatMap(({ path }) => settingsFields(path, model).map(({ read }) => read.name))));

/** Files with a class that inherits and annotates. */
const mayHoldSettings = perModelScan((facts, path) => path.endsWith('.py') && facts.code !== undefined && annotates(facts));
const annotates = perFacts((facts) => classesIn(facts).some(({ node }) => node.bases.length > 0 && node.body.some((statement) => statement.kind === 'assign' && statement.annotation !== undefined)));

/** Some code makes one with values of its own: `Settings(**values)`. */
function isFilledByCode(name: string, model: ProjectModel): boolean {
  return model.symbols.mentions(name.split('.').at(-1) as string).some((path) => {
    let found = false;
    walkStatements(model.symbols.code(path)?.body ?? [], (statement) => {
      for (const root of expressionsOf(statement)) {
        walkExpressions(root, (one) => {
          if (one.kind === 'call' && dottedName(one.callee)?.split('.').at(-1) === name) found ||= one.keywords.some((keyword) => keyword.name === null || !keyword.name.startsWith('_'));
        });
      }
    });
    return found && !isTestPath(path);
  });
}

/** Annotations that need a value of one variable: no optional, class-level, annotated or nested type. */
function isPlain(annotation: Expression): boolean {
  return annotation.kind === 'name' && /^(str|int|float|bool|SecretStr|AnyUrl|AnyHttpUrl|HttpUrl|PostgresDsn|RedisDsn|EmailStr|Path)$/.test(annotation.id);
}

/** `env_prefix` of `model_config` or `Config`; null where it is computed. */
function prefixOf(body: readonly Statement[]): string | null {
  for (const statement of body) {
    if (statement.kind === 'class' && statement.name === 'Config') return prefixOf(statement.body);
    if (statement.kind !== 'assign' || statement.value === null) continue;
    const [target] = statement.targets;
    if (target?.kind !== 'name') continue;
    if (target.id === 'env_prefix') return literalString(statement.value) ?? null;
    if (target.id !== 'model_config') continue;
    if (statement.value.kind !== 'call') return null;
    const given = statement.value.keywords.find(({ name }) => name === 'env_prefix');
    return given === undefined ? '' : (literalString(given.value) ?? null);
  }
  return '';
}

/** Names that code sets, asks for with a default, or looks whether they are there: the same read elsewhere is then none that must be set. */
export const filesTolerating = perModelTally(perModelScan((facts, path) => path.endsWith('.py') && facts.code !== undefined && !isTestPath(path) && toleratedIn(facts)), (names) => names);

const toleratedIn = perFacts((facts): ReadonlySet<string> => {
  const found = new Set<string>();
  const visit = (body: readonly Statement[]): void => {
    for (const statement of body) {
      if (statement.kind === 'assign') for (const target of statement.targets) if (target.kind === 'subscript') addTo(found, literalString(target.index));
      for (const expression of expressionsOf(statement)) {
        walkExpressions(expression, (one) => {
          if (one.kind === 'call' && one.callee.kind === 'attribute' && /^(get|setdefault|getenv|pop)$/.test(one.callee.attribute) && (one.args.length > 1 || one.callee.attribute !== 'pop')) addTo(found, literalString(one.args[0]));
          if (one.kind === 'call' && (one.keywords.some(({ name }) => name === 'default') || one.args.length > 1)) addTo(found, literalString(one.args[0]));
          if (one.kind === 'comparison') walkExpressions(one, (inner) => addTo(found, literalString(inner)));
        });
      }
      for (const nested of nestedBodies(statement)) visit(nested);
    }
  };
  visit(codeOf(facts)?.body ?? []);
  return found;
});

function addTo(names: Set<string>, name: string | undefined): void {
  if (name !== undefined && /^[A-Z][A-Z0-9_]+$/.test(name)) names.add(name);
}
