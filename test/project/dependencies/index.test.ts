import { describe, expect, test } from '@jest/globals';
import type { DeclarationAnswer } from '../../../src/project/types.js';
import { modelOf, type Files } from '../../support/memory-project.js';
import { testGrammars } from '../../support/grammars.js';

const grammars = await testGrammars();

function ask(files: Files, path: string, name: string): DeclarationAnswer {
  return modelOf({ [path]: '', ...files }, grammars).dependencies.declaration(path, path.endsWith('.py') ? 'python' : 'npm', name);
}

/** One word of the answer, with the deciding manifest or packages. */
function short(answer: DeclarationAnswer): string {
  if (answer.kind === 'declared') return `${answer.group} ${answer.name} by ${answer.manifest}`;
  if (answer.kind === 'undeclared') return `undeclared ${answer.distributions.join(' ')}`;
  return answer.kind === 'unknown' ? `unknown: ${answer.reason}` : 'unlisted';
}

describe('a Python import', () => {
  test.each<[string, Files, string, string, string]>([
    ['named otherwise than its package', { 'requirements.txt': 'PyYAML\n' }, 'app/a.py', 'yaml', 'main pyyaml by requirements.txt'],
    ['in no manifest', { 'requirements.txt': 'Django\n' }, 'app/a.py', 'psutil', 'undeclared psutil'],
    ['in a comment alone', { 'requirements.txt': 'Django\n# psutil==5\n' }, 'app/a.py', 'psutil', 'undeclared psutil'],
    ['in no table', { 'requirements.txt': 'Django\n' }, 'app/a.py', 'zzqxyw', 'unlisted'],
    ['without any manifest', { 'README.md': '' }, 'app/a.py', 'psutil', 'unknown: no manifest declares the dependencies of this folder'],
    ['beside tool configuration', { 'pyproject.toml': '[tool.black]\n' }, 'app/a.py', 'psutil', 'unknown: no manifest declares the dependencies of this folder'],
    ['through -r', { 'requirements.txt': '-r deps/base.txt\nDjango\n', 'deps/base.txt': '' , 'deps/requirements.txt': 'psutil\n' }, 'app/a.py', 'psutil', 'main psutil by deps/requirements.txt'],
    ['through -r to nowhere', { 'requirements.txt': '-r gone.txt\nDjango\n' }, 'app/a.py', 'psutil', 'unknown: requirements.txt includes gone.txt, which is not in the repository'],
    ['limited by -c alone', { 'requirements.txt': 'Django\n-c constraints.txt\n', 'constraints.txt': 'psutil==5\n' }, 'app/a.py', 'psutil', 'undeclared psutil'],
    ['in several files that disagree', { 'requirements.txt': 'Django\n', 'requirements-dev.txt': 'psutil==4\n', 'requirements/prod.txt': 'psutil==5\n' }, 'app/a.py', 'psutil', 'main psutil by requirements/prod.txt'],
    ['for development alone', { 'requirements.txt': 'Django\n', 'requirements-dev.txt': 'psutil\n' }, 'app/a.py', 'psutil', 'development psutil by requirements-dev.txt'],
    ['in a folder of manifests without code', { 'requirements.txt': 'Django\n', 'deploy/docker/requirements.txt': 'psutil\n' }, 'app/a.py', 'psutil', 'main psutil by deploy/docker/requirements.txt'],
    ['in a project beside it', { 'a/requirements.txt': 'Django\n', 'b/requirements.txt': 'psutil\n', 'b/b.py': '' }, 'a/a.py', 'psutil', 'undeclared psutil'],
    ['of a project installed by path', { 'a/requirements.txt': 'Django\n-e ../lib\n', 'lib/pyproject.toml': '[project]\nname = "lib"\ndependencies = ["psutil"]\n', 'lib/l.py': '' }, 'a/a.py', 'psutil', 'main psutil by lib/pyproject.toml'],
    ['of a project installed by name', { 'a/pyproject.toml': '[project]\nname = "a"\ndependencies = ["lib", "django"]\n', 'lib/pyproject.toml': '[project]\nname = "lib"\ndependencies = ["psutil"]\n', 'lib/l.py': '' }, 'a/a.py', 'psutil', 'main psutil by lib/pyproject.toml'],
    ['in a lock file', { 'pyproject.toml': '[project]\nname = "a"\ndependencies = ["django"]\n', 'uv.lock': '[[package]]\nname = "psutil"\nversion = "5"\n' }, 'app/a.py', 'psutil', 'locked psutil by uv.lock'],
    ['under a manifest that can not be read', { 'requirements.txt': 'Django\n', 'pyproject.toml': '[project' }, 'app/a.py', 'psutil', 'unknown: pyproject.toml can\'t be read: it is not valid TOML: Invalid TOML document: incomplete key-value: cannot find end of key'],
    ['under a manifest that computes', { 'setup.py': 'from setuptools import setup\nsetup(install_requires=["django"] + more())\n' }, 'app/a.py', 'psutil', 'unknown: setup.py computes dependencies that can\'t be listed'],
    ['read from a file by setup.py', { 'setup.py': 'from setuptools import setup\nsetup(install_requires=open("requirements.txt").readlines())\n', 'requirements.txt': 'django\n' }, 'app/a.py', 'psutil', 'undeclared psutil'],
    ['that a Dockerfile installs', { 'requirements.txt': 'Django\n', Dockerfile: 'FROM python\nRUN pip install --no-cache-dir \\\n  "psutil>=5" -r requirements.txt\n' }, 'app/a.py', 'psutil', 'unknown: Dockerfile installs it'],
    ['that a declared package can\'t do without', { 'requirements.txt': 'timm==1.0.11\n' }, 'app/a.py', 'torchvision.models', 'locked timm by requirements.txt'],
    ['that an integration brings', { 'requirements.txt': 'django-structlog\n' }, 'app/a.py', 'structlog', 'unknown: django-structlog may bring it'],
    ['that may come from git', { 'requirements.txt': 'Django\ngit+https://x.test/acme/tools.git\n' }, 'app/a.py', 'zzqxyw', 'unknown: requirements.txt installs git+https://x.test/acme/tools.git, which may provide it'],
    ['that is public and not what git brings', { 'requirements.txt': 'Django\ngit+https://x.test/acme/tools.git\n' }, 'app/a.py', 'psutil', 'undeclared psutil'],
    ['from an index of its own', { 'requirements.txt': '--extra-index-url https://x.test\nDjango\n' }, 'app/a.py', 'zzqxyw', 'unknown: requirements.txt installs from an index of its own'],
    ['beside a lock file that can not be read', { 'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["Django"]\n', 'uv.lock': '\0' }, 'app/a.py', 'psutil', 'unknown: uv.lock can\'t be read: it holds NUL bytes'],
    ['provided by the host', { 'requirements.txt': 'Django\n' }, 'app/a.py', 'bpy.types', 'unknown: Blender provides it'],
  ])('%s', (_, files, path, name, expected) => {
    expect(short(ask(files, path, name))).toBe(expected);
  });
});

describe('an npm import', () => {
  const app = '{"name": "app", "dependencies": {"react": "^18.0.0", "y": "npm:z@1"}, "devDependencies": {"@types/geojson": "1"}}';
  test.each<[string, Files, string, string, string]>([
    ['declared', { 'package.json': app }, 'src/a.ts', 'react', 'main react by package.json'],
    ['declared by an alias', { 'package.json': app }, 'src/a.ts', 'y', 'main y by package.json'],
    ['declared by its types', { 'package.json': app }, 'src/a.ts', 'geojson', 'development @types/geojson by package.json'],
    ['in no manifest', { 'package.json': app }, 'src/a.ts', 'axios', 'undeclared axios'],
    ['in no table', { 'package.json': app }, 'src/a.ts', 'zz-qx-yw-vv', 'unlisted'],
    ['of the package itself', { 'package.json': app }, 'src/a.ts', 'app', 'unknown: it is the package itself'],
    ['without a package.json', { 'README.md': '' }, 'src/a.ts', 'axios', 'unknown: no package.json declares the dependencies of this folder'],
    ['below a package.json that only marks a folder', { 'package.json': app, 'src/package.json': '{"type": "module"}' }, 'src/a.ts', 'react', 'main react by package.json'],
    ['with an import map', { 'package.json': app, 'deno.json': '{}' }, 'src/a.ts', 'axios', 'unknown: Deno resolves imports by a map of its own'],
    ['at the workspace root', { 'package.json': '{"workspaces": ["p/*"], "devDependencies": {"axios": "1"}}', 'p/a/package.json': app }, 'p/a/a.ts', 'axios', 'development axios by package.json'],
    ['in another member of the workspace', { 'package.json': '{"workspaces": ["p/*"]}', 'p/a/package.json': app, 'p/b/package.json': '{"dependencies": {"axios": "1"}}' }, 'p/a/a.ts', 'axios', 'unknown: p/b/package.json, in the same workspace, declares it'],
    ['in a project beside it', { 'a/package.json': app, 'b/package.json': '{"dependencies": {"axios": "1"}}' }, 'a/a.ts', 'axios', 'undeclared axios'],
    ['in the lock file alone', { 'package.json': app, 'yarn.lock': 'axios@^1:\n  version "1.2.3"\n' }, 'src/a.ts', 'axios', 'unknown: no package.json in reach declares it, but yarn.lock installs it for another package'],
    ['with a lock file that can not be read', { 'package.json': app, 'bun.lockb': '\0' }, 'src/a.ts', 'axios', 'unknown: bun.lockb could not be read and may bring it'],
    ['with conflict markers', { 'package.json': `<<<<<<< a\n${app}\n=======\n>>>>>>> b\n` }, 'src/a.ts', 'axios', 'unknown: no package.json declares the dependencies of this folder'],
  ])('%s', (_, files, path, name, expected) => {
    expect(short(ask(files, path, name))).toBe(expected);
  });
});

describe('a scope', () => {
  test.each<[string, Files, string | undefined, string | undefined]>([
    ['takes the version of a lock file', { 'requirements.txt': 'Django\n', 'poetry.lock': '[[package]]\nname = "psutil"\nversion = "5.9.0"\n' }, 'requirements.txt', '==5.9.0'],
    ['takes the constraint of a sibling', { 'requirements.txt': 'Django\n', 'b/requirements.txt': 'psutil>=5, <6\n', 'b/b.py': '' }, 'requirements.txt', '>=5,<6'],
    ['translates Poetry for pip', { 'requirements.txt': 'Django\n', 'b/pyproject.toml': '[tool.poetry.dependencies]\npsutil = "^5.9"\n', 'b/b.py': '' }, 'requirements.txt', '>=5.9,<6'],
    ['knows none', { 'requirements.txt': 'Django\n' }, 'requirements.txt', undefined],
    ['leaves compiled files alone', { 'requirements.txt': '# autogenerated by pip-compile\nDjango==4\n', 'requirements.in': 'Django\n' }, 'requirements.in', undefined],
  ])('%s', (_, files, target, constraint) => {
    const scope = modelOf({ 'app/a.py': '', ...files }, grammars).dependencies.scopeFor('app/a.py', 'python');
    expect([scope.insertInto, scope.knownConstraint('psutil')]).toEqual([target, constraint]);
  });

  test('of npm takes the version of a lock file', () => {
    const files = { 'package.json': '{\n  "dependencies": {\n    "react": "^18.0.0"\n  }\n}\n', 'yarn.lock': 'axios@^1:\n  version "1.2.3"\n' };
    const scope = modelOf({ 'src/a.ts': '', ...files }, grammars).dependencies.scopeFor('src/a.ts', 'npm');
    expect([scope.insertInto, scope.knownConstraint('axios')]).toEqual(['package.json', '^1.2.3']);
  });
});

test('a package that imports itself is no dependency, nor for the modules beside it', () => {
  const { python } = modelOf({ 'requirements.txt': 'flask\n', 'app/__init__.py': 'from app import models\n', 'app/models.py': 'from app import db\n' }, grammars);
  for (const path of ['app/__init__.py', 'app/models.py']) expect(python.resolve(path, { module: 'app', level: 0 })).toEqual({ kind: 'local', path: 'app/__init__.py' });
});
