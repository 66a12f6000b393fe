/** A deployment file names a file, module, attribute or script that does not exist. */
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { DeploymentClaim } from '../../facts/types.js';
import type { Fix, Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import type { Judgement, Match, Rule, RuleContext, RuleMeta, Subject } from '../types.js';
import { judgeClaim, type Verdict } from './broken-entrypoint/judge.js';

/** What a match keeps for its message and fix. */
export interface EntrypointData {
  readonly claim: DeploymentClaim;
  /** What is missing, as a noun phrase: "`app/main.py`", "attribute `app` of `app/main.py`". */
  readonly missing: string;
  /** The claim's value with the nearest existing name, or null when none is clearly meant. */
  readonly replacement: string | null;
}

const options = z.strictObject({
  /** Claims whose value is listed here are not judged. */
  ignore: z.array(z.string()).default([]),
});
type Options = z.infer<typeof options>;

const meta: RuleMeta<Options> = {
  id: 'wiring/broken-entrypoint',
  area: 'wiring',
  severity: 'error',
  confidence: 'high',
  status: 'stable',
  languages: ['deployment'],
  fix: 'unsafe',
  summary: 'A deployment file names a file, module, attribute or script that does not exist.',
  options: options as z.ZodType<Options>,
};

function applies(subject: Subject): boolean {
  return (subject.facts.deployment?.claims.length ?? 0) > 0;
}

function detect(subject: Subject, context: RuleContext<Options>): Judgement<EntrypointData> {
  const { model } = context;
  const matches: Match<EntrypointData>[] = [];
  const unknowns: { line: number; reason: string }[] = [];
  const missingSources: string[] = [];
  let passed = 0;
  for (const claim of subject.facts.deployment?.claims ?? []) {
    if (context.options.ignore.includes(claim.value)) continue;
    const verdict = judgeClaim(claim, subject, context);
    if (verdict.kind === 'holds') passed += 1;
    else if (verdict.kind === 'unknown') unknowns.push({ line: claim.span[0], reason: `${claim.where}: \`${claim.value}\`: ${verdict.reason}` });
    else if (!followsFrom(verdict.tried, missingSources)) {
      if (claim.where.startsWith('Dockerfile') && claim.kind !== 'python-attribute') missingSources.push(...verdict.tried);
      matches.push(toMatch(claim, verdict, model));
    }
  }
  return { matches, passed, unknowns };
}

/** True when every path that was tried is, or lies in, one whose absence is already reported for this file. */
function followsFrom(tried: readonly string[], reported: readonly string[]): boolean {
  return tried.length > 0 && reported.length > 0 && tried.every((path) => reported.some((source) => path === source || path.startsWith(`${source}/`)));
}

function toMatch(claim: DeploymentClaim, verdict: Extract<Verdict, { kind: 'broken' }>, model: ProjectModel): Match<EntrypointData> {
  return {
    span: claim.span,
    symbol: '',
    subject: `${claim.where}: ${claim.value}`,
    causes: verdict.tried.map((path) => ({ path })),
    related: [],
    data: { claim, missing: verdict.missing, replacement: verdict.replacement ?? nearestPath(claim, verdict.tried, model) },
  };
}

/** The claim's value with its path replaced by the one existing neighbour that is clearly meant. */
function nearestPath(claim: DeploymentClaim, tried: readonly string[], model: ProjectModel): string | null {
  const [wanted] = tried;
  if (!wanted || !['file', 'folder', 'python-script', 'node-script', 'shell-script'].includes(claim.kind) || !claim.value.endsWith(wanted.split('/').at(-1) ?? '')) return null;
  const slash = wanted.lastIndexOf('/');
  const folder = slash === -1 ? '' : wanted.slice(0, slash);
  const name = wanted.slice(slash + 1);
  const extension = /\.[^.]+$/.exec(name)?.[0] ?? '';
  const { files, folders } = model.children(folder);
  const names = (claim.kind === 'folder' ? folders : files).map((child) => child.split('/').at(-1) ?? child).filter((child) => child.endsWith(extension));
  const near = names.filter((child) => distance(child.toLowerCase(), name.toLowerCase()) <= Math.max(1, Math.floor(name.length / 5)));
  const [only] = near;
  return near.length === 1 && only !== undefined ? claim.value.slice(0, claim.value.length - name.length) + only : null;
}

const KIND_NAMES: Readonly<Record<DeploymentClaim['kind'], string>> = {
  file: 'the file',
  folder: 'the folder',
  'python-module': 'the Python module',
  'python-attribute': 'the Python application',
  'npm-script': 'the npm script',
  'python-script': 'the Python script',
  'node-script': 'the Node script',
  'shell-script': 'the script',
};

function message(match: Match<EntrypointData>): Message {
  const { claim, missing, replacement } = match.data;
  return {
    what: `${claim.where} names ${KIND_NAMES[claim.kind]} \`${claim.value}\`, but ${missing} does not exist.`,
    why: 'The build, the start or the job that reads this line fails when it gets here.',
    todo: replacement === null ? 'Correct the name, or add what it names.' : `Did you mean \`${replacement}\`? Correct the name, or add what it names.`,
  };
}

function suggest(match: Match<EntrypointData>, subject: Subject): Fix | null {
  const { claim, replacement } = match.data;
  const [startLine, startColumn, endLine, endColumn] = claim.span;
  const quoted = endColumn - startColumn - claim.value.length;
  if (replacement === null || startLine !== endLine || (quoted !== 0 && quoted !== 2)) return null;
  const inset = quoted / 2;
  const range = { start: { line: startLine, column: startColumn + inset }, end: { line: endLine, column: endColumn - inset } };
  return { title: `Name \`${replacement}\` instead`, edits: [{ kind: 'replace', path: subject.path, range, text: replacement }], safety: 'unsafe' };
}

export const brokenEntrypoint: Rule<EntrypointData, Options> = { meta, applies, detect, message, suggest };
