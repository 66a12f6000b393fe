/** Repositories that a process keeps judged between reviews. Pure but for what it holds. */
import { LRUCache } from 'lru-cache';
import type { Snapshot } from '../changes/types.js';
import type { LiveProject } from './both-sides.js';
import type { Audit } from './run.js';

/** Repositories kept at most: a judged tree of 5,000 files holds some 300 MB. */
const PROJECTS = 2;
/** Reviews after which a project is begun anew: answers about files that are gone stay in it. */
const REVIEWS = 200;
/** Judged bases kept of each: pull requests of one repository share few. */
const BASES = 3;

interface Kept {
  readonly project: LiveProject;
  /** What was said of a base; undefined where it is not known, and for trees that are no commit. */
  auditOf(base: Snapshot): Audit | undefined;
}

export interface KeptProjects {
  /** The repository of this name as it was left; undefined where none is kept. */
  of(name: string): Kept | undefined;
  keep(name: string, project: LiveProject, base: Snapshot, audit: Audit): void;
}

/**
 * A push changes few files, and pull requests share their base: a kept project is moved from head to head. A commit tells its tree and its
 * configuration, so what was said of a base stays right for as long as the same rules run.
 */
export function createKeptProjects(): KeptProjects {
  const kept = new LRUCache<string, { readonly project: LiveProject; readonly bases: LRUCache<string, Audit>; readonly reviews: number }>({ max: PROJECTS });
  return {
    of(name) {
      const held = kept.get(name);
      if (held === undefined) return undefined;
      return { project: held.project, auditOf: ({ commit }) => (commit === null ? undefined : held.bases.get(commit)) };
    },
    keep(name, project, { commit }, audit) {
      const held = kept.get(name);
      const { bases, reviews } = held?.project === project ? held : { bases: new LRUCache<string, Audit>({ max: BASES }), reviews: 0 };
      if (commit !== null) bases.set(commit, audit);
      if (reviews + 1 < REVIEWS) kept.set(name, { project, bases, reviews: reviews + 1 });
      else kept.delete(name);
    },
  };
}
