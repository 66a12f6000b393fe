/** A quick engine for lives: each line with `missing` or `tangled` is a finding, a file with `unclear` can't be judged. */
import { createHash } from 'node:crypto';
import type { ChangedFile, ChangeSet } from '../../src/changes/types.js';
import type { ChangeSource } from '../../src/checkout/types.js';
import type { Engine } from '../../src/engine-types.js';
import { ignoringOf } from '../../src/findings/ignored.js';
import type { Finding } from '../../src/findings/types.js';
import type { FixAnswer } from '../../src/fixes/types.js';
import { APPLY_SAFE_FIXES } from '../../src/report/buttons.js';
import { renderMarker } from '../../src/report/marker.js';
import type { PlannedComment, ReportPlan, Wishes } from '../../src/report/types.js';
import { finding } from '../report/fixtures.js';
import { emptyResult } from '../support/empty-result.js';
import { diffCommits, type FileDiff } from '../support/github-double/git/diff.js';
import { gitText } from '../support/github-double/git/run.js';

/** Each finding has a comment of its own, with a suggestion, and can be mended. */
export const MISSING = 'wiring/unresolved-import';
/** One comment speaks of all of a file. */
export const TANGLED = 'wiring/duplicate-route';

/** Lines of each file, by path. */
export type Tree = ReadonlyMap<string, readonly string[]>;

export interface ChaosEngine extends Engine {
  /** What a review of the two commits plans. */
  plan(base: string, head: string, wishes: Wishes): Promise<ReportPlan>;
  tree(commit: string): Promise<Tree>;
  /** All plans that reviews have made of a head. */
  plansOf(head: string): readonly ReportPlan[];
}

interface Hit {
  readonly ruleId: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly fingerprint: string;
}

export function createChaosEngine(gitDir: () => string, inlineLimit: number): ChaosEngine {
  const trees = new Map<string, Promise<Tree>>();
  const plans: ReportPlan[] = [];

  function tree(commit: string): Promise<Tree> {
    const known = trees.get(commit) ?? readTree(gitDir(), commit);
    trees.set(commit, known);
    return known;
  }

  async function judge(base: string, head: string): Promise<Judged> {
    const [before, after, diff] = [await tree(base), await tree(head), await diffCommits(gitDir(), base, head)];
    const pathInBase = new Map(diff.flatMap(({ path, previousPath }) => (previousPath === null ? [] : [[path, previousPath] as const])));
    const known = new Set(hitsOf(before, new Map()).map(({ fingerprint }) => fingerprint));
    const hits = hitsOf(after, pathInBase);
    const isUnclear = (path: string): boolean => (after.get(path) ?? []).some((line) => line.includes('unclear'));
    return { head, diff, hits, introduced: hits.filter(({ fingerprint }) => !known.has(fingerprint)), unclear: [...after.keys()].filter(isUnclear) };
  }

  async function plan(base: string, head: string, wishes: Wishes): Promise<ReportPlan> {
    return planOf(await judge(base, head), wishes, inlineLimit);
  }

  return {
    tree,
    plan,
    plansOf: (head) => plans.filter(({ headSha }) => headSha === head),
    async review(source, wishes = { ignored: [], pausedBy: null }) {
      const { base, head } = commitsOf(source);
      const made = await plan(base, head, wishes);
      plans.push(made);
      return { plan: made, result: emptyResult({ ...source, changes: changesOf(await diffCommits(gitDir(), base, head)) }) };
    },
    async fix(source, selection, wishes = { ignored: [], pausedBy: null }) {
      const { base, head } = commitsOf(source);
      const { introduced } = await judge(base, head);
      const wanted = introduced.filter((hit) => hit.ruleId === MISSING && (selection.rules.length === 0 || selection.rules.includes(MISSING)) && ignoringOf(wishes.ignored, hit) === undefined);
      return mended(wanted, await tree(head));
    },
    close: async () => undefined,
  };
}

interface Judged {
  readonly head: string;
  readonly diff: readonly FileDiff[];
  readonly hits: readonly Hit[];
  readonly introduced: readonly Hit[];
  readonly unclear: readonly string[];
}

function commitsOf(source: ChangeSource): { readonly base: string; readonly head: string } {
  return { base: source.base.commit ?? '', head: source.head.commit ?? '' };
}

async function readTree(gitDir: string, commit: string): Promise<Tree> {
  const files = new Map<string, string[]>();
  for (const found of (await gitText(gitDir, ['grep', '--no-color', '-I', '-e', '', commit])).split('\n')) {
    const [, path = '', text = ''] = /^[0-9a-f]{40}:([^:]+):(.*)$/.exec(found) ?? [];
    if (path !== '') files.set(path, [...(files.get(path) ?? []), text]);
  }
  return files;
}

/** As the real ones are made: of the rule, the path in the base, the text and, of equal ones, which it is. */
function hitsOf(tree: Tree, pathInBase: ReadonlyMap<string, string>): Hit[] {
  const hits: Hit[] = [];
  for (const [path, lines] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (lines.some((line) => line.includes('unclear'))) continue;
    const seen = new Map<string, number>();
    for (const [index, text] of lines.entries()) {
      const ruleId = text.includes('missing') ? MISSING : text.includes('tangled') ? TANGLED : null;
      if (ruleId === null) continue;
      const occurrence = seen.get(text) ?? 0;
      seen.set(text, occurrence + 1);
      const fingerprint = createHash('sha256').update(JSON.stringify([ruleId, pathInBase.get(path) ?? path, text, occurrence])).digest('hex').slice(0, 32);
      hits.push({ ruleId, path, line: index + 1, text, fingerprint });
    }
  }
  return hits;
}

function planOf({ head, diff, hits, introduced, unclear }: Judged, { ignored, pausedBy }: Wishes, inlineLimit: number): ReportPlan {
  const entries = introduced.map((hit) => ({ hit, entry: ignoringOf(ignored, hit) }));
  const told = entries.flatMap(({ hit, entry }) => (entry === undefined ? [hit] : []));
  const comments = commentsOn(told, diff);
  const lines = told.map(({ path, line, text }) => `| ${path}:${line} | ${text} |`);
  const ignoredLines = entries.flatMap(({ hit, entry }) => (entry === undefined ? [] : [`ignored by ${entry.by}: ${hit.path}:${hit.line}`]));
  const left = comments.slice(inlineLimit);
  return {
    headSha: head,
    conclusion: told.length > 0 ? 'failure' : unclear.length > 0 ? 'neutral' : 'success',
    title: `${told.length} errors, ${unclear.length} files unclear`,
    summary: ['| place | finding |', '| --- | --- |', ...lines, '', ...ignoredLines, ...(left.length === 0 ? [] : [`over the limit: ${left.length}`]), ...(pausedBy === null ? [] : [`paused by ${pausedBy}`])].join('\n'),
    annotations: told.map(({ path, line, text }) => ({ path, startLine: line, endLine: line, level: 'failure', title: text, message: 'It is there.' })),
    comments: pausedBy === null ? comments.slice(0, inlineLimit) : [],
    ...(told.some(({ ruleId }) => ruleId === MISSING) ? { actions: [APPLY_SAFE_FIXES] } : {}),
    inlineLimit,
    commentsOnDrafts: false,
    open: [...new Set(hits.map(({ fingerprint }) => fingerprint))],
    doubts: unclear.map((path) => ({ path, ruleId: null, more: null })),
    judgedBy: [MISSING, TANGLED],
  };
}

function commentsOn(hits: readonly Hit[], diff: readonly FileDiff[]): PlannedComment[] {
  const paths = [...new Set(hits.map(({ path }) => path))];
  return paths.flatMap((path) => {
    const here = hits.filter((hit) => hit.path === path);
    const [single, together] = [here.filter(({ ruleId }) => ruleId === MISSING), here.filter(({ ruleId }) => ruleId === TANGLED)];
    return [...single.map((hit) => [hit]), ...(together.length === 0 ? [] : [together])].map((group) => commentOn(group, diff));
  });
}

function commentOn(hits: readonly Hit[], diff: readonly FileDiff[]): PlannedComment {
  const [{ path, line, ruleId, text }] = hits as [Hit];
  const inDiff = diff.some((file) => file.path === path && file.hunks.some((hunk) => hunk.lines.some(({ right }) => right === line)));
  const marker = renderMarker(hits, path);
  const plainBody = `${ruleId === MISSING ? `\`${text}\`` : 'Several lines'}\n\n${hits.map((hit) => `- ${hit.text}`).join('\n')}\n\n${marker}`;
  const suggestion = `\n\n\`\`\`suggestion\nfound ${text.replace('missing', 'm')}\n\`\`\`\n\n${marker}`;
  return {
    path,
    anchor: inDiff ? { kind: 'line', side: 'RIGHT', line } : { kind: 'file' },
    fallbacks: inDiff ? [{ path, anchor: { kind: 'file' } }] : [],
    fingerprints: hits.map(({ fingerprint }) => fingerprint),
    body: ruleId === MISSING && inDiff ? plainBody.replace(`\n\n${marker}`, suggestion) : plainBody,
    plainBody,
  };
}

function mended(hits: readonly Hit[], tree: Tree): FixAnswer {
  if (hits.length === 0) return { nothing: 'There is nothing to mend.', left: [] };
  const files = [...new Set(hits.map(({ path }) => path))].map((path) => {
    const lines = (tree.get(path) ?? []).map((text, index) => (hits.some((hit) => hit.path === path && hit.line === index + 1) ? `found ${text.replace('missing', 'm')}` : text));
    return { path, content: Buffer.from(`${lines.join('\n')}\n`), kind: 'file' as const, isNew: false };
  });
  const fixed: Finding[] = hits.map(({ ruleId, path, fingerprint, text }) => finding({ ruleId, path, fingerprint, message: { what: text, why: '', todo: '' } }));
  return { files, patch: files.map(({ path }) => `diff --git a/${path} b/${path}\n`).join(''), fixed, left: [] };
}

const KINDS = { ' ': 'context', '+': 'added', '-': 'removed' } as const;
const STATUSES = { added: 'added', removed: 'deleted', renamed: 'renamed', modified: 'modified', changed: 'modified', copied: 'added' } as const;

/** The change set of what GitHub shows. */
function changesOf(diff: readonly FileDiff[]): ChangeSet {
  return {
    files: diff.map(({ path, previousPath, status, hunks }): ChangedFile => ({
      path,
      ...(previousPath === null ? {} : { previousPath }),
      status: STATUSES[status],
      binary: false,
      hunks: hunks.map(({ oldStart, oldCount, newStart, newCount, lines }) => ({
        baseStart: oldStart,
        baseLines: oldCount,
        headStart: newStart,
        headLines: newCount,
        lines: lines.map(({ text, left, right }) => ({ kind: KINDS[text[0] as keyof typeof KINDS], baseLine: left, headLine: right, text: text.slice(1) })),
      })),
    })),
  };
}

/** The source of a change whose commits are already at hand. */
export function sourceOf(name: string, base: string, head: string): ChangeSource {
  return {
    name,
    notes: [],
    base: { commit: base, entries: new Map() },
    head: { commit: head, entries: new Map() },
    changes: { files: [] },
    patched: async () => {
      throw new Error('Nothing is patched here.');
    },
    async *read() {},
    close: async () => undefined,
  };
}
