import { z } from 'zod';
import type { Suppression } from '../../facts/types.js';
import { linterOf } from '../../findings/linters.js';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  /** The rule it names; null for a suppression that names none. */
  readonly ruleId: string | null;
}

/** Runs last: it judges the suppressions of a file by what all other rules said of it. */
export const unusedSuppression: Rule<Data, unknown> = {
  meta: {
    id: 'maintainability/unused-suppression',
    area: 'maintainability',
    severity: 'info',
    confidence: 'high',
    status: 'stable',
    languages: ['any'],
    fix: 'none',
    summary: 'A suppression comment that suppresses nothing.',
    options: z.strictObject({}),
  },
  applies: ({ facts }) => facts.suppressions.length > 0,
  detect,
  message,
};

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const suppression of subject.facts.suppressions) {
    const rules = suppression.rules.length === 0 ? [null] : suppression.rules;
    for (const ruleId of rules) {
      const use = ruleId === null ? 'unused' : useOf(suppression, ruleId, context);
      if (use === 'used') judgement.pass();
      else if (use === 'undecided') judgement.unknown(suppression.span[0], `\`${ruleId}\` could not be judged on line ${suppression.targetLine}`);
      else judgement.match({ span: suppression.span, symbol: '', subject: ruleId ?? '', causes: [], related: [], data: { ruleId } });
    }
  }
  return judgement.done();
}

/** What linters say is joined to the rules' answers later, so it is not known here. */
function useOf(suppression: Suppression, ruleId: string, context: RuleContext<unknown>): 'used' | 'unused' | 'undecided' {
  if (linterOf(ruleId) !== undefined) return 'undecided';
  const said = context.earlier.find((entry) => entry.ruleId === ruleId)?.judgement;
  if (said?.matches.some((match) => match.span[0] === suppression.targetLine) === true) return 'used';
  return said?.unknowns.some((unknown) => unknown.line === suppression.targetLine) === true ? 'undecided' : 'unused';
}

function message({ data, span }: Match<Data>): Message {
  const line = rangeOf(span).start.line;
  return {
    what: data.ruleId === null ? 'This suppression names no rule.' : `\`${data.ruleId}\` finds nothing here, so this suppression does nothing.`,
    why: 'A suppression that is left behind hides the next defect on its line.',
    todo: data.ruleId === null ? 'Name the rule in brackets, with a reason after them.' : `Remove \`${data.ruleId}\` from the comment on line ${line}.`,
  };
}
