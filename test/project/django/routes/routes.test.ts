import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { RouteGraph } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const PROJECT = {
  'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_.settings")\n',
  'requirements.txt': 'django\ndjangorestframework\ndrf-nested-routers\ndjango-allauth\n',
  'site_/__init__.py': '',
  'site_/settings.py': 'ROOT_URLCONF = "site_.urls"\n',
  'shop/__init__.py': '',
};

function graph(files: Files): RouteGraph {
  return modelOf({ ...PROJECT, ...files }, grammars).django.routes;
}

/** `pattern name -> view` of each route. */
function lines(routes: RouteGraph): string[] {
  return routes.routes.map(({ pattern, name, target }) => `${pattern} ${name === undefined ? '?' : (name ?? '-')} -> ${target.kind === 'view' ? target.view.symbol : target.kind === 'external' ? target.dotted : target.kind}`);
}

function open(routes: RouteGraph): string[] {
  return routes.open.map(({ prefix, namespace, names }) => `${prefix} ${namespace || '-'} ${typeof names === 'string' ? names : 'known'}`);
}

describe('lists of routes', () => {
  test('path, re_path, url and the wrappers of views', () => {
    const routes = graph({
      'shop/views.py': 'from django.views import View\ndef index(request): ...\nclass Detail(View): ...\n',
      'site_/urls.py': `from functools import partial
from django.urls import path, re_path
from django.conf.urls import url
from django.contrib.auth.decorators import login_required
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.cache import cache_page
from django.views.generic import TemplateView
from shop import views

urlpatterns = [
    path('', views.index, name='index'),
    path('orders/<int:pk>/', login_required(views.Detail.as_view()), name='order'),
    re_path(r'^archive/(?P<year>\\d{4})/(?:page-(?P<page>\\d+)/)?$', csrf_exempt(views.index)),
    url(r'^robots\\.txt$', TemplateView.as_view(template_name='robots.txt')),
    path('cached/', cache_page(60)(views.index)),
    path('partial/', partial(views.index, x=1)),
    path('lambda/', lambda request: None),
]
`,
    });
    expect(lines(routes)).toEqual([
      '/ index -> index',
      '/orders/{pk}/ order -> Detail',
      '/archive/{year}/ - -> index',
      '/robots.txt - -> django.views.generic.TemplateView',
      '/cached/ - -> index',
      '/partial/ - -> index',
      '/lambda/ - -> unknown',
    ]);
    expect(routes.routes[2]?.parameters).toEqual(['year', 'page']);
    expect(routes.roots).toEqual(['site_/urls.py']);
    expect(open(routes)).toEqual([]);
  });

  test('concatenation, +=, append, extend, branches and lists of other modules', () => {
    const routes = graph({
      'shop/more.py': "from django.urls import path\nfrom shop.views import index\nextra = [path('more/', index)]\n",
      'shop/views.py': 'def index(request): ...\n',
      'site_/urls.py': `from django.conf import settings
from django.urls import path
from shop.views import index
from shop.more import extra
from shop import more

helpers = [path('helper/', index)]
urlpatterns = [path('a/', index)] + helpers
urlpatterns += extra
urlpatterns.append(path('b/', index))
urlpatterns.extend(more.extra)
if settings.DEBUG:
    urlpatterns += [path('debug/', index)]
urlpatterns = [path('base/', index), *urlpatterns]
`,
    });
    expect(routes.routes.map(({ pattern }) => pattern)).toEqual(['/base/', '/a/', '/helper/', '/more/', '/b/', '/more/', '/debug/']);
    expect(routes.routes.map(({ conditional }) => conditional)).toEqual([false, false, false, false, false, false, true]);
  });

  test('loops and computed lists stay open', () => {
    const routes = graph({
      'site_/urls.py': `from django.urls import path
from shop.make import make

urlpatterns = [path(f'{name}/', view) for name, view in make()]
for name in make():
    urlpatterns.append(path(name, make))
urlpatterns += make(1)
`,
      'shop/make.py': 'def make(x): ...\n',
    });
    expect(routes.routes).toEqual([]);
    expect(open(routes)).toEqual(['/ - any', '/ - any', '/ - any']);
  });
});

describe('includes', () => {
  const shop = `from django.urls import path
from shop import views
app_name = 'shop'
urlpatterns = [path('orders/', views.index, name='orders')]
`;

  test('modules by string and object, lists, tuples and namespaces', () => {
    const routes = graph({
      'shop/urls.py': shop,
      'shop/views.py': 'def index(request): ...\n',
      'site_/urls.py': `from django.urls import include, path
from shop import urls, views
api = [path('x/', views.index, name='x')]
urlpatterns = [
    path('one/', include('shop.urls')),
    path('two/', include(urls, namespace='second')),
    path('three/', include(api)),
    path('four/', include((api, 'api'))),
    path('five/', include([path('y/', views.index, name='y')])),
]
`,
    });
    expect(lines(routes)).toEqual(['/one/orders/ shop:orders -> index', '/two/orders/ second:orders -> index', '/three/x/ x -> index', '/four/x/ api:x -> index', '/five/y/ y -> index']);
    expect(routes.named('shop:orders')).toMatchObject({ kind: 'yes', routes: [{ pattern: '/one/orders/' }, { pattern: '/two/orders/' }] });
    expect(routes.named('shop:order')).toEqual({ kind: 'no', nearest: ['shop:orders', 'second:orders'] });
    expect(routes.to('shop/views.py', 'index')).toHaveLength(5);
  });

  test('what packages include stays open, by the names that they are known to bring', () => {
    const routes = graph({
      'site_/urls.py': `from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path
urlpatterns = [
    path('admin/', admin.site.urls),
    path('accounts/', include('allauth.urls')),
    path('other/', include('other.urls', namespace='other')),
] + static(settings.MEDIA_URL, document_root='x')
`,
    });
    expect(open(routes)).toEqual(['/admin/ admin any', '/accounts/ - known', '/other/ other any', '/media/ - none']);
    expect(routes.named('admin:shop_order_changelist').kind).toBe('unknown');
    expect(routes.named('account_login').kind).toBe('unknown');
    expect(routes.named('other:x').kind).toBe('unknown');
    expect(routes.named('orders').kind).toBe('no');
  });

  test('a package that may bring any name leaves all names unknown', () => {
    const routes = graph({ 'site_/urls.py': "from django.urls import include, path\nurlpatterns = [path('x/', include('elsewhere.urls'))]\n" });
    expect(routes.named('orders').kind).toBe('unknown');
  });

  test('a module that does not exist', () => {
    const routes = graph({ 'shop/urls.py': shop, 'shop/views.py': 'def index(request): ...\n', 'site_/urls.py': "from django.urls import include, path\nurlpatterns = [path('x/', include('shop.url'))]\n" });
    expect(routes.open[0]).toMatchObject({ prefix: '/x/', missing: { name: 'shop.url', place: { path: 'site_/urls.py', span: [2, 35, 2, 45] } } });
  });

  test('orphans are read as well; their bare names make names unknown', () => {
    const routes = graph({
      'shop/urls.py': shop,
      'shop/views.py': 'def index(request): ...\n',
      'site_/urls.py': "from django.urls import path\nfrom shop.views import index\nurlpatterns = [path('x/', index, name='x')]\n",
    });
    expect(routes.orphans).toEqual(['shop/urls.py']);
    expect(routes.named('store:orders').kind).toBe('unknown');
    expect(routes.named('nothing').kind).toBe('no');
  });
});

describe('routers', () => {
  const views = `from rest_framework import viewsets, mixins
from rest_framework.decorators import action
from shop.models import Order

class OrderViewSet(viewsets.ModelViewSet):
    queryset = Order.objects.all()
    @action(detail=True, methods=['post'], url_path='cancel-now')
    def cancel(self, request, pk=None): ...
    @cancel.mapping.delete
    def uncancel(self, request, pk=None): ...
    @action(detail=False)
    def by_day(self, request): ...

class ItemViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    lookup_field = 'sku'
`;
  const models = 'class Order: ...\n';

  test('routes of registered viewsets', () => {
    const routes = graph({
      'shop/views.py': views,
      'shop/models.py': models,
      'site_/urls.py': `from django.urls import include, path
from rest_framework.routers import DefaultRouter
from shop.views import OrderViewSet, ItemViewSet
router = DefaultRouter()
router.register('orders', OrderViewSet)
router.register(r'items', ItemViewSet, basename='thing')
urlpatterns = [path('api/', include(router.urls))]
`,
    });
    expect(routes.routes.map(({ pattern, name, methods, action }) => `${pattern} ${name ?? '-'} ${methods?.join(',') ?? '?'} ${action ?? '-'}`)).toEqual([
      '/api/orders/ order-list GET,POST list',
      '/api/orders/by_day/ order-by-day GET by_day',
      '/api/orders/{pk}/ order-detail DELETE,GET,PATCH,PUT detail',
      '/api/orders/{pk}/cancel-now/ order-cancel DELETE,POST cancel',
      '/api/items/ thing-list GET list',
      '/api/ api-root GET -',
    ]);
    expect(routes.open).toEqual([]);
    expect(routes.routes[0]?.place).toEqual({ path: 'site_/urls.py', span: [5, 1, 5, 40] });
    expect(routes.match('/api/orders/3/cancel-now/').map(({ action }) => action)).toEqual(['cancel']);
    expect(routes.match('/api/orders/3.json').map(({ action }) => action)).toEqual(['detail']);
  });

  test('a router without a prefix adds no slash of its own', () => {
    const routes = graph({
      'shop/views.py': views,
      'shop/models.py': models,
      'shop/urls.py': `from rest_framework.routers import SimpleRouter
from .views import OrderViewSet
router = SimpleRouter()
router.register('', OrderViewSet, basename='order')
urlpatterns = router.urls
`,
      'site_/urls.py': "from django.urls import include, path\nurlpatterns = [path('api/orders/', include('shop.urls'))]\n",
    });
    expect(routes.routes.map(({ pattern }) => pattern)).toEqual(['/api/orders/', '/api/orders/by_day/', '/api/orders/{pk}/', '/api/orders/{pk}/cancel-now/']);
    expect(routes.match('/api/orders/').map(({ action }) => action)).toEqual(['list']);
  });

  test('nested routers, routers of other modules, urlpatterns = router.urls', () => {
    const routes = graph({
      'shop/views.py': views,
      'shop/models.py': models,
      'shop/api.py': `from rest_framework_nested import routers
from shop.views import OrderViewSet, ItemViewSet
router = routers.SimpleRouter(trailing_slash=False)
router.register('orders', OrderViewSet, 'order')
items = routers.NestedSimpleRouter(router, 'orders', lookup='order')
items.register('items', ItemViewSet, 'order-items')
`,
      'site_/urls.py': 'from shop.api import router, items\nurlpatterns = router.urls + items.urls\n',
    });
    expect(routes.routes.map(({ pattern }) => pattern)).toEqual(['/orders', '/orders/by_day', '/orders/{pk}', '/orders/{pk}/cancel-now', '/orders/{order_pk}/items/']);
  });

  test('a viewset with bases that can\'t be seen', () => {
    const routes = graph({
      'shop/views.py': "from elsewhere import BaseViewSet\nclass Orders(BaseViewSet): ...\n",
      'site_/urls.py': `from rest_framework.routers import SimpleRouter
from shop.views import Orders
router = SimpleRouter()
router.register('orders', Orders, basename='orders')
urlpatterns = router.urls
`,
    });
    expect(routes.routes.map(({ name, methods }) => [name, methods])).toEqual([['orders-list', null], ['orders-detail', null]]);
    expect(routes.named('orders-export').kind).toBe('unknown');
    expect(routes.named('items-list').kind).toBe('no');
  });
});

describe('targets', () => {
  test('a view that its module does not have', () => {
    const routes = graph({
      'shop/views.py': 'def order_detail(request): ...\n',
      'site_/urls.py': "from django.urls import path\nfrom shop import views\nurlpatterns = [path('x/', views.order_details)]\nhandler404 = 'shop.views.not_found'\n",
    });
    expect(routes.routes[0]?.target).toEqual({ kind: 'missing', name: 'order_details', place: { path: 'site_/urls.py', span: [3, 27, 3, 46] }, path: 'shop/views.py', nearest: ['order_detail'] });
    expect(routes.handlers[0]).toMatchObject({ name: 'handler404', target: { kind: 'missing', name: 'not_found' } });
  });

  test('an alias of as_view() in the views module', () => {
    const routes = graph({
      'shop/views.py': "from django.views import View\nclass Detail(View):\n    def get(self, request): ...\ndetail = Detail.as_view()\n",
      'site_/urls.py': "from django.urls import path\nfrom shop.views import detail\nurlpatterns = [path('x/', detail)]\n",
    });
    expect(lines(routes)).toEqual(['/x/ - -> Detail']);
    expect(routes.routes[0]?.methods).toEqual(['GET']);
  });
});

describe('matching', () => {
  test('URLs and patterns with placeholders', () => {
    const routes = graph({
      'shop/views.py': 'def index(request): ...\n',
      'site_/urls.py': `from django.conf.urls.i18n import i18n_patterns
from django.urls import path, re_path
from shop.views import index
urlpatterns = [
    path('orders/<int:pk>/', index, name='number'),
    path('orders/<slug:code>/', index, name='code'),
    re_path(r'^files/(?P<path>.+)$', index, name='file'),
] + i18n_patterns(path('about/', index, name='about'), prefix_default_language=False)
`,
    });
    const names = (url: string): unknown[] => routes.match(url).map(({ name }) => name);
    expect(names('/orders/3/?page=2')).toEqual(['number', 'code']);
    expect(names('/orders/a-b/')).toEqual(['code']);
    expect(names('/orders/{id}/')).toEqual(['number', 'code']);
    expect(names('/{kind}/3/')).toEqual(['number', 'code']);
    expect(names('/files/a/b.txt')).toEqual(['file']);
    expect(names('/de/about/')).toEqual(['about']);
    expect(names('/about/')).toEqual(['about']);
    expect(names('/orders/')).toEqual([]);
  });
});
