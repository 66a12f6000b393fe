import { beforeAll, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { expectToFollow, type Questions } from '../../support/following.js';
import { testGrammars } from '../../support/grammars.js';
import type { Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const model = (name: string, ...fields: string[]): string => `class ${name}(models.Model):\n${fields.map((field) => `    ${field}\n`).join('')}`;
const MODELS = 'from django.db import models\n\n\n';
const FILES: Files = {
  'manage.py': 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings")\n',
  'site_/__init__.py': '',
  'site_/settings.py': 'ROOT_URLCONF = "site_.urls"\nINSTALLED_APPS = ["shop", "blog"]\n',
  'site_/urls.py': 'from django.urls import include, path\n\nfrom blog import views\n\nurlpatterns = [path("shop/", include("shop.urls")), path("blog/", views.blog, name="blog")]\n',
  'shop/__init__.py': '',
  'shop/models.py': MODELS + model('Order', 'number = models.IntegerField()'),
  'shop/views.py': 'def cart(request):\n    return request\n',
  'shop/urls.py': 'from django.urls import path\n\nfrom shop import views\n\nurlpatterns = [path("cart/", views.cart, name="cart")]\n',
  'shop/migrations/__init__.py': '',
  'shop/migrations/0001_initial.py': 'from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    operations = [migrations.CreateModel(name="Order", fields=[("number", models.IntegerField())])]\n',
  'blog/__init__.py': '',
  'blog/models.py': MODELS + model('Post', 'title = models.TextField()', 'order = models.ForeignKey("shop.Order", on_delete=models.CASCADE)'),
  'blog/views.py': 'def blog(request):\n    return request\n',
};

/** What is asked, and how often it was made; each reads its answer whole. */
const QUESTIONS: Questions = {
  'fields of Order': ({ django }) => django.models.at('shop/models.py', 'Order')?.fields.map(({ name }) => name),
  'ways back to Order': ({ django }) => django.models.at('shop/models.py', 'Order')?.reverse.map(({ accessor, from }) => `${from.name}.${accessor}`),
  'fields of Post': ({ django }) => django.models.at('blog/models.py', 'Post')?.fields.map(({ name }) => name),
  'what Post leads to': ({ django }) => django.models.at('blog/models.py', 'Post')?.fields.flatMap(({ relation }) => (relation !== undefined && 'name' in relation.target ? [relation.target.name] : [])),
  'names of models': ({ django }) => django.models.models.map(({ name }) => name),
  'a way back by name': ({ django }) => django.models.field(django.models.byName('shop.Order') ?? missing(), 'post').kind,
  'migrated shop': ({ django }) => [...django.migrations.state('shop').models.keys()],
  'migrated blog': ({ django }) => [...django.migrations.state('blog').models.keys()],
  'route of cart': ({ django }) => django.routes.named('cart').kind,
  'route of blog': ({ django }) => django.routes.to('blog/views.py', 'blog').map(({ pattern }) => pattern),
};

function missing(): never {
  throw new Error('no such model');
}

const INITIAL = {
  'fields of Order': ['number'],
  'ways back to Order': ['Post.post_set'],
  'fields of Post': ['title', 'order'],
  'what Post leads to': ['Order'],
  'names of models': ['Post', 'Order'],
  'a way back by name': 'reverse',
  'migrated shop': ['order'],
  'migrated blog': [],
  'route of cart': 'yes',
  'route of blog': ['/blog/'],
};

test.each<[what: string, change: Files, answers: Partial<typeof INITIAL>, askedAgain: readonly string[]]>([
  ['a field more', { 'shop/models.py': MODELS + model('Order', 'number = models.IntegerField()', 'note = models.TextField()') }, { 'fields of Order': ['number', 'note'] }, ['fields of Order']],
  ['a relation called otherwise', { 'blog/models.py': (FILES['blog/models.py'] as string).replace('CASCADE', 'CASCADE, related_name="posts"') }, { 'ways back to Order': ['Post.posts'], 'a way back by name': 'no' }, ['ways back to Order', 'fields of Post', 'what Post leads to', 'a way back by name']],
  ['a model more', { 'shop/models.py': (FILES['shop/models.py'] as string) + `\n\n${model('Note', 'text = models.TextField()')}` }, { 'names of models': ['Post', 'Order', 'Note'] }, ['names of models']],
  ['a migration more', { 'shop/migrations/0002_note.py': 'from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = [("shop", "0001_initial")]\n    operations = [migrations.CreateModel(name="Note", fields=[])]\n' }, { 'migrated shop': ['order', 'note'] }, ['migrated shop']],
  ['a route more', { 'shop/urls.py': (FILES['shop/urls.py'] as string).replace(']', ', path("all/", views.cart)]') }, {}, []],
  ['a route called otherwise', { 'shop/urls.py': (FILES['shop/urls.py'] as string).replace('name="cart"', 'name="basket"') }, { 'route of cart': 'no' }, ['route of cart']],
  ['a file more', { 'shop/notes.py': 'import json\n' }, {}, []],
])('%s: who asked for what it leaves alone is not asked again, and all answers are those of a fresh model', (_what, change, answers, askedAgain) => {
  expectToFollow({ files: FILES, change, questions: QUESTIONS, initial: INITIAL, answers, askedAgain }, grammars);
});
