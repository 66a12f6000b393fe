import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import type { Resolution } from '../../../src/project/types.js';
import { testGrammars } from '../../support/grammars.js';
import { modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function resolve(files: Files, from: string, module: string, level = 0): string {
  const found: Resolution = modelOf({ [from]: '', ...files }, grammars).python.resolve(from, { module, level } as never);
  if (found.kind === 'local') return found.path;
  return found.kind === 'namespace' ? `${found.folder}/` : found.kind;
}

describe('where an import leads', () => {
  test.each<[what: string, files: Files, from: string, module: string, level: number, answer: string]>([
    ['a module beside the package', { 'app/__init__.py': '', 'app/x.py': '' }, 'app/y.py', 'app.x', 0, 'app/x.py'],
    ['a package before a module of its name', { 'app/x.py': '', 'app/x/__init__.py': '' }, 'main.py', 'app.x', 0, 'app/x/__init__.py'],
    ['a folder without an __init__', { 'app/x.py': '' }, 'main.py', 'app', 0, 'app/'],
    ['a module of a package that has none', { 'app/__init__.py': '' }, 'main.py', 'app.x', 0, 'missing'],
    ['a sibling', { 'app/__init__.py': '', 'app/x.py': '' }, 'app/y.py', 'x', 1, 'app/x.py'],
    ['a sibling of the parent', { 'app/__init__.py': '', 'app/x.py': '', 'app/sub/__init__.py': '' }, 'app/sub/y.py', 'x', 2, 'app/x.py'],
    ['the package itself', { 'app/__init__.py': '' }, 'app/y.py', '', 1, 'app/__init__.py'],
    ['above the repository', {}, 'app/y.py', 'x', 3, 'unknown'],
    ['the standard library', {}, 'app/y.py', 'os.path', 0, 'standard-library'],
    ['a package of the index', {}, 'app/y.py', 'requests', 0, 'package'],
    ['below src', { 'src/app/__init__.py': '', 'src/app/x.py': '' }, 'tests/test_x.py', 'app.x', 0, 'src/app/x.py'],
    ['beside manage.py', { 'core/manage.py': '', 'core/shop/__init__.py': '', 'core/shop/x.py': '' }, 'core/shop/y.py', 'shop.x', 0, 'core/shop/x.py'],
    ['a built module', { 'app/__init__.py': '', 'app/fast.pyx': '' }, 'main.py', 'app.fast', 0, 'unknown'],
    ['a generated module', { 'app/__init__.py': '' }, 'main.py', 'app._version', 0, 'unknown'],
    ['a module that .gitignore names, in a folder that is not tracked', { 'app/__init__.py': '', '.gitignore': '*_gen.py\n' }, 'app/y.py', 'proto.bar_gen', 1, 'unknown'],
    ['a module that .gitignore names', { 'app/__init__.py': '', '.gitignore': 'app/secret.py\n' }, 'main.py', 'app.secret', 0, 'unknown'],
    ['a package that changes its path', { 'app/__init__.py': '__path__ = []\n' }, 'main.py', 'app.x', 0, 'unknown'],
    ['a declared package before a folder of scripts', { 'requirements.txt': 'python-keycloak==4.2\n', 'keycloak/load.py': '' }, 'shop/login.py', 'keycloak', 0, 'package'],
    ['a declared package before what such a folder lacks', { 'requirements.txt': 'python-keycloak==4.2\n', 'keycloak/load.py': '' }, 'shop/login.py', 'keycloak.exceptions', 0, 'package'],
    ['beside the script of a package, where a declared package bears the name', { 'requirements.txt': 'pytest\n', 'shop/__init__.py': '', 'shop/manage.py': '', 'shop/pytest.py': '' }, 'shop/tests/test_x.py', 'pytest', 0, 'unknown'],
    ['beside the script of a package', { 'requirements.txt': 'pytest\n', 'shop/__init__.py': '', 'shop/manage.py': '', 'shop/prices.py': '' }, 'shop/tests/test_x.py', 'prices', 0, 'shop/prices.py'],
    ['a stub', { 'app/__init__.py': '', 'app/x.pyi': '' }, 'main.py', 'app.x', 0, 'app/x.pyi'],
  ])('%s', (_what, files, from, module, level, answer) => {
    expect(resolve(files, from, module, level)).toBe(answer);
  });
});

describe('whether a module has a name', () => {
  test.each<[what: string, files: Files, name: string, answer: string]>([
    ['a definition', { 'm.py': 'def f(): ...\n' }, 'f', 'yes'],
    ['an import', { 'm.py': 'import os\n' }, 'os', 'yes'],
    ['nothing', { 'm.py': 'def f(): ...\n' }, 'g', 'no'],
    ['what every module has', { 'm.py': '' }, '__name__', 'yes'],
    ['__getattr__', { 'm.py': 'def __getattr__(name): ...\n' }, 'g', 'unknown'],
    ['a star import of the repository', { 'm.py': 'from n import *\n', 'n.py': 'def g(): ...\n' }, 'g', 'yes'],
    ['a star import does not bring what is private', { 'm.py': 'from n import *\n', 'n.py': 'def _g(): ...\n' }, '_g', 'no'],
    ['a star import brings what __all__ says', { 'm.py': 'from n import *\n', 'n.py': '__all__ = ["_g"]\ndef _g(): ...\ndef h(): ...\n' }, 'h', 'no'],
    ['a star import of elsewhere', { 'm.py': 'from requests import *\n' }, 'g', 'unknown'],
    ['star imports in a circle', { 'm.py': 'from n import *\n', 'n.py': 'from m import *\ndef g(): ...\n' }, 'h', 'no'],
    ['a syntax error', { 'm.py': 'def f(:\n' }, 'g', 'unknown'],
    ['only its stub', { 'm.py': '', 'm.pyi': 'def g(): ...\n' }, 'g', 'unknown'],
  ])('%s', (_what, files, name, answer) => {
    expect(modelOf(files, grammars).python.exportsName('m.py', name).kind).toBe(answer);
  });
});
