import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { sharedContainers } from '../../../src/rules/shared/effects/containers.js';
import { testGrammars } from '../../support/grammars.js';
import { modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** `name`, `limits` where it counts requests, `evicts`, and whose entries it holds. */
function containers(code: string, path = 'shop/views.py'): string[] {
  const model = modelOf({ 'shop/__init__.py': '', 'shop/apps.py': 'from django.apps import AppConfig\n', [path]: code }, grammars);
  return sharedContainers(model, path).map((one) => [one.name, ...(one.limits ? ['limits'] : []), ...(one.evicts ? ['evicts'] : []), ...one.writes.flatMap(({ requester }) => requester ?? [])].join(' '));
}

describe('written to by requests', () => {
  test.each([
    ['a view', 'SEEN = {}\ndef page(request):\n    SEEN[request.path] = 1\n', ['SEEN']],
    ['a function that a view calls', 'SEEN = set()\ndef page(request):\n    note(request.user)\ndef note(user):\n    SEEN.add(user)\n', ['SEEN user']],
    ['a variable that holds the address', 'SEEN = {}\ndef page(request):\n    key = request.META["REMOTE_ADDR"]\n    SEEN[key] = 1\n', ['SEEN addr']],
    ['a list of a default dictionary', 'from collections import defaultdict\nSEEN = defaultdict(list)\ndef page(request):\n    SEEN[request.session.session_key].append(1)\n', ['SEEN session']],
    ['a limiter', 'class RateLimiter:\n    def __init__(self):\n        self.hits = {}\n    def allow(self, client_ip):\n        self.hits[client_ip] = 1\n        if len(self.hits) > 9:\n            self.hits.clear()\n', ['hits limits evicts client']],
    ['a bounded queue', 'from collections import deque\nLAST = deque(maxlen=9)\ndef page(request):\n    LAST.append(request.user)\n', ['LAST evicts user']],
  ])('%s', (_name, code, expected) => {
    expect(containers(code)).toEqual(expected);
  });
});

describe('silent', () => {
  test.each([
    ['a constant', 'LABELS = {"a": 1}\ndef page(request):\n    return LABELS["a"]\n'],
    ['a local variable of the same name', 'SEEN = {}\ndef page(request):\n    SEEN = {}\n    SEEN[1] = 1\n'],
    ['a registry that a decorator fills', 'KNOWN = {}\ndef known(f):\n    KNOWN[f.__name__] = f\n    return f\n@known\ndef page(request):\n    pass\n'],
    ['an attribute of each view', 'from django.views import View\nclass Page(View):\n    def get(self, request):\n        self.rows = []\n        self.rows.append(1)\n'],
    ['a class attribute that each view hides', 'from django.views import View\nclass Page(View):\n    rows = []\n    def get(self, request):\n        self.rows = []\n        self.rows.append(1)\n'],
    ['a thread that is started', 'from threading import Thread\nWORKERS = []\ndef page(request):\n    worker = Thread(target=print)\n    worker.start()\n    WORKERS.append(worker)\n'],
    ['an object that a function makes for itself', 'class Report:\n    rows = []\n    def add(self, row):\n        self.rows.append(row)\n'],
  ])('%s', (_name, code) => {
    expect(containers(code)).toEqual([]);
  });
});
