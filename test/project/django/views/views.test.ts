import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { ViewIndex } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const PROJECT = {
  'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings")\n',
  'requirements.txt': 'django\ndjangorestframework\n',
  'site_/__init__.py': '',
  'site_/settings.py': 'ROOT_URLCONF = "site_.urls"\nREST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}\n',
  'site_/urls.py': 'from django.urls import path\nfrom shop import pages\nurlpatterns = [path("", pages.home)]\n',
  'shop/__init__.py': '',
  'shop/pages.py': 'def home(r): ...\ndef helper(value): ...\ndef other(request): ...\n',
};

function views(files: Files): ViewIndex {
  return modelOf({ ...PROJECT, ...files }, grammars).django.views;
}

test('views are what routes lead to and what looks like one', () => {
  const index = views({
    'shop/views.py': `from django.views.generic import ListView
from rest_framework.decorators import api_view
from rest_framework.viewsets import ModelViewSet

class Base(ListView): ...
class Orders(Base): ...
class AuditMixin: ...
class OrderViewSet(ModelViewSet): ...
def page(request): ...
def _private(request): ...
def total(order): ...
@api_view(['POST'])
def pay(call): ...
`,
    'shop/services.py': 'def notify(request): ...\n',
  });
  expect(index.views.map(({ path, symbol, framework, viewset }) => `${path} ${symbol} ${framework}${viewset ? ' viewset' : ''}`)).toEqual([
    'shop/pages.py home django',
    'shop/pages.py other django',
    'shop/views.py Base django',
    'shop/views.py Orders django',
    'shop/views.py OrderViewSet drf viewset',
    'shop/views.py page django',
    'shop/views.py pay drf',
  ]);
});

test('methods and handlers of a view', () => {
  const index = views({
    'shop/views.py': `from django.views import View
from django.views.decorators.http import require_http_methods
class Base(View):
    def get(self, request): ...
class Orders(Base):
    def post(self, request): ...
    def total(self): ...
@require_http_methods(['DELETE', 'post'])
def remove(request): ...
def any_method(request): ...
`,
  });
  const at = (symbol: string) => index.at('shop/views.py', symbol) ?? index.views[0]!;
  expect(index.methods(at('Orders'))).toEqual(['GET', 'POST']);
  expect(index.methods(at('remove'))).toEqual(['DELETE', 'POST']);
  expect(index.methods(at('any_method'))).toBeNull();
  expect(index.handlers(at('Orders')).map(({ symbol }) => symbol)).toEqual(['Orders.post', 'Base.get']);
});

describe('classes of REST framework', () => {
  const source = `from rest_framework import permissions
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet
from shop.permissions import IsOwner

class Plain(APIView): ...
class Own(APIView):
    permission_classes = [permissions.IsAdminUser & IsOwner]
class Child(Own): ...
class Computed(APIView):
    permission_classes = [AllowAny]
    def get_permissions(self): ...
class Orders(ModelViewSet):
    permission_classes = (AllowAny,)
    @action(detail=True, permission_classes=[IsOwner])
    def cancel(self, request, pk): ...
@api_view()
@permission_classes([AllowAny])
def open_page(request): ...
@api_view()
def closed_page(request): ...
`;
  test.each([
    ['Own', undefined, ['rest_framework.permissions.IsAdminUser', 'shop/permissions.py:IsOwner']],
    ['Child', undefined, ['rest_framework.permissions.IsAdminUser', 'shop/permissions.py:IsOwner']],
    ['Computed', undefined, undefined],
    ['Orders', undefined, ['rest_framework.permissions.AllowAny']],
    ['Orders', 'cancel', ['shop/permissions.py:IsOwner']],
    ['open_page', undefined, ['rest_framework.permissions.AllowAny']],
  ])('%s %s', (symbol, action, expected) => {
    const index = views({ 'shop/views.py': source, 'shop/permissions.py': 'from rest_framework.permissions import BasePermission\nclass IsOwner(BasePermission): ...\n' });
    const view = index.at('shop/views.py', symbol)!;
    expect(index.classesOf(view, 'permission_classes', action)?.map(({ dotted }) => dotted)).toEqual(expected);
  });

  test('defaults come from the settings', () => {
    const index = views({ 'shop/views.py': source, 'shop/permissions.py': 'class IsOwner: ...\n' });
    const dotted = (symbol: string, option: 'permission_classes' | 'throttle_classes') => index.classesOf(index.at('shop/views.py', symbol)!, option)?.map((one) => one.dotted);
    expect(dotted('Plain', 'permission_classes')).toEqual(['rest_framework.permissions.IsAuthenticated']);
    expect(dotted('closed_page', 'permission_classes')).toEqual(['rest_framework.permissions.IsAuthenticated']);
    expect(dotted('Plain', 'throttle_classes')).toEqual([]);
  });
});
