/** The import that would define a name, where there is exactly one. Pure. */
import { isShippedPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';
import type { Subject } from '../../types.js';

/** Names that one module of the standard library is known for: the Python documentation's own examples import them from there. */
const STANDARD: ReadonlyMap<string, string> = new Map(
  Object.entries({
    typing: 'Any Optional Union TypeVar Generic Protocol Literal TypedDict ClassVar Annotated TYPE_CHECKING overload Final NamedTuple',
    collections: 'defaultdict OrderedDict Counter deque namedtuple ChainMap',
    pathlib: 'Path PurePath',
    datetime: 'timedelta',
    decimal: 'Decimal',
    dataclasses: 'dataclass',
    enum: 'Enum IntEnum StrEnum',
    functools: 'lru_cache cached_property partial wraps reduce',
    contextlib: 'contextmanager asynccontextmanager suppress nullcontext',
    io: 'BytesIO StringIO',
    abc: 'ABC abstractmethod',
    uuid: 'uuid4',
    fractions: 'Fraction',
    'unittest.mock': 'MagicMock AsyncMock',
  }).flatMap(([module, names]) => names.split(' ').map((name) => [name, module] as const)),
);

/** Paths that define a name at module level, in code that is shipped. */
const definers = perModel((model): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const path of model.paths) {
    if (!path.endsWith('.py') || !isShippedPath(path)) continue;
    for (const { name, kind } of model.facts(path)?.python?.definitions ?? []) {
      if (kind === 'import') continue;
      const paths = found.get(name) ?? [];
      if (!paths.includes(path)) paths.push(path);
      found.set(name, paths);
    }
  }
  return found;
});

/** The statement, and the 1-based line before which it goes. undefined where none or several would do, or the file has no import to stand after. */
export function importFor(model: ProjectModel, { path, facts }: Subject, name: string): { readonly text: string; readonly line: number } | undefined {
  const text = statementFor(model, path, name);
  const last = facts.python?.imports.filter(({ scope, guard, form }) => scope === 'module' && guard === 'none' && form === 'statement').at(-1);
  if (text === undefined || last === undefined || last.span[2] >= facts.lineCount) return undefined;
  // Not before a later line that hangs on the import (`import a; b = 1`), which the fixer's own check would find.
  return { text, line: last.span[2] + 1 };
}

function statementFor(model: ProjectModel, path: string, name: string): string | undefined {
  const local = definers(model).get(name) ?? [];
  const standard = STANDARD.get(name) ?? (STANDARD_MODULES.has(name) ? '' : undefined);
  if (standard !== undefined) return local.length > 0 ? undefined : standard === '' ? `import ${name}` : `from ${standard} import ${name}`;
  const [only, ...others] = local;
  const module = only === undefined || others.length > 0 || only === path ? undefined : model.python.dottedName(only, path);
  return module === undefined ? undefined : `from ${module} import ${name}`;
}

/** Modules of the standard library that code names as they are, `json.dumps`. */
const STANDARD_MODULES: ReadonlySet<string> = new Set('os sys re json math random time logging datetime itertools functools collections subprocess shutil tempfile traceback uuid hashlib hmac base64 copy csv io asyncio threading inspect importlib warnings contextlib typing pathlib socket struct string textwrap secrets sqlite3 urllib zipfile operator statistics decimal pickle signal queue argparse'.split(' '));
