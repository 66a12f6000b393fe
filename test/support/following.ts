/** A model that moves with its tree: what it answers before, after and when it is back, and who is asked again. */
import { expect } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import { lazily } from '../../src/project/tracked.js';
import type { ProjectModel } from '../../src/project/types.js';
import { factsOf, modelOf, snapshotOf, type Files } from './memory-project.js';

/** Questions to a model by what they ask for. */
export type Questions = Readonly<Record<string, (project: ProjectModel) => unknown>>;

export interface Followed {
  readonly files: Files;
  /** The files that become others. */
  readonly change: Files;
  readonly questions: Questions;
  readonly initial: Readonly<Record<string, unknown>>;
  /** Of those that become others. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** In the order of the first asking. */
  readonly askedAgain: readonly string[];
}

export function expectToFollow({ files: before, change, questions, initial, answers, askedAgain }: Followed, grammars: Grammars): void {
  const project = modelOf(before, grammars);
  const times = new Map<string, number>();
  const cells = Object.entries(questions).map(([what, ask]) => {
    const cell = lazily(() => {
      times.set(what, (times.get(what) ?? 0) + 1);
      return ask(project);
    });
    return [what, cell] as const;
  });
  const answer = (): Readonly<Record<string, unknown>> => Object.fromEntries(cells.map(([what, cell]) => [what, cell()]));
  expect(answer()).toEqual(initial);
  const files = { ...before, ...change };
  project.moveTo({ snapshot: snapshotOf(files), facts: factsOf(files, grammars), formerPaths: new Map() });
  expect(answer()).toEqual({ ...initial, ...answers });
  const fresh = modelOf(files, grammars);
  expect(answer()).toEqual(Object.fromEntries(Object.entries(questions).map(([what, ask]) => [what, ask(fresh)])));
  expect([...times].filter(([, count]) => count > 1).map(([what]) => what)).toEqual(askedAgain);
  project.moveTo({ snapshot: snapshotOf(before), facts: factsOf(before, grammars), formerPaths: new Map() });
  expect(answer()).toEqual(initial);
}
