/** Python files that load modules by names made at run time: what stands beside them may be used unseen. Pure. */
import type { FileFacts } from '../../facts/types.js';
import { folderOf, lazily } from '../tree.js';

const LOADERS = new Set(['importlib', 'importlib.util', 'pkgutil', 'runpy', 'stevedore', 'pluggy', 'django.utils.module_loading', 'werkzeug.utils', 'imp']);
const TEST_PATH = /(^|\/)(tests?|testing)\/|(^|\/)(test_[^/]*|conftest)\.py$/;

/** Whether the file imports the means to load modules by name. */
export function loadsByName(facts: FileFacts | undefined): boolean {
  return (
    facts?.python?.imports.some(
      (statement) =>
        statement.form === 'statement' && statement.level === 0 && LOADERS.has(statement.module) && !(statement.names?.every((name) => /^(metadata|resources|reload|abc)$/.test(name.name)) ?? false),
    ) ?? false
  );
}

/** Answers the first loader in the same top-level folder as a path (or at the repository's top). */
export function createLoaders(paths: readonly string[], facts: (path: string) => FileFacts | undefined): (path: string) => string | undefined {
  const loaders = lazily(() => paths.filter((path) => path.endsWith('.py') && !TEST_PATH.test(path) && loadsByName(facts(path))));
  return (path) => loaders().find((loader) => folderOf(loader) === '' || loader.split('/')[0] === path.split('/')[0]);
}
