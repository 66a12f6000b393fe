import { z } from 'zod';
import type { PythonImport } from '../../facts/types.js';
import type { Fix, Message, Severity } from '../../findings/types.js';
import { isOfLinter, missesInProduction, servesLinting, servesTests } from '../shared/development-only.js';
import type { Reference } from '../../project/types.js';
import { insertDependency } from '../shared/insert-dependency.js';
import { either, judging } from '../shared/judgement.js';
import { packageImports, type PackageImport } from '../shared/packages.js';
import { isShippedPath, isSupportPath } from '../../project/path-uses.js';
import { publishedBy, standsBesidePublished } from '../shared/published.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly ecosystem: 'python' | 'npm';
  /** As imported. */
  readonly imported: string;
  /** Distributions or the npm package that provide it, likeliest first. */
  readonly packages: readonly string[];
  /** The manifest that declares it for development only; null when none declares it. */
  readonly developmentOnly: string | null;
  /** Where the fix would add it. */
  readonly target: string | null;
  /** Manifests in reach, lock files left out. */
  readonly manifests: readonly string[];
}

type Context = RuleContext<unknown>;

/** Written by makemigrations, which imports what the fields of declared packages are made of. */
const MIGRATION = /(^|\/)(\w+_)?migrations\/[^/]+\.py$/;

export const undeclaredDependency: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/undeclared-dependency',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python', 'javascript'],
    fix: 'both',
    summary: 'Shipped code imports a published package that no manifest of its project declares.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.python !== undefined || facts.javascript !== undefined) && isShippedPath(path) && !MIGRATION.test(path),
  detect,
  message,
  suggest,
};

function detect(subject: Subject, context: Context): Judgement<Data> {
  const judgement = judging<Data>();
  const reported = new Set<string>();
  if (servesTests(subject)) return judgement.done();
  for (const found of packageImports(subject, context)) {
    if (found.typeOnly || (found.ecosystem === 'python' && isOfLinter(found.name))) continue;
    const answer = found.declaration;
    if (answer.kind === 'unknown') judgement.unknown(found.span[0], `\`${found.name}\`: ${answer.reason}`);
    else if (answer.kind === 'declared' && (answer.group !== 'development' || mayStandAmongDevelopment(found, subject, context))) judgement.pass();
    else if (answer.kind === 'declared' || answer.kind === 'undeclared') {
      const packages = answer.kind === 'declared' ? [answer.name] : answer.distributions;
      const key = packages.join(' ');
      if (reported.has(key) || isOptionalModule(subject.path, context.model)) continue;
      reported.add(key);
      judgement.match(toMatch(subject, context, found, packages, answer.kind === 'declared' ? answer.manifest : null));
    }
  }
  return judgement.done();
}

/** Its absence from a production install harms nothing. */
function mayStandAmongDevelopment(found: PackageImport, subject: Subject, context: Context): boolean {
  return servesLinting(subject) || !missesInProduction(found, subject.path, context.model) || isExtra(found, subject, context) || isOfMakers(found, subject, context);
}

/**
 * A published library imports inside the function that needs it what its users install for themselves, or the module that
 * does; its own tests have it.
 */
function isExtra({ ecosystem, statement }: PackageImport, subject: Subject, { model }: Context): boolean {
  if (ecosystem !== 'python' || !('scope' in statement) || publishedBy(subject, model) === undefined) return false;
  return statement.scope !== 'module' || isLoadedLate(subject.path, model);
}

/** Every import of the module stands in a function. */
function isLoadedLate(path: string, model: Context['model']): boolean {
  const leads = leadsOf(path, model);
  return leads.length > 0 && leads.every(({ scope }) => scope !== 'module');
}

/** An import of the module plans for what it needs to be missing, and so do all others or they stand in functions. */
function isOptionalModule(path: string, model: Context['model']): boolean {
  const leads = leadsOf(path, model);
  return leads.some(({ guard }) => guard === 'optional') && leads.every(({ guard, scope }) => guard === 'optional' || scope !== 'module');
}

/** The imports of a Python module, by whatever file. */
function leadsOf(path: string, model: Context['model']): readonly PythonImport[] {
  const importers = model.references.incoming(path).filter(({ kind }) => kind === 'import');
  return importers.flatMap(({ from }) => (model.facts(from)?.python?.imports ?? []).filter((one) => leadsTo(one, from, path, model)));
}

function leadsTo(statement: PythonImport, from: string, path: string, model: Context['model']): boolean {
  const target = model.python.resolve(from, statement);
  if (target.kind === 'local' && target.path === path) return true;
  return (statement.names ?? []).some(({ name }) => {
    const inner = model.python.resolveSubmodule(from, statement, name);
    return inner?.kind === 'local' && inner.path === path;
  });
}

/** A script beside the published package that neither its code nor a deployment file uses: those who work on the package start it. */
function isOfMakers({ ecosystem }: PackageImport, subject: Subject, { model }: Context): boolean {
  return ecosystem === 'python' && standsBesidePublished(subject, model) && model.references.incoming(subject.path).every((mention) => isOfMakersToo(mention, model));
}

/** Text for readers, workflows, and other such scripts. */
function isOfMakersToo({ kind, from }: Reference, model: Context['model']): boolean {
  const facts = model.facts(from);
  if (kind === 'document' || (kind === 'string' && /\.(rst|txt|md)$|(^|\/)pyproject\.toml$/.test(from))) return true;
  return kind === 'deployment' ? isSupportPath(from) : facts !== undefined && standsBesidePublished({ path: from, facts }, model);
}

function toMatch(subject: Subject, { model }: Context, found: PackageImport, packages: readonly string[], developmentOnly: string | null): Match<Data> {
  const scope = model.dependencies.scopeFor(subject.path, found.ecosystem);
  const { manifests } = scope;
  const declaring = manifests.filter((path) => model.dependencies.manifest(path)?.format.endsWith('-lock') !== true);
  const severity: Severity = developmentOnly === null ? 'error' : 'warning';
  return {
    span: found.span,
    symbol: found.symbol,
    subject: `${found.ecosystem} ${packages[0]}`,
    severity,
    causes: manifests.flatMap((path) => packages.map((text) => ({ path, text }))),
    related: [],
    data: { ecosystem: found.ecosystem, imported: found.name, packages, developmentOnly, target: scope.insertInto ?? null, manifests: declaring },
  };
}

function message({ data }: Match<Data>): Message {
  if (data.developmentOnly !== null) {
    return {
      what: `\`${data.imported}\` comes from \`${data.packages[0]}\`, which \`${data.developmentOnly}\` declares for development only.`,
      why: 'A production install leaves development dependencies out, so this import fails there.',
      todo: `Move \`${data.packages[0]}\` to the main dependencies.`,
    };
  }
  const todo = `Add \`${data.packages[0]}\` to \`${data.target ?? data.manifests[0] ?? 'the manifest'}\`.`;
  return {
    what: `${providedBy(data)}, which ${declaredWhere(data)}.`,
    why: 'A fresh install has it only if another package happens to bring it; without that, this import fails outside your machine.',
    todo,
  };
}

/** A package that is called like its import needs to be named once. */
function providedBy({ imported, packages }: Data): string {
  const shown = packages.slice(0, 3);
  return shown.length === 1 && shown[0] === imported ? `An import needs \`${imported}\`` : `\`${imported}\` comes from ${either(shown)}`;
}

function declaredWhere({ manifests }: Data): string {
  const [first, ...others] = manifests;
  if (first === undefined) return 'no manifest declares';
  if (others.length === 0) return `\`${first}\` does not declare`;
  return `neither \`${first}\` nor ${others.length === 1 ? `\`${others[0]}\`` : `the ${others.length} other manifests in reach`} declares`;
}

/** Certain when one package provides the import and its version is known from the repository itself. */
function suggest({ data }: Match<Data>, subject: Subject, { model }: Context): Fix | null {
  const [name] = data.packages;
  const scope = model.dependencies.scopeFor(subject.path, data.ecosystem);
  if (name === undefined || scope.insertInto === undefined || data.developmentOnly !== null) return null;
  const manifest = model.dependencies.manifest(scope.insertInto);
  if (manifest === undefined) return null;
  const constraint = scope.knownConstraint(name);
  const edit = insertDependency(scope.insertInto, manifest, name, constraint);
  if (edit === null) return null;
  return {
    title: `Add \`${name}\` to ${scope.insertInto}`,
    safety: constraint !== undefined && data.packages.length === 1 ? 'safe' : 'unsafe',
    edits: [edit],
  };
}
