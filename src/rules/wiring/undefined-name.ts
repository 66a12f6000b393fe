import { z } from 'zod';
import type { Named, PythonLint, UnboundNames } from '../../facts/lint/types.js';
import type { Fix, Message } from '../../findings/types.js';
import { isFixturePath } from '../../project/path-uses.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { mayBeGlobal, unreadScript } from './undefined-name/global-makers.js';
import { importFor } from './undefined-name/import-for.js';
import { isKnownName, scriptImportFor } from './undefined-name/script-import.js';
import { isSilenced } from './undefined-name/silenced.js';

type Data = ({ readonly language: 'python' } & NonNullable<PythonLint['undefinedNames']>[number]) | ({ readonly language: 'javascript' } & UnboundNames['names'][number]);

export const undefinedName: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/undefined-name',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'unsafe',
    summary: 'A name that nothing defines or imports.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => (facts.python !== undefined || (facts.javascript !== undefined && !/\.d\.[cm]?ts$/.test(path))) && facts.syntax === undefined && !isFixturePath(path),
  detect,
  message,
  suggest,
};

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const { facts } = subject;
  if (facts.lintUnknown !== undefined) judgement.unknown(1, facts.lintUnknown);
  else if ((facts.lint?.undefinedNames ?? facts.unbound?.names ?? []).length === 0) judgement.pass();
  judgePython(subject, context, judgement);
  judgeJavaScript(subject, context, judgement);
  return judgement.done();
}

function judgePython({ facts, path }: Subject, { model }: RuleContext<unknown>, judgement: JudgementBuilder<Data>): void {
  for (const name of facts.lint?.undefinedNames ?? []) {
    const doubt = name.doubt ?? (facts.python?.dynamicNamespace === true ? 'the module makes names at run time' : mayBeHanded(name, path, model) ? 'whatever runs this example may hand it over' : undefined);
    if (isSilenced(model, path, name.name)) continue;
    if (doubt !== undefined) judgement.unknown(name.span[0], `\`${name.name}\` is defined nowhere, and ${doubt}`);
    else judgement.match({ ...placeOf(name, path), ...(name.quoted ? { severity: 'warning' as const } : {}), data: { language: 'python', ...name } });
  }
}

/** Examples that nothing imports are often pieces that some runner executes with names of its own: a piece that fails in its first lines was never meant to stand alone. */
function mayBeHanded({ symbol }: Named, path: string, model: ProjectModel): boolean {
  return symbol === '' && /(^|\/)(examples?|samples?|demos?|tutorials?|snippets)\//.test(path) && model.references.incoming(path).every(({ kind }) => kind !== 'import');
}

function judgeJavaScript({ facts: { unbound }, path }: Subject, { model }: RuleContext<unknown>, judgement: JudgementBuilder<Data>): void {
  for (const name of unbound?.names ?? []) {
    const doubt = unbound?.doubt ?? mayBeGlobal(model, path, name.name) ?? strangeName(name, path, model);
    if (doubt !== undefined) judgement.unknown(name.span[0], `\`${name.name}\` is bound nowhere in the file, but ${doubt}`);
    else judgement.match({ ...placeOf(name, path), data: { language: 'javascript', ...name } });
  }
}

/**
 * Types of a package may declare globals, and TypeScript's own check stands before what is committed: a name that nothing else tells of proves nothing there.
 * Nor does it beside scripts of packages that a page loads.
 */
function strangeName({ name, element, near }: UnboundNames['names'][number], path: string, model: ProjectModel): string | undefined {
  if (element === true || near !== undefined || isKnownName(model, name)) return undefined;
  const unread = unreadScript(model, path);
  if (unread !== undefined) return `scripts that pages load beside it are not read here, such as ${unread}`;
  if (!/\.[cm]?tsx?$/.test(path)) return undefined;
  const isPackage = model.dependencies.scopeFor(path, 'npm').find(name).length > 0;
  return isPackage ? undefined : 'types of a package may declare it: nothing in the repository imports or exports it';
}

function placeOf({ name, span }: Named, path: string): Pick<Match<Data>, 'span' | 'symbol' | 'subject' | 'causes' | 'related'> {
  return { span, symbol: '', subject: name, causes: [{ path, text: name }], related: [] };
}

function message({ data }: Match<Data>): Message {
  if (data.language === 'javascript') {
    return {
      what: `\`${data.name}\` is neither defined nor imported here.`,
      why: `JavaScript raises ReferenceError when it comes to this ${data.element === true ? 'element' : 'line'}.`,
      todo: data.near === undefined ? `Import or define \`${data.name}\`, or mend its spelling.` : `Import or define \`${data.name}\`. Did you mean \`${data.near}\`?`,
    };
  }
  return {
    what: `\`${data.name}\` is neither defined nor imported here (Ruff F821).`,
    why: data.quoted === true ? 'The annotation means nothing to type checkers, and whatever evaluates it raises NameError.' : 'Python raises NameError when it comes to this line.',
    todo: `Import or define \`${data.name}\`, or mend its spelling.`,
  };
}

function suggest({ data }: Match<Data>, subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (data.language === 'javascript') {
    const added = subject.facts.unbound === undefined ? undefined : scriptImportFor(model, subject, data.name, subject.facts.unbound);
    return added === undefined ? null : { title: added.title, safety: 'unsafe', edits: [added.edit] };
  }
  const found = importFor(model, subject, data.name);
  if (found === undefined) return null;
  const { text, line } = found;
  const place = { line, column: 1 };
  return { title: `Add \`${text}\``, safety: 'unsafe', edits: [{ kind: 'replace', path: subject.path, range: { start: place, end: place }, text: `${text}\n` }] };
}
