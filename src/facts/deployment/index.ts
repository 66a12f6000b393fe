/** Deployment facts: what the files that build, start and ship a repository say must exist. */
import type { DeploymentFacts } from '../types.js';
import { readCompose } from './compose.js';
import { readDockerfile } from './dockerfile.js';
import { readAppYaml, readFly, readNetlify, readProcfile, readRailway, readRender, readVercel } from './platforms.js';
import { detailsOf, namesIn, portsIn } from './details.js';
import { readKubernetes } from './kubernetes.js';
import { readNginx } from './nginx.js';
import { readMakefile, readPackageScripts } from './scripts.js';
import { readWorkflow } from './workflow.js';
import { findInstalls } from './installs.js';

type Format = DeploymentFacts['format'];

const BY_PATTERN: readonly (readonly [RegExp, Format])[] = [
  [/(^|\/)(Dockerfile|Containerfile)$/i, 'dockerfile'],
  [/(^|\/)(Dockerfile|Containerfile)[.-][\w.-]+$/i, 'dockerfile'],
  [/\.dockerfile$/i, 'dockerfile'],
  [/(^|\/)(docker-)?compose([.-][\w.-]+)?\.ya?ml$/, 'compose'],
  [/(^|\/)Procfile(\.[\w-]+)?$/, 'procfile'],
  [/(^|\/)render\.ya?ml$/, 'render'],
  [/(^|\/)railway\.(toml|json)$/, 'railway'],
  [/(^|\/)app\.ya?ml$/, 'app-yaml'],
  [/^\.github\/workflows\/[^/]+\.ya?ml$/, 'workflow'],
  [/(^|\/)package\.json$/, 'package-scripts'],
  [/(^|\/)(nginx[\w.-]*\.conf|nginx\/(.*\/)?[\w.-]+\.conf)(\.template)?$/, 'nginx'],
  [/(^|\/)(GNUmakefile|[Mm]akefile)$/, 'makefile'],
  [/(^|\/)vercel\.json$/, 'vercel'],
  [/(^|\/)netlify\.toml$/, 'netlify'],
  [/(^|\/)fly(\.[\w-]+)?\.toml$/, 'fly'],
  [/(^|\/)(\.env(\.[\w.-]+)?|\.flaskenv|\.envrc|[\w.-]*\.env|env\.(example|sample|template|dist)|\.?env[_-](example|sample|template)|[\w-]+\.env\.[\w.-]+)$/, 'env-file'],
  [/(^|\/)(k8s|kubernetes|kube|kustomize|manifests|deploy|deployments?|helm|charts)\/.*\.ya?ml$/, 'kubernetes'],
];
/** Not a Dockerfile: ignore lists, notes and templates named after one. */
const NOT_DOCKERFILE = /\.(dockerignore|md|j2|jinja2?|tmpl|template|txt|erb|rst)$/i;
/** Not deployment: modules named after what they read or write. Of `Dockerfile.py` and `Dockerfile.js` nobody knows, so that they stay what their first letter says. */
const SCRIPT = /\.([cm]ts|tsx?|[cm]js|jsx)$|(^|\/)[a-z][\w.-]*\.(py|js)$/;

/** Which deployment format a repository path has, or null. Looks at the path alone. */
export function deploymentFormat(path: string): Format | null {
  const found = BY_PATTERN.find(([pattern]) => pattern.test(path))?.[1] ?? null;
  if (found !== 'dockerfile' && found !== 'procfile') return found;
  return SCRIPT.test(path) || (found === 'dockerfile' && NOT_DOCKERFILE.test(path)) ? null : found;
}

const READERS: Readonly<Record<Format, (source: string) => DeploymentFacts>> = {
  dockerfile: readDockerfile,
  compose: readCompose,
  procfile: readProcfile,
  render: readRender,
  railway: readRailway,
  'app-yaml': readAppYaml,
  workflow: readWorkflow,
  'package-scripts': readPackageScripts,
  nginx: readNginx,
  makefile: readMakefile,
  vercel: readVercel,
  netlify: readNetlify,
  fly: readFly,
  'env-file': readEnvironmentFile,
  kubernetes: readKubernetes,
};

/** A variable that holds a URL without credentials, or a path. */
const ADDRESS_LINE = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*["']?((?:(?:https?|wss?):\/\/[^\s"'@#]*|\/[\w./-]*))["']?\s*(?:#.*)?\r?$/;

function readEnvironmentFile(source: string): DeploymentFacts {
  const lines = source.split('\n');
  const addresses = lines.flatMap((line) => {
    const [, name = '', value = ''] = ADDRESS_LINE.exec(line) ?? [];
    return name === '' ? [] : [{ name, value }];
  });
  return { format: 'env-file', claims: [], builds: [], ...(addresses.length === 0 ? {} : { addresses }), end: { at: [lines.length, (lines.at(-1) ?? '').length + 1], ...(source.includes('\r\n') ? { crlf: true } : {}) } };
}

/** Formats that say on which port a server listens. */
const SERVING: ReadonlySet<Format> = new Set<Format>(['dockerfile', 'compose', 'procfile', 'render', 'railway', 'fly']);

/** Reads one deployment file. Pure and synchronous; never throws: a file that can't be parsed has `error` and no claims. */
export function extractDeployment(format: Format, source: string): DeploymentFacts {
  try {
    const installs = findInstalls(source);
    const common = detailsOf({ variables: format === 'nginx' ? undefined : namesIn(source), ports: SERVING.has(format) ? portsIn(source) : undefined });
    return { ...READERS[format](source), ...common, ...(installs.length === 0 ? {} : { installs }) };
  } catch (error) {
    return { format, claims: [], builds: [], error: `The file can't be read: ${error instanceof Error ? error.message : 'unknown reason'}` };
  }
}
