import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { CallPath } from '../../../../src/project/django/types.js';
import type { LiveModel } from '../../../../src/project/model.js';
import type { FunctionSymbol } from '../../../../src/project/python/symbols-types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const SERVICES = `
class Base:
    def close(self):
        pass


class Service(Base):
    def __init__(self, url):
        self.url = url

    def send(self):
        self.check()
        super().close()

    def check(self):
        pass


def make() -> Service:
    return Service("x")


service = Service("y")


def notify():
    service.send()
`;

function project(code: string): LiveModel {
  return modelOf({ 'shop/__init__.py': '', 'shop/apps.py': 'from django.apps import AppConfig\n', 'shop/services.py': SERVICES, 'shop/views.py': code } satisfies Files, grammars);
}

function functionNamed(model: LiveModel, path: string, symbol: string): FunctionSymbol {
  return model.symbols.functions(path).find((one) => one.symbol === symbol) as FunctionSymbol;
}

function edgesOf(code: string, symbol = 'view', path = 'shop/views.py'): string[] {
  const model = project(code);
  return model.django.calls.from(functionNamed(model, path, symbol)).map(({ to }) => `${to.path}:${to.symbol}`);
}

describe('edges', () => {
  test.each([
    ['an imported function', 'from shop.services import notify\ndef view(request):\n    notify()\n', ['shop/services.py:notify']],
    ['a function under another name', 'from shop.services import notify as tell\ndef view(request):\n    tell()\n', ['shop/services.py:notify']],
    ['a module', 'from shop import services\ndef view(request):\n    services.notify()\n', ['shop/services.py:notify']],
    ['an import in the function', 'def view(request):\n    from shop.services import notify\n    notify()\n', ['shop/services.py:notify']],
    ['a class made on the spot', 'from shop.services import Service\ndef view(request):\n    Service(1).send()\n', ['shop/services.py:Service.__init__', 'shop/services.py:Service.send']],
    ['a class made in the function', 'from shop.services import Service\ndef view(request):\n    it = Service(1)\n    it.send()\n', ['shop/services.py:Service.__init__', 'shop/services.py:Service.send']],
    ['an object of another module', 'from shop import services\ndef view(request):\n    services.service.send()\n', ['shop/services.py:Service.send']],
    ['an annotated parameter', 'from shop.services import Service\ndef view(request, it: Service | None):\n    it.send()\n', ['shop/services.py:Service.send']],
    ['an annotated return', 'from shop.services import make\ndef view(request):\n    make().send()\n', ['shop/services.py:make', 'shop/services.py:Service.send']],
    ['an inherited method', 'from shop.services import Service\ndef view(request):\n    Service(1).close()\n', ['shop/services.py:Service.__init__', 'shop/services.py:Base.close']],
  ])('%s', (_name, code, expected) => {
    expect(edgesOf(code).sort()).toEqual([...expected].sort());
  });

  test('self and super', () => {
    expect(edgesOf('', 'Service.send', 'shop/services.py')).toEqual(['shop/services.py:Service.check', 'shop/services.py:Base.close']);
  });

  test('an attribute that __init__ sets', () => {
    const code = 'from shop.services import Service\nclass View:\n    def __init__(self):\n        self.it = Service(1)\n    def get(self, request):\n        self.it.send()\n';
    expect(edgesOf(code, 'View.get')).toEqual(['shop/services.py:Service.send']);
  });

  test('a variable that is set out of itself time and again, which has so many ways that nobody could wait for all', () => {
    const steps = Array.from({ length: 60 }, (_, number) => `    it = it.later(${number})\n`).join('');
    const code = `from shop.services import Service, make\ndef view(request, one):\n    it = make()\n${steps}    it.send()\n    other = Service(1)\n    other.send()\n`;
    expect(edgesOf(code)).toEqual(['shop/services.py:make', 'shop/services.py:Service.__init__', 'shop/services.py:Service.send']);
  });

  test.each([
    ['a queued task', 'from shop.services import notify\ndef view(request):\n    notify.delay()\n'],
    ['a lambda', 'from django.db import transaction\nfrom shop.services import notify\ndef view(request):\n    transaction.on_commit(lambda: notify())\n'],
    ['a function that is handed on', 'from threading import Thread\nfrom shop.services import notify\ndef view(request):\n    Thread(target=notify).start()\n'],
    ['a function that its decorator hands to a thread', 'from threading import Thread\ndef later(f):\n    def run(*args):\n        Thread(target=f, args=args).start()\n    return run\n@later\ndef mail():\n    pass\ndef view(request):\n    mail()\n'],
    ['a variable that is bound to different things', 'from shop.services import Service, Base\ndef view(request, x):\n    it = x\n    it = Base()\n    it.close()\n'],
  ])('none for %s', (_name, code) => {
    expect(edgesOf(code)).toEqual([]);
  });
});

describe('calls that leave the repository', () => {
  test.each([
    ['a function', 'import requests\ndef view(request):\n    requests.get("x")\n', ['requests.get']],
    ['an object made in the function', 'import requests\ndef view(request):\n    it = requests.Session()\n    it.get("x")\n', ['requests.Session', 'requests.Session.get']],
    ['a with statement', 'import requests\ndef view(request):\n    with requests.Session() as it:\n        it.get("x")\n', ['requests.Session', 'requests.Session.get']],
    ['an object of the module', 'import requests\nit = requests.Session()\ndef view(request):\n    it.get("x")\n', ['requests.Session.get']],
    ['a method that a class of the repository inherits', 'from django.core.mail import EmailMessage\nclass Mail(EmailMessage):\n    pass\ndef view(request):\n    Mail().send()\n', ['django.core.mail.EmailMessage.send']],
  ])('%s', (_name, code, expected) => {
    const model = project(code);
    const view = functionNamed(model, 'shop/views.py', 'view');
    expect(model.django.calls.calls(view).flatMap(({ call }) => model.django.calls.external(view, call))).toEqual(expected);
  });
});

describe('reach', () => {
  const CODE = `
import requests
def fetch():
    requests.get("x")
def load():
    fetch()
def deep():
    load()
def view(request):
    load()
def far(request):
    deep()
`;

  function waysFrom(symbol: string, depth: number): string[] {
    const model = project(CODE);
    const { calls } = model.django;
    const paths = calls.reach(functionNamed(model, 'shop/views.py', symbol), depth, (call, inside) => calls.external(inside, call).includes('requests.get'));
    return paths.map((path: CallPath) => path.steps.map(({ inside }) => inside.symbol).join(' > '));
  }

  test('gives the calls on the way', () => {
    expect(waysFrom('view', 2)).toEqual(['view > load > fetch']);
  });

  test('stops at its depth', () => {
    expect(waysFrom('view', 1)).toEqual([]);
    expect(waysFrom('far', 2)).toEqual([]);
  });
});

describe('callers', () => {
  function callersOf(code: string): string[] {
    const model = project(code);
    return model.django.calls.callers(functionNamed(model, 'shop/services.py', 'Service.send')).map(({ inside, certain }) => `${inside.symbol} ${certain}`);
  }

  test('those that are certain, and those where only the name fits', () => {
    expect(callersOf('from shop.services import Service\ndef one():\n    Service(1).send()\ndef two(it):\n    it.send()\n')).toEqual(['notify true', 'one true', 'two false']);
  });

  test('a call of the method that it overrides', () => {
    const model = project('class Base:\n    def run(self):\n        self.step()\n    def step(self):\n        pass\nclass Import(Base):\n    def step(self):\n        pass\n');
    const found = model.django.calls.callers(functionNamed(model, 'shop/views.py', 'Import.step'));
    expect(found.map(({ inside, certain }) => `${inside.symbol} ${certain}`)).toEqual(['Base.run false']);
  });
});
