import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { blockingCallInAsync } from '../../../src/rules/scalability/blocking-call-in-async.js';
import { blockingCallInRequest } from '../../../src/rules/scalability/blocking-call-in-request.js';
import type { Rule } from '../../../src/rules/types.js';
import { testGrammars } from '../../support/grammars.js';
import { catalogue, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** What the rule says of one file: `line: what`. */
function said<Data>(rule: Rule<Data, unknown>, path: string, files: Files): string[] {
  const model = modelOf({ 'shop/__init__.py': '', ...files }, grammars);
  const subject = { path, facts: model.facts(path) as NonNullable<ReturnType<typeof model.facts>> };
  const context = { model, catalogue: catalogue(), options: {}, earlier: [] };
  if (!rule.applies(subject)) return ['does not apply'];
  return rule.detect(subject, context).matches.map((match) => `${match.span[0]}: ${rule.message(match, subject, context).what}`);
}

const MAIL = 'from django.core.mail import send_mail\n';

describe('in a request', () => {
  const view = (body: string, head = ''): string => `${head}from django.http import HttpResponse\ndef page(request):\n    ${body}\n    return HttpResponse("")\n`;

  test('names each function on the way, with its line', () => {
    const files = { 'shop/views.py': view('services.confirm(1)', 'from shop import services\n'), 'shop/services.py': `${MAIL}def confirm(pk):\n    tell(pk)\ndef tell(pk):\n    send_mail("a", "b", None, [])\n` };
    expect(said(blockingCallInRequest, 'shop/views.py', files)).toEqual([
      '4: `page` calls `confirm` (shop/services.py:3), which calls `tell` (shop/services.py:5), which calls `send_mail` while the client waits for its answer.',
    ]);
  });

  test('stops after two helpers', () => {
    const services = `${MAIL}def a():\n    b()\ndef b():\n    c()\ndef c():\n    send_mail("a", "b", None, [])\n`;
    expect(said(blockingCallInRequest, 'shop/views.py', { 'shop/views.py': view('a()', 'from shop.services import a\n'), 'shop/services.py': services })).toEqual([]);
  });

  test.each([
    ['the user’s own method', 'request.user.email_user("a", "b")', ''],
    ['a message that fails silently', 'EmailMessage("a", "b").send(fail_silently=True)', 'from django.core.mail import EmailMessage\n'],
  ])('mail: %s', (_name, body, head) => {
    expect(said(blockingCallInRequest, 'shop/views.py', { 'shop/views.py': view(body, head) })).toHaveLength(1);
  });

  test.each([
    ['requests without a timeout', 'requests.get("https://a.example")', 1],
    ['requests with a timeout', 'requests.get("https://a.example", timeout=3)', 0],
    ['requests with no timeout on purpose', 'requests.get("https://a.example", timeout=None)', 1],
    ['httpx, which has a timeout', 'httpx.get("https://a.example")', 0],
    ['a dictionary', '{}.get("a")', 0],
  ])('%s, where there is a queue', (_name, body, count) => {
    const files = { 'shop/views.py': view(body, 'import requests\nimport httpx\n'), 'shop/tasks.py': 'from celery import shared_task\n' };
    expect(said(blockingCallInRequest, 'shop/views.py', files)).toHaveLength(count);
  });

  test.each([
    ['a nap', 'time.sleep(0.25)', 0],
    ['a sleep', 'time.sleep(2)', 1],
    ['mail whose failure is the answer', 'try:\n        send_mail("a", "b", None, [])\n    except smtplib.SMTPAuthenticationError:\n        return None', 0],
    ['mail whose failure is dropped', 'try:\n        send_mail("a", "b", None, [])\n    except ValueError:\n        return None', 1],
  ])('%s', (_name, body, count) => {
    const files = { 'shop/views.py': view(body, `import smtplib\nimport time\n${MAIL}`), 'shop/tasks.py': 'from celery import shared_task\n' };
    expect(said(blockingCallInRequest, 'shop/views.py', files)).toHaveLength(count);
  });

  test('a handler that calls another handler has no finding of its own', () => {
    const code = `${MAIL}from django.views import View\nclass Page(View):\n    def get(self, request):\n        return self.post(request)\n    def post(self, request):\n        send_mail("a", "b", None, [])\n`;
    expect(said(blockingCallInRequest, 'shop/views.py', { 'shop/views.py': code }).map((text) => text.split(':')[0])).toEqual(['7']);
  });
});

describe('in a coroutine', () => {
  const MODELS = { 'shop/models.py': 'from django.db import models\nclass Order(models.Model):\n    pass\n' };
  const coroutine = (body: string, head = ''): Files => ({ ...MODELS, 'shop/consumers.py': `${head}import time\nfrom shop.models import Order\nasync def receive():\n    ${body}\n` });

  test.each([
    ['a sleep', 'time.sleep(1)', '4: The coroutine `receive` calls `time.sleep`, which blocks.'],
    ['a query', 'Order.objects.filter(pk=1).first()', '4: The coroutine `receive` calls `Order.objects….first`, which blocks.'],
    ['rows of a query', 'list(Order.objects.all())', '4: The coroutine `receive` calls `list(Order.objects…)`, which blocks.'],
  ])('%s', (_name, body, expected) => {
    expect(said(blockingCallInAsync, 'shop/consumers.py', coroutine(body))).toEqual([expected]);
  });

  test.each([
    ['a query that is not run yet', 'Order.objects.filter(pk=1)'],
    ['a query’s coroutine', 'await Order.objects.acount()'],
    ['a lambda that is handed on', 'await run(lambda: time.sleep(1))'],
  ])('silent for %s', (_name, body) => {
    expect(said(blockingCallInAsync, 'shop/consumers.py', coroutine(body))).toEqual([]);
  });

  test('a coroutine that awaits another one is not blamed for it', () => {
    const code = 'import time\nfrom django.http import HttpResponse\nasync def outer():\n    await inner()\nasync def inner():\n    time.sleep(1)\n';
    expect(said(blockingCallInAsync, 'shop/views.py', { 'shop/views.py': code })).toEqual(['6: The coroutine `inner` calls `time.sleep`, which blocks.']);
  });
});
