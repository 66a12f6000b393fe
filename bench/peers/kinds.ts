/** Which checks of others speak of what a rule of ours speaks of. Data; the reasons are told with the figures. */

export interface Kind {
  readonly name: string;
  /** Ids of our rules, or of linters that ship with us. */
  readonly ours: readonly string[];
  /** Peer -> its checks. */
  readonly theirs: Readonly<Record<string, readonly string[]>>;
  /** `line`: the same file and line, or the next to it; `file`: the same file, each counted once. */
  readonly by: 'line' | 'file';
  /** The peer's text names a module in its first quotes, or as a whole: modules that the tree does not hold are told by what is installed, which says nothing of the code. */
  readonly namesModule?: true;
  /** Why these belong together, and how far. */
  readonly reason: string;
}

export const KINDS: readonly Kind[] = [
  {
    name: 'unresolved import',
    ours: ['wiring/unresolved-import', 'wiring/unresolved-route-target', 'wiring/syntax-error'],
    theirs: { pylint: ['import-error', 'relative-beyond-top-level'], pyright: ['reportMissingImports'], knip: ['unresolved'], 'eslint with import-x': ['import-x/no-unresolved'] },
    by: 'line',
    namesModule: true,
    reason: 'A module of the tree that is not there. Theirs ask the installed packages too; modules that the tree does not hold are counted apart.',
  },
  {
    name: 'missing export',
    ours: ['wiring/missing-export', 'oxlint/import/named', 'oxlint/import/default'],
    theirs: { pylint: ['no-name-in-module'], pyright: ['reportAttributeAccessIssue:import'], 'eslint with import-x': ['import-x/named', 'import-x/default'], oxlint: ['import/named', 'import/default'] },
    by: 'line',
    reason: 'A name imported from a module that does not define it.',
  },
  {
    name: 'undeclared dependency',
    ours: ['wiring/undeclared-dependency', 'wiring/unknown-package'],
    theirs: { knip: ['unlisted'], 'eslint with import-x': ['import-x/no-extraneous-dependencies'] },
    by: 'file',
    reason: 'A package that code imports and no manifest declares. knip counts once a package and file; tools that only development runs are in its count and not in ours.',
  },
  {
    name: 'unused dependency',
    ours: ['dead-code/unused-dependency'],
    theirs: { knip: ['dependencies'] },
    by: 'line',
    reason: 'A declared package that nothing imports or names. Ours does not judge what is for development, and takes the word anywhere for a use.',
  },
  {
    name: 'unused module',
    ours: ['dead-code/unused-module', 'dead-code/backup-file'],
    theirs: { knip: ['files'] },
    by: 'file',
    reason: 'A file that no entry point leads to (knip), or that nothing imports or names (ours, which is the narrower claim).',
  },
  {
    name: 'unused definition',
    ours: ['dead-code/unused-definition', 'wiring/unrouted-view', 'wiring/unattached-component'],
    theirs: { vulture: ['unused function', 'unused class', 'unused method', 'unused property'], knip: ['exports', 'types', 'nsExports', 'nsTypes'] },
    by: 'line',
    reason: 'A definition whose name is used nowhere. Ours counts a name in any text of the repository as a use; knip also names exports that only their own file uses, and types.',
  },
  {
    name: 'unused import',
    ours: ['ruff/F401', 'oxlint/no-unused-vars'],
    theirs: { pylint: ['unused-import'], vulture: ['unused import'] },
    by: 'line',
    reason: 'Ours is Ruff, by the repository’s configuration, else by a set that leaves out __init__.py.',
  },
  {
    name: 'undefined name',
    ours: ['wiring/undefined-name', 'ruff/F821', 'ruff/F822', 'ruff/F823', 'oxlint/no-undef'],
    theirs: { pylint: ['undefined-variable', 'undefined-all-variable'], pyright: ['reportUndefinedVariable'], 'eslint with import-x': ['no-undef'], oxlint: ['no-undef'] },
    by: 'file',
    reason: 'A name that nothing defines. Ours names each once a file, theirs at each use.',
  },
  {
    name: 'syntax error',
    ours: ['wiring/syntax-error'],
    theirs: { pylint: ['syntax-error'], pyright: ['syntax'], 'eslint with import-x': ['syntax'], oxlint: ['syntax'] },
    by: 'file',
    reason: 'A file that does not parse.',
  },
  {
    name: 'swallowed exception',
    ours: ['reliability/swallowed-exception', 'ruff/E722', 'ruff/BLE001', 'ruff/S110', 'ruff/S112'],
    theirs: { bandit: ['B110', 'B112'] },
    by: 'line',
    reason: 'except Exception: pass, or continue. Ours leaves out clauses that say why, or whose effect is meant.',
  },
  {
    name: 'secret in the source',
    ours: ['security/hardcoded-secret', 'ruff/S105', 'ruff/S106', 'ruff/S107'],
    theirs: { bandit: ['B105', 'B106', 'B107'] },
    by: 'line',
    reason: 'A password or key as a literal. Bandit goes by the variable’s name, ours by name, value and place.',
  },
  {
    name: 'SQL from text',
    ours: ['security/sql-injection', 'ruff/S608', 'ruff/S610', 'ruff/S611'],
    theirs: { bandit: ['B608', 'B610', 'B611'] },
    by: 'line',
    reason: 'Bandit marks text that looks like SQL and is put together; ours wants a value that comes from outside.',
  },
  {
    name: 'unsafe HTML',
    ours: ['security/unsafe-html', 'ruff/S308'],
    theirs: { bandit: ['B308', 'B703', 'B701'] },
    by: 'line',
    reason: 'mark_safe of a value. Ours wants text that visitors write.',
  },
  {
    name: 'debug mode',
    ours: ['security/debug-enabled', 'ruff/S201'],
    theirs: { bandit: ['B201'] },
    by: 'line',
    reason: 'Flask’s debug=True; ours reads Django’s settings and deployment files too.',
  },
  {
    name: 'request without timeout',
    ours: ['reliability/request-without-timeout', 'ruff/S113'],
    theirs: { bandit: ['B113'] },
    by: 'line',
    reason: 'requests without timeout; Bandit has it from 1.7.5.',
  },
];
