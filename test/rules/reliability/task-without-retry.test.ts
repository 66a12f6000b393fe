import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { hitsOfSide } from '../../../src/rules/explain.js';
import { testGrammars } from '../../support/grammars.js';
import { auditOf, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const CLIENT = 'import requests\n\n\ndef push(order):\n    return send(order)\n\n\ndef send(order):\n    return requests.post("https://example.org", json=order, timeout=5)\n';
const HEAD = 'import requests\nfrom celery import shared_task\nfrom django.core.mail import send_mail\nfrom shop.client import push\n\n\n';

function found(body: string, more: Files = {}): string[] {
  const model = modelOf({ 'shop/__init__.py': '', 'shop/client.py': CLIENT, 'shop/tasks.py': HEAD + body, ...more }, grammars);
  return hitsOfSide({ files: [] }, { model, audit: auditOf(model) }, 'head').filter((hit) => hit.ruleId === 'reliability/task-without-retry').map((hit) => `${hit.path}:${hit.match.span[0]}`);
}

test.each([
  ['through two helpers', '@shared_task\ndef go(order):\n    push(order)\n', ['shop/tasks.py:7']],
  ['acks_late switched off', '@shared_task(acks_late=False)\ndef go(order):\n    push(order)\n', ['shop/tasks.py:7']],
  ['acks_late', '@shared_task(acks_late=True)\ndef go(order):\n    push(order)\n', []],
  ['a base that retries', 'from shop.base import Retrying\n\n\n@shared_task(base=Retrying)\ndef go(order):\n    push(order)\n', []],
  ['handled', '@shared_task\ndef go(order):\n    try:\n        push(order)\n    except requests.RequestException:\n        return False\n', []],
  ['mail that may get lost', '@shared_task\ndef go(order):\n    send_mail("a", "b", None, [], fail_silently=True)\n', []],
  ['only queues another task', '@shared_task(acks_late=True)\ndef one(order):\n    push(order)\n\n\n@shared_task\ndef go(order):\n    one.delay(order)\n', []],
])('%s', (_what, body, lines) => {
  expect(found(body, { 'shop/base.py': 'from celery import Task\n\n\nclass Retrying(Task):\n    autoretry_for = (OSError,)\n' })).toEqual(lines);
});

test('tasks of a beat schedule run again anyway', () => {
  const schedule = 'CELERY_BEAT_SCHEDULE = {"go": {"task": "shop.tasks.go", "schedule": 60}}\n';
  expect(found('@shared_task\ndef go():\n    push(1)\n', { 'shop/settings.py': schedule })).toEqual([]);
});
