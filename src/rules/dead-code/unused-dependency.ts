import { z } from 'zod';
import type { DeclaredDependency, ManifestFacts } from '../../facts/types.js';
import type { Fix, Message } from '../../findings/types.js';
import { isFixturePath, isSupportPath, isTestPath } from '../../project/path-uses.js';
import { broughtBy } from '../../project/dependencies/brought.js';
import { NPM_LOCKS, unreadLock } from '../../project/dependencies/locks.js';
import { bringsAlong } from '../../project/dependencies/provides.js';
import { folderOf } from '../../project/tree.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { perModel, perModelScan } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { worksUnseen } from './unused-dependency/unseen.js';
import { importNames, usesDistribution, usesPackage } from './unused-dependency/uses.js';

interface Data {
  readonly dependency: DeclaredDependency;
  readonly ecosystem: ManifestFacts['ecosystem'];
}

/** Manifests that people write by hand. */
const WRITTEN = new Set<ManifestFacts['format']>(['requirements', 'pyproject', 'setup-cfg', 'setup-py', 'pipfile', 'package-json']);
/** So many that nothing imports, and this share of all: the list is a copy of what is installed, whose members need each other. */
const FREEZE = { count: 4, share: 1 / 4 };

/** Packages that nobody asks for themselves: they come with others. */
const INNER = /^(zipp|rpds-py|kiwisolver|jsonschema-specifications|referencing|mdurl|markdown-it-py|pycparser|wcwidth|pyasn1(-modules)?|hyperframe|hpack|sniffio|threadpoolctl|propcache|aiohappyeyeballs|aiosignal|frozenlist|win32-setctime|vine|amqp|billiard|oauthlib|more-itertools|pyparsing|annotated-types|typing-inspection)$/;

export const unusedDependency: Rule<Data, unknown> = {
  meta: {
    id: 'dead-code/unused-dependency',
    area: 'dead-code',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'unsafe',
    summary: 'A dependency is declared that nothing imports or names.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.manifest !== undefined && WRITTEN.has(facts.manifest.format) && facts.manifest.error === undefined && !isTestPath(path) && !isFixturePath(path) && !(isSupportPath(path) && !/(^|\/)setup\.py$/.test(path)),
  detect,
  message,
  suggest,
};

function detect({ path, facts }: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const { manifest } = facts;
  const { model } = context;
  if (manifest === undefined || isCompiled(manifest) || !hasSource(path, manifest.ecosystem, model)) return judgement.done();
  const main = manifest.dependencies.filter(({ group }) => group === 'main');
  const along = new Set(main.flatMap((one) => (manifest.ecosystem === 'python' ? [...bringsAlong(one.name, one.extras), ...broughtBy([one.name])] : [])));
  const idle = main.filter((dependency) => !isUsed(dependency, manifest, context));
  const isFreeze = (idle.length >= FREEZE.count && idle.length > main.length * FREEZE.share) || idle.filter(({ name }) => INNER.test(name)).length > 1;
  const unused: DeclaredDependency[] = [];
  judgement.pass(main.length - idle.length);
  for (const dependency of idle) {
    const answer = along.has(dependency.name) ? 'used' : doubt(path, dependency, manifest, context);
    if (answer === 'used') judgement.pass();
    else if (answer === undefined) unused.push(dependency);
    else judgement.unknown(dependency.span[0], `\`${dependency.raw}\`: ${answer}`);
  }
  for (const dependency of unused) {
    if (isFreeze) judgement.unknown(dependency.span[0], `\`${dependency.raw}\`: so many are not imported that the list seems to be a copy of what is installed`);
    else judgement.match({ span: dependency.span, symbol: '', subject: `${manifest.ecosystem} ${dependency.name}`, causes: [{ path, text: dependency.raw }, { path: '*', text: dependency.name }], related: [], data: { dependency, ecosystem: manifest.ecosystem } });
  }
  return judgement.done();
}

/** Written by a tool out of a shorter list: such files take no new line. */
function isCompiled({ format, insertion, dependencies }: ManifestFacts): boolean {
  return format === 'requirements' && insertion === undefined && dependencies.length > 0;
}

const sources = {
  python: perModelScan(({ python }, path) => python !== undefined && !/(^|\/)setup\.py$/.test(path)),
  npm: perModelScan(({ javascript }) => javascript !== undefined),
};

/** Code that can be read stands in the manifest's folder or below it. */
function hasSource(path: string, ecosystem: 'python' | 'npm', model: ProjectModel): boolean {
  const folder = folderOf(path).replace(/(^|\/)requirements$/, '');
  return sources[ecosystem](model).some((one) => folder === '' || one.path.startsWith(`${folder}/`));
}

function isUsed({ name }: DeclaredDependency, { ecosystem }: ManifestFacts, { model, catalogue }: RuleContext<unknown>): boolean {
  return ecosystem === 'npm' ? usesPackage(model, name) : usesDistribution(model, importNames(name, catalogue)) || isProjectOf(model, name);
}

/** A project of this repository, which is read under its own name. */
function isProjectOf(model: ProjectModel, name: string): boolean {
  return ownNames(model).has(name);
}

const ownNames = perModel((model): ReadonlySet<string> => new Set(namedProjects(model).map(({ told }) => told)));
const namedProjects = perModelScan(({ manifest }) => manifest?.name);

/** Why a package that nothing names may be needed, or undefined. */
function doubt(path: string, { name, raw, constraint, span }: DeclaredDependency, { ecosystem, insertion }: ManifestFacts, { model, catalogue }: RuleContext<unknown>): string | undefined {
  if (ecosystem === 'python' && !importNames(name, catalogue).known) return 'by which name it is imported is not known';
  if (worksUnseen(ecosystem, name)) return 'others load it by name, or it changes how they work';
  if (/^(workspace|file|link|portal|npm|git|github|https?):|\.git(#|$)|^\.{0,2}\//.test(constraint ?? '') || isProjectOf(model, name)) return 'it comes from elsewhere than the public index';
  const locked = neededBelow(path, ecosystem, name, model);
  if (locked !== undefined) return `another package of ${locked} needs it, so the line may be there for its version`;
  const unread = ecosystem === 'npm' ? unreadLock(folderOf(path), NPM_LOCKS, model) : model.dependencies.scopeFor(path, ecosystem).manifests.find((manifest) => model.facts(manifest)?.manifest === undefined);
  if (unread !== undefined) return `another package may need it: ${unread} could not be read`;
  if (insertion?.entries.some(({ line, text }) => line === span[0] && /#/.test(text)) === true) return 'a comment stands beside it';
  const text = model.facts(path)?.text;
  if (text !== undefined && text.split(/^[\w.@/-]+/.exec(raw)?.[0] ?? raw).length > 2) return 'the manifest names it twice';
  if (ecosystem === 'npm' && /"(main|module|exports|types|bin)"\s*:/.test(text ?? '')) return 'users of the package may need it';
  return undefined;
}

/** The lock file beside or above the manifest in which another package needs this one. */
function neededBelow(path: string, ecosystem: 'python' | 'npm', name: string, model: ProjectModel): string | undefined {
  return model.dependencies.scopeFor(path, ecosystem).manifests.find((manifest) => model.dependencies.manifest(manifest)?.needed?.split(' ').includes(name));
}

function message({ data: { dependency, ecosystem } }: Match<Data>): Message {
  return {
    what: `Nothing imports or names \`${dependency.raw}\`.`,
    why: `Each install downloads it, and each report of a weakness in it${ecosystem === 'npm' ? ', or in what it needs in turn,' : ''} is work for nothing.`,
    todo: 'Remove the line, or use the package where it was meant to be used.',
  };
}

/** Takes the whole line away, where it holds nothing else. */
function suggest({ data: { dependency } }: Match<Data>, { path, facts }: Subject): Fix | null {
  const { insertion } = facts.manifest ?? {};
  const at = insertion?.entries.findIndex(({ line }) => line === dependency.span[0]) ?? -1;
  const entry = insertion?.entries[at];
  if (insertion === undefined || entry === undefined || dependency.span[2] !== entry.line || !insertion.endsWithNewline) return null;
  const before = entry.text.slice(0, dependency.span[1] - 1);
  const behind = entry.text.slice(dependency.span[3] - 1);
  const endsList = insertion.separator === ',' && !behind.includes(',');
  if (before.trim() !== '' || !/^,?\s*$/.test(behind) || endsList || insertion.entries.filter(({ line }) => line === entry.line).length > 1) return null;
  return { title: `Remove \`${dependency.name}\``, safety: 'unsafe', edits: [{ kind: 'replace', path, range: { start: { line: entry.line, column: 1 }, end: { line: entry.line + 1, column: 1 } }, text: '' }] };
}
