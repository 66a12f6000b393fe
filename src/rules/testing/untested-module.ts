import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isShippedPath, isTestPath } from '../../project/path-uses.js';
import type { FileFacts } from '../../facts/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isConventionalEntry } from '../shared/entry-points.js';
import { judging } from '../shared/judgement.js';
import { perModel, perModelAnd, perModelScan } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { evidenceOf } from './untested-endpoint/evidence.js';

interface Data {
  /** Its functions and classes, in file order. */
  readonly names: readonly string[];
  /** A tested module of the same folder; null where there is none. */
  readonly sibling: string | null;
}

/** Lines with content below which a module holds too little to be tested for itself. */
const FEWEST_LINES = 12;
/** Characters of one packed line. */
const PACKED_LINE = 5;
/** Modules that declare and decide nothing, and those that only start the rest. */
const DECLARES = /(^|\/)(dev|sdk|evals?|codegen|code-generation|generat(ed|ors?)|versions|alembic|models?|schemas?|serializers?|forms?|admin|apps|urls|routes?|routing|settings?|config\w*|constants?|consts?|types?|typing|enums?|exceptions?|errors?|version|meta|messages|events|interfaces?|dtos?|entities|tables?|migrations?|locales?|i18n|theme\w*|styles?|icons?|data|fixtures|mocks?|stubs?|logging|logger|instrument\w*)(\/|\.\w+$)|\.d\.[cm]?ts$|\.(tsx|jsx)$/i;

export const untestedModule: Rule<Data, unknown> = {
  meta: {
    id: 'testing/untested-module',
    area: 'testing',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A module with functions or classes that no test imports, directly or through one other module.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => hasLogic(path, facts),
  detect,
  message,
};

/** Shipped, with functions or classes of its own, and enough of them to go wrong. */
function hasLogic(path: string, facts: FileFacts): boolean {
  if ((facts.python === undefined && facts.javascript === undefined) || facts.skip !== undefined || !isShippedPath(path) || isFixturePath(path)) return false;
  if (DECLARES.test(path) || isConventionalEntry(path) || facts.javascript?.exports.every(({ isType }) => isType === true) === true) return false;
  return (facts.content?.lines?.length ?? 0) >= FEWEST_LINES * PACKED_LINE && namesOf(facts).length > 0;
}

function namesOf({ python, javascript }: FileFacts): readonly string[] {
  return [...(python?.definitions ?? []), ...(javascript?.exports ?? [])].filter(({ kind }) => kind === 'function' || kind === 'class').map(({ name }) => name);
}

/** A file that tests import or name or that such a one imports; one whose routes tests call, one that this imports, and one that that imports: view, serializer, validator. */
const isTested = perModelAnd((model, path: string): boolean => {
  if (isNear(model, path)) return true;
  return importersOf(model, path).some((importer) => isNear(model, importer) || handedFromNear(model).has(importer));
});

/** Tests import or name it, itself or by a file that hands it on, or call its routes, or those of a file that imports it. */
const isNear = perModelAnd((model, path: string): boolean => isStart(model, path) || importersOf(model, path).some((importer) => handedFromStart(model).has(importer)));

function isStart(model: ProjectModel, path: string): boolean {
  return (!isTestPath(path) && model.references.incoming(path).some(({ from }) => isTestPath(from))) || aroundServed(model).has(path);
}

function importersOf(model: ProjectModel, path: string): readonly string[] {
  return model.references.incoming(path).filter(({ kind }) => kind === 'import').map(({ from }) => from);
}

const handedFromStart = perModel((model): ReadonlySet<string> => handing(model, (path) => isStart(model, path)));

const handedFromNear = perModel((model): ReadonlySet<string> => handing(model, (path) => isNear(model, path) || importersOf(model, path).some((importer) => isNear(model, importer))));

/** The files that only hand on what others define, of those that are wanted, and of those that these hand on. */
function handing(model: ProjectModel, isWanted: (path: string) => boolean): ReadonlySet<string> {
  const all = new Set(handingOn(model).map(({ path }) => path));
  const found = new Set([...all].filter(isWanted));
  // A set hands out what is added to it while it is walked.
  for (const path of found) for (const target of importedBy(model, path)) if (all.has(target)) found.add(target);
  return found;
}

const handingOn = perModelScan(handsOn);

/** Files whose routes tests call, and what they import. */
const aroundServed = perModel((model): ReadonlySet<string> => {
  const reached = handedOn(servedModules(model), model);
  return handedOn(new Set([...reached, ...[...reached].flatMap((path) => importedBy(model, path))]), model);
});

/** Files whose routes tests call. */
const servedModules = perModel((model): ReadonlySet<string> => new Set([...testedUrls(model)].flatMap((url) => servedBy(model, url))));

/** Apart from where they stand, which any change of a test moves. */
const testedUrls = perModel((model): ReadonlySet<string> => new Set(evidenceOf(model).urls.map(({ url }) => url)));

const servedBy = perModelAnd((model, url: string): readonly string[] => {
  const answer = model.http.match('any', url);
  return answer.kind === 'found' ? answer.routes.map(({ handler, place }) => handler?.path ?? place.path) : [];
});

/** The files and, of those that only hand on, what they import, and so on. */
function handedOn(files: ReadonlySet<string>, model: ProjectModel): ReadonlySet<string> {
  const found = new Set(files);
  // A set hands out what is added to it while it is walked.
  for (const path of found) if (handsOn(model.facts(path))) for (const target of importedBy(model, path)) found.add(target);
  return found;
}

/** A script that exports, and defines no function or class itself. */
function handsOn(facts: FileFacts | undefined): boolean {
  const javascript = facts?.javascript;
  return javascript !== undefined && javascript.runsAtImport !== true && (javascript.starExports.length > 0 || javascript.exports.length > 0) && namesOf(facts as FileFacts).length === 0;
}

/** The files of the repository that a file imports. */
function importedBy(model: ProjectModel, path: string): readonly string[] {
  return model.references.outgoing(path).filter(({ kind }) => kind === 'import').map(({ to }) => to);
}

/** Of the modules with logic in each language: how many there are, and how many of them tests reach. */
const shares = perModel((model): Readonly<Record<'python' | 'javascript', { readonly all: number; readonly tested: number }>> => {
  const count = (language: 'python' | 'javascript'): { all: number; tested: number } => {
    const modules = modulesWithLogic(model).filter(({ told }) => told[language]);
    return { all: modules.length, tested: modules.filter(({ path }) => isTested(model, path)).length };
  };
  return { python: count('python'), javascript: count('javascript') };
});

const modulesWithLogic = perModelScan((facts, path) => hasLogic(path, facts) && { python: facts.python !== undefined, javascript: facts.javascript !== undefined });

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (isTested(model, path)) {
    judgement.pass();
    return judgement.done();
  }
  const { all, tested } = shares(model)[facts.python === undefined ? 'javascript' : 'python'];
  // A module that nothing uses is told as such.
  if (model.references.incoming(path).length === 0) return judgement.done();
  if (isNamedBySettings(path, model)) {
    judgement.unknown(1, 'settings name it, so any request of a test may reach it');
    return judgement.done();
  }
  if (model.references.incoming(path).some(({ kind }) => kind === 'manifest')) {
    judgement.unknown(1, 'a manifest names it among its entry points, by which tests may reach it');
    return judgement.done();
  }
  if (tested * 2 < all) {
    judgement.unknown(1, tested === 0 ? 'no test imports any module' : 'tests import less than half of the modules, so they may reach this one in a way that can\'t be seen');
    return judgement.done();
  }
  judgement.match(matchOf(path, facts, model));
  return judgement.done();
}

/** Middleware, context processors and the like: Django loads them by their dotted names. */
function isNamedBySettings(path: string, model: ProjectModel): boolean {
  return model.references.incoming(path).some(({ from, kind }) => kind === 'string' && model.django.settings.at(from) !== undefined);
}

function matchOf(path: string, facts: FileFacts, model: ProjectModel): Match<Data> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const first = [...(facts.python?.definitions ?? []), ...(facts.javascript?.exports ?? [])].find(({ kind }) => kind === 'function' || kind === 'class');
  const sibling = model.children(folder.replace(/\/$/, '')).files.find((file) => file !== path && isTested(model, file) && hasLogic(file, model.facts(file) as FileFacts)) ?? null;
  const stem = path.slice(folder.length).replace(/\.[^.]+$/, '');
  return { span: first?.span ?? [1, 1, 1, 1], symbol: '', subject: 'module', causes: [{ path }, { path: '*', text: stem }], related: [], data: { names: namesOf(facts), sibling } };
}

function message({ data: { names, sibling } }: Match<Data>, { path }: Subject): Message {
  const [first, second] = names.map((name) => `\`${name}\``);
  const others = names.length > 2 ? ` and ${names.length - 2} more` : '';
  return {
    what: `No test imports \`${path}\`, directly or through one other module (${first}${second === undefined ? '' : `${others === '' ? ' and ' : ', '}${second}${others}`}).`,
    why: 'A change that breaks it is first seen by whoever needs it.',
    todo: sibling === null ? 'Test what it decides: the ordinary case, and the one that goes wrong.' : `Test what it decides, as \`${sibling}\` beside it is tested.`,
  };
}
