/**
 * Kinds of changes that a push makes besides edits of what functions do. Places are found by what files say, as text: one that is not certain is none.
 * No two changes of a kind are of the same place, so that each moves a repository by what it changes and by what the one before has changed. Pure.
 */

/** A file of a tree. */
export interface KindFile {
  readonly path: string;
  read(): string;
}

/** What one commit changes: the texts by path; null where the file is gone. */
export type Change = ReadonlyMap<string, string | null>;

/** A stretch of a text, half-open, and what stands in its place. UTF-16. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** At most `most` changes of a kind; none where the tree has nothing of it. */
type Find = (files: readonly KindFile[], most: number) => Change[];

/** What the reviews are of, and how such changes are found. */
export const KINDS: Readonly<Record<string, Find>> = {
  'a field more in a model': spliced(isModule, moreFields),
  'a further route': spliced(isModule, furtherRoutes),
  'a requirement of another version': spliced(isManifest, otherVersions),
  'a requirement less': spliced(isManifest, fewerRequirements),
  'a new module': addModules,
  'a deleted module': (files, most) => spread(files.filter(isMovable), most).map(({ path }) => new Map([[path, null]])),
  'a renamed module': (files, most) => spread(files.filter(isMovable), most).map(renamed),
};

/** Source that people write and others may import. */
export function isModule({ path }: Pick<KindFile, 'path'>): boolean {
  return /\.(py|tsx?|jsx?)$/.test(path) && !/[.-]min\.js$|(^|\/)__init__\.py$|(^|\/)(vendor|test|tests|testing)\//.test(path);
}

/** No tests, and no migrations, which follow each other by name: nobody imports these, so that taking one away would cost little. */
function isMovable(file: KindFile): boolean {
  return isModule(file) && !/(^|\/)migrations\/|(^|\/)(tests|test_[^/]*|[^/]*_test)\.py$|\.(test|spec)\.\w+$/.test(file.path);
}

/** Every n-th, so that they are spread evenly; all where there are no more than `most`. */
export function spread<T>(items: readonly T[], most: number): T[] {
  const wanted = Math.min(most, items.length);
  return Array.from({ length: wanted }, (_, at) => items[Math.floor(((at + 0.5) * items.length) / wanted)] as T);
}

/** One place of each of some files spread evenly; where they are too few, the first place of each, then the second of each, and so on. */
function spliced(isAsked: (file: KindFile) => boolean, find: (text: string, path: string) => Splice[]): Find {
  return (files, most) => {
    const found = files.filter(isAsked).flatMap(({ path, read }) => {
      const text = read();
      const changes = find(text, path).slice(0, most).map((one): Change => new Map([[path, text.slice(0, one.start) + one.text + text.slice(one.end)]]));
      return changes.length === 0 ? [] : [changes];
    });
    const rounds = Array.from({ length: most }, (_, round) => found.flatMap((changes) => changes.slice(round, round + 1)));
    return found.length < most ? rounds.flat().slice(0, most) : spread(rounds[0] ?? [], most);
  };
}

/** The rest of a call whose beginning stands on a line of the indent in the first group: up to the end of that line, or to where it closes alone on a line of that indent. */
const REST_OF_CALL = String.raw`\((?:.*\)|\n(?:\1[ \t]+\S.*\n|[ \t]*\n)*?\1\))`;
const MODEL = /^class (\w+)\([^)]*\bmodels\.Model\b[^)]*\):/gm;
const FIELD = new RegExp(String.raw`^([ \t]+)\w+ = models\.\w*(?:Field|Key)${REST_OF_CALL}\n`, 'm');
const ROUTE = new RegExp(String.raw`^([ \t]+)(?:re_)?path${REST_OF_CALL},\n`, 'gm');

/** In each class that derives from `models.Model`, a field more after its first one. */
export function moreFields(text: string): Splice[] {
  return [...text.matchAll(MODEL)].flatMap(({ 0: head, 1: name, index }) => {
    const [body = ''] = text.slice(index + head.length).split(/^(?=\S)/m);
    const field = FIELD.exec(body);
    if (field === null) return [];
    const at = index + head.length + field.index + field[0].length;
    return [{ start: at, end: at, text: `${field[1]}bench_of_${name?.toLowerCase()} = models.IntegerField(null=True)\n` }];
  });
}

/** In a module with `urlpatterns`, after each route to a view one more to the same view. */
export function furtherRoutes(text: string): Splice[] {
  if (!/^urlpatterns\b/m.test(text)) return [];
  return [...text.matchAll(ROUTE)].flatMap(({ 0: route, index }) => {
    if (!/path\(\s*\(?\s*r?['"]/.test(route) || /\binclude\(/.test(route)) return [];
    const at = index + route.length;
    return [{ start: at, end: at, text: route.replace(/(['"]\^?)/, '$1bench/').replace(/(\bname=['"])/, '$1bench-') }];
  });
}

/** A line that asks for one package; its first group is the version. */
const PINNED = String.raw`[A-Za-z0-9][\w.-]*(?:\[[^\]\n]*\])?[ \t]*(?:==|~=|>=)[ \t]*(\d+(?:\.\d+)*)`;
const LINES: readonly (readonly [path: RegExp, line: RegExp])[] = [
  [/requirements[^/]*\.txt$|(^|\/)requirements\/[^/]+\.txt$/, new RegExp(String.raw`^${PINNED}(?:[ \t]*[,;#].*)?(?<!\\)\n`, 'dgm')],
  [/(^|\/)pyproject\.toml$/, new RegExp(String.raw`^[ \t]*["']${PINNED}[^"'\n]*["'],\n`, 'dgm')],
  [/(^|\/)package\.json$/, /^[ \t]*"[^"]+": "[~^]?(\d+\.\d+\.\d+)",\n/dgm],
];

function isManifest({ path }: KindFile): boolean {
  return LINES.some(([name]) => name.test(path));
}

/** Each requirement with a version once with the next one. */
export function otherVersions(text: string, path: string): Splice[] {
  return requirements(text, path).map(({ version: [start, end] }) => ({ start, end, text: text.slice(start, end).replace(/\d+$/, (last) => String(Number(last) + 1)) }));
}

/** Each requirement with a version once left out. */
export function fewerRequirements(text: string, path: string): Splice[] {
  return requirements(text, path).map(({ line: [start, end] }) => ({ start, end, text: '' }));
}

/** Where lines and the versions in them stand. Of package.json only those in lists of dependencies. */
function requirements(text: string, path: string): { line: [number, number]; version: [number, number] }[] {
  const line = LINES.find(([name]) => name.test(path))?.[1];
  if (line === undefined) return [];
  const lists = [...text.matchAll(/"(?:d|devD)ependencies": \{[^}]*\}/g)].map(({ 0: list, index }) => [index, index + list.length] as const);
  return [...text.matchAll(line)].flatMap(({ index, indices }) => {
    const [whole, version] = indices ?? [];
    const isAsked = !path.endsWith('.json') || lists.some(([start, end]) => start < index && index < end);
    return isAsked && whole !== undefined && version !== undefined ? [{ line: whole, version }] : [];
  });
}

/** A module that nobody imports, each in another folder, beside one of its language. */
function addModules(files: readonly KindFile[], most: number): Change[] {
  const neighbours = new Map(files.filter(isMovable).map(({ path }) => [path.slice(0, path.lastIndexOf('/') + 1), path]));
  return spread([...neighbours], most).map(([folder, neighbour], number) => {
    const name = `bench_added_${number}`;
    return new Map([[`${folder}${name}${extensionOf(neighbour)}`, neighbour.endsWith('.py') ? `import json\n\n\ndef ${name}():\n    return json.dumps({})\n` : `export function ${name}() {\n  return {};\n}\n`]]);
  });
}

/** In its folder; whoever imports it is left as it is. */
function renamed({ path, read }: KindFile): Change {
  const extension = extensionOf(path);
  return new Map([[path, null], [`${path.slice(0, -extension.length)}_renamed${extension}`, read()]]);
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.'));
}
