import { z } from 'zod';
import { dottedName, expressionsOf, literalString, walkExpressions } from '../../facts/python/code/walk.js';
import type { ManagementCommand } from '../../facts/types.js';
import type { Message } from '../../findings/types.js';
import { isQuietDocument } from '../docs/missing-path/guards.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { statementsWithin } from '../shared/python-statements.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly name: string;
  readonly nearest: readonly string[];
  readonly from: 'code' | 'script' | 'document';
}

type Context = RuleContext<unknown>;

/** Files that machines run. Prose and data that only speak of commands are none. */
const RUN = /(\.(ya?ml|toml|cfg|ini|conf|json|sh|bash|zsh|ps1|bat|cmd|service|mk|cron|tf|hcl)|(^|\/)(Makefile|GNUmakefile|makefile|Procfile[^/]*|[\w.-]*crontab|[Jj]ustfile|Jenkinsfile|[^/]*Dockerfile[^/]*|Containerfile))$|(^|\/)(s?bin|scripts?|cron[^/]*)\/[^/.]+$/;
/** Headings of what is over, still to come, or an example of what a reader may write. */
const QUIET_HEADING = /change\s?log|release notes|history|migrat|upgrad|what'?s new|removed|deprecat|roadmap|future|todo|planned|next steps|example|custom|write|writing|your own|\bv?\d+\.\d+/i;

export const missingManagementCommand: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/missing-management-command',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python', 'deployment', 'document'],
    fix: 'none',
    summary: 'A script, a deployment file, a document or code runs a management command that does not exist.',
    options: z.strictObject({}),
  },
  applies,
  detect,
  message,
};

function applies({ facts, path }: Subject): boolean {
  if (isFixturePath(path) && !/^\.(github|gitlab|circleci|buildkite|woodpecker|devcontainer|platform|ebextensions)\b/.test(path)) return false;
  if (facts.code !== undefined) return facts.code.includes('call_command') && !isTestPath(path);
  if (facts.document !== undefined) return facts.document.managementCommands !== undefined && !isQuietDocument(path);
  return facts.managementCommands !== undefined && RUN.test(path);
}

function detect(subject: Subject, context: Context): Judgement<Data> {
  const judgement = judging<Data>();
  if (!context.model.django.present) return judgement.done();
  for (const { name, span, symbol, from } of commandsOf(subject, context)) judge({ name, span, symbol, from }, context, judgement);
  return judgement.done();
}

interface Use extends ManagementCommand {
  readonly symbol: string;
  readonly from: Data['from'];
}

function commandsOf({ facts, path }: Subject, { model }: Context): readonly Use[] {
  if (facts.code !== undefined) return calledCommands(path, model);
  const inDocument = facts.document?.managementCommands?.filter(({ headings }) => !headings.some((heading) => QUIET_HEADING.test(heading))) ?? [];
  return [
    ...inDocument.map(({ name, span }): Use => ({ name, span, symbol: '', from: 'document' })),
    ...(facts.managementCommands ?? []).map(({ name, span }): Use => ({ name, span, symbol: '', from: 'script' })),
  ];
}

/** `call_command("name")` of Django's. */
function calledCommands(path: string, model: Context['model']): readonly Use[] {
  const found: Use[] = [];
  for (const { statement, symbol } of statementsWithin(model, path)) {
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (child) => {
        const [argument] = child.kind === 'call' ? child.args : [];
        const name = literalString(argument);
        if (child.kind !== 'call' || argument === undefined || name === undefined || !/(^|\.)call_command$/.test(dottedName(child.callee) ?? '')) return;
        const target = model.symbols.resolveExpression(path, child.callee);
        if (target.kind === 'external' && target.dotted === 'django.core.management.call_command') found.push({ name, span: model.symbols.span(path, argument), symbol, from: 'code' });
      });
    }
  }
  return found;
}

function judge({ name, span, symbol, from }: Use, { model }: Context, judgement: JudgementBuilder<Data>): void {
  const answer = model.django.commands.find(name);
  if (answer.kind === 'yes') return judgement.pass();
  if (answer.kind === 'unknown') return judgement.unknown(span[0], `the command \`${name}\`: ${answer.reason}`);
  const causes = [{ path: '*', text: `${name}.py` }, { path: '*', text: name }];
  const severity = from === 'document' ? { severity: 'warning' as const } : {};
  judgement.match({ span, symbol, subject: name, ...severity, causes, related: [], data: { name, nearest: answer.nearest, from } });
}

const WHY: Readonly<Record<Data['from'], string>> = {
  code: 'call_command raises CommandError as soon as this runs.',
  script: 'manage.py stops with "Unknown command" here, and what should have been done stays undone.',
  document: 'Who follows these lines gets "Unknown command".',
};

function message({ data }: Match<Data>): Message {
  return {
    what: `There is no management command \`${data.name}\`: no app of this repository has management/commands/${data.name}.py, nor has Django or an installed app.`,
    why: WHY[data.from],
    todo: data.nearest.length > 0 ? `Did you mean ${either(data.nearest)}?` : 'Add the command, or take the call out.',
  };
}
