/** An engine for tests of what happens around it: each added line with `missing` in it is a finding. */
import { createHash } from 'node:crypto';
import type { ChangeSource } from '../../src/checkout/types.js';
import { defaultConfig } from '../../src/config/defaults.js';
import type { Engine, Review } from '../../src/engine-types.js';
import { renderMarker } from '../../src/report/marker.js';
import type { PlannedComment, ReportPlan } from '../../src/report/types.js';
import { emptyResult } from '../support/empty-result.js';

const RULE = 'test/missing';

interface Hit {
  readonly path: string;
  readonly text: string;
  readonly line: number;
  readonly fingerprint: string;
}

export interface LineEngineOptions {
  /** Called before each review; what it throws is thrown. */
  readonly before?: (source: ChangeSource) => Promise<void> | void;
  /** What of the head could not be judged. */
  readonly doubts?: (source: ChangeSource) => ReportPlan['doubts'];
  /** Inline comments at most. */
  readonly inline?: number;
  /** What identifies a finding; its file and text by default. */
  readonly fingerprint?: (hit: { readonly path: string; readonly text: string }) => string;
  /** One comment for all findings of a file, at the first of them. */
  readonly grouped?: boolean;
  /** Texts of `app.py` whose findings the head has without the change having brought them. */
  readonly also?: readonly string[];
  /** Brings what its page is made of. */
  readonly page?: boolean;
}

export function createLineEngine(options: LineEngineOptions = {}): Engine {
  const inlineLimit = options.inline ?? 10;

  async function review(source: ChangeSource): Promise<Review> {
    await options.before?.(source);
    const hits = hitsOf(source, options.fingerprint);
    const existing = (options.also ?? []).map((text) => fingerprintOf('app.py', text));
    const plan: ReportPlan = {
      headSha: source.head.commit ?? '',
      conclusion: hits.length === 0 ? 'success' : 'failure',
      title: hits.length === 0 ? 'Fit for production' : `${hits.length} errors`,
      summary: ['| finding |', '| --- |', ...hits.map(({ path, line }) => `| ${path}:${line} |`)].join('\n'),
      annotations: hits.map(({ path, line }) => ({ path, startLine: line, endLine: line, level: 'failure', title: 'Missing', message: 'It is missing.' })),
      comments: (options.grouped === true ? groupsOf(hits).map(commentOnAll) : hits.map(commentOf)).slice(0, inlineLimit),
      inlineLimit,
      commentsOnDrafts: false,
      open: [...hits.map(({ fingerprint }) => fingerprint), ...existing],
      doubts: options.doubts?.(source) ?? [],
      judgedBy: [RULE],
    };
    const result = emptyResult(source);
    return { plan, result, ...(options.page === true ? { page: { gate: defaultConfig().gate, heldBack: null, unproven: {}, summaries: {}, texts: {} } } : {}) };
  }

  return { review, fix: async () => ({ nothing: 'This engine mends nothing.', left: [] }), close: async () => undefined };
}

function fingerprintOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}

function hitsOf(source: ChangeSource, identify: LineEngineOptions['fingerprint']): Hit[] {
  return source.changes.files.flatMap(({ path, hunks }) =>
    hunks.flatMap((hunk) =>
      hunk.lines.flatMap(({ kind, headLine, text }) => {
        if (kind !== 'added' || headLine === null || !text.includes('missing')) return [];
        return [{ path, text, line: headLine, fingerprint: identify === undefined ? fingerprintOf(path, text) : fingerprintOf(identify({ path, text })) }];
      }),
    ),
  );
}

function commentOf({ path, line, fingerprint }: Hit): PlannedComment {
  const marker = renderMarker([{ fingerprint, ruleId: RULE }]);
  return {
    path,
    anchor: { kind: 'line', side: 'RIGHT', line },
    fallbacks: [{ path, anchor: { kind: 'file' } }],
    fingerprints: [fingerprint],
    body: `It is missing.\n\n\`\`\`suggestion\nfound = 1\n\`\`\`\n\n${marker}`,
    plainBody: `It is missing.\n\n${marker}`,
  };
}

function groupsOf(hits: readonly Hit[]): Hit[][] {
  return [...new Set(hits.map(({ path }) => path))].map((path) => hits.filter((hit) => hit.path === path));
}

function commentOnAll(hits: readonly Hit[]): PlannedComment {
  const [first] = hits as [Hit];
  const body = `${hits.length} are missing.\n\n${hits.map(({ text }) => `- ${text}`).join('\n')}\n\n${renderMarker(hits.map(({ fingerprint }) => ({ fingerprint, ruleId: RULE })))}`;
  return { ...commentOf(first), fingerprints: hits.map(({ fingerprint }) => fingerprint), body, plainBody: body };
}
