import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import { judgeBothSides, type Sides } from '../../src/rules/both-sides.js';
import { createKeptProjects, type KeptProjects } from '../../src/rules/kept-projects.js';
import type { ConfiguredRule } from '../../src/rules/run.js';
import { testGrammars } from '../support/grammars.js';
import { defaultRules, factsOf, sidesOf, snapshotOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const BASE: Files = { 'app/__init__.py': '', 'manage.py': 'import app\n' };
const BROKEN: Files = { ...BASE, 'manage.py': 'import app.nowhere\n' };

/** Reviews a change of a repository at a commit of its base. */
function review(projects: KeptProjects, base: Files, head: Files, commit: string, rules: readonly ConfiguredRule[] = defaultRules()): Sides {
  const input = sidesOf(base, head, grammars);
  return judgeBothSides({ ...input, base: { ...input.base, commit }, rules, kept: { projects, name: 'acme/shop' } });
}

function imports({ audit }: Sides['head']): number {
  return [...audit.values()].flatMap(({ outcomes }) => outcomes).filter(({ configured, matches }) => configured.rule.meta.id === 'wiring/unresolved-import' && matches.length > 0).length;
}

describe('a kept repository', () => {
  test('is the same for all its reviews, and what was said of a base is not asked again', () => {
    const projects = createKeptProjects();
    const first = review(projects, BASE, BROKEN, 'a');
    expect([imports(first.base), imports(first.head)]).toEqual([0, 1]);
    const project = projects.of('acme/shop')?.project;
    const second = review(projects, BASE, BASE, 'a');
    expect([imports(second.base), imports(second.head)]).toEqual([0, 0]);
    expect(projects.of('acme/shop')?.project).toBe(project);
    expect(second.base.audit).toBe(first.base.audit);
    expect(imports(review(projects, BROKEN, BASE, 'b').base)).toBe(1);
  });

  test('a side keeps its state and its rules, whatever was reviewed since', () => {
    const projects = createKeptProjects();
    const first = review(projects, BASE, BROKEN, 'a');
    review(projects, BROKEN, BASE, 'b', []);
    expect(first.head.model.facts('manage.py')?.python?.imports[0]?.module).toBe('app.nowhere');
    const mended = { ...BASE, 'manage.py': 'import app.elsewhere\n' };
    const state = { snapshot: snapshotOf(mended), facts: factsOf(mended, grammars), formerPaths: new Map() };
    expect(imports({ ...first.head, audit: first.head.auditAt(state, ['manage.py']) })).toBe(1);
  });

  test('is begun anew after many reviews', () => {
    const projects = createKeptProjects();
    const known = new Set<unknown>();
    for (let count = 0; count < 201; count += 1) {
      review(projects, BASE, BASE, 'a', []);
      known.add(projects.of('acme/shop')?.project);
    }
    expect(known.size).toBe(3);
  });
});
