import { z } from 'zod';
import { promisesToCheck } from '../../facts/content/asserts.js';
import type { TestBlock } from '../../facts/content/types.js';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { judging } from '../shared/judgement.js';
import { perModel, perModelScan } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly name: string;
  readonly calls: readonly string[];
}

export const assertionFreeTest: Rule<Data, unknown> = {
  meta: {
    id: 'testing/assertion-free-test',
    area: 'testing',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A test that asserts nothing, so that it passes whatever the code answers.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => (facts.content?.tests?.length ?? 0) > 0 && isTestPath(path) && isRunTest(path) && !isFixturePath(path) && facts.skip === undefined,
  detect,
  message,
};

/** Not test code whose checks are types, stories or timings. */
function isRunTest(path: string): boolean {
  return !/(test-d|\.stories|\.story|types?\.test|\.bench)\.[cm]?[jt]sx?$|(^|\/)(type-?tests?|types?|bench(marks?)?|perf|typing|stress)\//i.test(path);
}

/** Names of functions that assert, of all test code of the repository. */
const assertingNames = perModel((model): ReadonlySet<string> => {
  return new Set(asserting(model).flatMap(({ told }) => told));
});

const asserting = perModelScan(({ content }) => (content?.asserting?.length ?? 0) > 0 && content?.asserting);

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const broken = facts.python?.hasErrors === true || facts.javascript?.hasErrors === true;
  const named = assertingNames(model);
  for (const test of facts.content?.tests ?? []) {
    if (test.asserts || test.excused || test.calls.some((call) => named.has(call) || promisesToCheck(call))) judgement.pass();
    else if (broken) judgement.unknown(test.span[0], 'the file has syntax errors');
    else if ((test.lines >= 2 || test.unread === true) && test.calls.length > 0) judgement.match(toMatch(path, test));
    else judgement.unknown(test.span[0], 'it calls nothing that could be judged');
  }
  return judgement.done();
}

function toMatch(path: string, test: TestBlock): Match<Data> {
  return {
    span: test.span,
    symbol: test.scope,
    subject: test.name,
    causes: [{ path, text: test.name }],
    related: [],
    data: { name: test.name, calls: test.calls },
  };
}

function message({ data }: Match<Data>): Message {
  const calls = data.calls.slice(0, 3).map((call) => `\`${call}\``);
  return {
    what: `\`${data.name}\` asserts nothing: it calls ${calls.join(', ')}${data.calls.length > calls.length ? ' and others' : ''} and looks at no answer.`,
    why: 'It passes as long as nothing raises, whatever the code answers, and counts as coverage.',
    todo: 'Assert what the calls should give, or say in its name or a comment that it only has to run.',
  };
}
