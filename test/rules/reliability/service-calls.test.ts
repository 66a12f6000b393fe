import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { requestWithoutTimeout } from '../../../src/rules/reliability/request-without-timeout.js';
import { swallowedException } from '../../../src/rules/reliability/swallowed-exception.js';
import { unhandledServiceCall } from '../../../src/rules/reliability/unhandled-service-call.js';
import type { Judgement, Rule } from '../../../src/rules/types.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function judge<Data>(rule: Rule<Data, unknown>, path: string, files: Files): Judgement<Data> {
  const model = modelOf({ 'shop/__init__.py': '', 'shop/apps.py': 'from django.apps import AppConfig\n', ...files }, grammars);
  const facts = model.facts(path);
  if (facts === undefined || !rule.applies({ path, facts })) return { matches: [], passed: -1, unknowns: [] };
  return rule.detect({ path, facts }, { model, catalogue: catalogue(), options: {}, earlier: [] });
}

function linesOf<Data>(rule: Rule<Data, unknown>, code: string): number[] {
  return judge(rule, 'shop/clients.py', { 'shop/clients.py': code }).matches.map(({ span }) => span[0]);
}

describe('a timeout', () => {
  test.each([
    ['a session in an attribute', 'import requests\nclass A:\n    def __init__(self):\n        self.http = requests.Session()\n    def load(self):\n        self.http.get("x")\n', [6]],
    ['a session that a function makes', 'import requests\ndef make():\n    return requests.Session()\ndef load():\n    make().post("x")\n', [5]],
    ['a call at the top of a module', 'import requests\nrequests.get("x")\n', [2]],
    ['a session of a class of the repository', 'import requests\nclass Patient(requests.Session):\n    def request(self, *a, **k):\n        return super().request(*a, timeout=3, **k)\ndef load():\n    Patient().get("x")\n', []],
    ['a name that is no module', 'def load(requests):\n    requests.get("x")\n', []],
  ])('%s', (_name, code, lines) => {
    expect(linesOf(requestWithoutTimeout, code)).toEqual(lines);
  });
});

describe('a service call', () => {
  const CLIENT = 'import requests\ndef load():\n    return requests.get("x", timeout=1)\n';
  const view = (body: string, head = ''): string => `${head}from django.http import HttpResponse\nfrom shop.clients import load\ndef page(request):\n${body}\n    return HttpResponse("")\n`;
  const answer = (files: Files): string => {
    const { matches, unknowns } = judge(unhandledServiceCall, 'shop/clients.py', files);
    return matches.length > 0 ? 'nobody handles it' : unknowns.length > 0 ? 'unknown' : 'fine';
  };

  test.each([
    ['a view that does nothing about it', { 'shop/clients.py': CLIENT, 'shop/views.py': view('    load()') }, 'nobody handles it'],
    ['a view that catches it', { 'shop/clients.py': CLIENT, 'shop/views.py': view('    try:\n        load()\n    except OSError:\n        pass') }, 'fine'],
    ['a view that catches something else', { 'shop/clients.py': CLIENT, 'shop/views.py': view('    try:\n        load()\n    except KeyError:\n        pass') }, 'nobody handles it'],
    ['a decorator that may catch it', { 'shop/clients.py': CLIENT, 'shop/views.py': view('    load()').replace('def page', '@answering_errors\ndef page') }, 'fine'],
    ['a context manager of the repository', { 'shop/clients.py': `${CLIENT}def guard():\n    pass\n`, 'shop/views.py': view('    with guard():\n        load()', 'from shop.clients import guard\n') }, 'fine'],
    ['nobody calls it', { 'shop/clients.py': CLIENT }, 'unknown'],
    ['only a command calls it', { 'shop/clients.py': CLIENT, 'shop/management/commands/a.py': 'from shop.clients import load\ndef handle():\n    load()\n' }, 'unknown'],
    ['a task', { 'shop/clients.py': CLIENT, 'shop/tasks.py': 'from celery import shared_task\nfrom shop.clients import load\n@shared_task\ndef work():\n    load()\n' }, 'fine'],
  ])('%s', (_name, files, expected) => {
    expect(answer(files)).toBe(expected);
  });
});

describe('a swallowed exception', () => {
  test.each([
    ['pass', 'try:\n    a.b()\nexcept Exception:\n    pass\n', [3]],
    ['a tuple', 'try:\n    a.b()\nexcept (KeyError, Exception):\n    ...\n', [3]],
    ['a bare clause that returns', 'def f():\n    try:\n        a.b()\n    except:\n        return False\n', [4]],
    ['a broad clause that returns', 'def f():\n    try:\n        a.b()\n    except Exception:\n        return False\n', []],
    ['an exception of that name', 'from shop.errors import Exception\ntry:\n    a.b()\nexcept Exception:\n    pass\n', []],
    ['a comment behind the clause', 'try:\n    a.b()\nexcept Exception:  # a is optional\n    pass\n', []],
    ['a comment behind the block', 'try:\n    a.b()\nexcept Exception as e:\n    pass  # a is optional\n', []],
    ['a comment between them', 'try:\n    a.b()\nexcept Exception:\n    # a is optional\n    pass\n', []],
    ['tidying up', 'try:\n    a.close()\nexcept Exception:\n    pass\n', []],
  ])('%s', (_name, code, lines) => {
    expect(linesOf(swallowedException, code)).toEqual(lines);
  });
});
