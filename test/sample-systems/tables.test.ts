/** Each sample system: what its report rightly says is found, the mended state is clean, and reviews name what comes and goes. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import { compareByFingerprint } from '../../src/findings/compare.js';
import type { FileFacts } from '../../src/facts/types.js';
import { judgeBothSides, type Side } from '../../src/rules/both-sides.js';
import { hitsOfSide, type RuleHit } from '../../src/rules/explain.js';
import { findRule } from '../../src/rules/registry.js';
import { auditOf, modelOf, sidesOf, type Files } from '../support/memory-project.js';
import { testGrammars } from '../support/grammars.js';
import { sampleSystems, type SampleSystem } from '../support/sample-systems.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

describe.each(sampleSystems())('$name', (system) => {
  test('has 25 to 60 files in each state', () => {
    for (const files of [system.before, system.after]) {
      expect(Object.keys(files).length).toBeGreaterThanOrEqual(25);
      expect(Object.keys(files).length).toBeLessThanOrEqual(60);
    }
  });

  test('names only places that are there', () => {
    for (const { file, line } of system.table.findings) {
      expect({ file, lines: (system.before[file] ?? '').split('\n').length >= line }).toEqual({ file, lines: true });
    }
  });

  test('before: finds what the table lists and nothing else', () => {
    expect(audited(system.before)).toEqual(expected(system));
  });

  test('after: is clean', () => {
    expect(audited(system.after)).toEqual([]);
  });

  test('a review that mends it reports all as fixed, and nothing as introduced', () => {
    const { fixed, introduced } = reviewed(system.before, system.after);
    expect(introduced).toEqual([]);
    expect(fixed).toEqual(expected(system));
  });

  test('a review that breaks it reports all as introduced', () => {
    const { fixed, introduced } = reviewed(system.after, system.before);
    expect(fixed).toEqual([]);
    expect(introduced).toEqual(expected(system));
  });
});

/** Entries whose rule exists: `rule file:line`, sorted. An entry counts from the day its rule is registered. */
function expected({ table }: SampleSystem): string[] {
  return table.findings.filter(({ rule }) => findRule(rule) !== undefined).map(({ rule, file, line }) => `${rule} ${file}:${line}`).sort();
}

function audited(files: Files): string[] {
  const model = modelOf(files, grammars);
  return named(hitsOfSide({ files: [] }, { model, audit: auditOf(model) }, 'head'));
}

function reviewed(base: Files, head: Files): { fixed: string[]; introduced: string[] } {
  const input = sidesOf(base, head, grammars, new Map<string, FileFacts>());
  const sides = judgeBothSides(input);
  const hits = (side: Side, name: 'base' | 'head'): RuleHit[] => hitsOfSide(input.changes, side, name);
  const { introduced, fixed } = compareByFingerprint(hits(sides.base, 'base'), hits(sides.head, 'head'));
  return { introduced: named(introduced), fixed: named(fixed) };
}

function named(hits: readonly RuleHit[]): string[] {
  return hits.map((hit) => `${hit.ruleId} ${hit.path}:${hit.match.span[0]}`).sort();
}
