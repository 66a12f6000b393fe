import type { Grammars } from '../../../src/facts/grammars.js';
import { extractJavaScript } from '../../../src/facts/javascript/extract.js';
import type { FileFacts } from '../../../src/facts/types.js';
import { plainScan } from '../../../src/project/live-tree.js';
import { createJavaScriptProject } from '../../../src/project/javascript/project.js';
import { ancestors, folderOf } from '../../../src/project/javascript/tree.js';
import type { JavaScriptProject } from '../../../src/project/types.js';

export type Tree = Readonly<Record<string, string>>;

/** The project of a tree given as path -> content. `ignored` stands for what .gitignore names: paths and folders. */
export function projectOf(tree: Tree, grammars: Grammars, ignored: readonly string[] = []): JavaScriptProject {
  const facts = new Map(Object.entries(tree).map(([path, content]) => [path, factsOf(path, content, grammars)] as const));
  const folders = new Set(Object.keys(tree).flatMap((path) => ancestors(folderOf(path))));
  return createJavaScriptProject({
    paths: [...facts.keys()].sort(),
    hasFile: (path) => facts.has(path),
    hasFolder: (path) => folders.has(path),
    facts: (path) => facts.get(path),
    scan: plainScan([...facts.keys()].sort(), (path) => facts.get(path)),
    isIgnored: (path) => ignored.some((one) => path === one || path.startsWith(`${one}/`)),
    catalogue: { npm: { builtins: new Set(['fs', 'path', 'events', 'fs/promises']), knownPackages: new Set(['react', 'lodash', 'redis', 'JSONStream']) } },
  });
}

function factsOf(path: string, content: string, grammars: Grammars): FileFacts {
  const bare: FileFacts = { lineCount: 1, references: [], suppressions: [] };
  if (path.endsWith('.json')) return { ...bare, text: content };
  if (!/\.[cm]?[jt]sx?$/.test(path)) return bare;
  return extractJavaScript(content, /\.[cm]?ts$/.test(path) ? 'typescript' : path.endsWith('.tsx') ? 'tsx' : 'javascript', grammars);
}
