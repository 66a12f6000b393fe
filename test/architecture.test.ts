/** The shape of the source, as rules that fail. Each says why it stands. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';

const PURE = '^src/(webhook|commands|changes|facts|project|rules|findings|fixes|score|report|usefulness|config)/';
const IMPURE = '^src/(jobs|checkout|github|store|assets)/';

const RULES: IFlattenedRuleSet = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle of files can only be understood, tested and moved as one file.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-core-has-no-io',
      comment: 'The core answers the same for the same input: it reads no disk, starts no process, asks no network, clock or logger.',
      severity: 'error',
      from: { path: PURE },
      to: { path: '^(node:)?(fs|fs/promises|child_process|net|http|https|http2|dgram|dns|worker_threads|cluster|timers|timers/promises|os|process|readline)$' },
    },
    {
      name: 'pure-core-has-no-services',
      comment: 'GitHub, git, the store, the log and the web server are adapters at the ends.',
      severity: 'error',
      from: { path: PURE },
      to: { path: 'node_modules/(@octokit|probot|simple-git|kysely|libsql|pg|pino|prom-client|p-queue|commander)/' },
    },
    {
      name: 'pure-core-does-not-reach-out',
      comment: 'Adapters call the core, never the other way round; only their types may be named.',
      severity: 'error',
      from: { path: PURE },
      to: { path: IMPURE, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'rules-see-facts-project-and-findings',
      comment: 'A rule that reaches further can’t be run over a stored model, nor understood alone.',
      severity: 'error',
      from: { path: '^src/rules/(wiring|dead-code|security|scalability|reliability|observability|testing|maintainability|delivery|docs|shared)/' },
      to: { path: '^src/', pathNot: '^src/(facts|project|findings|rules)/' },
    },
    {
      name: 'linters-stand-behind-adapters',
      comment: 'What a linter or another tool’s parser says enters as plain facts, at one place each: elsewhere nobody knows its types.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/facts/lint/' },
      to: { path: 'node_modules/(@astral-sh|oxc-parser|oxlint|@secretlint)/' },
    },
    {
      name: 'report-never-publishes',
      comment: 'A report plan is data; github/ applies it. Mixing both makes neither testable.',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/github/' },
    },
    {
      name: 'only-roots-compose',
      comment: 'Composition roots are entered from outside; a module that imports one starts the world.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/cli/' },
      to: { path: '^src/(app|cli|server|worker|engine|service|pipeline)\\.ts$' },
    },
    {
      name: 'resolvable',
      comment: 'We would not forgive it in a pull request.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true, path: '^\\.' },
    },
  ],
};

let result: ICruiseResult;
beforeAll(async () => {
  const cruised = await cruise(
    ['src'],
    { ruleSet: RULES, validate: true, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' }, tsConfig: { fileName: 'tsconfig.json' } },
    { extensions: ['.ts', '.js', '.json'], extensionAlias: { '.js': ['.ts', '.js'] }, exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  );
  result = cruised.output as ICruiseResult;
}, 60_000);

describe('dependencies', () => {
  test('the whole source was read', () => {
    expect(result.modules.filter((module) => module.source.startsWith('src/')).length).toBe(sources('src').length);
  });

  test.each((RULES.forbidden ?? []).map((rule) => [rule.name, rule.comment] as const))('%s: %s', (name) => {
    const broken = result.summary.violations.filter((violation) => violation.rule.name === name);
    expect(broken.map((violation) => `${violation.from} -> ${violation.to}`)).toEqual([]);
  });
});

describe('files', () => {
  const files = sources('src').map((path) => [path, readFileSync(path, 'utf8')] as const);

  test('the pipeline is short enough to be read first', () => {
    expect(readFileSync('src/pipeline.ts', 'utf8').split('\n').length).toBeLessThanOrEqual(100);
  });

  test.each(files)('%s is one to three screens', (_path, text) => {
    expect(text.split('\n').length).toBeLessThanOrEqual(400);
  });

  test('functions are short: none over 100 lines, nine in ten under 30', () => {
    const lengths = files.flatMap(([path, text]) => functionLengths(path, text));
    expect(lengths.filter(({ lines }) => lines > 100).map(({ name, lines }) => `${name}: ${lines} lines`)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted.length).toBeGreaterThan(500);
    expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThan(30);
  });

  test.each(files)('%s asks no clock and prints nothing in the core', (path, text) => {
    const forbidden = new RegExp(PURE).test(path) ? /\b(Date\.now|new Date\(\)|performance\.now|Math\.random|console\.|process\.(env|exit|cwd))/ : /\bconsole\./;
    expect(text.match(forbidden)?.[0]).toBeUndefined();
  });
});

function functionLengths(path: string, text: string): { name: string; lines: number }[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: { name: string; lines: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
      const last = file.getLineAndCharacterOfPosition(node.getEnd()).line;
      found.push({ name: `${path}:${first + 1}`, lines: last - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
