import { z } from 'zod';
import type { JavaScriptImport, PythonImport, Span } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { looksLocal, packageImports } from '../shared/packages.js';
import { isFixturePath } from '../shared/paths.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly language: 'python' | 'javascript';
  /** The module as written: dots and all, or the specifier. */
  readonly written: string;
  readonly reason: string;
  /** Existing modules as they would be written in its place. */
  readonly nearest: readonly string[];
  /** A path that the change removes and that would have answered. */
  readonly removed: string | null;
  readonly writtenSpan: Span;
}

type Context = RuleContext<unknown>;

export const unresolvedImport: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unresolved-import',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python', 'javascript'],
    fix: 'unsafe',
    summary: 'An imported module is neither in the repository, the standard library, nor a declared dependency.',
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
    if (statement.guard === 'none') judgePython(subject, statement, context, judgement);
  }
  for (const statement of subject.facts.javascript?.imports ?? []) {
    if (statement.guard === 'none' && statement.form !== 'glob' && statement.form !== 'url') judgeJavaScript(subject, statement, context, judgement);
  }
  for (const found of packageImports(subject, context)) {
    if (found.declaration.kind !== 'unlisted' || !looksLocal(found, subject, context)) continue;
    judgement.match(
      toMatch(context, found, found.span, found.candidates, {
        language: 'python',
        written: found.name,
        reason: 'it is no module of this repository, no part of the standard library, no declared dependency and no package we know',
        nearest: context.model.python.nearestModules(subject.path, found.name),
      }),
    );
  }
  return judgement.done();
}

function judgePython(subject: Subject, statement: PythonImport, context: Context, judgement: JudgementBuilder<Data>): void {
  const target = context.model.python.resolve(subject.path, statement);
  if (target.kind === 'unknown') return judgement.unknown(statement.span[0], `\`${writtenModule(statement)}\`: ${target.reason}`);
  if (target.kind === 'package') return;
  if (target.kind !== 'missing') return judgement.pass();
  judgement.match(
    toMatch(context, statement, statement.moduleSpan, target.tried, {
      language: 'python',
      written: writtenModule(statement),
      reason: target.reason,
      nearest: nearestPython(subject, statement, target.tried, context),
    }),
  );
}

function judgeJavaScript(subject: Subject, statement: JavaScriptImport, context: Context, judgement: JudgementBuilder<Data>): void {
  const target = context.model.javascript.resolve(subject.path, statement);
  if (target.kind === 'unknown') return judgement.unknown(statement.span[0], `\`${statement.specifier}\`: ${target.reason}`);
  if (target.kind === 'package') return;
  if (target.kind !== 'missing') return judgement.pass();
  judgement.match(
    toMatch(context, statement, statement.specifierSpan, target.tried, {
      language: 'javascript',
      written: statement.specifier,
      reason: target.reason,
      nearest: context.model.javascript.nearestSpecifiers(subject.path, statement.specifier),
    }),
  );
}

function toMatch(
  { model }: Context,
  statement: { readonly symbol: string },
  span: Span,
  tried: readonly string[],
  data: Omit<Data, 'removed' | 'writtenSpan'>,
): Match<Data> {
  const removed = tried.find((path) => model.formerPaths.has(path)) ?? null;
  return {
    span,
    symbol: statement.symbol,
    subject: data.written,
    causes: tried.map((path) => ({ path })),
    related: [],
    data: { ...data, removed, writtenSpan: span },
  };
}

function writtenModule(statement: PythonImport): string {
  return '.'.repeat(statement.level) + statement.module;
}

/** Nearest modules, written relatively where the import is relative and the module lies below the same package. */
function nearestPython(subject: Subject, statement: PythonImport, tried: readonly string[], { model }: Context): readonly string[] {
  if (statement.level === 0) return model.python.nearestModules(subject.path, statement.module);
  const wanted = (tried[0] ?? '').replace(/\.py$/, '').replaceAll('/', '.');
  const base = wanted.slice(0, Math.max(0, wanted.length - statement.module.length));
  return model.python
    .nearestModules(subject.path, wanted)
    .filter((name) => base !== '' && name.startsWith(base))
    .map((name) => '.'.repeat(statement.level) + name.slice(base.length));
}

function message({ data }: Match<Data>, subject: Subject): Message {
  return {
    what: data.removed === null ? `\`${data.written}\` does not exist: ${data.reason}.` : `\`${data.written}\` does not exist any more: \`${data.removed}\` is gone with this change.`,
    why:
      data.language === 'python'
        ? `Importing \`${subject.path}\` raises ModuleNotFoundError as soon as this line runs.`
        : `The build stops here, or the page or process fails when it loads \`${subject.path}\`.`,
    todo: whatToDo(data),
  };
}

function whatToDo({ nearest, removed }: Data): string {
  if (nearest.length > 0) return `Did you mean ${either(nearest)}?`;
  return removed === null ? 'Add the module, or remove the import and what uses it.' : 'Import from where its code went, or keep the module.';
}

function suggest({ data }: Match<Data>, subject: Subject): Fix | null {
  const [only, ...others] = data.nearest;
  if (only === undefined || others.length > 0 || data.removed !== null) return null;
  return {
    title: `Import \`${only}\` instead`,
    safety: 'unsafe',
    edits: [{ kind: 'replace', path: subject.path, range: rangeOf(data.writtenSpan), text: only }],
  };
}
