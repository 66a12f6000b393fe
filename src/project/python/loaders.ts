/** Python files that load modules by names made at run time: what stands beside them may be used unseen. Pure. */
import type { FileFacts } from '../../facts/types.js';
import type { Scan } from '../live-tree.js';
import { sameData } from '../same-data.js';
import { perKey } from '../tracked.js';
import { folderOf } from '../tree.js';

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

/** Answers the first loader in the same top-level folder as a path (or at the repository's top), or one that names a package around the path. */
export function createLoaders(scan: Scan): (path: string) => string | undefined {
  const loaders = scan((facts, path) => path.endsWith('.py') && !TEST_PATH.test(path) && loadsByName(facts) && packagesIn(facts), sameData);
  const inTop = perKey((top: string) => loaders().find(({ path }) => folderOf(path) === '' || path.split('/')[0] === top)?.path);
  const around = perKey((folder: string) => loaders().find(({ told }) => told.some((named) => folder === named || folder.startsWith(`${named}/`)))?.path);
  return (path) => inTop(path.split('/')[0] as string) ?? around(folderOf(path));
}

/** The folders of the packages that its strings may name. */
function packagesIn({ references }: FileFacts): readonly string[] {
  return references.filter(({ shape }) => shape === 'module').map(({ text }) => text.replaceAll('.', '/'));
}
