/** The repository tracks a file that a build, a run or a machine made. */
import ignore from 'ignore';
import { z } from 'zod';
import type { Edit, Fix, Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import type { Judgement, Match, Rule, RuleContext, RuleMeta, Subject } from '../types.js';
import { artifactOf, type Artifact } from './committed-artifact/kinds.js';

const options = z.strictObject({
  /** Paths or folders (without a trailing slash) that are tracked on purpose. */
  allow: z.array(z.string()).default([]),
});
type Options = z.infer<typeof options>;

const meta: RuleMeta<Options> = {
  id: 'delivery/committed-artifact',
  area: 'delivery',
  severity: 'warning',
  confidence: 'high',
  status: 'stable',
  languages: ['any'],
  fix: 'unsafe',
  summary: 'The repository tracks a database, build output, cache, executable, archive or log.',
  options: options as z.ZodType<Options>,
};

function applies(subject: Subject): boolean {
  return artifactOf(subject.path) !== undefined;
}

function detect(subject: Subject, { model, options: { allow } }: RuleContext<Options>): Judgement<Artifact> {
  const artifact = artifactOf(subject.path);
  const silent = { matches: [], passed: 0, unknowns: [] };
  if (artifact === undefined || allow.some((path) => path === artifact.subject || subject.path.startsWith(`${path}/`))) return silent;
  if (model.closedAt(subject.path) !== undefined) return silent;
  if (artifact.kind === 'build output' && !isOutputFolder(artifact.subject, model)) return silent;
  if (isKeptOnPurpose(subject.path, artifact, model)) return { ...silent, passed: 1 };
  if (artifact.isFolder && firstOf(artifact.subject, model) !== subject.path) return silent;
  const lineCount = subject.facts.lineCount;
  const match: Match<Artifact> = {
    span: lineCount > 0 ? [1, 1, 2, 1] : [1, 1, 1, 1],
    symbol: '',
    subject: artifact.subject,
    causes: [{ path: subject.path }],
    related: [],
    data: artifact,
  };
  return { ...silent, matches: [match] };
}

/** The repository says that it wants the file: a .gitignore excepts it (`!dist`), or the package.json beside the output publishes it. */
function isKeptOnPurpose(path: string, artifact: Artifact, model: ProjectModel): boolean {
  const folders = path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
  const excepted = folders.some((folder) => exceptions(model.facts(folder === '' ? '.gitignore' : `${folder}/.gitignore`)?.text).some((pattern) => names(pattern, path.slice(folder === '' ? 0 : folder.length + 1))));
  if (excepted || isDependencyOfChart(path, model)) return true;
  if (artifact.kind !== 'build output') return false;
  const cut = artifact.subject.lastIndexOf('/');
  const text = model.facts(`${artifact.subject.slice(0, cut + 1)}package.json`)?.text ?? '';
  return new RegExp(`"(?:\\./)?${artifact.subject.slice(cut + 1).replace(/[.+]/g, '\\$&')}/`).test(text) && !model.isIgnored(path);
}

/** `charts/*.tgz` beside a Chart.yaml: Helm keeps the charts that a chart depends on there. */
function isDependencyOfChart(path: string, model: ProjectModel): boolean {
  const folder = /^(.*\/)?charts\/[^/]+\.tgz$/.exec(path);
  return folder !== null && model.hasFile(`${folder[1] ?? ''}Chart.yaml`);
}

/** The patterns behind `!` in a .gitignore. */
function exceptions(text: string | undefined): string[] {
  return (text ?? '').split(/\r?\n/).flatMap((line) => (line.startsWith('!') && !/^!\**\/?$/.test(line.trim()) ? [line.slice(1).trim()] : []));
}

function names(pattern: string, path: string): boolean {
  return ignore().add([pattern]).ignores(path);
}

/** One finding stands for a whole folder: on its first path in sorted order. */
function firstOf(folder: string, model: ProjectModel): string | undefined {
  return model.paths.find((path) => path.startsWith(`${folder}/`));
}

/** Signs of a bundler or compiler in file names: content hashes, chunks, source maps. */
const BUILT_NAME = /[.-][0-9a-f]{8,}\.(js|css|mjs)$|\.(chunk|bundle|min)\.(js|css)$|\.(js|css|mjs)\.map$|^(BUILD_ID|asset-manifest\.json|build-manifest\.json|_buildManifest\.js|\.tsbuildinfo)$|-[A-Za-z0-9_-]{8}\.(js|css)$|\.(class|o|obj|egg-info)$/;

/** A `dist` or `build` folder counts only when its files carry the marks of a build tool and a manifest stands beside it. */
function isOutputFolder(folder: string, model: ProjectModel): boolean {
  if (/(^|\/)(\.next|\.nuxt|\.svelte-kit|\.output|\.parcel-cache|\.turbo)$/.test(folder)) return true;
  const parent = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
  const manifests = ['package.json', 'pyproject.toml', 'setup.py', 'setup.cfg'].some((name) => model.hasFile(parent === '' ? name : `${parent}/${name}`));
  // A GitHub action is run from its tracked output.
  if (!manifests || ['action.yml', 'action.yaml'].some((name) => model.hasFile(parent === '' ? name : `${parent}/${name}`))) return false;
  const inside = model.paths.filter((path) => path.startsWith(`${folder}/`));
  if (inside.some((path) => /\.(tsx?|jsx|vue|svelte|scss|less|py|sh|ya?ml|toml|Dockerfile)$/.test(path) && !path.endsWith('.d.ts'))) return false;
  return inside.some((path) => BUILT_NAME.test(path.split('/').at(-1) ?? ''));
}

function message(match: Match<Artifact>): Message {
  const { subject, isFolder, why, noun } = match.data;
  return {
    what: `\`${subject}\` is tracked, though it is ${noun}.`,
    why,
    todo: `Take it out of version control (\`git rm ${isFolder ? '-r ' : ''}--cached\`) and add \`${match.data.pattern}\` to .gitignore.`,
  };
}

function suggest(match: Match<Artifact>, _subject: Subject, { model }: RuleContext<Options>): Fix | null {
  const { subject, isFolder, pattern } = match.data;
  const doomed = isFolder ? model.paths.filter((path) => path.startsWith(`${subject}/`)) : [subject];
  if (doomed.length > 100) return null;
  const edits: Edit[] = doomed.map((path) => ({ kind: 'delete', path }));
  const ignore = ignoreEdit(pattern, model);
  return { title: `Delete \`${subject}\`${ignore ? ' and ignore it' : ''}`, edits: ignore ? [...edits, ignore] : edits, safety: 'unsafe' };
}

/** Appends the pattern to the top .gitignore when there is one that lacks it. */
function ignoreEdit(pattern: string, model: ProjectModel): Edit | undefined {
  const text = model.facts('.gitignore')?.text;
  if (text === undefined || text.split(/\r?\n/).some((line) => line.trim() === pattern)) return undefined;
  const lines = text.split('\n');
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const line = lines.length;
  const column = (lines.at(-1)?.length ?? 0) + 1;
  const lead = text === '' || text.endsWith('\n') ? '' : newline;
  return { kind: 'replace', path: '.gitignore', range: { start: { line, column }, end: { line, column } }, text: `${lead}${pattern}${newline}` };
}

export const committedArtifact: Rule<Artifact, Options> = { meta, applies, detect, message, suggest };
