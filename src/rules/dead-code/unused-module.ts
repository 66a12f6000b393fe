import { z } from 'zod';
import { holdsWord, packedWord } from '../../facts/content/words.js';
import type { FileFacts } from '../../facts/types.js';
import type { Fix, Message } from '../../findings/types.js';
import { ancestorsOf, folderOf, inFolder } from '../../project/tree.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isConventionalEntry } from '../shared/entry-points.js';
import { isFixturePath, isSupportPath, isTestPath } from '../../project/path-uses.js';
import { publishedBy } from '../shared/published.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly definitions: readonly string[];
}

export const unusedModule: Rule<Data, unknown> = {
  meta: {
    id: 'dead-code/unused-module',
    area: 'dead-code',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'unsafe',
    summary: 'A module that nothing imports or names and that is no entry point.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) =>
    (facts.python !== undefined || facts.javascript !== undefined) &&
    !isFixturePath(path) &&
    !isTestPath(path) &&
    !isSupportPath(path) &&
    !/\.(pyi|d\.[cm]?ts)$/.test(path),
  detect,
  message,
  suggest: (_match, subject): Fix => ({
    title: `Delete ${subject.path}`,
    safety: 'unsafe',
    edits: [{ kind: 'delete', path: subject.path }],
  }),
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (isEntryPoint(subject) || model.references.incoming(subject.path).length > 0) {
    judgement.pass();
    return judgement.done();
  }
  const reason = mayBeLoadedUnseen(subject, model);
  if (reason !== undefined) {
    judgement.unknown(1, reason);
    return judgement.done();
  }
  judgement.match(toMatch(subject));
  return judgement.done();
}

function isEntryPoint({ path, facts }: Subject): boolean {
  const { python, javascript } = facts;
  if (python !== undefined && (python.hasMainBlock || python.isEmpty || python.runsAtImport === true)) return true;
  if (javascript !== undefined && (javascript.hasShebang || javascript.ambientModules.length > 0 || javascript.augments === true || javascript.runsAtImport === true)) return true;
  return isConventionalEntry(path) || (python?.decorators.some(registers) ?? false);
}

/** A decorated definition hands itself to someone: a task queue, a signal, a command group, a router. */
function registers(decorator: string): boolean {
  return !/^(dataclass|dataclasses\.dataclass|staticmethod|classmethod|property|functools\.|lru_cache|cache|cached_property|contextmanager|contextlib\.|abstractmethod|abc\.|overload|typing\.|final|total_ordering|wraps|attr\.|attrs\.|define|frozen)/.test(decorator);
}

function mayBeLoadedUnseen(subject: Subject, model: ProjectModel): string | undefined {
  if (subject.facts.python?.hasErrors === true || subject.facts.javascript?.hasErrors === true) return 'the module has syntax errors';
  if (isComponentKit(subject.path, model)) return 'components.json: a kit of components, copied in whole';
  const published = publishedBy(subject, model);
  if (published !== undefined) return `${published} publishes it: users of the package may import it`;
  const data = subject.facts.javascript === undefined ? undefined : namedInData(subject.path, model);
  if (data !== undefined) return `${data} names it`;
  const loader = subject.facts.python === undefined ? undefined : model.loaderAbove(subject.path);
  return loader === undefined ? undefined : `${loader} loads modules by computed names`;
}

/** A name of two words or more: `AppSettings`, `priceTable`. Single words stand in data for other things as well. */
const TELLING = /^[A-Za-z][a-z0-9]+(?:[A-Z][a-z0-9]*)+$/;

/** The JSON file in a folder above the module that has its name for a word: the manifest of a host that loads it, for instance. */
function namedInData(path: string, model: ProjectModel): string | undefined {
  const stem = path.replace(/^.*\//, '').replace(/\.[^.]+$/, '');
  if (!TELLING.test(stem)) return undefined;
  const word = packedWord(stem);
  const data = ancestorsOf(folderOf(path)).flatMap((folder) => model.children(folder).files.filter((name) => name.endsWith('.json')).map((name) => inFolder(folder, name)));
  return data.find((one) => holdsWord(model.facts(one)?.content?.words ?? '', word));
}

/** shadcn/ui copies components into the repository to be picked from; its components.json stands above them. */
function isComponentKit(path: string, model: ProjectModel): boolean {
  const kit = /^(.*?)(^|\/)components\/ui\//.exec(path);
  if (kit === null) return false;
  const parts = (kit[1] ?? '').split('/');
  return parts.some((_, index) => model.hasFile([...parts.slice(0, parts.length - index), 'components.json'].filter(Boolean).join('/'))) || model.hasFile('components.json');
}

function toMatch({ path, facts }: Subject): Match<Data> {
  const stem = path.replace(/^.*\//, '').replace(/\.[^.]+$/, '');
  return {
    span: firstSpan(facts),
    symbol: '',
    subject: 'module',
    causes: [{ path }, { path: '*', text: stem }],
    related: [],
    data: { definitions: definitionsOf(facts) },
  };
}

function firstSpan(facts: FileFacts): Match<Data>['span'] {
  const first = [...(facts.python?.definitions ?? []), ...(facts.javascript?.exports ?? [])].find((definition) => definition.kind !== 'import');
  return first?.span ?? [1, 1, 1, 1];
}

function definitionsOf(facts: FileFacts): string[] {
  const names = [...(facts.python?.definitions ?? []), ...(facts.javascript?.exports ?? [])].filter((definition) => definition.kind !== 'import');
  return [...new Set(names.map((definition) => definition.name))];
}

function message({ data }: Match<Data>, subject: Subject): Message {
  const [first, second, ...others] = data.definitions.map((name) => `\`${name}\``);
  const holds = first === undefined ? '' : ` It defines ${[first, second].filter(Boolean).join(', ')}${others.length > 0 ? ` and ${others.length} more` : ''}.`;
  return {
    what: `Nothing imports or names \`${subject.path}\`, and it is no entry point.${holds}`,
    why: 'Code that never runs is still read, updated and trusted.',
    todo: 'Wire it in where it was meant to be used, or delete it.',
  };
}
