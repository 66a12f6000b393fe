/** What is known of the use of our comments, and what follows from it for a rule in a repository. */

/** A comment of ours as it stands on a pull request, for one of the rules that it speaks of. */
export interface ShownComment {
  /** GraphQL's id. */
  readonly commentId: string;
  readonly ruleId: string;
  /** Of the rule's findings that it speaks of. */
  readonly fingerprints: readonly string[];
  /** ISO 8601. */
  readonly writtenAt: string;
  /** 👎 by anyone but the App. */
  readonly against: number;
  /** The App has told below it that what it says is mended. */
  readonly fixed: boolean;
  /** The App has told below it that what it says is said elsewhere. */
  readonly moved: boolean;
}

/** All comments of ours on a pull request, as they stood at one moment. */
export interface PullReading {
  readonly repositoryId: number;
  /** `owner/name`. */
  readonly repository: string;
  readonly pullNumber: number;
  /** Merged or closed. */
  readonly ended: boolean;
  readonly comments: readonly ShownComment[];
}

/** A comment of the newest reading of its pull request. */
export interface RecordedComment extends ShownComment {
  readonly pullNumber: number;
  readonly ended: boolean;
}

/** A command's vote against a finding. */
export interface FindingVote {
  readonly pullNumber: number;
  readonly ruleId: string;
  readonly fingerprint: string;
}

/** What judgements are made of: the comments on the pull requests of a repository, and the votes of commands. */
export interface Evidence {
  readonly comments: readonly RecordedComment[];
  readonly votes: readonly FindingVote[];
}

/** What people made of a rule's comments in a repository. */
export interface RuleTally {
  readonly ruleId: string;
  /** Comments. */
  readonly shown: number;
  /** Comments whose findings were mended on their pull request. */
  readonly fixed: number;
  /** Comments on pull requests that have ended, and those that were voted on. */
  readonly judged: number;
  /** Of the judged ones, those with a vote against them. */
  readonly notUseful: number;
}

/** A rule that is kept from inline comments in a repository, and by how many judgements. */
export interface Probation extends Pick<RuleTally, 'ruleId' | 'judged' | 'notUseful'> {
  /** ISO 8601. */
  readonly since: string;
}

/** How it stands with a rule that is or was on probation in a repository. */
export interface RuleStanding {
  readonly ruleId: string;
  /** Null where it was released. */
  readonly probation: Probation | null;
  /** When a person last released it, ISO 8601: comments that were written before count no more. Null where nobody did. */
  readonly releasedAt: string | null;
}
