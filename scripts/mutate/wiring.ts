/** Defects of wiring: something names what is no longer there. */
import { dottedName, keywordOf, literalString } from '../../src/facts/python/code/walk.js';
import { broughtBy } from '../../src/project/dependencies/brought.js';
import { bringsAlong } from '../../src/project/dependencies/provides.js';
import { joinPath } from '../../src/project/tree.js';
import { isTestPath } from '../../src/project/path-uses.js';
import { dropping, droppingLines, insertingBefore, replacing, sourceOf } from './edit.js';
import { applicationFiles, callsIn, expressionsIn, statementsOf, stringsBelow } from './places.js';
import type { Clean, Mutation, Mutator } from './types.js';

export const WIRING: readonly Mutator[] = [
  { name: 'delete an imported module', rules: ['wiring/unresolved-import', 'wiring/missing-export'], plant: deleteModules },
  { name: 'rename an imported definition', rules: ['wiring/missing-export'], plant: renameDefinitions },
  { name: 'take out a requirement that no other brings', rules: ['wiring/undeclared-dependency'], plant: dropRequirements },
  { name: 'drop a route', rules: ['wiring/unrouted-view', 'wiring/unresolved-url-name', 'wiring/health-route-missing'], plant: dropRoutes },
  { name: 'rename a route that is reversed', rules: ['wiring/unresolved-url-name'], plant: renameRoutes },
  { name: 'rename a routed view', rules: ['wiring/unresolved-route-target', 'wiring/missing-export'], plant: renameViews },
  { name: 'add a field without migration', rules: ['wiring/missing-migration'], plant: addFields },
  { name: 'drop a field without migration', rules: ['wiring/missing-migration'], plant: dropFields },
  { name: 'lengthen a field without migration', rules: ['wiring/missing-migration'], plant: lengthenFields },
  { name: 'add a model without migration', rules: ['wiring/missing-migration'], plant: addModels },
  { name: 'fork the migrations', rules: ['wiring/migration-conflict'], plant: forkMigrations },
  { name: 'unregister an app', rules: ['wiring/unregistered-app'], plant: unregisterApps },
  { name: 'misspell a path in the settings', rules: ['wiring/unresolved-setting-reference'], plant: misspellSettings },
  { name: 'break a template name', rules: ['wiring/missing-template'], plant: breakTemplates },
  { name: 'misspell a lookup', rules: ['wiring/unknown-model-field'], plant: misspellLookups },
  { name: 'misspell a serializer field', rules: ['wiring/unknown-model-field'], plant: misspellMetaFields },
  { name: 'misspell a scheduled task', rules: ['wiring/unregistered-task'], plant: misspellTasks },
  { name: 'drop a consumer’s route', rules: ['wiring/unrouted-consumer'], plant: dropConsumerRoutes },
  { name: 'stop importing the receivers', rules: ['wiring/unloaded-signal-receivers'], plant: dropReceivers },
  { name: 'import models before Django is set up', rules: ['wiring/asgi-import-order'], plant: hoistImports },
  { name: 'delete a command that is called', rules: ['wiring/missing-management-command'], plant: deleteCommands },
];

function* deleteModules(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    if (/(^|\/)(__init__|models|admin|apps|urls|tests)\.py$/.test(path)) continue;
    const importers = clean.model.references.incoming(path).filter(({ from, kind }) => kind === 'import' && !isTestPath(from) && importsPlainly(clean, from, path));
    if (importers.length > 0) yield { description: `${path} delete`, changes: { [path]: null } };
  }
}

/** Some import of it is not guarded, so that its absence breaks the importer. */
function importsPlainly(clean: Clean, from: string, target: string): boolean {
  const statements = clean.model.facts(from)?.python?.imports ?? [];
  return statements.some((statement) => {
    if (statement.guard !== 'none' || statement.form !== 'statement') return false;
    const whole = clean.model.python.resolve(from, statement);
    return whole.kind === 'local' && whole.path === target;
  });
}

function* renameDefinitions(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    const wanted = new Set<string>();
    for (const { from } of clean.model.references.incoming(path)) {
      for (const statement of clean.model.facts(from)?.python?.imports ?? []) {
        const target = clean.model.python.resolve(from, statement);
        if (statement.guard !== 'none' || target.kind !== 'local' || target.path !== path) continue;
        for (const { name } of statement.names ?? []) wanted.add(name);
      }
    }
    for (const statement of clean.model.symbols.code(path)?.body ?? []) {
      if ((statement.kind === 'function' || statement.kind === 'class') && wanted.has(statement.name)) {
        const name = { start: statement.nameStart, end: statement.nameStart + statement.name.length };
        yield replacing(clean, path, name, `${statement.name}_renamed`, `rename ${statement.name}`);
      }
    }
  }
}

function* dropRequirements(clean: Clean): Iterable<Mutation> {
  const seen = new Set<string>();
  for (const path of applicationFiles(clean)) {
    for (const statement of clean.model.facts(path)?.python?.imports ?? []) {
      if (statement.guard !== 'none' || statement.level > 0 || clean.model.python.resolve(path, statement).kind !== 'package') continue;
      const declared = clean.model.dependencies.declaration(path, 'python', statement.module);
      if (declared.kind !== 'declared' || declared.group !== 'main') continue;
      const entries = clean.model.dependencies.scopeFor(path, 'python').find(declared.name);
      const [entry] = entries;
      if (entries.length !== 1 || entry === undefined || seen.has(declared.name) || !entry.manifest.endsWith('.txt')) continue;
      seen.add(declared.name);
      const others = clean.model.dependencies.manifest(entry.manifest)?.dependencies.filter(({ name }) => name !== declared.name) ?? [];
      const told = others.flatMap(({ name, extras }) => [name, ...bringsAlong(name, extras)]);
      if ([...told, ...broughtBy(told)].includes(declared.name)) continue;
      const lines = (clean.files[entry.manifest] ?? '').split('\n');
      lines.splice(entry.dependency.span[0] - 1, 1);
      yield { description: `${entry.manifest}:${entry.dependency.span[0]} take out ${declared.name}`, changes: { [entry.manifest]: lines.join('\n') } };
    }
  }
}

function* routeCalls(clean: Clean): Iterable<{ readonly path: string; readonly call: ReturnType<typeof callsIn>[number]; readonly routes: Clean['model']['django']['routes']['routes'] }> {
  const { routes } = clean.model.django.routes;
  for (const path of new Set(routes.map((route) => route.place.path))) {
    for (const call of callsIn(clean, path)) {
      const line = clean.model.symbols.span(path, call)[0];
      const own = routes.filter((route) => route.place.path === path && route.place.span[0] === line && route.action === undefined);
      if (own.length > 0 && /(^|\.)(path|re_path|url)$/.test(dottedName(call.callee) ?? '')) yield { path, call, routes: own };
    }
  }
}

function* dropRoutes(clean: Clean): Iterable<Mutation> {
  for (const { path, call, routes } of routeCalls(clean)) {
    const [route] = routes;
    if (route?.target.kind !== 'view' || clean.model.django.routes.to(route.target.view.path, route.target.view.symbol).length !== 1) continue;
    yield dropping(clean, path, call, `drop the route of ${route.target.view.symbol}`);
  }
}

function* renameRoutes(clean: Clean): Iterable<Mutation> {
  const used = new Set(reversedNames(clean));
  for (const { path, call, routes } of routeCalls(clean)) {
    const name = keywordOf(call, 'name');
    const [route] = routes;
    if (name?.value.kind !== 'string' || routes.length !== 1 || typeof route?.name !== 'string' || !used.has(route.name)) continue;
    yield replacing(clean, path, name.value, '"renamed-away"', `rename the route ${route.name}`);
  }
}

/** Names that application code or a template reverses. */
function reversedNames(clean: Clean): string[] {
  const names = applicationFiles(clean).flatMap((path) =>
    callsIn(clean, path)
      .filter((call) => /(^|\.)(reverse|reverse_lazy|redirect)$/.test(dottedName(call.callee) ?? ''))
      .flatMap((call) => literalString(call.args[0]) ?? []),
  );
  const tagged = clean.model.paths.flatMap((path) => clean.model.facts(path)?.template?.urls.flatMap((url) => (url.variable === true ? [] : (url.name ?? []))) ?? []);
  return [...names, ...tagged];
}

function* renameViews(clean: Clean): Iterable<Mutation> {
  for (const { routes } of routeCalls(clean)) {
    const [route] = routes;
    if (route?.target.kind !== 'view') continue;
    const { view } = route.target;
    if (view.symbol.includes('.') || view.path === route.place.path) continue;
    const name = { start: view.node.nameStart, end: view.node.nameStart + view.node.name.length };
    yield replacing(clean, view.path, name, `${view.node.name}_renamed`, `rename the view ${view.symbol}`);
  }
}

/** Concrete models whose app has migrations, with the fields of their own body. */
function* migratedModels(clean: Clean): Iterable<{ readonly model: Clean['model']['django']['models']['models'][number]; readonly own: readonly Clean['model']['django']['models']['models'][number]['fields'][number][] }> {
  const { models, migrations } = clean.model.django;
  for (const model of models.models) {
    if (model.abstract || model.proxy || !model.managed || isTestPath(model.path) || !migrations.apps.includes(model.app)) continue;
    yield { model, own: model.fields.filter((field) => field.owner.node === model.node) };
  }
}

function* addFields(clean: Clean): Iterable<Mutation> {
  for (const { model, own } of migratedModels(clean)) {
    const [first] = own;
    if (first === undefined || first.place.path !== model.path) continue;
    const callee = sourceOf(clean, model.path, first.call.callee);
    if (!callee.startsWith('models.')) continue;
    const statement = model.node.body.find((one) => one.kind === 'assign' && one.value === first.call);
    if (statement !== undefined) yield insertingBefore(clean, model.path, statement.start, ['planted = models.IntegerField(default=0)'], `add a field to ${model.name}`);
  }
}

function* dropFields(clean: Clean): Iterable<Mutation> {
  for (const { model, own } of migratedModels(clean)) {
    for (const field of own) {
      const statement = model.node.body.find((one) => one.kind === 'assign' && one.value === field.call);
      if (statement !== undefined && own.length > 1) yield droppingLines(clean, model.path, statement, `drop ${model.name}.${field.name}`);
    }
  }
}

function* lengthenFields(clean: Clean): Iterable<Mutation> {
  for (const { model, own } of migratedModels(clean)) {
    for (const field of own) {
      const length = keywordOf(field.call, 'max_length')?.value;
      // What a base of Django's brings stands in no file.
      if (length?.kind === 'number' && sourceOf(clean, model.path, length) === String(length.value)) yield replacing(clean, model.path, length, String(length.value + 1), `lengthen ${model.name}.${field.name}`);
    }
  }
}

function* addModels(clean: Clean): Iterable<Mutation> {
  for (const { model } of migratedModels(clean)) {
    const [base] = model.node.bases;
    if (base === undefined || !sourceOf(clean, model.path, base).startsWith('models.')) continue;
    const source = clean.files[model.path] ?? '';
    yield { description: `${model.path} add a model beside ${model.name}`, changes: { [model.path]: `${source}\n\nclass Planted(models.Model):\n    title = models.CharField(max_length=20)\n` } };
  }
}

function* forkMigrations(clean: Clean): Iterable<Mutation> {
  for (const app of clean.model.django.migrations.apps) {
    const [leaf, ...others] = clean.model.django.migrations.leaves(app);
    if (leaf === undefined || others.length > 0 || !leaf.dependencies.some((dependency) => dependency.app === app)) continue;
    yield { description: `${leaf.path} fork`, changes: { [leaf.path.replace(/\.py$/, '_again.py')]: clean.files[leaf.path] ?? '' } };
  }
}

function* settingStrings(clean: Clean): Iterable<{ readonly path: string; readonly name: string; readonly text: ReturnType<typeof stringsBelow>[number] }> {
  for (const module of clean.model.django.settings.modules) {
    if (module.role === 'test') continue;
    for (const statement of clean.model.symbols.code(module.path)?.body ?? []) {
      const target = statement.kind === 'assign' ? statement.targets[0] : undefined;
      if (statement.kind !== 'assign' || target?.kind !== 'name' || statement.value === null) continue;
      for (const text of stringsBelow(statement.value)) yield { path: module.path, name: target.id, text };
    }
  }
}

function* unregisterApps(clean: Clean): Iterable<Mutation> {
  for (const { path, name, text } of settingStrings(clean)) {
    if (name !== 'INSTALLED_APPS') continue;
    const app = clean.model.django.apps.apps.find((one) => one.dotted === text.value || text.value.startsWith(`${one.dotted}.apps.`));
    const hasModels = app !== undefined && clean.model.django.models.models.some((model) => model.app === app.label && !model.abstract);
    if (hasModels) yield dropping(clean, path, text, `unregister ${text.value}`);
  }
}

function* misspellSettings(clean: Clean): Iterable<Mutation> {
  for (const { path, name, text } of settingStrings(clean)) {
    const isLocal = /^[a-z_]\w*(\.\w+)+$/.test(text.value) && clean.model.symbols.importString(path, text.value).kind !== 'external' && clean.model.symbols.importString(path, text.value).kind !== 'missing';
    if (!isLocal || !/^(INSTALLED_APPS|MIDDLEWARE|ROOT_URLCONF|WSGI_APPLICATION|ASGI_APPLICATION|TEMPLATES|REST_FRAMEWORK|AUTHENTICATION_BACKENDS)$/.test(name)) continue;
    yield replacing(clean, path, text, `"${text.value.replace(/.$/, '')}zz"`, `misspell ${text.value} in ${name}`);
  }
}

function* breakTemplates(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    for (const expression of expressionsIn(clean, path)) {
      if (expression.kind !== 'string' || !/^[\w./-]+\.(html|txt)$/.test(expression.value) || clean.model.django.templates.find(expression.value).kind !== 'found') continue;
      yield replacing(clean, path, expression, `"${expression.value.replace(/\.(\w+)$/, '_gone.$1')}"`, `break the template name ${expression.value}`);
    }
  }
}

function* misspellLookups(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    for (const call of callsIn(clean, path)) {
      if (call.callee.kind !== 'attribute' || !/^(filter|exclude|get)$/.test(call.callee.attribute) || !/\.objects\b/.test(sourceOf(clean, path, call.callee))) continue;
      for (const keyword of call.keywords) {
        if (keyword.name === null) continue;
        const first = keyword.name.split('__')[0] as string;
        yield replacing(clean, path, { start: keyword.start, end: keyword.start + first.length }, `${first}zz`, `misspell the lookup ${keyword.name}`);
      }
    }
  }
}

function* misspellMetaFields(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    for (const meta of clean.model.symbols.classes(path)) {
      if (!meta.symbol.endsWith('.Meta')) continue;
      const fields = meta.node.body.find((one) => one.kind === 'assign' && one.targets[0]?.kind === 'name' && one.targets[0].id === 'fields');
      const model = meta.node.body.some((one) => one.kind === 'assign' && one.targets[0]?.kind === 'name' && one.targets[0].id === 'model');
      if (fields?.kind !== 'assign' || fields.value === null || !model) continue;
      for (const text of stringsBelow(fields.value)) {
        if (/^\w+$/.test(text.value) && text.value !== '__all__') yield replacing(clean, path, text, `"${text.value}zz"`, `misspell ${text.value} in ${meta.symbol}.fields`);
      }
    }
  }
}

function* misspellTasks(clean: Clean): Iterable<Mutation> {
  const names = new Set(clean.model.django.tasks.tasks.map((task) => task.name));
  for (const path of clean.model.symbols.paths) {
    if (isTestPath(path)) continue;
    for (const expression of expressionsIn(clean, path)) {
      if (expression.kind === 'dictionary') {
        for (const { key, value } of expression.entries) {
          if (literalString(key) === 'task' && value.kind === 'string' && names.has(value.value)) yield replacing(clean, path, value, `"${value.value}zz"`, `misspell the task ${value.value}`);
        }
      }
    }
  }
}

function* dropConsumerRoutes(clean: Clean): Iterable<Mutation> {
  const { routes } = clean.model.django.channels;
  for (const route of routes) {
    const call = callsIn(clean, route.place.path).find((one) => clean.model.symbols.span(route.place.path, one)[0] === route.place.span[0] && /(^|\.)(path|re_path|url)$/.test(dottedName(one.callee) ?? ''));
    if (call !== undefined) yield dropping(clean, route.place.path, call, `drop the route ${route.pattern}`);
  }
}

function* dropReceivers(clean: Clean): Iterable<Mutation> {
  for (const path of clean.model.symbols.paths) {
    if (!path.endsWith('apps.py')) continue;
    for (const statement of statementsOf(clean, path)) {
      if (statement.kind !== 'import' || !/signals|receivers|handlers/.test(sourceOf(clean, path, statement))) continue;
      yield replacing(clean, path, statement, 'pass', 'stop importing the receivers');
    }
  }
}

function* hoistImports(clean: Clean): Iterable<Mutation> {
  for (const path of clean.model.symbols.paths) {
    if (!path.endsWith('asgi.py')) continue;
    const body = clean.model.symbols.code(path)?.body ?? [];
    const setup = body.findIndex((one) => one.kind === 'assign' && /get_asgi_application\(\)/.test(sourceOf(clean, path, one)));
    for (const statement of body.slice(setup + 1)) {
      if (setup < 0 || statement.kind !== 'import' || !/routing|consumers/.test(statement.module)) continue;
      const text = sourceOf(clean, path, statement);
      yield insertingBefore(clean, path, (body[0] as { start: number }).start, [text], `import ${statement.module} first`);
    }
  }
}

function* deleteCommands(clean: Clean): Iterable<Mutation> {
  const { commands } = clean.model.django.commands;
  for (const [name, path] of commands) {
    const called = clean.model.paths.some((other) => other !== path && !isTestPath(other) && calls(clean.files[other] ?? '', other, name));
    if (called && joinPath('', path) !== undefined) yield { description: `${path} delete the command ${name}`, changes: { [path]: null } };
  }
}

function calls(text: string, path: string, name: string): boolean {
  const inShell = /(^|\/)(Dockerfile[^/]*|Procfile|Makefile)$|\.(ya?ml|sh|md)$/.test(path) && new RegExp(`manage\\.py ${name}\\b`).test(text);
  return inShell || (path.endsWith('.py') && new RegExp(`call_command\\(\\s*["']${name}["']`).test(text));
}
