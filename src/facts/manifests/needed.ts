/** Which packages others need in turn, as lock files tell. By line: they are large and written by tools in one form. Pure. */
import { normaliseName } from './shared.js';

/** Where in a lock file the names stand. */
interface Form {
  /** Begins a package; group 1 where it is one of the repository itself, whose needs are its own declarations. */
  readonly header: RegExp;
  /** Begins a list of what the package needs. */
  readonly section: RegExp;
  /** An entry of the list; group 1 is the name. */
  readonly entry: RegExp;
  /** Ends the list. */
  readonly end: RegExp;
  /** Tells below the header that the package is one of the repository itself. */
  readonly own?: RegExp;
}

const NPM: Form = { header: /^ {4}"(?!node_modules\/)()|^ {4}"node_modules\//, section: /^ {6}"(?:dependencies|peerDependencies|optionalDependencies)": \{/, entry: /^ {8}"((?:@[^/"]+\/)?[^/"]+)":/, end: /^ {6}\}/ };
const YARN: Form = { header: /^"?[^\s#][^\n]*@workspace:()|^"?[^\s#]/, section: /^ {2}(?:dependencies|peerDependencies|optionalDependencies):/, entry: /^ {4}"?((?:@[^/"\s]+\/)?[^@"\s:]+)"?[\s:]/, end: /^$|^ {0,2}\S/ };
const PNPM: Form = { header: /^importers:()|^\S/, section: /^ {4}(?:dependencies|peerDependencies|optionalDependencies):/, entry: /^ {6}'?((?:@[^/']+\/)?[^'\s:]+)'?:/, end: /^$|^ {0,4}\S/ };
const POETRY: Form = { header: /^\[\[package\]\]/, section: /^\[package\.dependencies\]/, entry: /^"?([A-Za-z0-9][\w.-]*)"? = /, end: /^$|^\[/ };
/** uv and pdm. */
const ARRAYS: Form = { header: /^\[\[packages?\]\]/, section: /^[\w-]+ = \[$/, entry: /^\s+(?:\{ name = )?"([A-Za-z0-9][\w.-]*)/, end: /^\]/, own: /^source = \{ (?:virtual|editable|directory) = "/ };

/** The names of packages that other packages of the lock file need, peers among them, joined by spaces; '' where it does not tell. */
export function neededIn(name: string, text: string): string {
  if (name === 'Pipfile.lock' || (name === 'package-lock.json' && text.includes('"lockfileVersion": 1'))) return '';
  const form = name === 'yarn.lock' ? YARN : name === 'pnpm-lock.yaml' ? PNPM : name.endsWith('.json') ? NPM : name === 'poetry.lock' ? POETRY : ARRAYS;
  const found = collect(text, form);
  return [...new Set(form === POETRY || form === ARRAYS ? found.map(normaliseName) : found)].sort().join(' ');
}

function collect(text: string, { header, section, entry, end, own }: Form): string[] {
  const found: string[] = [];
  let isOwn = false;
  let inSection = false;
  for (const line of text.split(/\r?\n/)) {
    const begins = header.exec(line);
    if (begins !== null) {
      isOwn = begins[1] !== undefined;
      inSection = false;
    } else if (isOwn) continue;
    else if (own?.test(line) === true) isOwn = true;
    else if (!inSection || end.test(line)) inSection = section.test(line);
    else {
      const name = entry.exec(line)?.[1];
      if (name !== undefined) found.push(name);
    }
  }
  return found;
}
