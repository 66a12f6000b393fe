/**
 * A process that stays says of each state of a working tree what one says that was started for it.
 * @jest-environment node
 */
import { afterAll, expect, test } from '@jest/globals';
import { chmodSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createStanding } from '../../src/cli/standing.js';
import type { FileMap, TestRepo } from '../support/git-repo.js';
import { createBench } from './command-line.js';

const bench = createBench();
const standing = createStanding(bench.dataDir);
afterAll(async () => {
  await standing.close();
  bench.clear();
});

const SHOP: FileMap = {
  'requirements.txt': 'django==5.0\nrequests==2.32.0\n',
  'manage.py': 'import os\nimport shop.orders\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  'shop/__init__.py': '',
  'shop/settings.py': 'SECRET_KEY = "x"\nROOT_URLCONF = "shop.urls"\nINSTALLED_APPS = ["shop"]\n',
  'shop/urls.py': 'from django.urls import path\n\nfrom shop import views\n\nurlpatterns = [path("orders/", views.orders)]\n',
  'shop/views.py': 'from shop.orders import total\n\n\ndef orders(request):\n    return total([])\n',
  'shop/orders.py': 'import requests\n\n\ndef total(items):\n    return requests.post("https://pay.example", json=items, timeout=5)\n',
  'package.json': '{"name": "shop", "dependencies": {"react": "19"}}\n',
  'web/a.ts': "import { b } from './b';\n\nexport const a = b;\n",
  'web/b.ts': 'export const b = 1;\n',
};

/** What is done to the working tree, step by step, and some of what has to be said then, so that the two can't agree on nothing. */
const STEPS: readonly (readonly [what: string, change: (repo: TestRepo, at: (path: string) => string) => void, said: string])[] = [
  ['nothing', () => undefined, 'Nothing to report'],
  ['an edit that breaks others', (repo) => repo.write({ 'shop/orders.py': 'import requests\n\n\ndef sum_of(items):\n    return requests.post("https://pay.example", json=items)\n' }), 'wiring/missing-export'],
  ['a new file', (repo) => repo.write({ 'shop/extra.py': 'from shop.nowhere import x\n\nprint(x)\n' }), 'shop.nowhere'],
  ['another state of both', (repo) => repo.write({ 'shop/extra.py': 'from shop.orders import sum_of\n\nprint(sum_of([]))\n', 'shop/views.py': 'from shop.orders import sum_of\n\n\ndef orders(request):\n    return sum_of([])\n' }), 'reliability/request-without-timeout'],
  ['a file that goes', (_repo, at) => rmSync(at('web/b.ts')), './b'],
  ['a file that is renamed', (_repo, at) => renameSync(at('shop/orders.py'), at('shop/payments.py')), 'shop.orders'],
  ['a mode and a link', (repo, at) => (chmodSync(at('manage.py'), 0o755), repo.write({ 'shop/link.py': { symlink: 'payments.py' } })), 'shop.orders'],
  ['a folder that git does not look into', (repo) => repo.write({ '.gitignore': 'web/\n', 'web/c.ts': "import './nowhere';\n" }), 'shop.orders'],
  ['what was staged', (repo) => void repo.git('add', '-A'), 'shop.orders'],
  ['a commit of all, which is another base', (repo) => void repo.git('commit', '-q', '-m', 'more'), 'Nothing to report'],
  ['an edit after it', (repo) => repo.write({ 'web/a.ts': "import { c } from './c';\n\nexport const a = c;\n" }), './c'],
  ['a branch that conflicts', (repo) => conflict(repo), 'shop/views.py'],
  ['all as it was', (repo) => void repo.git('reset', '-q', '--hard', 'main'), 'Nothing to report'],
];

function conflict(repo: TestRepo): void {
  repo.git('checkout', '-q', '-f', '-b', 'other', 'HEAD~1');
  repo.write({ 'shop/views.py': 'from shop.elsewhere import total\n\n\ndef orders(request):\n    return total(request)\n' });
  repo.git('commit', '-q', '-a', '-m', 'other');
  repo.git('checkout', '-q', 'main');
  expect(() => repo.git('merge', '-q', 'other')).toThrow();
}

test('whatever has become of the tree since', async () => {
  const repo = bench.repo();
  repo.commit(SHOP);
  repo.checkout('main');
  const unsaid: string[] = [];
  for (const [what, change, said] of STEPS) {
    change(repo, (path) => join(repo.path, path));
    const [fresh, lent] = [await bench.run(['review', repo.path, '--base', 'HEAD', '-v']), await bench.run(['review', repo.path, '--base', 'HEAD', '-v'], { standing })];
    expect(`${what}: ${withoutTime(lent.out)}`).toBe(`${what}: ${withoutTime(fresh.out)}`);
    expect([lent.code, lent.err]).toEqual([fresh.code, fresh.err]);
    if (!fresh.out.includes(said)) unsaid.push(`${what}: ${fresh.out.slice(0, 700)}`);
  }
  expect(unsaid).toEqual([]);
});

/** `in 1.2 s` and the like are of the run. */
function withoutTime(text: string): string {
  return text.replace(/\d+ parsed · [\d.]+ m?s/, '');
}

test('two repositories of one name, in turns, and a severity that only one command wants', async () => {
  const [one, two] = [bench.repo(), bench.repo()];
  for (const repo of [one, two]) {
    repo.commit(SHOP);
    repo.checkout('main');
  }
  one.write({ 'manage.py': 'import shop.nowhere\n' });
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await bench.run(['review', one.path, '--base', 'HEAD', '-q', '--fail-on', 'never'], { standing })).toMatchObject({ code: 0 });
    expect(await bench.run(['review', one.path, '--base', 'HEAD', '-q'], { standing })).toMatchObject({ code: 1 });
    expect(await bench.run(['review', two.path, '--base', 'HEAD', '-q'], { standing })).toMatchObject({ code: 0 });
  }
});

test('it mends as well', async () => {
  const repo = bench.repo();
  repo.commit(SHOP);
  repo.checkout('main');
  repo.write({ 'shop/extra.py': 'import os\nimport sys\n\nprint(sys.argv)\n' });
  await bench.run(['review', repo.path, '--base', 'HEAD'], { standing });
  const mended = await bench.run(['fix', repo.path, '--base', 'HEAD', '--rule', 'ruff/F401'], { standing });
  expect(mended.code).toBe(0);
  expect(readFileSync(join(repo.path, 'shop/extra.py'), 'utf8')).toBe('import sys\n\nprint(sys.argv)\n');
  expect((await bench.run(['review', repo.path, '--base', 'HEAD'], { standing })).out).not.toContain('F401');
});

test('a data folder that can not be used is told of, and another time it may', async () => {
  const repo = bench.repo();
  repo.commit(SHOP);
  repo.checkout('main');
  const broken = createStanding(join(repo.path, 'manage.py'));
  expect(await bench.run(['review', repo.path, '--base', 'HEAD'], { standing: broken })).toMatchObject({ code: 2, out: '' });
  rmSync(join(repo.path, 'manage.py'));
  expect(await bench.run(['review', repo.path, '--base', 'HEAD'], { standing: broken })).toMatchObject({ code: 0 });
  await broken.close();
});
