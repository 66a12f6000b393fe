/** Names that a repository's configuration of Ruff or Flake8 lets pass as F821. Pure. */
import { parse as parseToml } from 'smol-toml';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';

interface Settings {
  readonly folder: string;
  /** Names that the project puts among the builtins. */
  readonly builtins: ReadonlySet<string>;
  /** F821 is switched off, for all files or for those of these patterns. */
  readonly off: boolean;
}

const CONFIGURATION = /(^|\/)(pyproject\.toml|\.?ruff\.toml|setup\.cfg|tox\.ini|\.flake8)$/;

const settingsOf = perModel((model): readonly Settings[] => model.paths.filter((path) => CONFIGURATION.test(path)).flatMap((path) => read(path, model.facts(path)?.text)));

/** Whether some configuration above the file speaks for the name. */
export function isSilenced(model: ProjectModel, path: string, name: string): boolean {
  return settingsOf(model).some(({ folder, builtins, off }) => path.startsWith(folder) && (off || builtins.has(name)));
}

function read(path: string, text: string | undefined): Settings[] {
  if (text === undefined) return [];
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const { builtins, ignored } = path.endsWith('.toml') ? readToml(path, text) : readIni(text);
  return [{ folder, builtins: new Set(builtins), off: ignored.some((code) => /^(F|F8|F82|F821|ALL)$/.test(code)) }];
}

function readToml(path: string, text: string): { builtins: string[]; ignored: string[] } {
  const document = table(parsed(text));
  const root = path.endsWith('pyproject.toml') ? table(table(document.tool).ruff) : document;
  const lint = table(root.lint);
  return { builtins: [...strings(root.builtins), ...strings(lint.builtins)], ignored: [root, lint].flatMap((place) => [...strings(place.ignore), ...strings(place['extend-ignore'])]) };
}

function readIni(text: string): { builtins: string[]; ignored: string[] } {
  const value = (key: string): string[] => (new RegExp(`^${key}[ \\t]*=((?:.*\\n[ \\t]+)*.*)`, 'm').exec(text)?.[1] ?? '').split(/[\s,]+/).filter((word) => word !== '');
  return { builtins: [...value('builtins'), ...value('additional-builtins')], ignored: [...value('ignore'), ...value('extend-ignore')] };
}

function parsed(text: string): unknown {
  try {
    return parseToml(text);
  } catch {
    // A broken file configures nothing; that it is broken is another rule's finding.
    return {};
  }
}

function table(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
