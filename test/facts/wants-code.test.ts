import { expect, test } from '@jest/globals';
import { extractFacts } from '../../src/facts/extract.js';
import { wantsCode } from '../../src/facts/wants-code.js';
import { testGrammars } from '../support/grammars.js';

const grammars = await testGrammars();

test.each([
  ['django itself', 'import django\n', true],
  ['a part of it', 'from django.db import models\n', true],
  ['in a function', 'def f():\n    from rest_framework.views import APIView\n', true],
  ['for want of something better', 'try:\n    import celery\nexcept ImportError:\n    celery = None\n', true],
  ['a like-named module', 'import djangorama\nfrom djang import o\n', false],
  ['a module of its own', 'from .django import x\nfrom . import channels\n', false],
  ['by name alone', 'import importlib\nimportlib.import_module("django.db")\n', false],
  ['as a part of another', 'import kombu.celery\n', false],
  ['nothing', '', false],
])('%s', (_what, source, expected) => {
  const facts = [extractFacts('document', Buffer.from('django\n'), grammars), extractFacts('python:py', Buffer.from(source), grammars)];
  expect(wantsCode(facts)).toBe(expected);
});
