/** A document names a file or folder of this repository that does not exist. */
import { z } from 'zod';
import { hasKnownExtension } from '../../facts/documents/paths.js';
import type { PathMention } from '../../facts/types.js';
import type { Fix, Message } from '../../findings/types.js';
import { folderOf, joinPath } from '../../project/tree.js';
import type { ProjectModel } from '../../project/types.js';
import type { Judgement, Match, Rule, RuleContext, RuleMeta, Subject } from '../types.js';
import { isForeign, isHypothetical, isInventory, isMade, isPastOrFuture, isQuietDocument, isRuledOut } from './missing-path/guards.js';
import { isSomewhere, mayExistOutside, nearestPath, standsBelowOwnName } from './missing-path/lookup.js';
import { addressesReader, hasSiteGenerator, isSitePage } from './missing-path/site.js';

/** What a match keeps for its message and fix. */
export interface MissingPathData {
  readonly mention: PathMention;
  /** Repository path that is clearly meant, or null. */
  readonly nearest: string | null;
}

const options = z.strictObject({
  /** Paths, as written in the document, that are not judged. */
  ignore: z.array(z.string()).default([]),
});
type Options = z.infer<typeof options>;

const meta: RuleMeta<Options> = {
  id: 'docs/missing-path',
  area: 'docs',
  severity: 'warning',
  confidence: 'high',
  status: 'stable',
  languages: ['document'],
  fix: 'unsafe',
  summary: 'A document names a file or folder of this repository that does not exist.',
  options: options as z.ZodType<Options>,
};

/** A drawn tree is taken for one of this repository when at least this share of its entries exists. */
const TREE_SHARE = 0.6;

/** Headings and leads of trees that show what could be, or what stands on another machine. */
const NOT_YET = /\b(examples?|typical\w*|(?:is|are|looks?) like|hypothetical|proposed|planned|after|target|desired|output|generated|should|would|could|might|may|will|your|create|deploy\w*|server|runtime)\b/i;

type Answer = 'ok' | 'missing' | 'silent';

function applies(subject: Subject): boolean {
  return (subject.facts.document?.mentions.length ?? 0) > 0 && !isQuietDocument(subject.path);
}

function detect(subject: Subject, { model, options: { ignore } }: RuleContext<Options>): Judgement<MissingPathData> {
  const mentions = subject.facts.document?.mentions ?? [];
  const trees = ownTrees(mentions, model);
  const isSite = hasSiteGenerator(model);
  const seen = new Set<string>();
  const matches: Match<MissingPathData>[] = [];
  let passed = 0;
  for (const mention of mentions) {
    if (ignore.includes(mention.path)) continue;
    const answer = judge(mention, subject, { model, trees, isSite });
    if (answer === 'ok') passed += 1;
    if (answer !== 'missing' || seen.has(mention.path)) continue;
    seen.add(mention.path);
    matches.push(toMatch(mention, subject, model));
  }
  return { matches, passed, unknowns: [] };
}

interface Judging {
  readonly model: ProjectModel;
  /** Contexts of the drawn trees that show this repository. */
  readonly trees: ReadonlySet<string>;
  /** A documentation site is built here, so that links may be routes. */
  readonly isSite: boolean;
}

function judge(mention: PathMention, subject: Subject, judging: Judging): Answer {
  if (mention.form === 'link') return judgeLink(mention, subject, judging);
  if (mention.form === 'tree') return isSitePage(subject.path, judging.isSite) || addressesReader(subject.path) ? quietly(judgeTree(mention, judging)) : judgeTree(mention, judging);
  return judgeCode(mention, subject, judging);
}

function quietly(answer: Answer): Answer {
  return answer === 'missing' ? 'silent' : answer;
}

function judgeLink(mention: PathMention, subject: Subject, { model, isSite }: Judging): Answer {
  // Site generators give `@/page.md` and `~/page.md` a root of their own.
  if (/^[@~]\w*\//.test(mention.path)) return 'silent';
  const path = joinPath(folderOf(subject.path), mention.path);
  if (path === undefined) return 'silent';
  if (path === '' || isSomewhere(path, model) || isSomewhere(mention.path, model)) return 'ok';
  if (isPastOrFuture(mention) || /\.html?(\.(md|txt))?$/.test(path) || mayExistOutside([path], model)) return 'silent';
  if (/^(issues|pulls?|releases|wiki|discussions|actions|blob|tree|commits?|compare|projects|security|stargazers|tags)(\/|$)/.test(mention.path.replace(/^(\.\.\/)+/, ''))) return 'silent';
  if (!hasKnownExtension(path)) return 'silent';
  const isPage = /\.(mdx?|rst|markdown)$/i.test(path);
  return isSite && !isPage ? 'silent' : 'missing';
}

function judgeCode(mention: PathMention, subject: Subject, { model, isSite }: Judging): Answer {
  const path = mention.path.replace(/^(\.\.\/)+/, '');
  if (isSomewhere(path, model) || standsBelowOwnName(path, model)) return 'ok';
  const here = joinPath(folderOf(subject.path), mention.path);
  if (here === undefined || isPastOrFuture(mention) || mayExistOutside([path, here], model)) return 'silent';
  if (/\bmissing\b/i.test(mention.headings.at(-1) ?? '')) return 'silent';
  const inventory = isInventory(mention) && !isSitePage(subject.path, isSite);
  const isFile = hasKnownExtension(path);
  if (inventory && isFile && !isRuledOut(mention)) return hasOwnRoots(mention, model) ? 'missing' : 'silent';
  const [first = ''] = path.split('/');
  const anchored = path.includes('/') && (model.hasFolder(first) || hasFolderBeside(folderOf(subject.path), first, model));
  if (!anchored || (!isFile && !path.endsWith('/')) || isHypothetical(mention) || isMade(mention) || isForeign(mention)) return 'silent';
  return isSitePage(subject.path, isSite) ? 'silent' : 'missing';
}

function hasFolderBeside(folder: string, first: string, model: ProjectModel): boolean {
  const path = joinPath(folder, first);
  return path !== undefined && model.hasFolder(path);
}

/** An inventory's bare names need a repository of the same kind: some file here has the same extension. */
function hasOwnRoots(mention: PathMention, model: ProjectModel): boolean {
  const extension = /\.[^./]+$/.exec(mention.path)?.[0] ?? '';
  return model.paths.some((path) => path.endsWith(extension));
}

function judgeTree(mention: PathMention, { model, trees }: Judging): Answer {
  if (treePathExists(mention.path, model)) return 'ok';
  if (!trees.has(treeKey(mention)) || /^(my|your|some|example)[-_]/i.test(mention.path) || isPastOrFuture(mention) || NOT_YET.test(mention.headings.slice(-2).join(' '))) return 'silent';
  const inner = mention.path.includes('/') ? mention.path.slice(mention.path.indexOf('/') + 1) : mention.path;
  if (mayExistOutside([mention.path, inner], model) || /[[\]()@+]/.test(mention.path)) return 'silent';
  return hasKnownExtension(mention.path) || mention.path.endsWith('/') ? 'missing' : 'silent';
}

/** The root line may be the repository itself or a folder of two names in it, so the path counts without those too. */
function treePathExists(path: string, model: ProjectModel): boolean {
  const parts = path.replace(/\/+$/, '').split('/');
  return [0, 1, 2].some((drop) => drop < parts.length && isSomewhere(parts.slice(drop).join('/'), model));
}

function treeKey(mention: PathMention): string {
  return `${mention.headings.join('\n')}\n\n${mention.context}`;
}

/** The drawn trees of which most entries exist. */
function ownTrees(mentions: readonly PathMention[], model: ProjectModel): ReadonlySet<string> {
  const counts = new Map<string, { all: number; found: number }>();
  for (const mention of mentions) {
    if (mention.form !== 'tree') continue;
    const count = counts.get(treeKey(mention)) ?? { all: 0, found: 0 };
    count.all += 1;
    if (treePathExists(mention.path, model)) count.found += 1;
    counts.set(treeKey(mention), count);
  }
  return new Set([...counts].filter(([, { all, found }]) => found >= 2 && found / all >= TREE_SHARE).map(([key]) => key));
}

function toMatch(mention: PathMention, subject: Subject, model: ProjectModel): Match<MissingPathData> {
  const here = joinPath(folderOf(subject.path), mention.path) ?? mention.path;
  const fromTop = joinPath('', mention.path.replace(/^(\.\.\/)+/, '')) ?? mention.path;
  const likely = mention.form === 'link' ? [here, fromTop] : [fromTop, here];
  const causes = [...new Set(likely)].map((path) => ({ path }));
  const nearest = mention.form === 'tree' ? null : nearestPath(likely[0] ?? mention.path, model);
  return { span: mention.span, symbol: '', subject: mention.path, causes, related: [], data: { mention, nearest } };
}

function message(match: Match<MissingPathData>): Message {
  const { mention, nearest } = match.data;
  const says = { link: 'links to', code: 'names', tree: 'draws' }[mention.form];
  return {
    what: `This document ${says} \`${mention.path}\`, which does not exist in this repository.`,
    why: 'Readers look for a file that is not there and lose trust in the rest of the document.',
    todo: nearest === null ? 'Correct the path, add the file, or take the line out.' : `Did you mean \`${nearest}\`? Correct the path, add the file, or take the line out.`,
  };
}

function suggest(match: Match<MissingPathData>, subject: Subject): Fix | null {
  const { mention, nearest } = match.data;
  const [startLine, startColumn, endLine, endColumn] = match.span;
  if (nearest === null || mention.form === 'tree' || startLine !== endLine) return null;
  // Inline code has one backtick on each side; a link's span is its path. Anything else is left to the author.
  const inset = mention.form === 'code' ? 1 : 0;
  if (endColumn - startColumn !== mention.path.length + 2 * inset) return null;
  const range = { start: { line: startLine, column: startColumn + inset }, end: { line: endLine, column: endColumn - inset } };
  const text = mention.form === 'link' ? encodeURI(relativePath(folderOf(subject.path), nearest)) : nearest;
  return { title: `Name \`${nearest}\` instead`, edits: [{ kind: 'replace', path: subject.path, range, text }], safety: 'unsafe' };
}

/** The way from a folder to a repository path, as a link writes it. */
function relativePath(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path.split('/');
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

export const missingPath: Rule<MissingPathData, Options> = { meta, applies, detect, message, suggest };
