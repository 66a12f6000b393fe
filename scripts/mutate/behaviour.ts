/** Defects of behaviour and settings: the code runs, and is not fit for production. */
import type { CallExpression, Expression } from '../../src/facts/python/code/nodes.js';
import { dottedName, keywordOf, walkExpressions } from '../../src/facts/python/code/walk.js';
import { dropping, droppingLines, insertingBefore, replacing, sourceOf } from './edit.js';
import { applicationFiles, callsIn, firstStatement, statementsOf } from './places.js';
import type { Clean, Mutation, Mutator } from './types.js';

export const BEHAVIOUR: readonly Mutator[] = [
  { name: 'take out select_related or prefetch_related', rules: ['scalability/n-plus-one-query'], plant: dropEagerLoading },
  { name: 'take the timeout off a request', rules: ['reliability/request-without-timeout'], plant: dropTimeouts },
  { name: 'mail inside a view', rules: ['scalability/blocking-call-in-request'], plant: mailInViews },
  { name: 'sleep in async code', rules: ['scalability/blocking-call-in-async'], plant: sleepInAsync },
  { name: 'swallow exceptions', rules: ['reliability/swallowed-exception'], plant: swallow },
  { name: 'answer with the exception', rules: ['security/exception-detail-leak'], plant: leakDetails },
  { name: 'print in a view', rules: ['observability/print-instead-of-logging'], plant: printInViews },
  { name: 'count requests in a dict', rules: ['scalability/process-local-state'], plant: countInDict },
  { name: 'take the retries off a task', rules: ['reliability/task-without-retry'], plant: dropRetries },
  { name: 'accept any websocket', rules: ['security/unauthenticated-consumer'], plant: acceptAny },
  { name: 'format SQL', rules: ['security/sql-injection'], plant: formatSql },
  { name: 'query in a loop', rules: ['scalability/query-in-loop'], plant: queryInLoop },
  { name: 'exempt a view from CSRF checks', rules: ['security/csrf-exempt'], plant: exemptViews },
  ...settingMutators(),
];

/** Where one row is loaded, one more query is no N+1. */
function loadsOneRow(calls: readonly CallExpression[]): ReadonlySet<Expression> {
  const inside = new Set<Expression>();
  for (const call of calls) {
    const single = call.callee.kind === 'attribute' ? /^(get|first|last|latest|earliest)$/.test(call.callee.attribute) : /^(aget|get)_object_or_404$/.test(dottedName(call.callee) ?? '');
    if (single) walkExpressions(call, (expression) => void inside.add(expression));
  }
  return inside;
}

function* dropEagerLoading(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    const calls = callsIn(clean, path);
    const single = loadsOneRow(calls);
    for (const call of calls) {
      if (single.has(call) || call.callee.kind !== 'attribute' || !/^(select_related|prefetch_related)$/.test(call.callee.attribute) || call.args.length === 0) continue;
      yield replacing(clean, path, { start: call.callee.value.end, end: call.end }, '', `take out ${call.callee.attribute}(${call.args.map((one) => sourceOf(clean, path, one)).join(', ')})`);
    }
  }
}

function* dropTimeouts(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    for (const call of callsIn(clean, path)) {
      const timeout = keywordOf(call, 'timeout');
      if (timeout !== undefined && /^requests\.(get|post|put|patch|delete|request)$/.test(dottedName(call.callee) ?? '')) yield dropping(clean, path, timeout, 'take the timeout off');
    }
  }
}

/** The first statement of each function that answers a request. */
function* viewBodies(clean: Clean): Iterable<{ readonly path: string; readonly symbol: string; readonly start: number; readonly isAsync: boolean }> {
  for (const view of clean.model.django.views.views) {
    for (const handler of clean.model.django.views.handlers(view)) {
      const first = firstStatement(handler.node);
      if (first !== undefined && applicationFiles(clean).includes(handler.path)) yield { path: handler.path, symbol: handler.symbol, start: first.start, isAsync: handler.node.isAsync };
    }
  }
}

function* inViews(clean: Clean, lines: readonly string[], what: string): Iterable<Mutation> {
  for (const { path, symbol, start, isAsync } of viewBodies(clean)) {
    if (!isAsync) yield insertingBefore(clean, path, start, lines, `${what} in ${symbol}`);
  }
}

function mailInViews(clean: Clean): Iterable<Mutation> {
  return inViews(clean, ['from django.core.mail import send_mail', 'send_mail("Hello", "Body", None, ["someone@example.com"])'], 'send mail');
}

function printInViews(clean: Clean): Iterable<Mutation> {
  return inViews(clean, ['print("reached", 1)'], 'print');
}

function swallow(clean: Clean): Iterable<Mutation> {
  return inViews(clean, ['try:', '    sync_totals()', 'except Exception:', '    pass'], 'swallow exceptions');
}

function leakDetails(clean: Clean): Iterable<Mutation> {
  return inViews(clean, ['from django.http import JsonResponse', 'try:', '    sync_totals()', 'except Exception as error:', '    return JsonResponse({"error": str(error)}, status=500)'], 'answer with the exception');
}

function formatSql(clean: Clean): Iterable<Mutation> {
  return inViews(clean, ['from django.db import connection', 'with connection.cursor() as cursor:', '    cursor.execute(f"SELECT 1 FROM planted WHERE name = \'{request.GET[\'name\']}\'")'], 'format SQL');
}

function* queryInLoop(clean: Clean): Iterable<Mutation> {
  const model = clean.model.django.models.models.find((one) => !one.abstract && one.managers.length === 0);
  const module = model === undefined ? undefined : clean.model.python.dottedName(model.path, model.path);
  if (model === undefined || module === undefined) return;
  yield* inViews(clean, [`from ${module} import ${model.name} as Planted`, 'for key in request.GET.getlist("key"):', '    Planted.objects.filter(pk=key).update()', '    Planted.objects.get(pk=key)'], 'query in a loop');
}

function* sleepInAsync(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    for (const { node, symbol } of clean.model.symbols.functions(path)) {
      const first = firstStatement(node);
      if (node.isAsync && first !== undefined) yield insertingBefore(clean, path, first.start, ['import time', 'time.sleep(2)'], `sleep in ${symbol}`);
    }
  }
}

function* countInDict(clean: Clean): Iterable<Mutation> {
  for (const path of applicationFiles(clean)) {
    if (!/middleware/.test(path)) continue;
    const source = clean.files[path] ?? '';
    const planted = '\n\nclass PlantedRateLimitMiddleware:\n    hits = {}\n\n    def __init__(self, get_response):\n        self.get_response = get_response\n\n    def __call__(self, request):\n        address = request.META["REMOTE_ADDR"]\n        self.hits[address] = self.hits.get(address, 0) + 1\n        return self.get_response(request)\n';
    yield { description: `${path} count requests in a dict`, changes: { [path]: source + planted } };
  }
}

function* dropRetries(clean: Clean): Iterable<Mutation> {
  for (const { path, function: task, decorator } of clean.model.django.tasks.tasks) {
    if (decorator.kind !== 'call' || !decorator.keywords.some((keyword) => /^(autoretry_for|acks_late)$/.test(keyword.name ?? ''))) continue;
    yield replacing(clean, path, decorator, sourceOf(clean, path, decorator.callee), `take the retries off ${task.symbol}`);
  }
}

function* acceptAny(clean: Clean): Iterable<Mutation> {
  for (const consumer of clean.model.django.channels.consumers) {
    const connect = consumer.node.body.find((one) => one.kind === 'function' && one.name === 'connect');
    const [first] = connect?.kind === 'function' ? connect.body : [];
    const last = connect?.kind === 'function' ? connect.body.at(-1) : undefined;
    if (connect?.kind !== 'function' || first === undefined || last === undefined) continue;
    const text = connect.isAsync ? 'await self.accept()' : 'self.accept()';
    yield replacing(clean, consumer.path, { start: first.start, end: last.end }, text, `accept any websocket in ${consumer.symbol}`);
  }
}

function* exemptViews(clean: Clean): Iterable<Mutation> {
  for (const view of clean.model.django.views.views) {
    if (view.form !== 'function' || view.framework !== 'django' || !/request\.(POST|method)/.test(sourceOf(clean, view.path, view.node))) continue;
    yield insertingBefore(clean, view.path, view.node.decorators[0]?.start ?? view.node.start, ['from django.views.decorators.csrf import csrf_exempt', '@csrf_exempt'], `exempt ${view.symbol}`);
  }
}

function settingMutators(): Mutator[] {
  // A setting of an app that is not there has no effect.
  const appendedWhere = (within: RegExp, name: string, rule: string, lines: readonly string[]): Mutator => ({ name, rules: [rule], plant: (clean) => (Object.values(clean.files).some((text) => within.test(text)) ? appendSettings(clean, lines, name) : []) });
  const appended = (name: string, rule: string, lines: readonly string[]): Mutator => ({ name, rules: [rule], plant: (clean) => appendSettings(clean, lines, name) });
  return [
    appended('switch DEBUG on', 'security/debug-enabled', ['DEBUG = True']),
    appended('allow any host', 'security/wildcard-hosts', ['ALLOWED_HOSTS = ["*"]']),
    appended('write the secret key down', 'security/hardcoded-secret', ['SECRET_KEY = "8f3b1c94e7a24d0db1f2c6a7e95d4c3b8a7f6e5d"']),
    appendedWhere(/corsheaders/, 'allow any origin', 'security/wildcard-cors', ['CORS_ALLOW_ALL_ORIGINS = True', 'CORS_ALLOW_CREDENTIALS = True']),
    appended('cache in local memory', 'scalability/local-memory-cache', ['CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}']),
    appended('keep sessions in the database', 'scalability/database-sessions', ['SESSION_ENGINE = "django.contrib.sessions.backends.db"']),
    { name: 'take out secure settings', rules: ['security/insecure-deploy-setting'], plant: dropSecureSettings },
    { name: 'take out the throttling', rules: ['security/missing-throttling', 'wiring/unattached-component'], plant: (clean) => dropEntries(clean, /^DEFAULT_THROTTLE_CLASSES$/) },
    { name: 'take out the pagination', rules: ['scalability/unpaginated-list'], plant: (clean) => dropEntries(clean, /^DEFAULT_PAGINATION_CLASS$/) },
  ];
}

function* appendSettings(clean: Clean, lines: readonly string[], what: string): Iterable<Mutation> {
  for (const module of clean.model.django.settings.production) {
    const source = clean.files[module.path] ?? '';
    yield { description: `${module.path} ${what}`, changes: { [module.path]: `${source}\n${lines.join('\n')}\n` } };
  }
}

function* dropSecureSettings(clean: Clean): Iterable<Mutation> {
  for (const module of clean.model.django.settings.production) {
    for (const path of module.chain) {
      for (const statement of statementsOf(clean, path)) {
        const target = statement.kind === 'assign' ? statement.targets[0] : undefined;
        if (target?.kind === 'name' && /^(SECURE_(SSL_REDIRECT|HSTS_SECONDS)|(SESSION|CSRF)_COOKIE_SECURE)$/.test(target.id)) {
          const source = clean.files[path] ?? '';
          const indent = /[ \t]*$/.exec(source.slice(0, statement.start))?.[0] ?? '';
          yield droppingLines(clean, path, statement, `take out ${target.id}`, `${indent}pass\n`);
        }
      }
    }
  }
}

function* dropEntries(clean: Clean, key: RegExp): Iterable<Mutation> {
  for (const module of clean.model.django.settings.production) {
    for (const path of module.chain) {
      for (const statement of statementsOf(clean, path)) {
        if (statement.kind !== 'assign' || statement.value?.kind !== 'dictionary') continue;
        for (const entry of statement.value.entries) {
          if (entry.key?.kind === 'string' && key.test(entry.key.value)) yield dropping(clean, path, { start: entry.key.start, end: entry.value.end }, `take out ${entry.key.value}`);
        }
      }
    }
  }
}
