/** What is remembered of pull requests between their reviews: what people told the App. */
import { createProcessUsefulness, type UsefulnessMemory } from './process-usefulness.js';

export interface PullKey {
  readonly repositoryId: number;
  readonly pullNumber: number;
}

/** A person's word that findings of a pull request are not to be spoken of. */
export interface IgnoreEntry {
  readonly ruleId: string;
  /** The findings meant; null: all of the rule on this pull request. */
  readonly fingerprints: readonly string[] | null;
  /** As written; never empty. */
  readonly reason: string;
  /** Login. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A person's word that a finding was of no use. */
export interface Vote extends PullKey {
  readonly ruleId: string;
  readonly fingerprint: string;
  /** Login. */
  readonly voter: string;
  /** ISO 8601. */
  readonly at: string;
  /** REST's id of the comment with the command; with it the vote can be taken back. */
  readonly commentId?: number;
}

export interface ReviewMemory extends UsefulnessMemory {
  /** Once for each rule and set of findings: a later entry takes the place of an earlier one. */
  ignore(pull: PullKey, entry: IgnoreEntry): Promise<void>;
  /** Oldest first. */
  ignored(pull: PullKey): Promise<readonly IgnoreEntry[]>;
  /** `by`: the login of who paused the comments on the pull request; null resumes them. */
  setPaused(pull: PullKey, by: string | null): Promise<void>;
  /** Who paused the comments on the pull request; null where nobody did. */
  pausedBy(pull: PullKey): Promise<string | null>;
  close(): Promise<void>;
}

/** A memory that lives and dies with the process. */
export function createProcessMemory(): ReviewMemory {
  const ignored = new Map<string, Map<string, IgnoreEntry>>();
  const paused = new Map<string, string>();

  return {
    async ignore(pull, entry) {
      const entries = ignored.get(keyOf(pull)) ?? new Map<string, IgnoreEntry>();
      ignored.set(keyOf(pull), entries);
      putLast(entries, JSON.stringify([entry.ruleId, entry.fingerprints === null ? null : [...entry.fingerprints].sort()]), entry);
    },
    ignored: async (pull) => [...(ignored.get(keyOf(pull))?.values() ?? [])],
    async setPaused(pull, by) {
      if (by === null) paused.delete(keyOf(pull));
      else paused.set(keyOf(pull), by);
    },
    pausedBy: async (pull) => paused.get(keyOf(pull)) ?? null,
    ...createProcessUsefulness(),
    close: async () => undefined,
  };
}

function keyOf({ repositoryId, pullNumber }: PullKey): string {
  return `${repositoryId}#${pullNumber}`;
}

function putLast<T>(entries: Map<string, T>, key: string, value: T): void {
  entries.delete(key);
  entries.set(key, value);
}
