import { z } from 'zod';
import type { ImportedName, JavaScriptImport, PythonImport } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { NameAnswer } from '../../project/types.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath } from '../../project/path-uses.js';
import { removedSubmodule, submodulePaths } from '../shared/submodules.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly language: 'python' | 'javascript';
  readonly name: ImportedName;
  /** The module as written. */
  readonly module: string;
  /** The file or folder that lacks the name. */
  readonly target: string;
  readonly nearest: readonly string[];
}

type Context = RuleContext<unknown>;

const SOURCE = /\.(pyi?|[cm]?[jt]sx?)$/;

export const missingExport: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/missing-export',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python', 'javascript'],
    fix: 'unsafe',
    summary: 'A name is imported from a module of the repository that does not define it.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.python !== undefined || facts.javascript !== undefined) && !isFixturePath(path),
  detect,
  message,
  suggest,
};

function detect(subject: Subject, context: Context): Judgement<Data> {
  const judgement = judging<Data>();
  for (const statement of subject.facts.python?.imports ?? []) {
    if (statement.guard === 'none' && statement.names !== null) judgePython(subject, statement, statement.names, context, judgement);
  }
  for (const statement of subject.facts.javascript?.imports ?? []) {
    if (statement.guard === 'none' && statement.names !== null) judgeJavaScript(subject, statement, statement.names, context, judgement);
  }
  return judgement.done();
}

function judgePython(subject: Subject, statement: PythonImport, names: readonly ImportedName[], { model }: Context, judgement: JudgementBuilder<Data>): void {
  const target = model.python.resolve(subject.path, statement);
  if (target.kind !== 'local' && target.kind !== 'namespace') return;
  if (target.kind === 'local' && target.path === subject.path) return;
  const written = '.'.repeat(statement.level) + statement.module;
  for (const name of names) {
    if (name.name === '*') continue;
    const submodule = model.python.resolveSubmodule(subject.path, statement, name.name);
    if (submodule !== undefined && submodule.kind !== 'unknown') {
      judgement.pass();
      continue;
    }
    if (removedSubmodule(subject, statement, name.name, model) !== undefined) continue;
    const own = pythonAnswer(target, name.name, model);
    const answer = own.kind === 'no' && submodule !== undefined ? submodule : own;
    if (answer.kind === 'yes') {
      judgement.pass();
      continue;
    }
    const place = target.kind === 'local' ? target.path : target.folder;
    const causes = submodulePaths(subject, statement, name.name, model).map((path) => ({ path }));
    if (answer.kind === 'no' && statement.unchecked === true) {
      judgement.unknown(name.span[0], `\`${name.name}\` of \`${written}\`: a comment there tells type checkers not to look for it`);
      continue;
    }
    if (answer.kind === 'no' && isFilledElsewhere(place, model)) {
      judgement.unknown(name.span[0], `\`${name.name}\` of \`${written}\`: the tree is an installed distribution, and others may install parts of an empty package`);
      continue;
    }
    report(judgement, answer, name, statement.symbol, { language: 'python', name, module: written, target: place }, [{ path: place, text: name.name }, ...causes]);
  }
}

/** A package of an installed distribution that holds nothing but its `__init__.py`: a place that other distributions fill. */
function isFilledElsewhere(path: string, model: Context['model']): boolean {
  if (!path.endsWith('/__init__.py') || !model.children('').folders.some((folder) => /\.(egg|dist)-info$/.test(folder))) return false;
  const { files, folders } = model.children(path.slice(0, -'/__init__.py'.length));
  return files.length === 1 && folders.length === 0;
}

function pythonAnswer(target: { kind: 'local'; path: string } | { kind: 'namespace'; folder: string }, name: string, model: Context['model']): NameAnswer {
  if (target.kind === 'local') return model.python.exportsName(target.path, name);
  return { kind: 'no', nearest: [] };
}

function judgeJavaScript(subject: Subject, statement: JavaScriptImport, names: readonly ImportedName[], { model }: Context, judgement: JudgementBuilder<Data>): void {
  const target = model.javascript.resolve(subject.path, statement);
  if (target.kind !== 'local' || target.path === subject.path || !SOURCE.test(target.path)) return;
  for (const name of names) {
    if (name.name === '*') continue;
    const answer = model.javascript.exportsName(target.path, name.name);
    report(judgement, answer, name, statement.symbol, { language: 'javascript', name, module: statement.specifier, target: target.path }, [{ path: target.path, text: name.name }]);
  }
}

function report(
  judgement: JudgementBuilder<Data>,
  answer: NameAnswer,
  name: ImportedName,
  symbol: string,
  data: Omit<Data, 'nearest'>,
  causes: Match<Data>['causes'],
): void {
  if (answer.kind === 'yes') return judgement.pass();
  if (answer.kind === 'unknown') return judgement.unknown(name.span[0], `\`${name.name}\` of \`${data.module}\`: ${answer.reason}`);
  judgement.match({
    span: name.span,
    symbol,
    subject: `${data.module} ${name.name}`,
    causes,
    related: [],
    data: { ...data, nearest: answer.nearest },
  });
}

function message({ data }: Match<Data>, subject: Subject): Message {
  const name = data.name.name;
  const what = name === 'default' ? `\`${data.target}\` has no default export.` : `\`${data.target}\` defines no \`${name}\`.`;
  return {
    what,
    why:
      data.language === 'python'
        ? `Importing \`${subject.path}\` raises ImportError as soon as this line runs.`
        : `\`${name}\` is undefined here, or the build stops.`,
    todo: data.nearest.length > 0 ? `Did you mean ${either(data.nearest)}?` : `Define \`${name}\` there, or remove the import and what uses it.`,
  };
}

/** The rest of the file goes on using the old name, so the new one is imported under it. */
function suggest({ data }: Match<Data>, subject: Subject): Fix | null {
  const [only, ...others] = data.nearest;
  if (only === undefined || others.length > 0 || only === 'default' || data.name.name === 'default') return null;
  const text = data.name.alias === undefined ? `${only} as ${data.name.name}` : only;
  return {
    title: `Import \`${only}\` instead`,
    safety: 'unsafe',
    edits: [{ kind: 'replace', path: subject.path, range: rangeOf(data.name.span), text }],
  };
}
