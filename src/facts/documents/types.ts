/** Contracts of document facts. */
import type { DeploymentClaim, ManagementCommand, Span } from '../types.js';

/** Where something stands in a document. */
export interface InDocument {
  /** Headings above it, outermost first, plain text. */
  readonly headings: readonly string[];
  /** The text of the paragraph, item or row that it stands in or that leads to it, plain: its first 300 characters and, for a path behind those, the words around it. */
  readonly context: string;
  readonly span: Span;
}

/** What a Markdown document says exists. */
export interface DocumentFacts {
  readonly mentions: readonly PathMention[];
  /** Management commands in fenced blocks of shell text, with the headings above, outermost first. Absent when there are none. */
  readonly managementCommands?: readonly (ManagementCommand & { readonly headings: readonly string[] })[];
  /** What the command lines of the document need to exist. Absent when there are none. */
  readonly commands?: readonly DocumentCommand[];
  /** Names in text that says that they are done. Absent when there are none. */
  readonly claims?: readonly DocumentClaim[];
  /** URL paths that the document says are served. Absent when there are none. */
  readonly endpoints?: readonly DocumentEndpoint[];
}

/** Something that a command line in a document needs. */
export interface DocumentCommand extends InDocument {
  readonly kind: DeploymentClaim['kind'] | 'make-target' | 'compose-service';
  readonly value: string;
  /** The folder that `cd` before it leads to, from where the reader begins; '' is there, null is unknown. */
  readonly directory: string | null;
  /** The last part of the URL of the repository that was cloned before in the document. */
  readonly cloned?: string;
  /** Why it can't be told: another project was made before, the file is made before, the document speaks of it otherwise. */
  readonly undecidable?: string;
}

/** A name in an item that is ticked or said to be done. */
export interface DocumentClaim extends InDocument {
  readonly name: string;
  /** `symbol`: class, function or task; `constant`: setting or environment variable; `package`: a dependency. */
  readonly kind: 'symbol' | 'constant' | 'package';
  /** What makes it a claim: `tick`, or the word (`created`). */
  readonly sign: string;
}

/** A URL path that a document says is served. */
export interface DocumentEndpoint extends InDocument {
  /** Upper case; null where none is named. */
  readonly method: string | null;
  /** Absolute, without host and query; parameters as `{…}`. */
  readonly path: string;
  /** `curl`: it is called on the local host; `table`, `code`: it is named. */
  readonly form: 'curl' | 'table' | 'code';
}

export interface PathMention extends InDocument {
  /** The path as written, without trailing punctuation, line suffixes (`:12`) and anchors. */
  readonly path: string;
  /** `link`: a relative Markdown link or image; `code`: inline code; `tree`: a line of a drawn directory tree. */
  readonly form: 'link' | 'code' | 'tree';
}
