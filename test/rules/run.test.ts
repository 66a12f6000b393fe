import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { FileFacts } from '../../src/facts/types.js';
import { contextFor, createJudge, isJudged, runRules, type ConfiguredRule } from '../../src/rules/run.js';
import type { Judgement, Rule, RuleContext, Subject } from '../../src/rules/types.js';
import type { Grammars } from '../../src/facts/grammars.js';
import { testGrammars } from '../support/grammars.js';
import { factsOf, modelOf, snapshotOf, type Files } from '../support/memory-project.js';
import { EMPTY_CATALOGUE, fakeModel, PLAIN } from '../support/fake-model.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const NOTHING: Judgement<unknown> = { matches: [], passed: 0, unknowns: [] };
const PASSED: Judgement<unknown> = { ...NOTHING, passed: 1 };

function rule(id: string, detect: (subject: Subject, context: RuleContext<unknown>) => Judgement<unknown>, applies: (subject: Subject) => boolean = () => true): ConfiguredRule {
  const made: Rule = {
    meta: { id, area: 'wiring', severity: 'error', confidence: 'high', status: 'stable', languages: ['any'], fix: 'none', summary: '', options: z.unknown() },
    applies,
    detect,
    message: () => ({ what: '', why: '', todo: '' }),
  };
  return { rule: made, options: { of: id } };
}

function run(rules: readonly ConfiguredRule[], paths: readonly string[]): ReturnType<typeof runRules> {
  return runRules({ model: fakeModel({ 'a.py': {}, 'b.py': {} }), catalogue: EMPTY_CATALOGUE, rules }, paths);
}

describe('runRules', () => {
  test('asks each rule that applies about each path, with its own options', () => {
    const asked: string[] = [];
    const first = rule('x/first', ({ path }, { options }) => (asked.push(`${path} ${JSON.stringify(options)}`), PASSED));
    const second = rule('x/second', ({ path }) => (asked.push(`second ${path}`), PASSED), ({ path }) => path === 'b.py');
    const audit = run([first, second], ['a.py', 'b.py']);
    expect(asked).toEqual(['a.py {"of":"x/first"}', 'b.py {"of":"x/first"}', 'second b.py']);
    expect([...audit.values()].map(({ path, outcomes }) => [path, outcomes.map((outcome) => outcome.configured)])).toEqual([['a.py', [first]], ['b.py', [first, second]]]);
  });

  test('leaves out rules that found nothing to look at, keeps the file', () => {
    expect(run([rule('x/none', () => NOTHING)], ['a.py']).get('a.py')).toEqual({ path: 'a.py', outcomes: [] });
  });

  test('keeps what could not be judged', () => {
    const unknown = { ...NOTHING, unknowns: [{ line: 3, reason: 'computed' }] };
    expect(run([rule('x/unknown', () => unknown)], ['a.py']).get('a.py')?.outcomes[0]?.unknowns).toEqual([{ line: 3, reason: 'computed' }]);
  });

  test('tells a rule what those before it said of the same file', () => {
    const told: string[] = [];
    const second = rule('x/second', ({ path }, { earlier }) => (told.push(`${path}: ${earlier.map((one) => `${one.ruleId} ${one.judgement.passed}`).join()}`), PASSED));
    run([rule('x/first', () => PASSED), rule('x/silent', () => NOTHING), second], ['a.py', 'b.py']);
    expect(told).toEqual(['a.py: x/first 1', 'b.py: x/first 1']);
  });

  test('asks again only where what a judgement read has changed, or the options', () => {
    const asked: string[] = [];
    const files: Files = { 'a.py': 'A = 1\n', 'b.py': 'B = 1\n' };
    const looking = (id: string): ConfiguredRule => rule(id, ({ path }, { model }) => (asked.push(`${id} ${path} ${model.facts('b.py')?.lineCount ?? ''}`), PASSED), ({ path }) => path === 'a.py');
    const blind = rule('x/blind', ({ path }) => (asked.push(`x/blind ${path}`), PASSED), ({ path }) => path === 'a.py');
    const model = modelOf(files, grammars);
    const judge = createJudge(model, EMPTY_CATALOGUE);
    const first = looking('x/looking');
    judge.use([first, blind]);
    const before = judge.audit(model.paths);
    const after: Files = { ...files, 'b.py': 'B = 1\nC = 2\n' };
    model.moveTo({ snapshot: snapshotOf(after), facts: factsOf(after, grammars), formerPaths: new Map() });
    judge.audit(model.paths);
    judge.use([{ ...first }, { ...blind, options: { of: 'others' } }]);
    expect(judge.audit(model.paths).get('b.py')).toBe(before.get('b.py'));
    expect(asked).toEqual(['x/looking a.py 1', 'x/blind a.py', 'x/looking a.py 2', 'x/blind a.py']);
  });

  test('goes on when a rule fails on a file, and keeps what it said', () => {
    const failing = rule('x/failing', ({ path }) => {
      if (path === 'a.py') throw new TypeError('no such thing\nat somewhere');
      return PASSED;
    });
    const audit = run([failing, rule('x/second', () => PASSED)], ['a.py', 'b.py']);
    expect(audit.get('a.py')?.outcomes.map(({ configured, failure, passed }) => [configured.rule.meta.id, failure, passed])).toEqual([
      ['x/failing', 'no such thing', 0],
      ['x/second', undefined, 1],
    ]);
    expect(audit.get('b.py')?.outcomes.map(({ passed }) => passed)).toEqual([1, 1]);
  });

  test('a path that the model does not have', () => {
    expect([...run([rule('x/first', () => PASSED)], ['gone.py']).keys()]).toEqual([]);
  });

  test('without rules', () => {
    expect(run([], ['a.py']).get('a.py')?.outcomes).toEqual([]);
  });
});

test('contextFor', () => {
  const configured = rule('x/first', () => PASSED);
  const model = fakeModel({});
  expect(contextFor({ model, catalogue: EMPTY_CATALOGUE }, configured)).toEqual({ model, catalogue: EMPTY_CATALOGUE, options: { of: 'x/first' }, earlier: [] });
});

test.each<[facts: FileFacts, expected: boolean]>([
  [PLAIN, true],
  [{ ...PLAIN, skip: { reason: 'generated', detail: '' } }, false],
  [{ ...PLAIN, skip: { reason: 'vendored', detail: '' } }, false],
])('isJudged %j', (facts, expected) => {
  expect(isJudged(facts)).toBe(expected);
});
