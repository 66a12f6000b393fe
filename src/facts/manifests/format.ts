/** Which manifest a path is. Pure; looks at the path alone. */
import type { ManifestFormat } from '../types.js';

const BY_NAME: Readonly<Record<string, ManifestFormat>> = {
  'pyproject.toml': 'pyproject',
  'setup.cfg': 'setup-cfg',
  'setup.py': 'setup-py',
  'tox.ini': 'tox-ini',
  Pipfile: 'pipfile',
  'Pipfile.lock': 'python-lock',
  'poetry.lock': 'python-lock',
  'uv.lock': 'python-lock',
  'pdm.lock': 'python-lock',
  'pylock.toml': 'python-lock',
  'package.json': 'package-json',
  'package-lock.json': 'npm-lock',
  'npm-shrinkwrap.json': 'npm-lock',
  'yarn.lock': 'npm-lock',
  'pnpm-lock.yaml': 'npm-lock',
  'bun.lock': 'npm-lock',
};

/** requirements.txt, requirements-dev.in, dev-requirements.txt, requirements/base.txt, constraints.txt, reqs.txt */
const REQUIREMENTS = /(^|\/)((.*[-_.])?(requirements|constraints|reqs)([-_.][^/]*)?\.(txt|in|pip)|requirements\/(.*\/)?[^/]+\.(txt|in|pip))$/i;
const CONDA = /(^|\/)(conda[-_])?(environment|env)([-_.][^/]*)?\.ya?ml$/i;
const SAMPLE = /(^|\/)\.github\//;

/** The format of a manifest's path, or null. */
export function manifestFormat(path: string): ManifestFormat | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const named = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (named !== undefined) return named;
  if (REQUIREMENTS.test(path)) return 'requirements';
  return CONDA.test(path) && !SAMPLE.test(path) ? 'conda' : null;
}
