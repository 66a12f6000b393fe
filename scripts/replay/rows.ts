/** What a replay prints. Pure. */

export interface Replayed {
  readonly repository: string;
  readonly head: string;
  readonly title: string;
  /** Inline comments that the review would have posted. */
  readonly comments: number;
  readonly conclusion: string;
  readonly milliseconds: number;
  readonly findings: readonly { readonly ruleId: string; readonly severity: string; readonly path: string; readonly line: number; readonly what: string; readonly inline: boolean }[];
}

/** A change with its comments, one line each. */
export function lineOf({ repository, head, title, comments, findings }: Replayed): string {
  const inline = findings.filter((finding) => finding.inline);
  return [`${repository} ${head.slice(0, 10)} ${comments} inline, ${findings.length} in all: ${title.slice(0, 70)}`, ...inline.map(({ ruleId, path, line, what }) => `    ${ruleId} ${path}:${line} ${what}`)].join('\n');
}

/** Median, ninetieth percentile (nearest rank) and worst of the inline comments of a change. */
export function distribution(rows: readonly Replayed[]): string {
  const sorted = rows.map(({ comments }) => comments).sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  const silent = sorted.filter((count) => count === 0).length;
  return `${rows.length} changes: median ${rank(0.5)} inline comments, nine in ten at most ${rank(0.9)}, worst ${sorted.at(-1) ?? 0}; ${silent} without any`;
}
