import { z } from 'zod';
import type { Unmentioned } from '../../facts/content/types.js';
import { packedWord, unpackWords } from '../../facts/content/words.js';
import type { Message } from '../../findings/types.js';
import { isShippedPath } from '../../project/path-uses.js';
import type { ProjectModel } from '../../project/types.js';
import { isConventionalEntry } from '../shared/entry-points.js';
import { judging } from '../shared/judgement.js';
import { perModel, perModelAnd, perModelScan, perModelTally } from '../shared/per-model.js';
import { publishedBy } from '../shared/published.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

export const unusedDefinition: Rule<Unmentioned, unknown> = {
  meta: {
    id: 'dead-code/unused-definition',
    area: 'dead-code',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A function, class or export whose name stands nowhere else in the repository.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => (facts.content?.unmentioned?.length ?? 0) > 0 && facts.skip === undefined && isShippedPath(path) && !/\.(pyi|d\.[cm]?ts)$/.test(path),
  detect,
  message,
};

/** Base classes of the standard library and of pydantic that keep no list of their subclasses for others to walk. */
const PLAIN_BASES = /^(?:object|\w*(?:Exception|Error|Warning)|(?:abc\.)?ABC|(?:enum\.)?(?:Enum|IntEnum|StrEnum|Flag|IntFlag)|(?:typing\.)?(?:NamedTuple|TypedDict|Protocol|Generic)|str|int|dict|list|set|tuple|(?:pydantic\.)?BaseModel|(?:threading\.)?Thread)$/;

/** Names that frameworks look up in modules, wherever these stand. */
const CALLED_BY_NAME = /^(?:main|run|handler|lambda_handler|setup|teardown|configure|register|includeme|create_app|get_app|app|application|upgrade|downgrade|default_app_config|on_\w+|handle_\w+|load_ipython_extension|post_fork|pre_fork|when_ready|worker_\w+)$/;
const NEXT_EXPORTS =
  /^(?:getServerSideProps|getStaticProps|getStaticPaths|getInitialProps|generateMetadata|generateStaticParams|generateViewport|generateImageMetadata|metadata|viewport|revalidate|dynamic|dynamicParams|fetchCache|runtime|preferredRegion|maxDuration|config|middleware|proxy|loader|action|clientLoader|clientAction|meta|links|headers|handle|shouldRevalidate|ErrorBoundary|HydrateFallback|Layout|unstable_\w+|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|up|down|load|actions|prerender|ssr|csr|onRequest\w*|register|onRequestError|onRouterTransitionStart|size|contentType|alt|Route|Component|instant|experimental_\w+)$/;

/** Program texts that are not read: a name may stand in one of them. */
const UNREAD = /\.(?:pyx|pxd|mako|coffee|php|erb|ejs|hbs|handlebars|pug|jade|liquid|mustache|njk|twig|rb|java|kt|swift|m|mm|go|rs|c|cc|cpp|h|lua|elm|re|res|ml|marko|imba|civet|graphql|gql|sql|robot|feature|templ)$/i;

/** In how many files each word stands. */
const filesWith = perModelTally(perModelScan(({ content }) => content?.words), unpackWords);

/** Folders (first two parts of the path) that hold program texts which are not read. */
const allFoldersWithUnread = perModel((model): ReadonlySet<string> => new Set(model.paths.filter((path) => UNREAD.test(path)).map(partOf)));

const hasUnread = perModelAnd((model, folder: string) => allFoldersWithUnread(model).has(folder));

function partOf(path: string): string {
  return path.split('/').slice(0, -1).slice(0, 2).join('/');
}

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Unmentioned> {
  const judgement = judging<Unmentioned>();
  // A module that nothing uses is told as a whole.
  if (model.references.incoming(subject.path).length === 0 && !isConventionalEntry(subject.path)) return judgement.done();
  const unseen = mayBeUsedUnseen(subject, model);
  for (const definition of subject.facts.content?.unmentioned ?? []) {
    if (filesWith(model, packedWord(definition.name)) > 1 || isCalledByConvention(subject, definition)) judgement.pass();
    else if (unseen !== undefined) judgement.unknown(definition.span[0], unseen);
    else if (definition.bases?.some((base) => !PLAIN_BASES.test(base)) === true) judgement.unknown(definition.span[0], `whoever defines \`${definition.bases.join('`, `')}\` may look for its subclasses`);
    else judgement.match(toMatch(subject.path, definition));
  }
  return judgement.done();
}

function isCalledByConvention({ path, facts }: Subject, { name }: Unmentioned): boolean {
  if (facts.python !== undefined) return CALLED_BY_NAME.test(name) || isLoadedWhole(path);
  return NEXT_EXPORTS.test(name) || CALLED_BY_NAME.test(name) || /(^|\/)[^/]*([.-]config|rc|\.setup)\.[cm]?[jt]sx?$/.test(path);
}

/** Python modules whose names a framework reads one by one: settings, Alembic and Celery configuration, plug-in hooks. */
function isLoadedWhole(path: string): boolean {
  return /(^|\/)(settings|conf|config|migrations|alembic|versions|templatetags|commands|hooks|plugins|dags|locale)\/|(^|\/)(settings|conf|gunicorn\w*|celeryconfig|hooks|plugins?|wagtail_hooks|translation|admin|signals|receivers|context_processors|conftest|env)\.py$/.test(path);
}

function mayBeUsedUnseen(subject: Subject, model: ProjectModel): string | undefined {
  if (subject.facts.python === undefined && /(^|\/)components\/ui\//.test(subject.path)) return 'a kit of components, copied in whole';
  const published = publishedBy(subject, model);
  if (published !== undefined) return `${published} publishes it: users of the package may call it`;
  if (hasUnread(model, partOf(subject.path))) return 'files beside it are in a language that is not read';
  if (subject.facts.python !== undefined) {
    const loader = model.loaderAbove(subject.path);
    if (loader !== undefined && isConventionalEntry(subject.path)) return `${loader} loads modules by computed names`;
  }
  return undefined;
}

function toMatch(path: string, definition: Unmentioned): Match<Unmentioned> {
  return {
    span: definition.span,
    symbol: definition.name,
    subject: definition.name,
    causes: [{ path, text: definition.name }, { path: '*', text: definition.name }],
    related: [],
    data: definition,
  };
}

function message({ data }: Match<Unmentioned>, { facts }: Subject): Message {
  const kind = facts.javascript !== undefined && data.kind === 'variable' ? 'export' : data.kind;
  return {
    what: `The ${kind} \`${data.name}\` is used nowhere: its name stands in no other place of the repository.`,
    why: 'Code that never runs is still read, updated and trusted.',
    todo: 'Use it where it was meant to be used, or delete it.',
  };
}
