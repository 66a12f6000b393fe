/** `--format html` from repository to page. */
import { afterAll, expect, test } from '@jest/globals';
import { createBench } from './command-line.js';

const bench = createBench();
afterAll(() => bench.clear());

/** Made of parts, so that no scanner takes them for keys in this file. */
const KEY = ['ghp', '_', 'q3EgRxZ7TlWnPh2VaB9cD4eF6gH8iJ1kL0mN'].join('');
const PASSWORD = ['hunter', '2hunter2'].join('');

test('a review as a page: what it brings with the code around it, and no secret, wherever it stands', async () => {
  const repo = bench.repo({ bare: true });
  const settings = (last: string): string => `import os\n\nDEPLOYS = "${KEY}"\nDB = {"password": "${PASSWORD}"}\n${last}\n`;
  const base = { 'app/__init__.py': '', 'app/settings.py': settings('X = 1'), 'app/.env': `DEBUG=1\nSECRET_KEY=${PASSWORD}x\nOTHER=${PASSWORD}\n`, 'app/services.py': 'def charge():\n    return 1\n', 'app/views.py': 'from app.services import charge\n\ncharge()\n' };
  repo.commit(base);
  repo.git('branch', 'topic');
  const { 'app/services.py': _gone, ...head } = base;
  repo.commit({ ...head, 'app/settings.py': settings('from app.nowhere import X'), 'app/.env': `${base['app/.env']}API_KEY=${PASSWORD}\n` }, { branch: 'topic' });
  const { code, out, err } = await bench.run(['review', repo.path, '--base', 'main', '--head', 'topic', '--format', 'html']);
  expect([code, err]).toEqual([1, '']);
  const wanted = ['<!doctype html>', 'Must fix before merge', '>app.nowhere<', 'This change deletes app/services.py', 'DEPLOYS = ', 'Held back'];
  expect(wanted.filter((text) => !out.includes(text))).toEqual([]);
  expect([KEY, PASSWORD].filter((secret) => out.includes(secret))).toEqual([]);
  const again = await bench.run(['review', repo.path, '--base', 'main', '--head', 'topic', '--format', 'html']);
  expect(again.out === out).toBe(true);
});
