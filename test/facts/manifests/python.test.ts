import { describe, expect, test } from '@jest/globals';
import { read, summary } from './support.js';

describe('requirements files', () => {
  test('are read as pip reads them, with the place of each entry', () => {
    const text = [
      '# Django==1.0 stands in a comment',
      'django-redis==5.4.0  # cache',
      'redis',
      '\tDjango >= 4.2, < 5',
      'uvicorn[standard]==0.30 ; python_version > "3.8"',
      'foo @ git+https://github.com/acme/foo.git@v1',
      '-e git+https://github.com/acme/bar.git#egg=Bar_Baz',
      './wheels/qux-1.2-py3-none-any.whl',
      '',
    ].join('\n');
    expect(summary('requirements.txt', text)).toEqual([
      'main django-redis ==5.4.0 @ django-redis==5.4.0',
      'main redis @ redis',
      'main django >=4.2,<5 @ Django >= 4.2, < 5',
      'main uvicorn[standard] ==0.30 @ uvicorn[standard]==0.30 ; python_version > "3.8"',
      'main foo @ foo @ git+https://github.com/acme/foo.git@v1',
      'main bar-baz @ -e git+https://github.com/acme/bar.git#egg=Bar_Baz',
      'main qux @ ./wheels/qux-1.2-py3-none-any.whl',
    ]);
  });

  test('with CRLF keep the carriage return out of the entry', () => {
    expect(summary('requirements.txt', 'a==1\r\nb # c\r\n')).toEqual(['main a ==1 @ a==1', 'main b @ b']);
  });

  test('with hashes on continuation lines are one entry, and take no line', () => {
    const facts = read('requirements.txt', 'a==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n    # via b\nb==2 --hash=sha256:22\n');
    expect(facts.dependencies.map(({ name, constraint, span }) => [name, constraint, span])).toEqual([
      ['a', '==1', [1, 1, 3, 21]],
      ['b', '==2', [5, 1, 5, 22]],
    ]);
    expect(facts.insertion).toBeUndefined();
  });

  test.each([
    ['-r base.txt', { path: 'base.txt', kind: 'requirement' }],
    ['-rbase.txt', { path: 'base.txt', kind: 'requirement' }],
    ['--requirement=base.txt', { path: 'base.txt', kind: 'requirement' }],
    ['--requirement base.txt # x', { path: 'base.txt', kind: 'requirement' }],
    ['-c limits.txt', { path: 'limits.txt', kind: 'constraint' }],
    ['--constraint limits.txt', { path: 'limits.txt', kind: 'constraint' }],
    ['-e ../lib[extra]', { path: '../lib', kind: 'requirement' }],
    ['./lib', { path: './lib', kind: 'requirement' }],
    ['-e .', { path: '.', kind: 'requirement' }],
  ])('%s leads elsewhere', (line, target) => {
    const facts = read('requirements.txt', `${line}\n`);
    expect(facts.includes).toMatchObject([target]);
    expect(facts.dependencies).toEqual([]);
  });

  test('tell sources without a name, and indexes of their own', () => {
    const facts = read('requirements.txt', '--extra-index-url https://pypi.acme.test/simple\ngit+https://github.com/acme/foo.git\n--no-binary :all:\n');
    expect([facts.unnamed, facts.ownIndex, facts.dependencies]).toEqual([['git+https://github.com/acme/foo.git'], true, []]);
    expect(read('requirements.txt', '-i https://pypi.org/simple\n').ownIndex).toBeUndefined();
  });

  test.each([
    ['requirements-dev.txt', 'development'],
    ['requirements/test.txt', 'development'],
    ['dev_requirements.in', 'development'],
    ['requirements/prod.txt', 'main'],
    ['requirements.txt', 'main'],
    ['constraints.txt', 'locked'],
  ])('%s declares for %s', (path, group) => {
    expect(read(path, 'x\n').dependencies.map((dependency) => dependency.group)).toEqual([group]);
  });

  test('with conflict markers claim nothing', () => {
    expect(read('requirements.txt', 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n')).toMatchObject({ error: 'it holds merge-conflict markers', dependencies: [] });
    expect(read('requirements.txt', 'title\n=======\na\n').error).toBeUndefined();
  });
});

describe('pyproject.toml', () => {
  test('in PEP 621 form with groups, each entry at its own place', () => {
    const text = `[project]
name = "My.App"
dependencies = [
  "django-redis>=5", # redis
  'redis',
]
[project.optional-dependencies]
s3 = ["redis", "boto3[crt]>=1"]
[dependency-groups]
dev = ["redis", {include-group = "web"}]
web = ["gunicorn"]
[build-system]
requires = ["hatchling"]
`;
    expect(summary('pyproject.toml', text)).toEqual([
      'main django-redis >=5 @ django-redis>=5',
      'main redis @ redis',
      'optional redis @ redis',
      'optional boto3[crt] >=1 @ boto3[crt]>=1',
      'development redis @ redis',
      'optional gunicorn @ gunicorn',
      'development hatchling @ hatchling',
    ]);
    const facts = read('pyproject.toml', text);
    expect(facts.name).toBe('my-app');
    expect(facts.dependencies.filter(({ name }) => name === 'redis').map(({ span }) => span[0])).toEqual([5, 8, 10]);
  });

  test('in Poetry form, tables and extras included', () => {
    const text = `[tool.poetry]
name = "app"
[tool.poetry.dependencies]
python = "^3.11"
django = "^4.2"
psycopg = { version = "^3", extras = ["binary"], optional = true }
local = { path = "../local" }
[tool.poetry.dependencies.celery]
version = "5.*"
[tool.poetry.group.dev.dependencies]
pytest = "*"
[tool.poetry.group.web.dependencies]
gunicorn = "^22"
[tool.poetry.extras]
db = ["psycopg"]
`;
    expect(summary('pyproject.toml', text)).toEqual([
      'main django ^4.2 @ django = "^4.2"',
      'optional psycopg[binary] ^3 @ psycopg = { version = "^3", extras = ["binary"], optional = true }',
      'main local @ local = { path = "../local" }',
      'main celery 5.* @ [tool.poetry.dependencies.celery]',
      'development pytest @ pytest = "*"',
      'optional gunicorn ^22 @ gunicorn = "^22"',
    ]);
    expect(read('pyproject.toml', text).workspaces).toEqual(['../local']);
  });

  test.each([
    ['[tool.pdm.dev-dependencies]\nlint = ["ruff"]', ['development ruff @ ruff']],
    ['[tool.uv]\ndev-dependencies = ["ruff"]', ['development ruff @ ruff']],
    ['[tool.hatch.envs.default]\ndependencies = ["ruff"]', ['development ruff @ ruff']],
    ['[tool.pixi.pypi-dependencies]\nruff = "*"', ['main ruff @ ruff = "*"']],
    ['[tool.black]\nline-length = 99', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(summary('pyproject.toml', text)).toEqual(expected);
  });

  test('with dependencies from elsewhere says where from', () => {
    const text = '[project]\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.txt"] }\n';
    expect(read('pyproject.toml', text)).toMatchObject({ dynamic: true, dynamicSources: ['requirements.txt'] });
    expect(read('pyproject.toml', '[project]\ndynamic = ["dependencies"]\n[tool.poetry.dependencies]\na = "1"\n').dynamic).toBe(false);
  });

  test('has entry points at the place of their target', () => {
    const facts = read('pyproject.toml', '[project.scripts]\nrun = "app.cli:main"\n[project.entry-points."x.y"]\nz = "app:z"\n');
    expect(facts.entryPoints).toEqual([
      { name: 'run', target: 'app.cli:main', span: [2, 8, 2, 20] },
      { name: 'z', target: 'app:z', span: [4, 6, 4, 11] },
    ]);
  });

  test.each([['[project'], ['a = 1\na = 2'], ['<<<<<<< a\nx = 1\n=======\n>>>>>>> b\n']])('%j is no TOML', (text) => {
    expect(read('pyproject.toml', text).error).toMatch(/^it /);
  });

  test('with a key named __proto__ harms nothing', () => {
    read('pyproject.toml', '[a.__proto__]\npolluted = 1\n');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('setup.cfg and tox.ini', () => {
  test('are read as configparser reads them', () => {
    const text = `[metadata]
name = My_App
[options]
install_requires =
    django-redis
    # a comment
    redis>=4; python_version < "3.12"
    uvicorn[standard]
package_dir =
    = src
[options.extras_require]
s3 = boto3; six
[options.entry_points]
console_scripts =
    run = app.cli:main
`.replaceAll('\n', '\r\n');
    expect(summary('setup.cfg', text)).toEqual([
      'main django-redis @ django-redis',
      'main redis >=4 @ redis>=4; python_version < "3.12"',
      'main uvicorn[standard] @ uvicorn[standard]',
      'optional boto3 @ boto3',
      'optional six @ six',
    ]);
    expect(read('setup.cfg', text)).toMatchObject({ name: 'my-app', sourceRoots: ['src'], entryPoints: [{ name: 'run', target: 'app.cli:main', span: [15, 11, 15, 23] }] });
  });

  test('name files that hold the requirements', () => {
    expect(read('setup.cfg', '[options]\ninstall_requires = file: requirements.txt\n')).toMatchObject({ dynamic: true, dynamicSources: ['requirements.txt'], dependencies: [] });
  });

  test('tox installs for development', () => {
    const facts = read('tox.ini', '[testenv]\ndeps =\n    pytest\n    py38: mock>=1\n    -r{toxinidir}/requirements.txt\n[flake8]\ndeps = x\n');
    expect(facts.dependencies.map(({ name, group }) => `${group} ${name}`)).toEqual(['development pytest', 'development mock']);
    expect(facts.includes).toMatchObject([{ path: './requirements.txt' }]);
  });
});

describe('setup.py', () => {
  const setup = (code: string): string => `from setuptools import setup\n${code}\n`;

  test('literals, bound names and extras', () => {
    const text = setup(`
NAME = "My_App"
requires = ["django-redis", "redis>=4",  # "six"
]
requires += ["celery"]
requires.append("kombu")
EXTRAS = {"s3": ["boto3"], ":python_version<'3.8'": ["typing-extensions"]}
EXTRAS["x"] = ["lxml"]
setup(name=NAME, install_requires=requires, extras_require=EXTRAS, tests_require="pytest\\nmock".split("\\n") if 0 else ["pytest"], package_dir={"": "src"})`);
    expect(summary('setup.py', text).slice(0, 7)).toEqual([
      'main django-redis @ django-redis',
      'main redis >=4 @ redis>=4',
      'main celery @ celery',
      'main kombu @ kombu',
      'optional boto3 @ boto3',
      'main typing-extensions @ typing-extensions',
      'optional lxml @ lxml',
    ]);
    expect(read('setup.py', text)).toMatchObject({ name: 'my-app', dynamic: false, sourceRoots: ['src'] });
  });

  test.each([
    ['setup(install_requires=open("requirements.txt").read().splitlines())', ['requirements.txt'], []],
    ['def reqs(path):\n    return list(open(path))\nsetup(install_requires=reqs("requirements/base.txt"))', ['requirements/base.txt'], []],
    ['setup(install_requires=[f"{x}>=1", "a"])', [], ['a']],
    ['setup(install_requires=[x for x in names])', [], []],
    ['setup(**options)', [], []],
    ['setup(install_requires=get() + ["a"])', [], ['a']],
  ])('%s is dynamic', (code, sources, names) => {
    const facts = read('setup.py', setup(code));
    expect([facts.dynamic, facts.dynamicSources, facts.dependencies.map(({ name }) => name)]).toEqual([true, sources, names]);
  });

  test.each([
    ['V = "1"\nsetup(install_requires=[f"a>={V}", "b==" + V, "c>=%s" % V, "d=={}".format(V)])', ['a', 'b', 'c', 'd']],
    ['options = dict(install_requires=["a"])\nsetup(**options)', ['a']],
    ['setup(install_requires="""\n  a\n  b>1\n""")', ['a', 'b']],
    ['setup(install_requires=("a", "b" "c"))', ['a', 'bc']],
    ['setup()', []],
  ])('%s is told', (code, names) => {
    const facts = read('setup.py', setup(code));
    expect([facts.dynamic, facts.dependencies.map(({ name }) => name)]).toEqual([false, names]);
  });

  test('entry points in both forms', () => {
    const table = setup('setup(entry_points={"console_scripts": ["run = app.cli:main"]})');
    const string = setup('setup(entry_points="""\n[console_scripts]\nrun = app.cli:main\n""")');
    for (const text of [table, string]) expect(read('setup.py', text).entryPoints).toMatchObject([{ name: 'run', target: 'app.cli:main' }]);
  });
});

describe('Pipfile, conda and lock files', () => {
  test('Pipfile', () => {
    const text = '[[source]]\nurl = "https://pypi.org/simple"\n[packages]\nDjango = "~=4.2"\nx = {version = "*", extras = ["y"]}\n[dev-packages]\npytest = "*"\n[web]\ngunicorn = "*"\n';
    expect(summary('Pipfile', text)).toEqual(['main django ~=4.2 @ Django = "~=4.2"', 'main x[y] @ x = {version = "*", extras = ["y"]}', 'development pytest @ pytest = "*"', 'optional gunicorn @ gunicorn = "*"']);
  });

  test('environment.yml', () => {
    const text = 'name: x\ndependencies:\n  - python=3.11\n  - conda-forge::pytorch>=2\n  - pip:\n    - -r requirements.txt\n    - redis==5\n';
    expect(summary('environment.yml', text)).toEqual(['main torch @ conda-forge::pytorch>=2', 'main redis ==5 @ redis==5']);
    expect(read('environment.yml', text).includes).toMatchObject([{ path: 'requirements.txt' }]);
    expect(read('environment.yml', '{').error).toBe('it is not valid YAML');
  });

  test.each([
    ['poetry.lock', '[[package]]\nname = "Redis"\nversion = "5.0"\nfiles = [\n    {file = "x"},\n]\n\n[[package]]\nname = "six"\nversion = "1"\n', ['redis 5.0', 'six 1']],
    ['uv.lock', '[[package]]\nname = "app"\nversion = "0"\nsource = { editable = "." }\n\n[[package]]\r\nname = "six"\r\nversion = "1"\r\n', ['six 1']],
    ['Pipfile.lock', '{"_meta": {"x": {}}, "default": {"six": {"version": "==1"}}, "develop": {"mock": {}}}', ['six 1', 'mock undefined']],
  ])('%s', (path, text, expected) => {
    expect(read(path, text).dependencies.map(({ name, constraint }) => `${name} ${constraint}`)).toEqual(expected);
  });
});
