/** What deployment files say beside what must exist: images, users, environment, health checks, limits. Plain data. */
import type { Span } from '../types.js';

export interface DeploymentDetails {
  /** Images that it starts from or runs, in file order. Absent when there are none. */
  readonly images?: readonly ImageUse[];
  /** Dockerfile: the stage that the image is made of. */
  readonly finalStage?: FinalStage;
  /** Variables that it sets or hands on, with what they are set to. Absent when there are none. */
  readonly environment?: readonly EnvironmentEntry[];
  /** Every name in capitals that it writes, sorted: variables that it may set, hand on or describe. Absent when there are none. */
  readonly variables?: readonly string[];
  readonly healthChecks?: readonly HealthCheck[];
  /** Ports that it exposes or lets a server listen on. Absent when there are none. */
  readonly ports?: readonly number[];
  /** It sets the user of containers, as compose's `user` and `runAsUser` or `runAsNonRoot` do. */
  readonly setsUser?: true;
  /** Files of environment variables: those that hold a URL without credentials, or a path. Absent when there are none. */
  readonly addresses?: readonly { readonly name: string; readonly value: string }[];
  /** Files of environment variables: where the text ends, as line and column, and whether its lines end in CRLF. */
  readonly end?: { readonly at: readonly [line: number, column: number]; readonly crlf?: true };
  /** nginx: bytes of each `client_max_body_size`, 0 for no limit. Absent when there are none. */
  readonly bodyLimits?: readonly { readonly bytes: number; readonly span: Span }[];
}

export interface ImageUse {
  /** As written, with tag and digest. */
  readonly image: string;
  readonly span: Span;
  /** "Dockerfile FROM", "compose service db, image". */
  readonly where: string;
  /** Why its tag can't be told or is not its own to choose: it holds a variable, it is built here. */
  readonly undecidable?: string;
}

export interface FinalStage {
  /** The image below the stage, stages of the same file followed; null when it holds a variable. */
  readonly base: string | null;
  /** As written by the last USER of the stage and those it is made from; null where there is none. */
  readonly user: string | null;
  /** It, or a stage it is made from, says what is run. */
  readonly starts: boolean;
  /** What is run, as written: ENTRYPOINT and CMD. */
  readonly command: string;
  /** The file brings a program that changes to another user. */
  readonly changesUser: boolean;
  /** The file makes a user or a group. */
  readonly makesUser: boolean;
  /** It brings a server of its own (nginx, caddy, supervisor) that may answer in front. */
  readonly hasFrontServer: boolean;
  /** The FROM of the stage, or its last USER. */
  readonly span: Span;
}

export interface EnvironmentEntry {
  readonly name: string;
  /** As written; null where it is taken from elsewhere. */
  readonly value: string | null;
  /** The value's place, or the name's where there is no value. */
  readonly span: Span;
  readonly where: string;
}

export interface HealthCheck {
  /** Absolute, without query: `/health/`. */
  readonly path: string;
  /** As written; null where the platform decides. */
  readonly host: string | null;
  /** null where it can't be told or the platform decides. */
  readonly port: number | null;
  /** Compose or platform service; null where the file is of one service. */
  readonly service: string | null;
  /** Why an answer of 404 would not fail it, or what it calls can't be told. */
  readonly undecidable?: string;
  readonly span: Span;
  readonly where: string;
}
