/** Holds for every rule, without exception. */
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import { patchedTexts } from '../../src/fixes/verify.js';
import { explain, hitsOfSide, type RuleHit } from '../../src/rules/explain.js';
import { RULES } from '../../src/rules/registry.js';
import type { Finding } from '../../src/findings/types.js';
import { testGrammars } from '../support/grammars.js';
import { auditOf, catalogue, modelOf, type Files } from '../support/memory-project.js';
import { readRulePage, type Example } from '../support/rule-docs.js';

const SECTIONS = ['What it does', 'Why it matters', 'What it cannot see', 'Examples'];

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function findingsIn(files: Files): Finding[] {
  const model = modelOf(files, grammars);
  const audit = auditOf(model);
  const input = { model, audit, catalogue: catalogue(), changes: { files: [] }, baseline: new Set<string>() };
  return hitsOfSide(input.changes, input, 'head').map((hit: RuleHit) => explain(hit, input));
}

function firesAt(files: Files, ruleId: string): string[] {
  return findingsIn(files)
    .filter((finding) => finding.ruleId === ruleId)
    .map((finding) => `${finding.path}:${finding.range.start.line}`)
    .sort();
}

function fixAll(files: Files, ruleId: string): { files: Record<string, string>; changed: Record<string, string | null> } {
  let current: Record<string, string> = { ...files };
  const changed: Record<string, string | null> = {};
  for (let round = 0; round < 10; round++) {
    const finding = findingsIn(current).find((candidate) => candidate.ruleId === ruleId && candidate.fix !== null);
    if (finding?.fix == null) return { files: current, changed };
    for (const [path, text] of patchedTexts(finding.fix, (wanted) => current[wanted])) {
      changed[path] = text;
      current = Object.fromEntries(Object.entries({ ...current, [path]: text ?? '' }).filter(([name]) => text !== null || name !== path));
    }
  }
  throw new Error(`${ruleId}: ten fixes and still not done`);
}

function expectFixes(ruleId: string, example: Example): void {
  const { files, changed } = fixAll(example.files, ruleId);
  expect(changed).toEqual(example.fixed);
  const after = new Set(findingsIn(files).filter(({ severity }) => severity !== 'info').map((finding) => finding.fingerprint));
  const before = new Set(findingsIn(example.files).map((finding) => finding.fingerprint));
  expect([...after].filter((fingerprint) => !before.has(fingerprint))).toEqual([]);
}

test('ids are unique and name their area', () => {
  const ids = RULES.map((rule) => rule.meta.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { meta } of RULES) expect(meta.id.startsWith(`${meta.area}/`)).toBe(true);
});

describe.each(RULES.map((rule) => [rule.meta.id, rule] as const))('%s', (id, rule) => {
  const page = readRulePage(`src/rules/${id}.md`);

  test('stands in the file of its name', () => {
    expect(existsSync(`src/rules/${id}.ts`)).toBe(true);
  });

  test('has a whole page', () => {
    expect(page.title).toBe(id);
    expect(page.sections).toEqual(expect.arrayContaining(SECTIONS));
    expect(page.bad.length).toBeGreaterThan(0);
    expect(page.good.length).toBeGreaterThan(0);
  });

  test('parses its own default options', () => {
    expect(rule.meta.options.safeParse({}).success).toBe(true);
  });

  test.each(page.bad.map((example, index) => [index + 1, example] as const))('bad example %d fires exactly at the marked lines', (_index, example) => {
    expect(example.finds.length).toBeGreaterThan(0);
    expect(firesAt(example.files, id)).toEqual(example.finds);
  });

  test.each(page.good.map((example, index) => [index + 1, example] as const))('good example %d is silent', (_index, example) => {
    expect(example.finds).toEqual([]);
    expect(firesAt(example.files, id)).toEqual([]);
  });

  test('fixes converge to the shown text and raise nothing new but remarks', () => {
    for (const example of page.bad) if (example.fixed !== undefined) expectFixes(id, example);
  });

  test('offers the kind of fix that it declares', () => {
    const kinds = new Set(page.bad.flatMap((example) => findingsIn(example.files).filter((finding) => finding.ruleId === id).map((finding) => finding.fix?.safety ?? 'none')));
    const allowed = rule.meta.fix === 'both' ? ['safe', 'unsafe', 'none'] : [rule.meta.fix, 'none'];
    expect(allowed).toEqual(expect.arrayContaining([...kinds]));
    if (rule.meta.fix !== 'none') {
      expect([...kinds].some((kind) => kind !== 'none')).toBe(true);
      expect(page.bad.some((example) => example.fixed !== undefined)).toBe(true);
    }
  });

  test('words every finding in three parts', () => {
    for (const example of page.bad) {
      for (const { message } of findingsIn(example.files).filter((finding) => finding.ruleId === id)) {
        for (const part of [message.what, message.why, message.todo]) expect(part).toMatch(/^\S.*[.?!]$/s);
      }
    }
  });
});
