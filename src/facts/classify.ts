/** Which extractors read a path, and which paths are never read. Pure; looks at the path alone. */
import type { EntryKind } from '../changes/types.js';
import { deploymentFormat } from './deployment/index.js';
import { manifestFormat } from './manifests/index.js';
import type { PathKind, Skip } from './types.js';

/** Folders that hold other people's code or the output of tools, wherever they stand. */
const VENDORED = /(^|\/)(node_modules|bower_components|jspm_packages|site-packages|dist-packages|vendor|vendored|_vendor|third[_-]party|\.venv|venv|virtualenv|\.tox|\.nox|\.yarn|\.pnp\.c?js|__pypackages__|\.eggs|[^/]+\.egg-info|[^/]+\.dist-info)(\/|$)/;
/** A release of a library, copied to where pages load it from: `static/js/jquery-3.6.1.js`. */
const RELEASE = /(^|\/)(static|public|assets|media|www|js|javascripts?|libs?)\/(?:[^/]+\/)*(?!(?:migrat|upgrad|updat)[^/]*$)[a-z][\w.-]*[-.@]v?\d+\.\d+\.\d+(?:[.-][a-z]+)*\.js$/i;
/** Libraries among what pages load: `static/js/vendors/jquery.js`. Elsewhere `vendors` may be those whom a shop buys from. */
const PAGE_LIBRARY = /(^|\/)(static|public|assets|www)\/(?:[^/]+\/)*(vendors)\//;
/** What a build or collectstatic writes, so that browsers may keep it: `app.7d3ce5a98007.js`. */
const HASHED = /\.(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,32}\.(?:[cm]?js|css)$/;
const MINIFIED = /[.-]min\.(?:[cm]?js|css)$/i;

const SCRIPTS: Readonly<Record<string, 'python' | 'javascript' | 'typescript' | 'tsx'>> = {
  py: 'python',
  pyi: 'python',
  pyw: 'python',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
};

/** Files small and wanted whole by the model. */
const KEPT_TEXT = /(^|\/)(\.gitignore|\.gitattributes|package\.json|pyproject\.toml|\.?ruff\.toml|setup\.cfg|tox\.ini|\.flake8|\.oxlintrc\.json|pnpm-workspace\.yaml|lerna\.json|tsconfig[^/]*\.json|jsconfig[^/]*\.json)$/;
/** Configuration, templates and scripts: read for the modules and paths they name. */
const MENTIONING =
  /(\.(ya?ml|toml|cfg|ini|conf|json|jsonc|json5|html?|jinja2?|j2|txt|rst|sh|bash|zsh|ps1|bat|cmd|xml|service|tf|hcl|vue|svelte|astro|env|properties|mk|cron|ipynb|in|tmpl|tpl)|(^|\/)(Makefile|GNUmakefile|makefile|Procfile|crontab|Jenkinsfile|Justfile|justfile|Vagrantfile|[^/]*\.(?:pem|key)|\.env[^/]*|\.flake8|\.coveragerc|\.pylintrc|\.babelrc|\.eslintrc|\.prettierrc|\.mocharc[^/]*|\.nycrc|CODEOWNERS|MANIFEST\.in|[^/]*Dockerfile[^/]*)|(^|\/)(s?bin|scripts?|debian)\/[^/.]+)$/;

/** Environment files for servers; examples and those for tests and development are read as texts. */
const ENVIRONMENT = /^\.env(\.(prod|production|live|staging|local|production\.local))?$/;

/** Data whose own parsers say whether it is sound. */
const DATA: ReadonlySet<string> = new Set(['json', 'jsonc', 'yaml', 'yml', 'toml']);

/** Style sheets: read for what they import. */
const STYLE = /\.(css|scss|sass|less|styl|p(ost)?css)$/i;

/** Templates of Django and Flask: below a folder of that name. */
const TEMPLATE = /(^|\/)(templates|jinja2?)\/.*\.(html?|txt|xml|jinja2?|j2|svg|eml)$/i;

/**
 * The kind of a path. Two paths of the same kind are read alike; a kind is a list of parts separated by `:`, of which
 * the first says what the file is.
 */
export function classify(path: string): PathKind {
  if (MINIFIED.test(path)) return 'opaque';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  const manifest = manifestFormat(path);
  const deployment = deploymentFormat(path);
  const kept = KEPT_TEXT.test(path) ? ':kept' : '';
  if (manifest !== null) return `manifest:${manifest}:${deployment ?? '-'}:${name}${kept}`;
  if (deployment !== null) return `deployment:${deployment}${ENVIRONMENT.test(name) ? ':filled' : ''}`;
  const script = Object.hasOwn(SCRIPTS, extension) ? SCRIPTS[extension] : undefined;
  if (script !== undefined) return `${script}:${/\.d\.[cm]?ts$/.test(name) ? 'd.' : ''}${extension}`;
  if (/^(md|mdx|markdown)$/.test(extension)) return 'document';
  if (kept !== '') return DATA.has(extension) ? `text:${extension}${kept}` : `text${kept}`;
  if (TEMPLATE.test(path)) return 'template';
  if (DATA.has(extension)) return `text:${extension}`;
  if (STYLE.test(path)) return 'style';
  return MENTIONING.test(path) ? 'text' : 'opaque';
}

/** Whether the content of an entry is read: for facts, or for a configuration. Links, whose content is a path, are shown in differences. */
export function isRead(path: string, kind: EntryKind): boolean {
  if (kind === 'symlink' || path.startsWith('.github/')) return true;
  return skipByPath(path, kind) === undefined && classify(path) !== 'opaque';
}

/** Why an entry is never read, or undefined. */
export function skipByPath(path: string, kind: EntryKind): Skip | undefined {
  if (kind === 'symlink') return { reason: 'symlink', detail: 'symbolic links are not followed' };
  if (kind === 'submodule') return { reason: 'submodule', detail: 'submodules are not fetched' };
  const vendored = VENDORED.exec(path)?.[2] ?? PAGE_LIBRARY.exec(path)?.[3];
  if (vendored !== undefined) return { reason: 'vendored', detail: `it stands in ${vendored}` };
  if (MINIFIED.test(path)) return { reason: 'minified', detail: 'its name says so' };
  if (RELEASE.test(path)) return { reason: 'vendored', detail: 'its name holds the number of a release' };
  if (HASHED.test(path)) return { reason: 'generated', detail: 'its name holds a hash of its content' };
  return undefined;
}
