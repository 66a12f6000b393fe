/** What a repository is made of, as far as it can be told: shown before its first configuration is written. Pure. */
import type { FileFacts, SkipReason } from '../facts/types.js';
import { groupedBy } from '../project/grouped.js';
import { isFixturePath, isTestPath } from '../project/path-uses.js';
import type { ProjectModel } from '../project/types.js';
import { compareText } from './order.js';

export interface Survey {
  /** Language -> files that are read, most first. */
  readonly languages: readonly Counted[];
  /** What Shipworthy knows more of than its imports. */
  readonly frameworks: readonly string[];
  /** Django's apps by their folders; files that make an application of another framework. */
  readonly applications: readonly string[];
  /** Framework -> routes, most first. */
  readonly routes: readonly Counted[];
  /** Files that start or deploy something. */
  readonly entryPoints: readonly string[];
  readonly manifests: readonly string[];
  readonly tests: { readonly files: number; readonly runners: readonly string[] };
  readonly workflows: readonly string[];
  /** Files that rules look at. */
  readonly judged: number;
  /** Reason -> files and the folders that hold most of them. */
  readonly notJudged: readonly NotJudged[];
}

export interface Counted {
  readonly name: string;
  readonly count: number;
}

export interface NotJudged {
  readonly reason: SkipReason | 'other kinds';
  readonly count: number;
  /** At most three. */
  readonly folders: readonly string[];
}

/** Distribution or package -> what people call it. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  django: 'Django', djangorestframework: 'Django REST framework', channels: 'Channels', celery: 'Celery', fastapi: 'FastAPI', flask: 'Flask', starlette: 'Starlette',
  react: 'React', next: 'Next', express: 'Express', fastify: 'Fastify', koa: 'Koa', hono: 'Hono',
};
const RUNNERS: Readonly<Record<string, string>> = { pytest: 'pytest', jest: 'Jest', vitest: 'Vitest', mocha: 'Mocha', cypress: 'Cypress', '@playwright/test': 'Playwright' };
const HTTP_NAMES: Readonly<Record<string, string>> = { django: 'Django', fastapi: 'FastAPI', starlette: 'Starlette', flask: 'Flask', express: 'Express', fastify: 'Fastify', koa: 'Koa', hono: 'Hono', next: 'Next' };
const STARTS = /(^|\/)(manage\.py|wsgi\.py|asgi\.py|__main__\.py)$/;
const FOLDERS = 3;

/** Looks at a whole tree. `wants`: which files the configuration wants judged. */
export function surveyOf(model: ProjectModel, wants: (path: string) => boolean): Survey {
  const files = model.paths.flatMap((path) => {
    const facts = model.facts(path);
    return facts === undefined ? [] : [{ path, facts }];
  });
  const own = files.filter(({ path }) => !isFixturePath(path));
  const declared = new Set(own.flatMap(({ facts }) => facts.manifest?.dependencies.flatMap(({ name, group }) => (group === 'locked' ? [] : [name])) ?? []));
  const read = files.filter(({ path, facts }) => hasContent(facts) && wants(path));
  return {
    languages: counted(read.flatMap(({ path, facts }) => languageOf(path, facts))),
    frameworks: frameworksOf(model, declared),
    applications: applicationsOf(model),
    routes: counted(model.http.routes.filter(({ place }) => !isTestPath(place.path)).map(({ framework }) => HTTP_NAMES[framework] ?? framework)),
    entryPoints: own.filter(({ path, facts }) => !isTestPath(path) && (STARTS.test(path) || startsSomething(facts))).map(({ path }) => path),
    manifests: own.filter(({ facts }) => facts.manifest !== undefined && facts.manifest.dependencies.some(({ group }) => group !== 'locked')).map(({ path }) => path),
    tests: { files: read.filter(({ path, facts }) => isTestPath(path) && isScript(facts)).length, runners: named(RUNNERS, declared) },
    workflows: own.filter(({ facts }) => facts.deployment?.format === 'workflow').map(({ path }) => path),
    judged: read.length,
    notJudged: notJudgedOf(files),
  };
}

function isScript({ python, javascript }: FileFacts): boolean {
  return python !== undefined || javascript !== undefined;
}

/** Its extractor has something to say of it. */
function hasContent({ skip, python, javascript, manifest, deployment, document, template }: FileFacts): boolean {
  return skip === undefined && [python, javascript, manifest, deployment, document, template].some((part) => part !== undefined);
}

function languageOf(path: string, { python, javascript, template, document }: FileFacts): string[] {
  if (python !== undefined) return ['Python'];
  if (javascript !== undefined) return [/\.[cm]?tsx?$/.test(path) ? 'TypeScript' : 'JavaScript'];
  if (template !== undefined) return ['templates'];
  return document === undefined ? [] : ['Markdown'];
}

/** By what manifests declare; by what the code imports where none does. */
function frameworksOf({ django, pyweb, node }: ProjectModel, declared: ReadonlySet<string>): string[] {
  const found = new Set(named(FRAMEWORKS, declared));
  if (django.present) found.add('Django');
  for (const { framework } of [...pyweb.apps, ...node.apps]) found.add(HTTP_NAMES[framework] ?? framework);
  return [...new Set(Object.values(FRAMEWORKS))].filter((name) => found.has(name));
}

function applicationsOf({ django, pyweb, node }: ProjectModel): string[] {
  const apps = django.apps.apps.map(({ folder }) => folder);
  const others = [...pyweb.apps, ...node.apps].map(({ path }) => path);
  return [...new Set([...apps, ...others])].filter((path) => !isTestPath(`${path}/`) && !isTestPath(path)).sort(compareText);
}

function startsSomething({ deployment }: FileFacts): boolean {
  return deployment !== undefined && !['workflow', 'package-scripts', 'env-file', 'makefile', 'nginx'].includes(deployment.format);
}

function named(names: Readonly<Record<string, string>>, declared: ReadonlySet<string>): string[] {
  return Object.entries(names).flatMap(([name, title]) => (declared.has(name) ? [title] : []));
}

function counted(names: readonly string[]): Counted[] {
  return [...groupedBy(names, (name) => name)].map(([name, group]) => ({ name, count: group.length })).sort((a, b) => b.count - a.count || compareText(a.name, b.name));
}

function notJudgedOf(files: readonly { readonly path: string; readonly facts: FileFacts }[]): NotJudged[] {
  const reasons = groupedBy(files.filter(({ facts }) => !hasContent(facts)), ({ facts }) => facts.skip?.reason ?? 'other kinds');
  return [...reasons]
    .map(([reason, group]) => ({ reason: reason as NotJudged['reason'], count: group.length, folders: counted(group.map(({ path }) => folderOf(path))).slice(0, FOLDERS).map(({ name }) => name) }))
    .sort((a, b) => b.count - a.count || compareText(a.reason, b.reason));
}

/** Two folders deep, with a slash at the end; files at the top by their names. */
function folderOf(path: string): string {
  const parts = path.split('/');
  return parts.length === 1 ? path : `${parts.slice(0, Math.min(2, parts.length - 1)).join('/')}/`;
}
