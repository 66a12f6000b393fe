import { z } from 'zod';
import type { FunctionNode } from '../../facts/python/code/nodes.js';
import { walkExpressions, walkStatements, expressionsOf } from '../../facts/python/code/walk.js';
import type { Message } from '../../findings/types.js';
import type { ClassSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isShippedPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

type Kind = keyof typeof KINDS;

interface Data {
  readonly kind: Kind;
  readonly name: string;
  /** Files of tests that name it. */
  readonly tests: readonly string[];
}

/** What each kind of class is for, and where it is attached. */
const KINDS = {
  manager: { noun: 'manager or queryset', why: 'No model uses it: queries go through the default manager, without what this class adds.', where: 'to its model (`objects = …`)' },
  middleware: { noun: 'middleware', why: 'No MIDDLEWARE setting names it, so no request passes through it.', where: 'to MIDDLEWARE in the settings' },
  permission: { noun: 'permission class', why: 'No view asks it: what it should forbid is decided by other permissions.', where: 'to `permission_classes` of the views it should guard' },
  throttle: { noun: 'throttle', why: 'No view or setting uses it: its rate limits nothing.', where: 'to `throttle_classes` or DEFAULT_THROTTLE_CLASSES' },
  authentication: { noun: 'authentication class', why: 'No view or setting uses it: requests are never authenticated by it.', where: 'to `authentication_classes` or DEFAULT_AUTHENTICATION_CLASSES' },
  backend: { noun: 'authentication backend', why: 'AUTHENTICATION_BACKENDS does not name it, so no login asks it.', where: 'to AUTHENTICATION_BACKENDS in the settings' },
} as const;

const BASES: readonly (readonly [RegExp, Kind])[] = [
  [/^django\.(db\.models\.(manager\.|query\.)?(Manager|QuerySet|BaseManager)|contrib\.auth\.(models|base_user)\.(BaseUserManager|UserManager))$/, 'manager'],
  [/^django\.utils\.deprecation\.MiddlewareMixin$/, 'middleware'],
  [/^rest_framework\.permissions\.\w+$/, 'permission'],
  [/^rest_framework\.throttling\.\w+$/, 'throttle'],
  [/^rest_framework\.authentication\.\w+$/, 'authentication'],
  [/^django\.contrib\.auth\.backends\.\w+$/, 'backend'],
];
/** Settings that attach a kind of class. */
const SETTINGS: Readonly<Record<Kind, readonly string[]>> = {
  manager: [],
  middleware: ['MIDDLEWARE'],
  permission: ['REST_FRAMEWORK.DEFAULT_PERMISSION_CLASSES'],
  throttle: ['REST_FRAMEWORK.DEFAULT_THROTTLE_CLASSES'],
  authentication: ['REST_FRAMEWORK.DEFAULT_AUTHENTICATION_CLASSES'],
  backend: ['AUTHENTICATION_BACKENDS'],
};
/** Test code by the names that test runners know; a folder `test` may be an app. */
const TEST_CODE = /(^|\/)(tests\/|tests?\.py$|test_[^/]*\.py$|[^/]*_tests?\.py$|conftest\.py$)/;
/** Made to be inherited from. */
const FOR_OTHERS = /^(_|Base|Abstract)|(Base|Mixin)$/;

export const unattachedComponent: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unattached-component',
    area: 'wiring',
    severity: 'warning',
    confidence: 'medium',
    status: 'stable',
    languages: ['python'],
    fix: 'none',
    summary: 'A manager, middleware, permission, throttle, authentication class or backend is defined and attached to nothing.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.python !== undefined && isShippedPath(path) && (facts.python.bases.length > 0 || facts.code?.includes('get_response') === true),
  detect,
  message,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (!model.django.present) return judgement.done();
  for (const symbol of model.symbols.classes(path)) {
    const kind = symbol.symbol.includes('.') ? undefined : kindOf(model, symbol);
    if (kind === undefined || FOR_OTHERS.test(symbol.node.name)) continue;
    if (isLibrary(model, path)) {
      judgement.unknown(model.symbols.span(path, symbol.node)[0], `${symbol.node.name} may be meant for projects that use this package`);
      continue;
    }
    const others = model.symbols.mentions(symbol.node.name).filter((one) => one !== path);
    const used = others.some((one) => !TEST_CODE.test(one)) || symbol.node.decorators.length > 0 || isNamedWithin(model, symbol);
    const computed = used ? null : computedSetting(model, kind);
    if (used) judgement.pass();
    else if (computed !== null) judgement.unknown(model.symbols.span(path, symbol.node)[0], `${computed} is read from the environment`);
    else judgement.match(matchOf(model, symbol, kind, others));
  }
  return judgement.done();
}

function matchOf(model: ProjectModel, { path, symbol, node }: ClassSymbol, kind: Kind, tests: readonly string[]): Match<Data> {
  return {
    span: model.symbols.span(path, { start: node.nameStart, end: node.nameStart + node.name.length }),
    symbol,
    subject: `${kind} ${node.name}`,
    causes: [{ path, text: node.name }, { path: '*', text: node.name }],
    related: [],
    data: { kind, name: node.name, tests },
  };
}

function kindOf(model: ProjectModel, symbol: ClassSymbol): Kind | undefined {
  const { external } = model.symbols.ancestry(symbol);
  const found = BASES.find(([pattern]) => external.some((dotted) => pattern.test(dotted)))?.[1];
  return found ?? (isMiddleware(symbol) ? 'middleware' : undefined);
}

/** `__init__(self, get_response)` and `__call__`. */
function isMiddleware({ node }: ClassSymbol): boolean {
  const method = (name: string): FunctionNode | undefined => node.body.find((statement): statement is FunctionNode => statement.kind === 'function' && statement.name === name);
  return method('__init__')?.parameters[1]?.name === 'get_response' && method('__call__') !== undefined;
}

/** A setting that attaches classes of the kind and takes them from outside the code. */
function computedSetting(model: ProjectModel, kind: Kind): string | null {
  for (const module of model.django.settings.modules) {
    for (const name of SETTINGS[kind]) {
      const [setting, key] = name.split('.') as [string, string | undefined];
      const whole = module.get(setting);
      const value = key === undefined ? whole : whole?.kind === 'dictionary' ? whole.entries.find((entry) => entry.key === key)?.value : undefined;
      if (value?.kind === 'environment' || value?.kind === 'unknown') return name;
    }
  }
  return null;
}

/** The file itself names the class outside its own body: as a base, in a call, in `__all__`, in a string. */
function isNamedWithin(model: ProjectModel, { path, node }: ClassSymbol): boolean {
  let found = false;
  const word = new RegExp(`\\b${node.name}\\b`);
  walkStatements(model.symbols.code(path)?.body ?? [], (statement) => {
    if (statement === node) return false;
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if ((one.kind === 'name' && one.id === node.name) || (one.kind === 'attribute' && one.attribute === node.name) || (one.kind === 'string' && word.test(one.value))) found = true;
      });
    }
    return !found;
  });
  return found;
}

/** A package that is published: classes that it does not use itself are there for others. */
function isLibrary(model: ProjectModel, path: string): boolean {
  const folders = path.split('/').slice(0, -1).map((_part, index, parts) => parts.slice(0, index).join('/'));
  return [...folders, ''].some((folder) => {
    const at = folder === '' ? '' : `${folder}/`;
    return ['setup.py', 'MANIFEST.in'].some((name) => model.hasFile(`${at}${name}`));
  });
}

function message({ data }: Match<Data>): Message {
  const { noun, why, where } = KINDS[data.kind];
  const tested = data.tests.length > 0 ? ' but its tests' : '';
  return { what: `Nothing${tested} refers to the ${noun} \`${data.name}\`.`, why, todo: `Add it ${where}, or delete the class.` };
}
