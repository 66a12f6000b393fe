/** What a report as a page needs beside the result. Pure data. */
import type { Gate } from '../../config/types.js';
import type { ReportLinks } from '../links.js';
import type { HeldBack } from '../held-back.js';

/** The text of a file of the head. */
export interface HeadText {
  /** As it is; line ends included. */
  readonly text: string;
  /** Lines (1-based) that hold a secret: what stands in quotes there is blotted out, and no patch shows them. */
  readonly hidden: ReadonlySet<number>;
}

export interface HtmlOptions {
  /** Of this program. */
  readonly version: string;
  /** Decides what must be mended first. */
  readonly gate: Gate;
  readonly links: ReportLinks;
  /** For the code around findings, and fixes as diffs; undefined where a text is not at hand. Asked for paths of `pathsShown`. */
  textOf(path: string): HeadText | undefined;
  /** One line of what a rule is about. */
  summaryOf(ruleId: string): string | undefined;
  /** What the pull request shows less of than the report. */
  readonly heldBack?: HeldBack;
  /** Fingerprint -> why the fix of its finding was taken away. */
  readonly unproven?: ReadonlyMap<string, string>;
  /** UTF-16 code units of source to colour at most, `MOST_COLOURED` when absent. Of what a hostile author wrote, 100,000 may take a second. */
  readonly coloured?: number;
  /** Stands above the report: where a page comes from, what is beside it. */
  readonly above?: readonly PageLink[];
}

export interface PageLink {
  readonly text: string;
  /** A relative address or one of the web. */
  readonly href: string;
}
