/** Whether a review of a planted defect names it. */
import type { FileFacts } from '../../src/facts/types.js';
import type { Grammars } from '../../src/facts/grammars.js';
import { compareByFingerprint } from '../../src/findings/compare.js';
import { judgeBothSides, standing } from '../../src/rules/both-sides.js';
import { hitsOfSide } from '../../src/rules/explain.js';
import type { KeptProjects } from '../../src/rules/kept-projects.js';
import { sidesOf, type Files } from '../../test/support/memory-project.js';
import type { Mutation, Mutator } from './types.js';

/** Ids of the rules that the review of a mutation of a project names as introduced. Projects are kept judged from mutation to mutation. */
export function introducedBy(project: { readonly name: string; readonly files: Files }, mutation: Mutation, grammars: Grammars, kept: { readonly facts: Map<string, FileFacts>; readonly projects: KeptProjects }): ReadonlySet<string> {
  const { files, name } = project;
  const head: Record<string, string> = { ...files };
  for (const [path, text] of Object.entries(mutation.changes)) {
    if (text === null) delete head[path];
    else head[path] = text;
  }
  const input = { ...sidesOf(files, head, grammars, kept.facts), kept: { projects: kept.projects, name } };
  const sides = judgeBothSides(input);
  const { introduced } = compareByFingerprint(hitsOfSide(input.changes, standing(sides.base), 'base'), hitsOfSide(input.changes, standing(sides.head), 'head'));
  return new Set(introduced.map((hit) => hit.ruleId));
}

/** At most `limit` mutations, spread evenly over all places. */
export function spread(mutations: readonly Mutation[], limit: number): Mutation[] {
  if (mutations.length <= limit) return [...mutations];
  return Array.from({ length: limit }, (_, index) => mutations[Math.floor((index * mutations.length) / limit)] as Mutation);
}

/** Wiring rules are held to more than others. */
export function areaOf(mutator: Mutator): 'wiring' | 'other' {
  return mutator.rules.every((rule) => rule.startsWith('wiring/')) ? 'wiring' : 'other';
}
