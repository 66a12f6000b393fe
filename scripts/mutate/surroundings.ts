/** Defects of what stands around the code: deployment files, environment, documents, tests, leftovers. */
import { isTestPath } from '../../src/project/path-uses.js';
import { adding, appending, filesOf, rewriting } from './rewrite.js';
import { applicationFiles } from './places.js';
import type { Clean, Mutation, Mutator } from './types.js';

const DEPLOY = /(^|\/)(Dockerfile[^/]*|Procfile|render\.ya?ml|(docker-)?compose[^/]*\.ya?ml|railway\.(json|toml)|app\.ya?ml)$/;
const DOCKERFILE = /(^|\/)Dockerfile[^/]*$/;
const MANIFEST = /(^|\/)(package\.json|pyproject\.toml|(docker-)?compose[^/]*\.ya?ml|render\.ya?ml|\.github\/workflows\/[^/]*\.ya?ml)$/;
const README = /(^|\/)README\.md$/;
const PYTHON = /\.py$/;
const SCRIPT = /(?<!\.config)\.[cm]?[jt]sx?$/;
const CODE = /(?<!\.config)\.(py|[cm]?[jt]sx?)$/;

export const DEPLOYMENT: readonly Mutator[] = [
  rewriting({ name: 'start a module that does not exist', rules: ['wiring/broken-entrypoint'], files: DEPLOY, find: /\b([\w.]+):(app|application)\b/g, instead: ([, module, name]) => `${module ?? ''}_planted:${name ?? ''}` }),
  rewriting({ name: 'start an application that does not exist', rules: ['wiring/broken-entrypoint'], files: DEPLOY, find: /\b([\w.]+):(app|application)\b/g, instead: ([, module, name]) => `${module ?? ''}:${name ?? ''}_planted` }),
  rewriting({ name: 'copy what does not exist', rules: ['wiring/broken-entrypoint'], files: DOCKERFILE, find: /^(COPY|ADD) (?!--from)([\w./-]*\w) /gm, instead: ([, verb, source]) => `${verb ?? ''} ${source ?? ''}_planted ` }),
  rewriting({ name: 'run a module that does not exist', rules: ['wiring/broken-entrypoint'], files: DEPLOY, find: /\b(celery -A |python -m (?!pip))([\w.]+)/g, instead: ([, start, module]) => `${start ?? ''}${module ?? ''}_planted` }),
  rewriting({ name: 'ask a path for its health that nothing serves', rules: ['wiring/health-route-missing'], files: DEPLOY, find: /(healthCheckPath: |localhost:\d+|127\.0\.0\.1:\d+)(\/[\w/-]*\w)/g, instead: ([, start, path]) => `${start ?? ''}${path ?? ''}-planted` }),
  rewriting({ name: 'rename the health route', rules: ['wiring/health-route-missing'], files: PYTHON, find: /(\bpath\(|@\w+\.get\()"(\/?)health(z?)/g, instead: ([, call, slash, z]) => `${call ?? ''}"${slash ?? ''}planted-health${z ?? ''}` }),
  { name: 'rename a variable where it is set', rules: ['wiring/undefined-env-var'], plant: renameVariables },
  rewriting({ name: 'break the syntax of a module', rules: ['wiring/syntax-error'], files: PYTHON, find: /^def (\w+)\(/gm, instead: ([, name]) => `def ${name ?? ''}((` }),
  rewriting({ name: 'break the syntax of a script', rules: ['wiring/syntax-error'], files: SCRIPT, find: /^((?:export )?(?:default )?(?:async )?function \w+)\(/gm, instead: ([, start]) => `${start ?? ''}((` }),
  appending('break the syntax of a manifest or configuration', ['wiring/syntax-error'], MANIFEST, (path) => (path.endsWith('.json') ? '}\n' : path.endsWith('.toml') ? '[planted\n' : 'planted: [1, 2\n')),
  appending('leave the marks of a conflict', ['wiring/syntax-error'], CODE, () => '<<<<<<< HEAD\nplanted = 1\n=======\nplanted = 2\n>>>>>>> planted\n'),
  { name: 'misspell a name', rules: ['wiring/undefined-name'], plant: misspellNames },
];

export const SURROUNDINGS: readonly Mutator[] = [
  rewriting({ name: 'run the image as root', rules: ['delivery/image-runs-as-root'], files: DOCKERFILE, find: /^USER .*\n/gm, instead: () => '' }),
  rewriting({ name: 'build on the latest image', rules: ['delivery/image-latest-tag'], files: DOCKERFILE, find: /^FROM ([\w/-]+):[\w.-]+/gm, instead: ([, image]) => `FROM ${image ?? ''}:latest` }),
  rewriting({ name: 'stop pinning a package', rules: ['delivery/unpinned-dependency'], files: /(^|\/)requirements\.txt$/, find: /^([\w.[\]-]+)==.*$/gm, instead: ([, name]) => name }),
  adding('commit the environment', ['security/committed-env-file'], /(^|\/)\.env\.example$/, (path) => [path.replace(/\.example$/, ''), 'SECRET_KEY=8f3b1c94e7a24d0db1f2c6a7e95d4c3b\nDATABASE_PASSWORD=c3VwZXJzZWNyZXQ\n']),
  appending('document a command that does not exist', ['docs/unknown-command'], README, () => '\n## More\n\n```bash\npython planted_report.py\n```\n'),
  appending('document a script that does not exist', ['docs/unknown-command'], README, (_, __, clean) => (Object.keys(clean.files).some((path) => /(^|\/)package\.json$/.test(path)) ? '\n## More\n\n```bash\nnpm run planted\n```\n' : undefined)),
  appending('document an endpoint that does not exist', ['docs/unknown-endpoint'], README, () => '\n## More\n\n`GET /api/v1/planted/` answers with what is planted.\n'),
  appending('document a file that does not exist', ['docs/missing-path'], README, (_, __, clean) => `\n## More\n\nThe counts are made in \`${applicationFiles(clean).find((path) => path.includes('/'))?.replace(/[^/]+$/, 'planted_counts.py') ?? 'planted_counts.py'}\`.\n`),
  appending('tick a claim for a symbol that does not exist', ['docs/unbacked-claim'], README, () => '\n## Done\n\n- [x] `PlantedReportCache` keeps reports for a day\n'),
  appending('tick a claim for a package that is not there', ['docs/unbacked-claim'], README, () => '\n## Done\n\n- [x] Events are streamed with `confluent-kafka`\n'),
  { name: 'take the asserts out of a test', rules: ['testing/assertion-free-test'], plant: dropAsserts },
  rewriting({ name: 'test what does not exist', rules: ['testing/broken-test', 'wiring/unresolved-import', 'wiring/missing-export'], files: PYTHON, tests: true, find: /^from (\w+(?:\.\w+)*) import /gm, instead: ([, module], clean) => (localModule(clean, module ?? '') ? `from ${module ?? ''}s import ` : undefined) }),
  { name: 'repeat a test', rules: ['dead-code/duplicate-test'], plant: repeatTests },
  { name: 'repeat a function elsewhere', rules: ['dead-code/duplicate-code'], plant: repeatFunctions },
  adding('keep a backup', ['dead-code/backup-file'], CODE, (path, source) => (isBackedUp(path) ? [path.replace(/(\.\w+)$/, '_backup$1'), source] : undefined)),
  adding('keep the old file', ['dead-code/backup-file'], CODE, (path, source) => (isBackedUp(path) ? [`${path}.bak`, source] : undefined)),
  adding('add a module that nobody imports', ['dead-code/unused-module'], PYTHON, (path, _, clean) => (applicationFiles(clean).includes(path) && isBackedUp(path) ? [path.replace(/[^/]+$/, 'planted_totals.py'), '"""Planted."""\n\n\ndef planted_totals(rows: list[int]) -> int:\n    """The sum of the rows."""\n    return sum(rows)\n'] : undefined)),
  adding('add a script that nobody imports', ['dead-code/unused-module'], SCRIPT, (path) => (/(^|\/)src\//.test(path) ? [path.replace(/[^/]+$/, 'plantedTotals.js'), 'export function plantedTotals(rows) {\n  return rows.reduce((sum, row) => sum + row, 0);\n}\n'] : undefined)),
  appending('add a function that nobody calls', ['dead-code/unused-definition'], PYTHON, (path, _, clean) => (applicationFiles(clean).includes(path) && isBackedUp(path) ? '\n\ndef planted_totals(rows: list[int]) -> int:\n    """The sum of the rows."""\n    return sum(rows)\n' : undefined)),
  rewriting({ name: 'declare a package that nothing imports', rules: ['dead-code/unused-dependency'], files: /(^|\/)package\.json$/, find: /"dependencies": \{\n/g, instead: ([start]) => `${start}    "left-pad": "1.3.0",\n` }),
  appending('require a package that nothing imports', ['dead-code/unused-dependency'], /(^|\/)requirements\.txt$/, () => 'humanize==4.10.0\n'),
];

function isBackedUp(path: string): boolean {
  return !/(^|\/)(__init__|manage|conftest|settings|wsgi|asgi|urls|apps|admin|models)\.py$/.test(path) && !isTestPath(path);
}

function localModule(clean: Clean, module: string): boolean {
  const path = module.replaceAll('.', '/');
  return Object.keys(clean.files).some((file) => file === `${path}.py` || file.endsWith(`/${path}.py`));
}

/** Renames a required variable wherever a file that is no code sets it. */
function* renameVariables(clean: Clean): Iterable<Mutation> {
  const sources = filesOf(clean, PYTHON).map(([, text]) => text).join('\n');
  const required = new Set([...sources.matchAll(/os\.environ\["(\w+)"\]/g)].map((match) => match[1] as string));
  const setters = Object.entries(clean.files).filter(([path]) => !CODE.test(path) && !path.endsWith('.md'));
  const examples = setters.filter(([path]) => /(^|\/)\.env\.(example|sample|template)$/.test(path));
  for (const name of required) {
    const pattern = new RegExp(`\\b${name}\\b`, 'g');
    if (!examples.some(([, text]) => text.search(pattern) !== -1)) continue;
    const changes = Object.fromEntries(setters.filter(([, text]) => text.search(pattern) !== -1).map(([path, text]) => [path, text.replace(pattern, `${name}_PLANTED`)]));
    yield { description: `rename ${name} where it is set`, changes };
  }
}

/** Misspells a call of what the file imports by name. */
function* misspellNames(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    const source = clean.files[path] ?? '';
    if (/^from [\w.]+ import \*/m.test(source)) continue;
    const names = new Set([...source.matchAll(/^from [\w.]+ import ([\w, ]+)$/gm)].flatMap((match) => (match[1] ?? '').split(/,\s*/)));
    for (const name of names) {
      const call = new RegExp(`^    [^\n"'#]*\\b${name}\\(`, 'm').exec(source);
      if (call === null || !/^\w+$/.test(name)) continue;
      const text = `${source.slice(0, call.index)}${call[0].slice(0, -1)}_planted(${source.slice(call.index + call[0].length)}`;
      yield { description: `${path} misspell ${name}`, changes: { [path]: text } };
    }
  }
}

/** Takes all assertions out of tests that have no other kind of check. */
function* dropAsserts(clean: Clean): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, PYTHON, true)) {
    for (const match of source.matchAll(/^( *)def (test\w*)\([^\n]*\n((?:\1 +[^\n]*\n|\n(?=\1 ))+)/gm)) {
      const [whole, indent, name, body] = match as unknown as [string, string, string, string];
      if (/raises|assert_|fail\(|\bcheck|verify|expect/i.test(body.replace(/self\.assert/g, ''))) continue;
      const lines = body.split('\n');
      const kept = lines.filter((line) => !/^\s*(assert |self\.assert\w+\(.*\)$)/.test(line));
      if (kept.length === lines.length || /assert/.test(kept.join('\n'))) continue;
      const text = `${whole.slice(0, whole.length - body.length)}${kept.join('\n').trim() === '' ? `${indent}    pass\n` : kept.join('\n')}`;
      yield { description: `${path} take the asserts out of ${name}`, changes: { [path]: source.slice(0, match.index) + text + source.slice(match.index + whole.length) } };
    }
  }
  for (const [path, source] of filesOf(clean, SCRIPT, true)) {
    for (const match of source.matchAll(/^(?:test|it)\('[^\n]*\n(?:[^\n}][^\n]*\n|\n)+?\}\);\n/gm)) {
      const text = match[0].replace(/^ *expect\([^\n]*\n/gm, '');
      if (text !== match[0] && !/expect/.test(text)) yield { description: `${path} take the asserts out of ${match[0].slice(0, 50)}`, changes: { [path]: source.slice(0, match.index) + text + source.slice(match.index + match[0].length) } };
    }
  }
}

/** A test of at least five lines, once more under another name in a file beside its own. */
function* repeatTests(clean: Clean): Iterable<Mutation> {
  for (const [path, source] of filesOf(clean, PYTHON, true)) {
    const copy = path.replace(/[^/]+$/, 'test_planted_again.py');
    if (clean.files[copy] === undefined && /^def test_/m.test(source) && source.split('\n').length > 15) yield { description: `${copy} repeats ${path}`, changes: { [copy]: source } };
  }
}

/** A function of at least 12 lines, once more at the end of another module. */
function* repeatFunctions(clean: Clean): Iterable<Mutation> {
  const paths = applicationFiles(clean);
  for (const [index, path] of paths.entries()) {
    const source = clean.files[path] ?? '';
    const target = paths[(index + 1) % paths.length] as string;
    const match = [...source.matchAll(/^(?:async )?def \w+\([^\n]*\n(?:(?: {4}[^\n]*|)\n){12,}/gm)][0];
    if (match === undefined || target === path) continue;
    yield { description: `${target} repeats a function of ${path}`, changes: { [target]: `${(clean.files[target] ?? '').replace(/\n*$/, '\n')}\n\n${match[0].replace(/\n*$/, '\n')}` } };
  }
}
