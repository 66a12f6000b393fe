/** What a settings module is for, told from its path and from who names it. Pure. */
import type { SettingsModule } from '../types.js';

type Role = SettingsModule['role'];

const TEST = /^(tests?|testing|tester|ci|cicd|circle|travis|pytest|unittests?|e2e|integration|selenium|cypress)$/;
const DEVELOPMENT = /^(dev|devel|develop|development|developer|local|localhost|locals|debug|sandbox|example|examples|demo|sample|docs?|gitpod|codespaces?|devcontainer|playground|build|vagrant|ide|shell|minimal|dummy|tutorial|quickstart|benchmark|scripts?|stag|stage|staging|preview|review|qa|uat)$/;
const PRODUCTION = /^(prod|production|live|deploy|deployment|deployed|release|heroku|server)$/;
/** A purpose and what it is for, in one word: `devproject`, `testsite`. */
const JOINED = /^(tests?|testing|dev|devel|demo|sandbox|example|sample|dummy|playground)(?:project|proj|site|app|settings|config|server|env)$/;
const TEMPLATE = /(^|\/)(project_name|app_name|project_template|app_template|[^/]*cookiecutter[^/]*)(\/|$)|[{}]/;

/** Words of the file's and its folders' names, nearest first. */
function wordsOf(path: string): readonly string[] {
  return path
    .replace(/(\/__init__)?\.py$/, '')
    .split('/')
    .reverse()
    .flatMap((part) => part.toLowerCase().split(/[^a-z0-9]+/))
    .map((word) => JOINED.exec(word)?.[1] ?? word);
}

/** What the file's own name says: `production.py`, `settings_test.py`, `tests/settings.py`; undefined for neutral names. */
export function roleByName(path: string): Exclude<Role, 'base'> | undefined {
  const own = path.split('/').at(-1) as string;
  const words = wordsOf(own === '__init__.py' ? path.split('/').slice(-2).join('/') : own);
  if (words.some((word) => TEST.test(word))) return 'test';
  if (words.some((word) => PRODUCTION.test(word))) return 'production';
  if (words.some((word) => DEVELOPMENT.test(word))) return 'development';
  const folders = wordsOf(path.split('/').slice(0, -1).join('/'));
  if (folders.some((word) => TEST.test(word))) return 'test';
  return folders.some((word) => DEVELOPMENT.test(word)) ? 'development' : undefined;
}

/** A template of a project, which nothing runs where it stands. */
export function isTemplate(path: string): boolean {
  return TEMPLATE.test(path);
}

/** What a file that names settings runs them for. */
export function roleByNamer(path: string): 'production' | 'development' | 'test' | 'manage' | undefined {
  const name = (path.split('/').at(-1) as string).toLowerCase();
  const words = wordsOf(path);
  if (/^(pytest\.ini|tox\.ini|setup\.cfg|pyproject\.toml|conftest\.py|noxfile\.py|run_?tests?\.py|\.coveragerc|mypy\.ini)$/.test(name) || path.startsWith('.github/') || words.some((word) => TEST.test(word))) return 'test';
  if (words.some((word) => DEVELOPMENT.test(word)) || /(^|\/)\.(devcontainer|vscode|idea)\//.test(path)) return 'development';
  if (name === 'manage.py') return 'manage';
  if (/^(wsgi|asgi)(_\w+)?\.py$/.test(name) || /^(dockerfile|containerfile)|\.dockerfile$|^procfile|^(docker-)?compose.*\.ya?ml$|^(app|render|railway|fly)\.(ya?ml|toml|json)$|\.service$|uwsgi|gunicorn|supervisor|entrypoint|\.(wsgi|asgi)$/.test(name)) return 'production';
  return undefined;
}
