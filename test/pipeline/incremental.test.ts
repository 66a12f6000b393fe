/** The incremental answer is the brute-force difference, over generated histories. */
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Grammars } from '../../src/facts/grammars.js';
import type { FileFacts } from '../../src/facts/types.js';
import { judgeBothSides, judgeBothSidesAfresh } from '../../src/rules/both-sides.js';
import { difference } from '../support/difference.js';
import { testGrammars } from '../support/grammars.js';
import { sidesOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** Few names and folders, so that files find, miss, shadow and replace each other all the time. */
const NAMES = ['alpha', 'beta', 'gamma', 'index', '__init__', 'config'];
const FOLDERS = ['', 'pkg/', 'pkg/sub/', 'src/', 'web/src/', 'docs/'];
const WORDS = ['alpha', 'beta', 'gamma', 'config'];

const word = fc.constantFrom(...WORDS);
const folderWord = fc.constantFrom('pkg', 'pkg.sub', 'src', 'sub', '.', '..', '.sub', 'yaml', 'requests', 'os');

const pythonLine = fc.oneof(
  fc.tuple(folderWord, word).map(([module, name]) => `from ${module} import ${name}`),
  fc.tuple(folderWord, word, word).map(([module, middle, name]) => `from ${module}${module.endsWith('.') ? '' : '.'}${middle} import ${name}`),
  fc.tuple(folderWord, word).map(([module]) => (module.startsWith('.') ? `from ${module} import *` : `from ${module} import *`)),
  fc.tuple(word, word).map(([module, name]) => `import ${module}, pkg.${name}`),
  word.map((name) => `def ${name}():\n    return 1`),
  word.map((name) => `${name} = "pkg.sub.${name}"`),
  word.map((name) => `PATHS = ["pkg/${name}.py", "${name}.ts"]`),
  fc.constant('def __getattr__(name):\n    return 1'),
  fc.constant('import importlib'),
  fc.constant('# shipworthy: ignore[wiring/unresolved-import] on purpose'),
);
const scriptLine = fc.oneof(
  fc.tuple(word, fc.constantFrom('./', '../', './sub/', '@/', '')).map(([name, prefix]) => `import { ${name} } from '${prefix}${name}';`),
  fc.tuple(word, word).map(([name, other]) => `export { ${name} } from './${other}';`),
  word.map((name) => `export * from './${name}';`),
  word.map((name) => `export const ${name} = 1;`),
  word.map((name) => `const ${name}_lazy = () => import('./${name}');`),
  fc.constant("import here from '.';"),
);
const documentLine = fc.tuple(fc.constantFrom('pkg/', 'pkg/sub/', 'src/', './'), word).map(([folder, name]) => `- \`${folder}${name}.py\` and [more](${folder}${name}.ts)`);
const manifests: Record<string, fc.Arbitrary<string>> = {
  'requirements.txt': fc.subarray(['requests==2.0', 'pyyaml', 'django']).map((lines) => `${lines.join('\n')}\n`),
  'web/package.json': fc.subarray(['react', 'alpha', 'axios']).map((names) => JSON.stringify({ name: 'web', private: true, dependencies: Object.fromEntries(names.map((name) => [name, '1.0.0'])) })),
  'tsconfig.json': fc.constantFrom('{}', '{"compilerOptions":{"baseUrl":".","paths":{"@/*":["src/*"]}}}'),
  '.gitignore': fc.constantFrom('', 'beta.py\n', 'config.*\n'),
  Dockerfile: fc.constantFrom('FROM python:3.12\nCOPY . .\nCMD ["python", "pkg/alpha.py"]\n', 'FROM python:3.12\nCOPY . .\nCMD ["gunicorn", "pkg.sub.beta:alpha"]\n'),
};

const file = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES), fc.array(pythonLine, { maxLength: 5 })).map(([folder, name, lines]) => [`${folder}${name}.py`, text(lines)] as const) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom('alpha', 'beta', 'index'), fc.array(scriptLine, { maxLength: 4 })).map(([folder, name, lines]) => [`${folder}${name}.ts`, text(lines)] as const) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('README', 'docs/guide'), fc.array(documentLine, { maxLength: 3 })).map(([name, lines]) => [`${name}.md`, text(['# Files created', '', ...lines])] as const) },
  { weight: 2, arbitrary: fc.constantFrom(...Object.keys(manifests)).chain((name) => (manifests[name] as fc.Arbitrary<string>).map((content) => [name, content] as const)) },
);

function text(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

const tree = fc.array(file, { minLength: 2, maxLength: 14 }).map((entries): Record<string, string> => Object.fromEntries(entries));
/** A change: some files go, some move, some come or are rewritten. */
const step = fc.record({ removed: fc.array(fc.nat(), { maxLength: 2 }), moved: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...FOLDERS)), { maxLength: 1 }), written: fc.array(file, { maxLength: 3 }) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Its move to the top makes it a loader for all folders. */
const MOVED_LOADER = { 'pkg/sub/beta.py': 'import importlib\n', 'src/alpha.py': 'PATHS = []\n' };

function apply(files: Files, change: Step): Files {
  const next: Record<string, string> = { ...files };
  const pathAt = (index: number): string | undefined => Object.keys(next).sort()[index % Math.max(1, Object.keys(next).length)];
  for (const index of change.removed) {
    const path = pathAt(index);
    if (path !== undefined) delete next[path];
  }
  for (const [index, folder] of change.moved) {
    const path = pathAt(index);
    if (path === undefined || !/\.(py|ts)$/.test(path)) continue;
    const target = folder + path.slice(path.lastIndexOf('/') + 1);
    const content = next[path] as string;
    delete next[path];
    next[target] = content;
  }
  return { ...next, ...Object.fromEntries(change.written) };
}

test('incremental = brute force', () => {
  const cache = new Map<string, FileFacts>();
  let findings = 0;
  fc.assert(
    fc.property(tree, fc.array(step, { minLength: 1, maxLength: 3 }), (start, steps) => {
      let base: Files = start;
      for (const change of steps) {
        const head = apply(base, change);
        const input = sidesOf(base, head, grammars, cache);
        const incremental = difference(judgeBothSides(input), input.changes);
        expect(incremental).toEqual(difference(judgeBothSidesAfresh(input), input.changes));
        findings += incremental.introduced.length;
        base = head;
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 150), examples: [[MOVED_LOADER, [{ removed: [], moved: [[0, '']], written: [] }]]] },
  );
  // A property over histories without findings would prove nothing.
  expect(findings).toBeGreaterThan(100);
}, 120_000);
