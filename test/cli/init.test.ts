/** `shipworthy init` on working trees. */
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { z } from 'zod';
import { parseRepositoryConfig } from '../../src/config/parse.js';
import { configJsonSchema, configSchema } from '../../src/config/schema.js';
import { starterConfig } from '../../src/config/starter.js';
import { RULES } from '../../src/rules/registry.js';
import type { FileMap, TestRepo } from '../support/git-repo.js';
import { createBench } from './command-line.js';

const bench = createBench();
afterAll(() => bench.clear());

const CONFIG = '.github/shipworthy.yml';
const BASELINE = '.github/shipworthy-baseline.json';
const SHOP: FileMap = {
  'README.md': 'See [the guide](docs/guide.md).\n',
  'requirements.txt': 'fastapi==0.115.0\npytest==8.3.0\n',
  'Dockerfile': 'FROM python:3.12-slim\nCOPY . .\nUSER app\nCMD ["uvicorn", "app.main:app"]\n',
  'app/__init__.py': '',
  'app/main.py': 'from fastapi import FastAPI\nfrom app.gone import helper\n\napp = FastAPI()\n\n\n@app.get("/orders")\ndef orders():\n    return helper()\n',
  'tests/test_main.py': 'from app.main import app\n\n\ndef test_app():\n    assert app\n',
  'web/package.json': '{"dependencies": {"react": "18.3.1"}}\n',
  'web/app.tsx': 'export const App = () => null;\n',
  'web/node_modules/x/index.js': 'module.exports = 1;\n',
  'legacy/old.py': 'x = 1\n',
};

function workingTree(files: FileMap = SHOP): TestRepo {
  const repo = bench.repo();
  repo.commit(files);
  repo.checkout('main');
  return repo;
}

function known() {
  const options = new Map<string, z.ZodType>(RULES.map(({ meta }) => [meta.id, meta.options]));
  return { ruleIds: [...options.keys()], optionsOf: (id: string) => options.get(id) as z.ZodType };
}

describe('the first configuration', () => {
  test('is valid, and so is all that it offers in comments, which is every key', () => {
    const text = starterConfig({ score: 77, baseline: true, doubtfulFolders: ['examples/', 'a"\n# b/'] });
    expect(parseRepositoryConfig(text, CONFIG, known())).toMatchObject({ ok: true, config: { gate: { failOn: 'error' }, baseline: BASELINE } });
    const offered = text.replace(/^(\s*)# (?=( *[\w-]+(\/[\w-]+)?:( |$)| +- ))(?!yaml-language)/gm, '$1');
    const parsed = parseRepositoryConfig(offered, CONFIG, known());
    expect(parsed).toMatchObject({ ok: true, config: { gate: { areas: ['wiring', 'security', 'reliability'], minimumScore: 77, maximumDrop: 5 }, exclude: ['examples/**', 'a"\n# b/**'] } });
    expect(new Ajv2020({ strict: false }).validate(configJsonSchema(RULES.map(({ meta }) => meta)), parse(offered))).toBe(true);
    expect(Object.keys(configSchema.shape).filter((key) => key !== 'include' && !new RegExp(`^${key}:`, 'm').test(offered))).toEqual([]);
  });
});

describe('init', () => {
  test('tells what is there and writes the configuration, once', async () => {
    const repo = workingTree();
    const { out, err, code } = await bench.run(['init', repo.path]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const row of [/^ {2}Languages +Python 4, Markdown 1, TypeScript 1$/m, /^ {2}Frameworks +FastAPI, React$/m, /^ {2}Applications +app\/main\.py$/m, /^ {2}Routes +FastAPI 1$/m, /^ {2}Starts from +Dockerfile$/m, /^ {2}Manifests +requirements\.txt, web\/package\.json$/m, /^ {2}Tests +1 file \(pytest\)$/m, /^ {2}CI +no workflow found$/m, /1 other people's \(web\/node_modules\/\)/, /^✖ 1 error/m]) expect(out).toMatch(row);
    expect(repo.git('status', '--porcelain', '-uall').trim()).toBe(`?? ${CONFIG}`);
    const written = readFileSync(join(repo.path, CONFIG), 'utf8');
    expect(written).toContain('"legacy/**"');
    expect((await bench.report(['audit', repo.path])).verdict.result).toBe('fail');

    const again = await bench.run(['init', repo.path]);
    expect(again).toEqual({ code: 2, out: '', err: `shipworthy: ${CONFIG} is there already: nothing was written\n` });
    expect(readFileSync(join(repo.path, CONFIG), 'utf8')).toBe(written);
  });

  test('with --baseline accepts what is there', async () => {
    const repo = workingTree();
    expect((await bench.run(['init', repo.path, '--baseline'])).code).toBe(0);
    const report = await bench.report(['audit', repo.path]);
    expect(report).toMatchObject({ code: 0, verdict: { result: 'pass' } });
    expect(new Set(report.findings.filter(({ path }) => !path.startsWith('.github/')).map(({ disposition }) => disposition))).toEqual(new Set(['baselined']));
    expect(JSON.parse(readFileSync(join(repo.path, BASELINE), 'utf8'))).toMatchObject({ version: 1, findings: expect.arrayContaining([{ fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/), rule: 'wiring/unresolved-import', path: 'app/main.py' }]) });
  });

  test('with --dry-run writes nothing: the configuration alone is standard output', async () => {
    const repo = workingTree();
    const { out, err, code } = await bench.run(['init', repo.path, '--dry-run']);
    expect(code).toBe(0);
    expect(parseRepositoryConfig(out, CONFIG, known()).ok).toBe(true);
    expect(err).toContain('Frameworks');
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  test('writes through no link, into no bare repository, over nothing that git does not track', async () => {
    const linked = workingTree();
    const outside = workingTree({ 'a.py': '' });
    symlinkSync(outside.path, join(linked.path, '.github'));
    expect((await bench.run(['init', linked.path])).code).toBe(2);
    expect(existsSync(join(outside.path, 'shipworthy.yml'))).toBe(false);

    const bare = bench.repo({ bare: true });
    bare.commit({ 'a.py': '' });
    expect((await bench.run(['init', bare.path])).err).toMatch(/is a bare repository: there is no working tree/);

    const dangling = workingTree({ 'a.py': '' });
    mkdirSync(join(dangling.path, '.github'));
    symlinkSync('/does/not/exist', join(dangling.path, CONFIG));
    expect((await bench.run(['init', dangling.path])).err).toMatch(/is there already/);
  });
});
