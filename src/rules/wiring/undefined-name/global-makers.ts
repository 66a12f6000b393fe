/** Whether something in the tree may make a name global in JavaScript: what can't be excluded counts. Pure. */
import { packedWord, unpackWords } from '../../../facts/content/words.js';
import type { FileFacts } from '../../../facts/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel, perModelScan, perModelTally } from '../../shared/per-model.js';

/** Packages that bring names into modules without an import, at the wish of their configuration. */
const AUTO_IMPORTING = ['unplugin-auto-import', 'unimport', 'nuxt', 'nuxt-edge', 'nitropack', 'wxt', 'sails', 'next-auto-import', 'babel-plugin-auto-import', 'vite-plugin-auto-import', 'unplugin-vue-macros', '@adonisjs/fold', 'create-react-class-auto'];
/** Packages for code that a host runs: it hands over names of its own, which their types declare. */
const HOSTING = ['obsidian', '@figma/plugin-typings', 'zotero-types', 'fvtt-types', '@league-of-foundry-developers/foundry-vtt-types', 'siyuan', 'miniprogram-api-typings', '@tarojs/taro', '@dcloudio/types', '@girs/gjs', '@types/k6', 'codeceptjs', 'webdriverio', '@wdio/globals', 'nightwatch', 'testcafe', 'detox', '@minecraft/server', '@citizenfx/client', '@citizenfx/server', 'screeps', '@types/screeps', 'assemblyscript', 'userscript', 'vite-plugin-monkey', 'mintlify', '@types/google-apps-script', '@types/office-js'];
/** Modules whose import puts names among the globals. */
const REGISTERING = /^(shelljs\/global|chai\/register-.*|sugar|harmony-reflect|core-js.*\/proposals.*|@?global-.*\/register)$/;
/** Texts that scripts stand in, or are loaded from. */
const PAGE = /\.(?:html?|ejs|hbs|handlebars|pug|jade|njk|liquid|erb|php|twig|jinja2?|j2|mustache)$/i;
/** Components that are modules of their own: they make globals only where they name the global object. */
const COMPONENT = /\.(?:vue|svelte|astro)$/;
const LINT_CONFIGURATION = /(^|\/)(?:\.eslint[^/]*|\.oxlintrc\.jsonc?|biome\.jsonc?|\.jshintrc|\.babelrc[^/]*|\.swcrc|angular\.json|project\.json)$/;
const GLOBAL_OBJECTS = ['window', 'globalThis', 'global', 'self'].map(packedWord);

const made = perModelTally(
  perModelScan(({ globals }) => globals?.names),
  (names) => names,
);
const spokenOf = perModelTally(
  perModelScan((facts, path) => speaksOfGlobals(facts, path) && facts.content?.words),
  unpackWords,
);
const makers = perModelScan(({ globals, javascript }) => globals?.unlisted === true || javascript?.imports.some(({ specifier }) => REGISTERING.test(specifier)));
const manifests = perModelScan((facts, path) => /(^|\/)package\.json$/.test(path) && configuredGlobals(facts.text));
const types = perModelScan((facts, path) => /(^|\/)[tj]sconfig[^/]*\.json$/.test(path) && ambientTypes(facts.text));
const importedPackages = perModelTally(
  perModelScan(({ javascript }) => javascript?.imports.map(({ specifier }) => specifier).filter((specifier) => !specifier.startsWith('.'))),
  (specifiers) => specifiers,
);
const hasMeteor = perModel((model) => model.paths.some((path) => /(^|\/)\.meteor\//.test(path)));

/** Scripts that templates load by `{% static %}`. */
const loaded = perModelScan(({ template }) => template?.statics.flatMap(({ name }) => (name !== null && /\.[cm]?js$/i.test(name) ? [name] : [])));

/** Scripts below a `static` folder, as templates name them. */
const served = perModelScan(({ javascript }, path) => javascript !== undefined && /(?:^|\/)static\/(.+)$/.exec(path)?.[1]);

/** Folders that Mintlify makes a site of. */
const documentation = perModel((model) => model.paths.filter((path) => /(^|\/)(?:mint|docs)\.json$/.test(path)).map((path) => path.replace(/[^/]*$/, '')));

/** Why the name may be a global for a file, or undefined. One sentence fragment. */
export function mayBeGlobal(model: ProjectModel, path: string, name: string): string | undefined {
  if (made(model, name) > 0) return 'a file of the repository makes it global, or tells a tool to';
  if (spokenOf(model, packedWord(name)) > 0) return 'a page, a script without imports or a linter’s configuration speaks of it';
  if (manifests(model).some(({ told }) => told.includes(name))) return 'a package.json lists it among the globals';
  if (types(model).some(({ told }) => told.some((type) => isAbout(type, name)))) return 'a TypeScript configuration takes in types of that name';
  const scope = model.dependencies.scopeFor(path, 'npm');
  const importing = AUTO_IMPORTING.find((one) => scope.find(one).length > 0);
  if (importing !== undefined) return `${importing} may bring it`;
  const host = HOSTING.find((one) => scope.find(one).length > 0);
  if (host !== undefined) return `${host} stands for a host that hands over names of its own`;
  const plain = name.toLowerCase();
  if (scope.find(`@types/${plain}`).length > 0 && importedPackages(model, plain) === 0) return `@types/${plain} may declare it`;
  if (hasMeteor(model)) return 'Meteor shares names between files';
  if (documentation(model).some((folder) => path.startsWith(folder))) return 'the documentation’s host hands its components to every file';
  const maker = makers(model).find((one) => isNear(model, one.path, path));
  return maker === undefined ? undefined : `${maker.path} makes globals when it runs`;
}

/** A script that pages load beside those of a `static` folder and that is not read: of a package, or minified. Undefined for a module that no page loads. */
export function unreadScript(model: ProjectModel, path: string): string | undefined {
  if (!/(^|\/)static\//.test(path)) return undefined;
  return unreadScripts(model)[0];
}

const unreadScripts = perModel((model) => {
  const read = new Set(served(model).map(({ told }) => told));
  return [...new Set(loaded(model).flatMap(({ told }) => told))].filter((name) => !read.has(name));
});

/** A script without imports and exports shares its names with others of its page; one with a global's name in a page's text may too. */
function speaksOfGlobals({ javascript, template, content }: FileFacts, path: string): boolean {
  if (javascript !== undefined) {
    if (/\.d\.[cm]?ts$/.test(path)) return false;
    const isModule = javascript.imports.some(({ form }) => form === 'import' || form === 'reexport') || javascript.exports.length > 0 || javascript.starExports.length > 0;
    return !isModule && !javascript.commonJs.used;
  }
  if (template !== undefined || PAGE.test(path) || LINT_CONFIGURATION.test(path)) return true;
  return COMPONENT.test(path) && [...unpackWords(content?.words ?? '')].some((word) => GLOBAL_OBJECTS.includes(word));
}

/** Words of a package.json where it configures linters, tests and builds; its scripts among them (`esbuild --define:X=1`). */
function configuredGlobals(text: string | undefined): readonly string[] | undefined {
  const document = parsed(text);
  const told = Object.entries(document).flatMap(([key, value]) => (/^(?:eslint|jest|standard|semistandard|xo|babel|browserify|scripts|vitest|mocha|ava|jshint)/.test(key) ? [...JSON.stringify(value).matchAll(/[A-Za-z_$][\w$]*/g)].map(([word]) => word) : []));
  return told.length === 0 ? undefined : [...new Set(told)];
}

function parsed(text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // A broken manifest configures nothing; that it is broken is another rule's finding.
    return {};
  }
}

/** `"types": ["google.maps"]`; those of Node and of test runners are known. */
function ambientTypes(text: string | undefined): readonly string[] | undefined {
  const lists = [...(text ?? '').matchAll(/"types"\s*:\s*\[([^\]]*)\]/g)].flatMap((match) => [...(match[1] ?? '').matchAll(/"([^"]+)"/g)].map((entry) => entry[1] ?? ''));
  const told = lists.filter((type) => !/^(?:node|jest|mocha|jasmine|react|react-dom|vite\/client|vitest(?:\/.*)?|@testing-library\/.*)$/.test(type));
  return told.length === 0 ? undefined : told;
}

/** Both are lower-cased words run together: `google.maps` ~ `google`. */
function isAbout(type: string, name: string): boolean {
  const [a, b] = [type, name].map((one) => one.toLowerCase().replace(/[^a-z\d]/g, '')) as [string, string];
  return b.length > 1 && (a.includes(b) || (a.length > 2 && b.includes(a)));
}

/** Of one package, or one of packages within each other. */
function isNear(model: ProjectModel, maker: string, path: string): boolean {
  const folderOf = (one: string): string => (model.dependencies.scopeFor(one, 'npm').manifests.find((manifest) => manifest.endsWith('package.json')) ?? '').replace(/package\.json$/, '');
  return path.startsWith(folderOf(maker)) || maker.startsWith(folderOf(path));
}
