import type { FilledVariable, GlobalNames, PythonLint, SecretFact, SyntaxProblem, UnboundNames } from './lint/types.js';
import type { DeploymentDetails } from './deployment/types.js';
import type { JavaScriptUses } from './javascript/uses/types.js';
import type { ContentFacts } from './content/types.js';
import type { DocumentFacts } from './documents/types.js';
import type { TemplateFacts } from './templates/types.js';

/**
 * Facts: the typed view of one file.
 *
 * Facts are plain JSON data, extracted once for each (git blob id, extractor version, path kind) and kept in the
 * store. They hold no syntax-tree nodes and do not know the path they were read from, so two files with the same
 * content and kind share them.
 */

/**
 * Where something stands: `[startLine, startColumn, endLine, endColumn]`.
 * Lines and columns are 1-based, columns count UTF-16 code units, the end is exclusive (half-open).
 */
export type Span = readonly [startLine: number, startColumn: number, endLine: number, endColumn: number];

/**
 * Which extractors read a file, e.g. `python`, `tsx`, `manifest:requirements`, `deployment:dockerfile`, `opaque`.
 * It depends on the path alone (see `classify`) and holds all that the extractors need of the path, so that equal
 * blobs of equal kind have equal facts.
 */
export type PathKind = string;

/** Why a file was not read. Shown in the report under "skipped". */
export type SkipReason =
  | 'too-large'
  | 'binary'
  | 'minified'
  | 'generated'
  | 'vendored'
  | 'not-utf8'
  | 'symlink'
  | 'submodule'
  | 'missing'
  | 'unreadable'
  /** Reading it took too long, or ended the process. */
  | 'quarantined';

export interface Skip {
  readonly reason: SkipReason;
  /** One plain sentence fragment for the report, e.g. "2.3 MiB, the limit is 1 MiB". */
  readonly detail: string;
}

/** All that is known of one file's content. A section is absent where its extractor does not read this kind. */
export interface FileFacts {
  readonly lineCount: number;
  readonly skip?: Skip;
  readonly python?: PythonFacts;
  readonly javascript?: JavaScriptFacts;
  readonly manifest?: ManifestFacts;
  readonly deployment?: DeploymentFacts;
  readonly document?: DocumentFacts;
  readonly template?: TemplateFacts;
  /** Strings in the file that may name a module or a path of the repository. Deduplicated by text; first span kept. */
  readonly references: readonly StringReference[];
  readonly suppressions: readonly Suppression[];
  /** Texts and deployment files: Django's management commands that it runs. Absent when there are none. */
  readonly managementCommands?: readonly ManagementCommand[];
  /** The compound words of the text (see `wordsOf`), for a name that may stand anywhere. Absent for documents, lock files and files that are not read. */
  readonly words?: string;
  /** Python: 1-based lines of comments that say that something is still to be written. Absent when there are none. */
  readonly unfinished?: readonly number[];
  /** Why its own language's parser refuses the file; absent where it reads it. */
  readonly syntax?: SyntaxProblem;
  /** Python: what Ruff says of the file. Absent when that is nothing. */
  readonly lint?: PythonLint;
  /** Scripts: names that the file uses and nothing in it binds. Absent when there are none. */
  readonly unbound?: UnboundNames;
  /** Scripts: names that the file makes global. Absent when there are none. */
  readonly globals?: GlobalNames;
  /** Its parser or linter could not judge the text: why. Such facts are not kept. */
  readonly lintUnknown?: string;
  /** Credentials in the text, without their values. Absent when there are none. */
  readonly secrets?: readonly SecretFact[];
  /** `secretlint` could not judge the text: why. Such facts are not kept. */
  readonly secretsUnknown?: string;
  /** Environment files: variables that hold secrets, without their values. */
  readonly variables?: readonly FilledVariable[];
  /** What the text tells beside its syntax: words, lines, tests. Absent for locks and for files that are not read. */
  readonly content?: ContentFacts;
  /** The file's own text, only for kinds that are small and wanted whole by the model: .gitignore, tsconfig, package.json. */
  readonly text?: string;
  /** Python: the file's syntax in plain data, encoded; read it with decodeCode. Kept apart from the rest, and only read where a rule wants it. */
  readonly code?: string;
}

/** `manage.py NAME`, `python -m django NAME` or `django-admin NAME`; `span` is the name's. */
export interface ManagementCommand {
  readonly name: string;
  readonly span: Span;
}

/** A string that looks like a dotted module path or a relative file path. */
export interface StringReference {
  readonly text: string;
  readonly shape: 'module' | 'path';
  readonly span: Span;
}

/** `# shipworthy: ignore[rule-id, …] reason` (also `//` and `<!-- -->`). */
export interface Suppression {
  readonly rules: readonly string[];
  readonly reason: string;
  /** Where the comment stands. */
  readonly span: Span;
  /** The line it speaks of: its own line when code stands before it, else the next line that holds code. 1-based. */
  readonly targetLine: number;
}

/**
 * Under which condition a statement runs.
 * - `optional`: inside `try`, or its `else`, whose handlers catch ImportError, ModuleNotFoundError, Exception or everything
 *   (JS: inside try/catch, or a promise with a rejection handler)
 * - `fallback`: inside the `except`/`catch` branch of such a try
 * - `type-checking`: under `if TYPE_CHECKING`
 * - `conditional`: under any other `if` (version, platform, setting) or `contextlib.suppress(ImportError)`;
 *   `if __name__ == "__main__"` is no condition, nor is the `else` of `if TYPE_CHECKING`
 * Where guards are nested the strongest counts: type-checking, optional, fallback, conditional.
 */
export type Guard = 'none' | 'optional' | 'fallback' | 'type-checking' | 'conditional';

// ---------------------------------------------------------------------------------------------- Python

export interface PythonFacts {
  readonly imports: readonly PythonImport[];
  /** Names bound at module level, in order: def, class, assignment, import, for/with targets, walrus, also inside if/try/with/for at module level. */
  readonly definitions: readonly Definition[];
  /** `__all__` as written: absent when there is none, `dynamic` when it is not a plain concatenation of literals. */
  readonly all?: { readonly names: readonly AllEntry[]; readonly dynamic: boolean };
  /** A module-level `__getattr__`. */
  readonly hasModuleGetattr: boolean;
  /** The module's names can't be listed statically: `globals()[…] =`, `globals().update`, `vars()`, `exec`, `setattr(sys.modules[__name__], …)`, `sys.modules[…] = …`, `Enum._convert_`, an edited `__path__`. */
  readonly dynamicNamespace: boolean;
  /** Keywords of calls that stand alone at module level, `public(now=clock.now)`: the callee may bind them as names of this module. Absent when there are none. */
  readonly handedNames?: readonly string[];
  /** `if __name__ == "__main__"` at module level. */
  readonly hasMainBlock: boolean;
  /** True when the module holds nothing but a docstring, comments or `pass`. */
  readonly isEmpty: boolean;
  /** `sys.path.insert/append(...)`: literal path pieces where they can be read (e.g. ["..", "lib"] of os.path.join(dirname(__file__), "..", "lib")), else null. */
  readonly sysPathEdits: readonly (string | null)[];
  /** Decorators on module-level functions and classes, dotted, without arguments: "app.task", "receiver", "pytest.fixture". Deduplicated. */
  readonly decorators: readonly string[];
  /** Dotted base classes of module-level classes, deduplicated. */
  readonly bases: readonly string[];
  /** Module-level statements other than definitions, imports, assignments and the main block: the module does something when run as a script. */
  readonly runsAtImport?: boolean;
  /** tree-sitter saw a syntax error: facts are partial. Rules treat absence claims about this module as unknown. */
  readonly hasErrors: boolean;
}

export interface PythonImport {
  /** Dotted module as written, without leading dots; '' for `from . import x`. */
  readonly module: string;
  /** Number of leading dots; 0 is absolute. */
  readonly level: number;
  /** Imported names of a `from` import; null for a plain `import a.b`. A star import is the one name `*`. */
  readonly names: readonly ImportedName[] | null;
  /** `import a.b as c` */
  readonly alias?: string;
  /** `statement`: import statement; `dynamic`: importlib.import_module("…") or __import__("…") with a literal. */
  readonly form: 'statement' | 'dynamic';
  readonly guard: Guard;
  readonly scope: 'module' | 'function' | 'class';
  /** Dotted name of the enclosing function or class, '' at module level. */
  readonly symbol: string;
  /** A comment on the statement tells type checkers or linters that they can't follow it (`# type: ignore`, `# pylint: disable=import-error`). */
  readonly unchecked?: true;
  /** The whole statement. */
  readonly span: Span;
  /** The module's name with its leading dots; for `from . import x` the dots. */
  readonly moduleSpan: Span;
}

export interface ImportedName {
  readonly name: string;
  readonly alias?: string;
  /** The name alone, without its alias. */
  readonly span: Span;
}

export interface AllEntry {
  readonly name: string;
  readonly span: Span;
}

export interface Definition {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'variable' | 'import';
  /** An interface or an alias of a type, which is gone when the code runs. */
  readonly isType?: true;
  /** The name's own span. */
  readonly span: Span;
}

// ------------------------------------------------------------------------------------------ JavaScript

export interface JavaScriptFacts {
  readonly imports: readonly JavaScriptImport[];
  /** Names the module exports; `default` for the default export. Names of `export … from` are in `imports` too (form `reexport`). */
  readonly exports: readonly Definition[];
  /** `export * from 'x'`: the specifiers. (`export * as ns from` is a named export and an import.) */
  readonly starExports: readonly string[];
  readonly commonJs: {
    /** `module.exports`, `exports.x` or `require` is used at all. */
    readonly used: boolean;
    /** Names assigned as `exports.x = `, `module.exports.x = ` or keys of `module.exports = { … }`. */
    readonly names: readonly string[];
    /** The exports can't be listed: spread, computed keys, `module.exports = call()`, `Object.assign(exports, …)`, `__exportStar`. */
    readonly dynamic: boolean;
  };
  /** Top-level statements that do something (calls, control flow): the file is run, not only imported. */
  readonly runsAtImport?: boolean;
  /** `#!` first line. */
  readonly hasShebang: boolean;
  /** Ambient `declare module 'x'` names (also patterns such as '*.svg'), in .d.ts and .ts files. */
  readonly ambientModules: readonly string[];
  /** It adds declarations to another module or to what is global, for every file that is compiled with it. */
  readonly augments?: true;
  /**
   * Entries of objects named `alias`, `aliases` or `moduleNameMapper` (bundler, Babel and test configuration): the key
   * as written (a regular expression without its slashes) and the string pieces of its value. Absent when there are none.
   */
  readonly aliases?: readonly { readonly key: string; readonly targets: readonly string[] }[];
  /** What the code does with the network, frameworks and state. Absent when there is nothing to tell. */
  readonly uses?: JavaScriptUses;
  readonly hasErrors: boolean;
}

export interface JavaScriptImport {
  readonly specifier: string;
  /**
   * - `import`: static import; `reexport`: `export … from`; `require`: require("…"), also require.resolve;
   * - `dynamic`: import("…"); `mock`: jest.mock/vi.mock and the like; `url`: new URL("…", import.meta.url);
   * - `glob`: import.meta.glob / require.context (the specifier is the pattern).
   */
  readonly form: 'import' | 'reexport' | 'require' | 'dynamic' | 'mock' | 'url' | 'glob';
  /**
   * Imported names: `default`, `*` for a namespace, or the exported name. Empty for a bare import. null where not listable
   * (plain require or dynamic import), and where what is imported is not the file's own exports: a specifier with a loader
   * or a query (`./x?raw`), or one that this file mocks. Names under a `@ts-expect-error` or `@ts-ignore` are left out.
   */
  readonly names: readonly ImportedName[] | null;
  /** The variable that takes all of what `require` answers. */
  readonly bound?: string;
  /** A comment right above names the module and says that something writes it. */
  readonly generated?: true;
  readonly typeOnly: boolean;
  readonly guard: Guard;
  readonly symbol: string;
  readonly span: Span;
  /** The specifier inside its quotes. */
  readonly specifierSpan: Span;
}

// ------------------------------------------------------------------------------------------- manifests

export type ManifestFormat =
  | 'requirements'
  | 'pyproject'
  | 'setup-cfg'
  | 'setup-py'
  | 'tox-ini'
  | 'pipfile'
  | 'python-lock'
  | 'conda'
  | 'package-json'
  | 'npm-lock'
  | 'tsconfig';

export interface ManifestFacts {
  readonly ecosystem: 'python' | 'npm';
  readonly format: ManifestFormat;
  /** The project's own distribution or package name, normalised like dependency names. */
  readonly name?: string;
  readonly dependencies: readonly DeclaredDependency[];
  /** requirements files: `-r`/`-c` targets and folders of local projects (`-e ../lib`), relative to the including file as written. */
  readonly includes: readonly { readonly path: string; readonly kind: 'requirement' | 'constraint'; readonly span: Span }[];
  /** Dependencies are computed when installed (setup.py that reads a file it can't follow, `dynamic = ["dependencies"]` without a file): absence can't be claimed. */
  readonly dynamic: boolean;
  /** Where the dynamic dependencies are read from, when it can be told (`open("requirements.txt")`, `[tool.setuptools.dynamic] file = […]`). Relative to the manifest. */
  readonly dynamicSources: readonly string[];
  /** Folders that hold importable top-level packages, relative to the manifest's folder: package_dir, `[tool.setuptools.packages.find] where`, poetry `from`, pytest `pythonpath`, hatch sources. */
  readonly sourceRoots: readonly string[];
  /** package.json: workspaces globs. Python: uv workspace members, poetry path dependencies. */
  readonly workspaces: readonly string[];
  /** URLs and paths of requirements that do not tell which package they install. Absent when there are none. */
  readonly unnamed?: readonly string[];
  /** Packages come from another index than the public one too, so a name unknown to the public may be right. */
  readonly ownIndex?: boolean;
  /** `module:attribute` of console scripts and plug-in entry points. */
  readonly entryPoints: readonly { readonly name: string; readonly target: string; readonly span: Span }[];
  /** Lock files: names of packages that others of the file need, peers among them, joined by spaces; '' where it does not tell. */
  readonly needed?: string;
  /** The file could not be parsed as its format; one clear sentence. The rest is then empty and nothing may be claimed absent. */
  readonly error?: string;
  /** Where and how a new main dependency is added; absent when this manifest can't take one. */
  readonly insertion?: DependencyInsertion;
}

export interface DeclaredDependency {
  /** PEP 503-normalised distribution name, or the npm package name. */
  readonly name: string;
  /** As written. */
  readonly raw: string;
  /** Version constraint as written, e.g. ">=5.9.0" or "^18.2.0"; absent when unpinned. In lock files the exact version. */
  readonly constraint?: string;
  /** `main`: installed with the project; `optional`: an extra or optionalDependencies; `peer`; `development`: dev/test/docs/lint groups; `locked`: in a lock file (direct or transitive). */
  readonly group: 'main' | 'optional' | 'peer' | 'development' | 'locked';
  readonly extras: readonly string[];
  /** The whole entry: for a requirements line the line's content; for package.json the `"name": "range"` pair. */
  readonly span: Span;
}

/** Enough to write a new dependency line in the manifest's own order and style, without reading the file again. */
export interface DependencyInsertion {
  /** Existing main entries in file order, names normalised, with the full source line text and its 1-based line. */
  readonly entries: readonly { readonly name: string; readonly line: number; readonly text: string }[];
  /** Line after which a first entry goes when `entries` is empty (0 = top of the file). */
  readonly emptyAfterLine: number;
  /** True when the entries stand in alphabetical order (case-insensitive). */
  readonly sorted: boolean;
  /** The file's newline. */
  readonly newline: '\n' | '\r\n';
  /** False when the file's last line has no newline. */
  readonly endsWithNewline: boolean;
  /** A new entry's line without separator and newline. `{name}`; `{constraint}` or, where something must stand, `{constraint|*}`. */
  readonly template: string;
  readonly separator: '' | ',';
}

// ---------------------------------------------------------------------------------- deployment and docs

/** What a deployment file says must exist. Paths are as written; `base` says what they are relative to. */
export interface DeploymentFacts extends DeploymentDetails {
  readonly format:
    | 'dockerfile'
    | 'compose'
    | 'procfile'
    | 'render'
    | 'railway'
    | 'app-yaml'
    | 'workflow'
    | 'package-scripts'
    | 'nginx'
    | 'makefile'
    | 'vercel'
    | 'netlify'
    | 'fly'
    | 'env-file'
    | 'kubernetes';
  readonly claims: readonly DeploymentClaim[];
  /** Docker build contexts that a compose file gives: dockerfile path and context, relative to the compose file; `command`: what the service runs instead of the image's own. */
  readonly builds: readonly { readonly context: string; readonly dockerfile: string | null; readonly service?: string; readonly command?: string }[];
  /** Python distributions that its commands install by name (`pip install x`), PEP 503-normalised. Absent when there are none. */
  readonly installs?: readonly string[];
  /** Folders that the file puts on PYTHONPATH, relative to the file's folder, where they can be told. */
  readonly pythonPath?: readonly string[];
  /** Makefile: names of its targets. Compose file: names of its services. Absent when there are none. */
  readonly names?: readonly string[];
  /** It takes in other files or makes names by rules, so that there are more names than these. */
  readonly moreNames?: true;
  readonly error?: string;
}

export interface DeploymentClaim {
  /**
   * - `file`/`folder`: a path of the build context or repository;
   * - `python-module`: dotted module that Python runs (`python -m x`);
   * - `python-attribute`: an application as `module:attribute`, or its module alone (gunicorn, uvicorn, daphne, hypercorn, `celery -A x`, `flask --app x`);
   * - `npm-script`: a script name of the nearest package.json;
   * - `python-script` / `node-script` / `shell-script`: a file that an interpreter runs.
   */
  readonly kind: 'file' | 'folder' | 'python-module' | 'python-attribute' | 'npm-script' | 'python-script' | 'node-script' | 'shell-script';
  readonly value: string;
  /** Working directory the value is relative to, as far as known: repository-relative or relative to the file (`./`), null when it can't be known (then `unknown`). */
  readonly workingDirectory: string | null;
  /** Set when the claim can't be decided from the file alone: variable in it, made by an earlier step, from another build stage. */
  readonly undecidable?: string;
  /** Paths, relative to the working directory (Dockerfile: to the build context), of which any one answers the claim; absent where `value` alone says it. */
  readonly candidates?: readonly string[];
  readonly span: Span;
  /** Short words for the message: "Dockerfile CMD", "compose service web, command". */
  readonly where: string;
}

export type { DocumentClaim, DocumentCommand, DocumentEndpoint, DocumentFacts, PathMention } from './documents/types.js';
