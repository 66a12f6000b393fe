/**
 * What a Django repository is made of, assembled from its files without importing it. Contracts; each part has a folder of
 * its own. Everything that can't be decided is `unknown` with its reason. Parts are plain, deterministic and computed when
 * first asked for.
 */
import type { Expression, FunctionNode, ClassNode } from '../../facts/python/code/nodes.js';
import type { Span } from '../../facts/types.js';
import type { CallGraph } from '../python/calls/types.js';
import type { ClassSymbol, FunctionSymbol } from '../python/symbols-types.js';
import type { MigrationIndex } from './migrations/types.js';
import type { ModelClass, ModelIndex } from './models/types.js';

/** A place in a file. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}

// ------------------------------------------------------------------------------------------- settings

/** The value of a setting as far as it can be told. Every value knows the place where it is written. */
export type Value = { readonly place: Place } & (
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'none' }
  /** `open`: other items may be there as well (an unknown list was added). */
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly open: boolean }
  | { readonly kind: 'dictionary'; readonly entries: readonly { readonly key: string; readonly value: Value; readonly place: Place }[]; readonly open: boolean }
  /** Read from the environment (`os.environ`, `os.getenv`, `env(...)`, `config(...)`): `fallback` when the variable is not set, null when it is required. */
  | { readonly kind: 'environment'; readonly variable: string; readonly fallback: Value | null }
  /** Depends on a test that can't be decided (a branch, a conditional expression): any of these. */
  | { readonly kind: 'either'; readonly values: readonly Value[] }
  /** A class, function or other object by its dotted name. */
  | { readonly kind: 'object'; readonly dotted: string }
  /** A file or folder of the repository, relative to its top: `BASE_DIR / "templates"`. '' is the top. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'unknown'; readonly reason: string }
);

export interface SettingsModule {
  readonly path: string;
  /** As DJANGO_SETTINGS_MODULE would name it. */
  readonly dotted: string;
  /** `production`: what wsgi/asgi/Dockerfile/compose/Procfile name, or is called production, or the only one; `base`: others star-import it and nothing names it. */
  readonly role: 'production' | 'development' | 'test' | 'base';
  /** Who names it: manage.py, wsgi.py, Dockerfile, pytest.ini, … */
  readonly namedBy: readonly Place[];
  /** This file and the files it star-imports, in the order in which they run. */
  readonly chain: readonly string[];
  /** Why settings may be set that can't be seen (`globals().update`, an unknown star import); null when all are seen. */
  readonly open: string | null;
  /** The setting's value at the end of the module with its chain; undefined when it is never set. For `role` production, branches on DEBUG are taken with DEBUG False where its value allows it. */
  get(name: string): Value | undefined;
  /** All settings' names (upper case), sorted. */
  readonly names: readonly string[];
  /** The folder that its dotted name starts from: the project's own. '' is the repository's top. */
  readonly root: string;
}

export interface SettingsIndex {
  /** Every settings module of the repository, sorted by path. */
  readonly modules: readonly SettingsModule[];
  /** The settings that production runs with; several when there are several services. */
  readonly production: readonly SettingsModule[];
  /** A module by path. */
  at(path: string): SettingsModule | undefined;
  /** The settings that govern an application file: of the nearest project above or beside it; production first. */
  forFile(path: string): readonly SettingsModule[];
}

// ----------------------------------------------------------------------------------------------- apps

export interface App {
  /** Folder of the app's package. */
  readonly folder: string;
  /** Dotted, as INSTALLED_APPS would name the package. */
  readonly dotted: string;
  /** The last part of `dotted`, or what its AppConfig says. */
  readonly label: string;
  /** The AppConfig class, where there is one. */
  readonly config: ClassSymbol | null;
  /** Some settings module's INSTALLED_APPS names it; `unknown` where lists are open or can't be evaluated. */
  readonly installed: 'yes' | 'no' | 'unknown';
}

export interface AppIndex {
  /** Folders with models, migrations, an AppConfig, or named in INSTALLED_APPS, that are packages of the repository; sorted by folder. */
  readonly apps: readonly App[];
  /** The app a file belongs to: the nearest one above it. */
  of(path: string): App | undefined;
  byLabel(label: string): App | undefined;
  /** Dotted names of installed apps that are not of the repository (`rest_framework`); and whether the list may hold more. */
  readonly external: { readonly names: readonly string[]; readonly open: boolean };
}

// ------------------------------------------------------------------------------ models and migrations

export type { FieldAnswer, ModelClass, ModelField, ModelIndex, Relation } from './models/types.js';
export type { MigratedModel, Migration, MigrationIndex } from './migrations/types.js';

// ------------------------------------------------------------------------------------- routes and views

export type ViewTarget =
  | { readonly kind: 'view'; readonly view: View }
  /** Outside the repository. */
  | { readonly kind: 'external'; readonly dotted: string }
  | { readonly kind: 'missing'; readonly name: string; readonly place: Place; readonly path: string; readonly nearest: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface View {
  readonly path: string;
  readonly symbol: string;
  readonly form: 'function' | 'class';
  readonly node: FunctionNode | ClassNode;
  readonly framework: 'django' | 'drf';
  /** A DRF ViewSet. */
  readonly viewset: boolean;
}

export interface Route {
  /** The full pattern from the root: `/api/v1/orders/{pk}/`; parameters as `{name}`, what can't be told as `{*}`. Regular expressions are simplified the same way. */
  readonly pattern: string;
  /** Name with its namespaces: `shop:order-detail`; null without a name; undefined when it can't be told. */
  readonly name: string | null | undefined;
  /** HTTP methods in upper case, sorted; null when it answers any or can't be told. */
  readonly methods: readonly string[] | null;
  readonly target: ViewTarget;
  /** Names of the parameters in the pattern, in order. */
  readonly parameters: readonly string[];
  /** The path()/re_path()/url()/register() call. */
  readonly place: Place;
  /** Router-made routes: list, detail, or an @action's method name. */
  readonly action?: string;
  /** Parts of the pattern could not be read, so that it may be anything: its reason. */
  readonly open: string | null;
  /** It stands in a branch, or below an include that does: it may not be there, or another instead of it. */
  readonly conditional: boolean;
  /** The urlconf module from which it was reached: a root, or one that nothing includes. */
  readonly root: string;
  /** The routes on the way that include it, outermost first. */
  readonly through: readonly Place[];
  /** The other names under which `reverse()` finds it: by app namespace instead of instance namespace. */
  readonly aliases: readonly string[];
  /** Source of a regular expression over the URL path without its leading slash, unanchored; parameters match `{…}` too. Routes of equal source answer the same URLs. */
  readonly source: string;
}

/** A urlconf (or router) that could not be read whole: routes may exist below the prefix that can't be seen. */
export interface OpenRoutes {
  readonly prefix: string;
  readonly namespace: string;
  readonly reason: string;
  readonly place: Place;
  /** Other ways to write the namespace: by app namespace instead of instance namespace. */
  readonly aliases: readonly string[];
  /** URL names that may be there, without `namespace`: any, none (files, say), or those that the expression matches. */
  readonly names: 'any' | 'none' | RegExp;
  /** The included module of the repository that does not exist. */
  readonly missing?: Extract<ViewTarget, { readonly kind: 'missing' }>;
}

/** `handler404 = …` of a urlconf. */
export interface ErrorHandler {
  readonly name: string;
  readonly place: Place;
  readonly target: ViewTarget;
}

export interface RouteGraph {
  /** All routes of all root urlconfs, and of urlconfs that nothing includes, in the order in which they are matched. */
  readonly routes: readonly Route[];
  readonly open: readonly OpenRoutes[];
  /** Urlconf modules reached from a root urlconf. */
  readonly reached: readonly string[];
  /** Urlconf files (with a urlpatterns) that no root reaches. */
  readonly orphans: readonly string[];
  /** Urlconf modules that ROOT_URLCONF names; empty where no settings module of the repository names one that can be found. */
  readonly roots: readonly string[];
  readonly handlers: readonly ErrorHandler[];
  /** What stands in a file: its routes, what it leaves open and its handlers. */
  at(path: string): { readonly routes: readonly Route[]; readonly open: readonly OpenRoutes[]; readonly handlers: readonly ErrorHandler[] };
  /** Whether a URL name (with namespaces) exists. */
  named(name: string): { readonly kind: 'yes'; readonly routes: readonly Route[] } | { readonly kind: 'no'; readonly nearest: readonly string[] } | { readonly kind: 'unknown'; readonly reason: string };
  /** Routes that lead to a view. */
  to(path: string, symbol: string): readonly Route[];
  /** Routes that a concrete URL path (`/orders/3/`, query string cut) or a pattern with `{…}` matches, first match first. */
  match(url: string): readonly Route[];
}

export interface ViewIndex {
  /** Every function or class that answers HTTP requests, sorted by path and place: routed, or of a view's shape. */
  readonly views: readonly View[];
  at(path: string, symbol: string): View | undefined;
  /** DRF: classes of a setting on a view (`permission_classes`, `throttle_classes`, …), decorators and settings' defaults included; null when it can't be told. */
  classesOf(view: View, option: 'permission_classes' | 'authentication_classes' | 'throttle_classes' | 'pagination_class', action?: string): readonly { readonly dotted: string }[] | null;
  /** HTTP methods that a view answers, upper case, sorted; null when it can't be told. */
  methods(view: View): readonly string[] | null;
  /** The functions that run for a request: the function itself, or the handler methods of the class (own and inherited of the repository). */
  handlers(view: View): readonly FunctionSymbol[];
}

// ------------------------------------------------------------------------------------------ templates

export interface TemplateIndex {
  /** Name as `render` would look it up -> path; the first folder wins. */
  readonly names: ReadonlyMap<string, string>;
  /** Names of a template file: one for each template folder it stands in. */
  namesOf(path: string): readonly string[];
  find(name: string): { readonly kind: 'found'; readonly path: string } | { readonly kind: 'missing'; readonly nearest: readonly string[] } | { readonly kind: 'unknown'; readonly reason: string };
}

// ----------------------------------------------------------------------------------- celery and channels

export interface Task {
  readonly name: string;
  readonly path: string;
  readonly function: FunctionSymbol;
  readonly decorator: Expression;
}

export interface TaskIndex {
  readonly tasks: readonly Task[];
  /** Files that make a Celery app. */
  readonly apps: readonly Place[];
  /** Task names that may exist unseen: why; null when all are seen. */
  readonly open: string | null;
  /** Whether autodiscovery or an import of code that is no test loads the module: null when it can't be told. */
  isLoaded(path: string): boolean | null;
  /** The task a function is, or undefined. */
  at(path: string, symbol: string): Task | undefined;
  /** Whether a name that the file at `from` uses (`send_task("…")`, a beat schedule) is that of a task. `path`: the module in which it was looked for. */
  find(from: string, name: string): { readonly kind: 'yes'; readonly task: Task | null } | { readonly kind: 'no'; readonly nearest: readonly string[]; readonly path: string | null } | { readonly kind: 'unknown'; readonly reason: string };
}

export interface ChannelIndex {
  readonly consumers: readonly ClassSymbol[];
  /** Where websocket routes stand and where they lead. */
  readonly routes: readonly { readonly place: Place; readonly pattern: string; readonly target: ClassSymbol | { readonly missing: string; readonly nearest: readonly string[] } | { readonly unknown: string } }[];
  /** The websocket application of each asgi module: wrappers outermost first, dotted (`channels.security.websocket.AllowedHostsOriginValidator`). */
  readonly stacks: readonly { readonly place: Place; readonly wrappers: readonly string[]; readonly open: string | null; readonly application: Expression }[];
  /** Why consumers may be routed unseen; null when all is seen. */
  readonly open: string | null;
}

export interface CommandIndex {
  /** `name` -> path of management/commands/name.py of the repository. */
  readonly commands: ReadonlyMap<string, string>;
  /** Whether `manage.py name` can run. */
  find(name: string): { readonly kind: 'yes' } | { readonly kind: 'no'; readonly nearest: readonly string[] } | { readonly kind: 'unknown'; readonly reason: string };
}

// ---------------------------------------------------------------------------------------------- calls

export type { CallEdge, CallGraph, CallPath } from '../python/calls/types.js';

// ------------------------------------------------------------------------------------------------ orm

/** Which related objects a query brings along, as lookup paths with `__`. */
export interface Loaded {
  readonly select: readonly string[];
  readonly prefetch: readonly string[];
  /** Related objects may be loaded in a way that can't be seen (a custom manager, a Prefetch with a computed queryset, `select_related()` without names, a queryset handed in). */
  readonly open: string | null;
  /** Paths that are loaded in one branch of the code and not in another. */
  readonly perhaps?: readonly string[];
}

/** What a manager or queryset has beyond its model's fields and Django's own methods. */
export interface Added {
  /** Names that the manager's own queryset annotates. */
  readonly names: readonly string[];
  /** Names may be annotated in a way that can't be seen; null when all are seen. */
  readonly open: string | null;
  /** Classes of the repository whose methods it has, nearest first. */
  readonly classes: readonly ClassSymbol[];
}

/** What an expression inside a function gives, as far as the ORM is concerned. */
export type OrmType =
  | { readonly kind: 'manager'; readonly model: ModelClass; readonly loaded: Loaded; readonly added: Added }
  /** `rows`: model instances; `values`: dictionaries, tuples or single values. `origin`: the expression where the chain begins, for the fix; it stands in the file at `originPath`. `empty`: of `none()`. */
  | { readonly kind: 'queryset'; readonly model: ModelClass; readonly loaded: Loaded; readonly rows: 'instances' | 'values'; readonly origin: Expression; readonly aliases: readonly string[]; readonly sliced: boolean; readonly added: Added; readonly originPath?: string; readonly empty?: true }
  | { readonly kind: 'instance'; readonly model: ModelClass; readonly loaded: Loaded; readonly origin: Expression | null; readonly originPath?: string }
  | { readonly kind: 'unknown' };

export interface OrmIndex {
  /** The type of an expression in a function (or of a class body's attribute, with the method's class known for `self`). */
  typeOf(inside: FunctionSymbol, expression: Expression): OrmType;
  /** The type of an expression at module or class level. */
  typeAt(path: string, expression: Expression): OrmType;
  /** The model that `self.get_queryset()`, `queryset = …` or `model = …` of a class-based view, viewset, serializer, ModelForm or ModelAdmin speaks of, with its queryset where it is written. */
  modelOf(symbol: ClassSymbol): { readonly model: ModelClass; readonly queryset: OrmType | null } | undefined;
}

// ------------------------------------------------------------------------------------------ the whole

export interface DjangoProject {
  /** Some Python file imports Django. Without it every part is empty. */
  readonly present: boolean;
  readonly settings: SettingsIndex;
  readonly apps: AppIndex;
  readonly models: ModelIndex;
  readonly migrations: MigrationIndex;
  readonly routes: RouteGraph;
  readonly views: ViewIndex;
  readonly templates: TemplateIndex;
  readonly tasks: TaskIndex;
  readonly channels: ChannelIndex;
  readonly commands: CommandIndex;
  readonly orm: OrmIndex;
  readonly calls: CallGraph;
}

/**
 * Parts of the model that a rule may ask about files other than the judged one. A rule names those it reads; when a change
 * makes one of them differ, the rule judges all its files again.
 */
export type DjangoPart = Exclude<keyof DjangoProject, 'present'>;
