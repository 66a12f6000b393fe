/** What each peer is, how it is called and how its output is read. Each runs as it does without configuration, but for the checks that are named. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ESLINT_CONFIG, INSTALL, npmProgram, OXLINT_CONFIG } from './npm-tools.js';
import { readBandit, readEslint, readKnip, readOxlint, readPylint, readPyright, readVulture } from './outputs.js';
import type { Peer } from './types.js';

/** What pylint has that a rule or linter of ours has too; its whole set would be slower, and about style. */
const PYLINT_CHECKS = 'syntax-error,import-error,no-name-in-module,relative-beyond-top-level,undefined-variable,undefined-all-variable,used-before-assignment,unused-import';
const PYLINT = ['--rcfile=/dev/null', '--score=n', '--output-format=json', '--persistent=n', '--disable=all', `--enable=${PYLINT_CHECKS}`];

const pylint: Peer = {
  id: 'pylint',
  language: 'python',
  roles: ['imports', 'names'],
  scope: 'files',
  install: 'apt-get install pylint',
  find: () => onPath('pylint'),
  call: (program, files) => ({ command: program, args: [...PYLINT, ...(files ?? ['--recursive=y', '.'])], environment: { PYTHONPATH: '.' } }),
  read: readPylint,
};

export const PEERS: readonly Peer[] = [
  pylint,
  {
    ...pylint,
    id: 'pylint with pylint-django',
    // The same checks and more, so no set needs it beside pylint.
    roles: [],
    install: 'apt-get install python3-pylint-django',
    find: () => withModule(onPath('pylint'), 'pylint_django'),
    call: (program, files) => ({ command: program, args: ['--load-plugins=pylint_django', ...PYLINT, '--enable=django-not-available,model-unicode-not-callable,modelform-uses-exclude,http-response-with-json-dumps,new-db-field-with-default', ...(files ?? ['--recursive=y', '.'])], environment: { PYTHONPATH: '.' } }),
    isFor: (paths) => [...paths].some((path) => path === 'manage.py' || path.endsWith('/manage.py')),
  },
  {
    id: 'pyright',
    language: 'python',
    roles: ['imports', 'names'],
    scope: 'files',
    install: INSTALL,
    find: () => npmProgram('pyright'),
    call: (program, files) => ({ command: program, args: ['--outputjson', ...(files ?? [])] }),
    read: readPyright,
  },
  {
    id: 'vulture',
    language: 'python',
    roles: ['unused'],
    scope: 'project',
    install: 'apt-get install vulture',
    find: () => onPath('vulture'),
    call: (program) => ({ command: program, args: ['.'] }),
    read: readVulture,
  },
  {
    id: 'bandit',
    language: 'python',
    roles: ['security'],
    scope: 'files',
    install: 'apt-get install bandit',
    find: () => onPath('bandit'),
    call: (program, files) => ({ command: program, args: ['-q', '-f', 'json', ...(files ?? ['-r', '.'])] }),
    read: readBandit,
  },
  {
    id: 'knip',
    language: 'javascript',
    roles: ['imports', 'unused'],
    scope: 'project',
    install: INSTALL,
    find: () => npmProgram('knip'),
    call: (program) => ({ command: program, args: ['--reporter', 'json', '--no-progress', '--no-config-hints', '--no-exit-code'] }),
    read: readKnip,
    isFor: (paths) => paths.has('package.json'),
  },
  {
    id: 'eslint with import-x',
    language: 'javascript',
    roles: ['imports', 'names'],
    scope: 'files',
    install: INSTALL,
    find: () => npmProgram('eslint'),
    call: (program, files) => ({ command: program, args: ['--config', ESLINT_CONFIG, '--no-config-lookup', '--no-warn-ignored', '--format', 'json', ...(files ?? ['.'])] }),
    read: readEslint,
  },
  {
    id: 'oxlint',
    language: 'javascript',
    // It follows imports to their exports, but does not say that a module is missing.
    roles: ['names'],
    scope: 'files',
    install: INSTALL,
    find: () => npmProgram('oxlint'),
    call: (program, files) => ({ command: program, args: ['--config', OXLINT_CONFIG, '--disable-nested-config', '--format', 'json', ...(files ?? ['.'])] }),
    read: readOxlint,
  },
];

/** What it says when asked for its version, on one line. */
export function versionOf(program: string): string {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')[0]?.replace(/^[a-z]+:? v?/i, '').trim() ?? '';
  } catch {
    return 'of unknown version';
  }
}

function onPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** A Python program whose interpreter, by its first line, has the module. */
function withModule(program: string | null, module: string): string | null {
  if (program === null) return null;
  const interpreter = /^#!(.+)$/m.exec(readFileSync(program, 'utf8'))?.[1]?.trim().split(' ') ?? ['python3'];
  try {
    execFileSync(interpreter[0] as string, [...interpreter.slice(1), '-c', `import importlib.util, sys; sys.exit(importlib.util.find_spec(${JSON.stringify(module)}) is None)`], { stdio: 'ignore' });
    return program;
  } catch {
    return null;
  }
}
