/** A document tells to run something of this repository that does not exist. */
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { DocumentCommand } from '../../facts/types.js';
import type { Message } from '../../findings/types.js';
import { either, judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, RuleMeta, Subject } from '../types.js';
import { isQuietDocument, isQuietHeading } from './missing-path/guards.js';
import { addressesReader, hasSiteGenerator, isSitePage } from './missing-path/site.js';
import { judgeNeed } from './unknown-command/judge.js';

/** What a match keeps for its message. */
export interface UnknownCommandData {
  readonly command: DocumentCommand;
  /** What there is none of: "script `dev` in any package.json". */
  readonly missing: string;
  readonly nearest: readonly string[];
}

const options = z.strictObject({
  /** Scripts, targets, services, modules and files, as written in the document, that are not judged. */
  ignore: z.array(z.string()).default([]),
});
type Options = z.infer<typeof options>;

const meta: RuleMeta<Options> = {
  id: 'docs/unknown-command',
  area: 'docs',
  severity: 'warning',
  confidence: 'high',
  status: 'preview',
  languages: ['document'],
  fix: 'none',
  summary: 'A document tells to run a script, target, service, module or file of this repository that does not exist.',
  options: options as z.ZodType<Options>,
};

function applies({ facts, path }: Subject): boolean {
  return (facts.document?.commands?.length ?? 0) > 0 && !isQuietDocument(path);
}

function detect({ facts, path }: Subject, { model, options: { ignore } }: RuleContext<Options>): Judgement<UnknownCommandData> {
  const judgement = judging<UnknownCommandData>();
  if (isSitePage(path, hasSiteGenerator(model)) || addressesReader(path)) return judgement.done();
  const seen = new Set<string>();
  for (const command of facts.document?.commands ?? []) {
    const key = `${command.kind} ${command.value}`;
    if (ignore.includes(command.value) || command.headings.some(isQuietHeading) || seen.has(key)) continue;
    seen.add(key);
    const answer = judgeNeed(command, path, model);
    if (answer.kind === 'ok') judgement.pass();
    else if (answer.kind === 'unknown') judgement.unknown(command.span[0], `\`${command.value}\`: ${answer.reason}`);
    else judgement.match(toMatch(command, answer.missing, answer.names));
  }
  return judgement.done();
}

function toMatch(command: DocumentCommand, missing: string, names: readonly string[]): Match<UnknownCommandData> {
  const limit = Math.max(1, Math.floor(command.value.length / 4));
  const nearest = names.filter((name) => name.endsWith(`/${command.value}`) || distance(name, command.value) <= limit).slice(0, 3);
  const causes = [{ path: '*', text: command.value }, { path: command.value }];
  return { span: command.span, symbol: '', subject: `${command.kind} ${command.value}`, causes, related: [], data: { command, missing, nearest } };
}

function message({ data: { missing, nearest } }: Match<UnknownCommandData>): Message {
  return {
    what: `This document tells to run it, but there is no ${missing}.`,
    why: 'Who follows these lines stops here with an error.',
    todo: nearest.length > 0 ? `Did you mean ${either(nearest)}? Correct the line, or add what it runs.` : 'Correct the line, or add what it runs.',
  };
}

export const unknownCommand: Rule<UnknownCommandData, Options> = { meta, applies, detect, message };
