/** Tells from a path whether it is something that tools make. */
import { isTestPath } from '../../../project/path-uses.js';

export type ArtifactKind = 'database' | 'cache' | 'build output' | 'executable' | 'archive' | 'log' | 'coverage report' | 'installed package folder' | 'operating system file';

/** An artifact that a path is, or lies in. */
export interface Artifact {
  readonly kind: ArtifactKind;
  /** The file, or the folder that is the artifact as a whole. */
  readonly subject: string;
  readonly isFolder: boolean;
  /** Line for a .gitignore. */
  readonly pattern: string;
  readonly why: string;
  /** The kind with its article, for a sentence. */
  readonly noun: string;
}

const WHY: Readonly<Record<ArtifactKind, string>> = {
  database: 'A database in version control carries data to everyone who clones it, and every run changes it.',
  cache: 'Caches differ on every machine, so they make noise in every change and help nobody.',
  'build output': 'Output that is tracked goes out of date with its sources, and nobody can tell which of them runs.',
  executable: 'An executable can not be reviewed, and stays in the history of the repository for good.',
  archive: 'What an archive holds can not be reviewed, and it stays in the history of the repository for good.',
  log: 'Logs grow with every run and may hold personal data.',
  'coverage report': 'The report is made by each test run and goes out of date with the next change.',
  'installed package folder': 'Installed packages belong to a machine; the lock file already says which they are.',
  'operating system file': 'It is made by a desktop for itself and says nothing about the project.',
};

const NOUNS: Readonly<Record<ArtifactKind, string>> = {
  database: 'a database',
  cache: 'a cache',
  'build output': 'the output of a build',
  executable: 'an executable',
  archive: 'an archive',
  log: 'a log',
  'coverage report': 'a coverage report',
  'installed package folder': 'a folder of installed packages',
  'operating system file': 'a file of the operating system',
};

/** Folders that are artifacts whatever stands in them. */
const FOLDERS: readonly (readonly [RegExp, ArtifactKind])[] = [
  [/^(?:.*?\/)??node_modules(?=\/)/, 'installed package folder'],
  [/^(?:.*?\/)??__pycache__(?=\/)/, 'cache'],
  [/^(?:.*?\/)??(\.pytest_cache|\.mypy_cache|\.ruff_cache|\.tox|\.parcel-cache|\.turbo)(?=\/)/, 'cache'],
  [/^(?:.*?\/)??(htmlcov|\.nyc_output)(?=\/)/, 'coverage report'],
  [/^(?:.*?\/)??(\.next|\.nuxt|\.svelte-kit|\.output|dist|build)(?=\/)/, 'build output'],
];
const FILES: readonly (readonly [RegExp, ArtifactKind, string])[] = [
  [/\.(sqlite3?|db3)(-journal|-wal|-shm)?$/i, 'database', ''],
  // Any program may call its own format `.db`: only names that applications give their working database count.
  [/(^|\/)(instance\/[^/]+|([\w-]*[-_])?(db|database|data|app|application|dev|development|local|prod|production|main|site|sqlite|store|users?|chat|todo|blog|project|test))\.db(-journal|-wal|-shm)?$/i, 'database', ''],
  [/\.py[co]$/, 'cache', '*.pyc'],
  [/(^|\/)\.coverage$/, 'coverage report', '.coverage'],
  [/\.(exe|msi|dmg|dll|dylib)$/i, 'executable', ''],
  [/(^|\/)[^/]+\.so(\.\d+)*$/, 'executable', ''],
  [/\.(zip|tar|tgz|tar\.(gz|bz2|xz)|7z|rar|whl)$/i, 'archive', ''],
  [/(^|\/)[\w.-]+\.log$/, 'log', '*.log'],
  [/(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/, 'operating system file', ''],
];
/** Places where such files stand on purpose: test input, samples, vendored code, downloads and other shipped assets, packaging. */
const ON_PURPOSE =
  /(^|\/)(([^/]*[-_])?tests?|testing|__tests__|spec|specs|e2e|fixtures?|testdata|test[-_]data|test[-_]files?|samples?|examples?|demos?|mocks?|stubs?|__fixtures__|vendor(ed)?|third[-_]?party|external|deps|packages?|wheels?|wheelhouse|libs?|bin|tools?|public|static|assets|resources?|downloads?|media|uploads?|docs?|data|datasets?|seeds?|snapshots?|benchmarks?|bench|templates?|prebuilds?|runtimes?|native|Frameworks?|installers?|packaging|debian|\.yarn|\.github|gradle|models?|notebooks?|corpus|site)\//i;
/** Names that say the file is kept on purpose. */
const KEPT_NAME = /(^|[._-])(samples?|examples?|demo|empty|fixtures?|tests?|seed|template|geolite\w*|geoip\w*)([._-]|$)/i;
/** In these folders the content is no sign: they may be input of tests or documents. */
const FOLDER_ON_PURPOSE = /(^|\/)(tests?|__tests__|spec|fixtures?|testdata|test[-_]data|test[-_]files?|samples?|examples?|playgrounds?|sandbox|__fixtures__|vendor(ed)?|third[-_]?party|mocks?|corpus|static|public|assets|docs?|templates?)\//i;

/** What artifact a path is part of; undefined for anything that may be tracked on purpose. Looks at the path alone. */
export function artifactOf(path: string): Artifact | undefined {
  for (const [pattern, kind] of FOLDERS) {
    const folder = pattern.exec(path)?.[0];
    if (folder === undefined) continue;
    const name = folder.split('/').at(-1) ?? folder;
    return FOLDER_ON_PURPOSE.test(`${folder.slice(0, folder.length - name.length)}`) ? undefined : artifact(kind, folder, true, `${name}/`);
  }
  const found = FILES.find(([pattern]) => pattern.test(path));
  if (found === undefined) return undefined;
  const [, kind, pattern] = found;
  const name = path.split('/').at(-1) ?? path;
  const always = kind === 'operating system file' || kind === 'cache' || kind === 'coverage report';
  if (FOLDER_ON_PURPOSE.test(path) && kind !== 'operating system file') return undefined;
  if (!always && (isTestPath(path) || ON_PURPOSE.test(path) || KEPT_NAME.test(name))) return undefined;
  return artifact(kind, path, false, pattern === '' ? name : pattern);
}

function artifact(kind: ArtifactKind, subject: string, isFolder: boolean, pattern: string): Artifact {
  return { kind, subject, isFolder, pattern, why: WHY[kind], noun: NOUNS[kind] };
}
