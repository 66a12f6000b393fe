import { describe, expect, test } from '@jest/globals';
import { classify } from '../../../src/facts/classify.js';
import { extractTemplate } from '../../../src/facts/templates/extract.js';

describe('what a template uses', () => {
  test('extends, include and their names', () => {
    const facts = extractTemplate("{% extends 'base.html' %}\n{% include \"shop/row.html\" with order=o only %}\n{% include template_name %}\n{%- include ['a.html', 'b.html'] ignore missing -%}");
    expect(facts.uses.map(({ form, name, optional, span }) => [form, name, optional ?? false, span[0]])).toEqual([
      ['extends', 'base.html', false, 1],
      ['include', 'shop/row.html', false, 2],
      ['include', null, false, 3],
      ['include', null, true, 4],
    ]);
  });

  test('url names, literal or not', () => {
    const facts = extractTemplate("{% url 'shop:order' order.pk %} {% url name %} {% url 'x' as y %}{{ url('home') }}");
    expect(facts.urls.map(({ name, variable }) => [name, variable ?? false])).toEqual([
      ['shop:order', false],
      [null, false],
      ['x', true],
      ['home', false],
    ]);
    expect(facts.urls[0]?.span).toEqual([1, 1, 1, 32]);
  });

  test('static files, libraries and blocks', () => {
    const facts = extractTemplate("{% load static i18n %}{% load money from shop_tags %}{% static 'css/a.css' %}{% block body %}{% endblock %}");
    expect([facts.libraries, facts.statics.map(({ name }) => name), facts.blocks]).toEqual([['static', 'i18n', 'shop_tags'], ['css/a.css'], ['body']]);
  });
});

describe('loops and reads', () => {
  test('a read knows its loop, its filters and its place', () => {
    const facts = extractTemplate('{% for order in orders %}\n  {{ order.customer.name|default:"-"|upper }}\n  {% for line in order.lines.all %}{{ line.product }}{% endfor %}\n{% endfor %}{{ total }}');
    expect(facts.loops.map(({ variables, iterable, parent }) => [variables, iterable, parent])).toEqual([
      [['order'], 'orders', null],
      [['line'], 'order.lines.all', 0],
    ]);
    expect(facts.reads.map(({ path, filters, loop, form }) => [path, filters, loop, form])).toEqual([
      ['orders', [], null, 'tag'],
      ['order.customer.name', ['default', 'upper'], 0, 'output'],
      ['order.lines.all', [], 0, 'tag'],
      ['line.product', [], 1, 'output'],
      ['total', [], null, 'output'],
    ]);
    expect(facts.reads[1]?.span).toEqual([2, 6, 2, 25]);
  });

  test('two variables, conditions and names of keyword arguments', () => {
    const facts = extractTemplate("{% for key, value in data.items %}{% if value.ok and not key == 'a.b' %}{% endif %}{% endfor %}{% include 'x' with row=item.row %}");
    expect(facts.loops[0]?.variables).toEqual(['key', 'value']);
    expect(facts.reads.map(({ path, form }) => [path, form])).toEqual([
      ['data.items', 'tag'],
      ['value.ok', 'test'],
      ['key', 'test'],
      ['item.row', 'tag'],
    ]);
  });

  test('with and autoescape are known to the reads inside', () => {
    const facts = extractTemplate('{% with c=order.customer %}{{ c.name }}{% endwith %}{% autoescape off %}{{ body }}{% endautoescape %}{{ body }}');
    expect(facts.reads.map(({ path, bound, unescaped }) => [path, bound, unescaped])).toEqual([
      ['order.customer', [{ name: 'c', path: 'order.customer' }], undefined],
      ['c.name', [{ name: 'c', path: 'order.customer' }], undefined],
      ['body', undefined, true],
      ['body', undefined, undefined],
    ]);
  });
});

describe('what is no template code', () => {
  test('comments, verbatim and raw blocks', () => {
    const facts = extractTemplate("{# {{ a }} #}{% comment %}{% url 'b' %}{% endcomment %}{% verbatim %}{{ c }}{% endverbatim %}{% raw %}{{ d }}{% endraw %}{{ e }}");
    expect(facts.reads.map(({ path }) => path)).toEqual(['e']);
    expect(facts.urls).toEqual([]);
  });

  test('unclosed tags and blocks', () => {
    expect(extractTemplate('{{ a {% for').reads).toEqual([]);
    expect(extractTemplate('{% endfor %}{% comment %} {{ a }}').reads).toEqual([]);
  });

  test('an unclosed opener repeated takes time linear in the text', () => {
    expect(extractTemplate('{{'.repeat(60_000)).reads).toEqual([]);
    expect(extractTemplate('{% comment %}'.repeat(20_000)).reads).toEqual([]);
  });
});

test('templates are known by their folder', () => {
  expect([classify('shop/templates/shop/list.html'), classify('templates/mail.txt'), classify('docs/index.html'), classify('chart/templates/x.yaml')]).toEqual(['template', 'template', 'text', 'text:yaml']);
});
