import { z } from 'zod';
import type { DeclaredDependency, ManifestFacts } from '../../facts/types.js';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isSupportPath, isTestPath } from '../../project/path-uses.js';
import { folderOf } from '../../project/tree.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  /** As written: those that the finding is about, in file order. */
  readonly open: readonly string[];
  /** Main dependencies of the manifest. */
  readonly all: number;
}

/** A version that takes any. */
const ANY = /^(\*|x|latest|next|>=\s*0(\.0)*)?$/;
/** Lock files that are read as such, and files by whose names people keep what was installed. */
const FROZEN = /(^|[-_.])(lock|locked|frozen|freeze|constraints?|pinned)([-_.]|$)|^(poetry|uv|pdm|Pipfile)\.lock$|^bun\.lockb?$/i;

export const unpinnedDependency: Rule<Data, unknown> = {
  meta: {
    id: 'delivery/unpinned-dependency',
    area: 'delivery',
    severity: 'info',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'An application takes whatever version of a dependency is the newest on the day of its installation.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.manifest !== undefined && /^(requirements|pyproject|package-json)$/.test(facts.manifest.format) && !path.endsWith('.in') && !isTestPath(path) && !isFixturePath(path) && !isSupportPath(path),
  detect,
  message,
};

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const { manifest } = facts;
  if (manifest === undefined || manifest.error !== undefined || isPublished(manifest, facts.text)) return judgement.done();
  const main = manifest.dependencies.filter(({ group, name }) => group === 'main' && name !== 'python');
  const open = main.filter(isOpen);
  judgement.pass(main.length - open.length);
  const [first] = open;
  if (first === undefined) return judgement.done();
  const held = heldBy(path, manifest, model);
  if (held !== undefined) judgement.pass(open.length);
  else if (open.length > 1 && open.length * 2 > main.length) judgement.match(matchOf(path, open, main.length, 'most'));
  else for (const one of open) judgement.match(matchOf(path, [one], main.length, one.name));
  return judgement.done();
}

/** No version is written, or one that any version fits; addresses and paths say what they install. */
function isOpen({ constraint, raw }: DeclaredDependency): boolean {
  return ANY.test(constraint?.trim() ?? '') && !/@\s|:\/\/|^[./~]|\bgit\+/.test(raw);
}

/** What others install beside their own packages should leave versions open. */
function isPublished({ format }: ManifestFacts, text = ''): boolean {
  if (format === 'pyproject') return /^\[build-system\]/m.test(text) && !/^package-mode\s*=\s*false/m.test(text);
  return format === 'package-json' && !/"private"\s*:\s*true/.test(text) && /"(main|module|exports|types|bin|files|publishConfig)"\s*:/.test(text);
}

/** The file that keeps the versions: a lock file in reach, a constraints file that the manifest names, or one that says so by its name. */
function heldBy(path: string, { includes }: ManifestFacts, model: ProjectModel): string | undefined {
  const ecosystem = path.endsWith('package.json') ? 'npm' : 'python';
  const lock = model.dependencies.scopeFor(path, ecosystem).manifests.find((manifest) => model.dependencies.manifest(manifest)?.format.endsWith('-lock'));
  return lock ?? includes.find(({ kind }) => kind === 'constraint')?.path ?? [...model.children(folderOf(path)).files, ...model.children('').files].find((file) => FROZEN.test(file.slice(file.lastIndexOf('/') + 1)));
}

function matchOf(path: string, open: readonly DeclaredDependency[], all: number, subject: string): Match<Data> {
  const [first] = open as [DeclaredDependency];
  return { span: first.span, symbol: '', subject, causes: [{ path, text: first.raw }, { path }], related: [], data: { open: open.map(({ raw }) => raw), all } };
}

function message({ data: { open, all } }: Match<Data>): Message {
  const [first = '', second] = open.map((one) => `\`${one}\``);
  const others = open.length > 2 ? ` and ${open.length - 2} more` : '';
  return {
    what: open.length === 1 ? `${first} has no version, and no lock file holds one.` : `${open.length} of ${all} dependencies have no version, and no lock file holds one: ${first}${others === '' ? ' and ' : ', '}${second}${others}.`,
    why: 'Two installations of one commit can differ: the next build may take a release that breaks the application, and the last one can’t be made again.',
    todo: 'Write the versions that are in use (`pip freeze` and `npm ls` tell them), or keep a lock file.',
  };
}
