/** What is remembered of the use of comments: the interface, and the memory that lives and dies with the process. */
import type { Evidence, Probation, PullReading, RuleStanding } from '../usefulness/types.js';
import type { Vote } from './memory.js';

/** A repository of which comments were read. */
export interface KnownRepository {
  readonly repositoryId: number;
  /** `owner/name`, as of the newest reading. */
  readonly name: string;
}

export interface UsefulnessMemory {
  /** Counts once for each pull request, finding and voter, however often it is given. */
  vote(vote: Vote): Promise<void>;
  /** Oldest first. */
  votes(repositoryId: number): Promise<readonly Vote[]>;
  /** Takes back what the command in a comment voted, by REST's id of the comment. Answers the rules that it was about. */
  withdraw(repositoryId: number, commentId: number): Promise<readonly string[]>;
  /** The reading takes the place of what was read of the pull request before. */
  record(reading: PullReading): Promise<void>;
  /** By name. */
  repositories(): Promise<readonly KnownRepository[]>;
  /** In no particular order. `rules`: only of these. */
  evidence(repositoryId: number, rules?: readonly string[]): Promise<Evidence>;
  /** Of the rules that are or were on probation, by id. */
  standings(repositoryId: number): Promise<readonly RuleStanding[]>;
  /** Does nothing where the rule is on probation already. */
  beginProbation(repositoryId: number, probation: Probation): Promise<void>;
  /** Ends a probation at a moment, ISO 8601. False where there is none. */
  release(repositoryId: number, ruleId: string, at: string): Promise<boolean>;
}

/** The memory of one repository. */
interface Shelf {
  readonly votes: Map<string, Vote>;
  readonly readings: Map<number, PullReading>;
  readonly standings: Map<string, RuleStanding>;
  name: string | null;
}

/** A memory that lives and dies with the process. */
export function createProcessUsefulness(): UsefulnessMemory {
  const shelves = new Map<number, Shelf>();
  const shelfOf = (repositoryId: number): Shelf => {
    const shelf = shelves.get(repositoryId) ?? { votes: new Map(), readings: new Map(), standings: new Map(), name: null };
    shelves.set(repositoryId, shelf);
    return shelf;
  };
  return {
    async vote(vote) {
      const { votes } = shelfOf(vote.repositoryId);
      const key = JSON.stringify([vote.pullNumber, vote.fingerprint, vote.voter]);
      votes.delete(key);
      votes.set(key, vote);
    },
    votes: async (repositoryId) => [...shelfOf(repositoryId).votes.values()],
    async withdraw(repositoryId, commentId) {
      const { votes } = shelfOf(repositoryId);
      const meant = [...votes].filter(([, vote]) => vote.commentId === commentId);
      for (const [key] of meant) votes.delete(key);
      return [...new Set(meant.map(([, { ruleId }]) => ruleId))].sort();
    },
    async record(reading) {
      const shelf = shelfOf(reading.repositoryId);
      shelf.readings.set(reading.pullNumber, reading);
      if (reading.comments.length > 0) shelf.name = reading.repository;
    },
    repositories: async () => [...shelves].flatMap(([repositoryId, { name }]) => (name === null ? [] : [{ repositoryId, name }])).sort((a, b) => (a.name < b.name ? -1 : 1)),
    evidence: async (repositoryId, rules) => evidenceOf(shelfOf(repositoryId), rules),
    standings: async (repositoryId) => [...shelfOf(repositoryId).standings.values()].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1)),
    async beginProbation(repositoryId, probation) {
      const { standings } = shelfOf(repositoryId);
      const { ruleId } = probation;
      const known = standings.get(ruleId);
      if (known === undefined || known.probation === null) standings.set(ruleId, { ruleId, probation, releasedAt: known?.releasedAt ?? null });
    },
    async release(repositoryId, ruleId, at) {
      const { standings } = shelfOf(repositoryId);
      const isOn = (standings.get(ruleId)?.probation ?? null) !== null;
      if (isOn) standings.set(ruleId, { ruleId, probation: null, releasedAt: at });
      return isOn;
    },
  };
}

function evidenceOf({ readings, votes }: Shelf, rules: readonly string[] | undefined): Evidence {
  const wanted = ({ ruleId }: { readonly ruleId: string }): boolean => rules === undefined || rules.includes(ruleId);
  return {
    comments: [...readings.values()].flatMap(({ pullNumber, ended, comments }) => comments.filter(wanted).map((comment) => ({ ...comment, pullNumber, ended }))),
    votes: [...votes.values()].filter(wanted).map(({ pullNumber, ruleId, fingerprint }) => ({ pullNumber, ruleId, fingerprint })),
  };
}
