/**
 * Test files that may share one registry of modules: loading and compiling the sources for each of them by itself takes longer than most of
 * their tests. Run together (`TEST_GROUPS=1`) they are told apart by `test/groups/`; run by name, each stands alone as ever.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const TEST = fileURLToPath(new URL('..', import.meta.url));

/** Each group's folders below `test/`: sources without I/O, or with little of it. */
export const GROUPS = {
  rules: ['rules'],
  facts: ['facts', 'assets'],
  project: ['project'],
  rest: ['commands', 'config', 'findings', 'fixes', 'github', 'linters', 'metrics', 'report', 'score', 'usefulness', 'webhook'],
};

/** What holds for every test of a registry, hooks around each test, doubles of modules and clocks, snapshots: it stays in a file of its own. */
const ALONE = /^(?:beforeEach|afterEach)\b|\bjest\.|\bchromium\b|toMatchSnapshot/m;

/**
 * The files of a group, sorted.
 * @param {string} name one of `GROUPS`
 * @returns {string[]} paths from `test/`, with slashes
 */
export function membersOf(name) {
  return GROUPS[name].flatMap(filesBelow).filter((path) => !ALONE.test(readFileSync(join(TEST, path), 'utf8'))).sort();
}

function filesBelow(folder) {
  const found = readdirSync(join(TEST, folder), { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts')).map((entry) => relative(TEST, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'));
}
