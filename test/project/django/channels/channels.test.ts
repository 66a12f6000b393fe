import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../../src/facts/grammars.js';
import type { ChannelIndex } from '../../../../src/project/django/types.js';
import { testGrammars } from '../../../support/grammars.js';
import { modelOf, type Files } from '../../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const CONSUMERS = 'from channels.generic.websocket import AsyncWebsocketConsumer\n\n\nclass Base(AsyncWebsocketConsumer):\n    pass\n\n\nclass Chat(Base):\n    pass\n';

function channelsOf(files: Files): ChannelIndex {
  return modelOf({ 'chat/__init__.py': '', 'chat/consumers.py': CONSUMERS, ...files }, grammars).django.channels;
}

test('finds consumers by ancestry, over files', () => {
  const files = { 'chat/more.py': 'from chat.consumers import Chat\n\n\nclass Loud(Chat):\n    pass\n\n\nclass Consumer:\n    pass\n' };
  expect(channelsOf(files).consumers.map(({ symbol }) => symbol)).toEqual(['Base', 'Chat', 'Loud']);
});

describe('routes', () => {
  test.each([
    ['path', 'from django.urls import path\nfrom chat.consumers import Chat\nwebsocket_urlpatterns = [path("ws/chat/", Chat.as_asgi())]\n', ['ws/chat/ Chat']],
    ['a module of consumers', 'from django.urls import re_path\nfrom chat import consumers\nroutes = [re_path(r"^ws/$", consumers.Chat.as_asgi())]\n', ['^ws/$ Chat']],
    ['channel names', 'from channels.routing import ChannelNameRouter\nfrom chat.consumers import Chat\nrouter = ChannelNameRouter({"work": Chat.as_asgi()})\n', [' Chat']],
    ['a missing consumer', 'from django.urls import path\nfrom chat import consumers\nroutes = [path("ws/", consumers.Chats.as_asgi())]\n', ['ws/ missing Chats, near Chat']],
    ['another library\'s consumer', 'from django.urls import path\nfrom graphql_ws.django import Socket\nroutes = [path("ws/", Socket.as_asgi())]\n', ['ws/ unknown']],
  ])('%s', (_what, text, routes) => {
    const words = channelsOf({ 'chat/routing.py': text }).routes.map(({ pattern, target }) => {
      if ('missing' in target) return `${pattern} missing ${target.missing}, near ${target.nearest.join()}`;
      return `${pattern} ${'unknown' in target ? 'unknown' : target.symbol}`;
    });
    expect(words).toEqual(routes);
  });
});

describe('stacks', () => {
  const HEAD = 'from channels.auth import AuthMiddlewareStack\nfrom channels.routing import ProtocolTypeRouter, URLRouter\nfrom channels.security.websocket import AllowedHostsOriginValidator\nfrom chat.middleware import TokenMiddleware, TokenStack, pick\n';
  const MIDDLEWARE = 'from channels.auth import AuthMiddlewareStack\n\n\nclass TokenMiddleware:\n    pass\n\n\ndef TokenStack(inner):\n    return TokenMiddleware(AuthMiddlewareStack(inner))\n\n\ndef pick(inner):\n    if inner:\n        return inner\n    return None\n';
  const AUTH = 'channels.auth.AuthMiddlewareStack';
  const HOSTS = 'channels.security.websocket.AllowedHostsOriginValidator';

  test.each([
    ['a router alone', 'application = ProtocolTypeRouter({"websocket": URLRouter([])})\n', [], null],
    ['wrappers', 'application = ProtocolTypeRouter({"websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([])))})\n', [HOSTS, AUTH], null],
    ['variables', 'inner = AuthMiddlewareStack(URLRouter([]))\nouter = AllowedHostsOriginValidator(inner)\napplication = ProtocolTypeRouter({"websocket": outer})\n', [HOSTS, AUTH], null],
    ['a mapping of its own', 'routes = {"websocket": AuthMiddlewareStack(URLRouter([]))}\napplication = ProtocolTypeRouter(routes)\n', [AUTH], null],
    ['helpers and classes of the repository', 'application = ProtocolTypeRouter({"websocket": AllowedHostsOriginValidator(TokenStack(URLRouter([])))})\n', [HOSTS, 'chat/middleware.py:TokenMiddleware', AUTH], null],
    ['a helper that decides', 'application = ProtocolTypeRouter({"websocket": pick(URLRouter([]))})\n', ['chat/middleware.py:pick'], null],
    ['a variable that changes', 'inner = URLRouter([])\ninner = AuthMiddlewareStack(inner)\napplication = ProtocolTypeRouter({"websocket": inner})\n', [], '`inner` is assigned more than once'],
  ])('%s', (_what, text, wrappers, open) => {
    const [stack] = channelsOf({ 'chat/middleware.py': MIDDLEWARE, 'asgi.py': HEAD + text }).stacks;
    expect(stack === undefined ? undefined : { wrappers: stack.wrappers, open: stack.open }).toEqual({ wrappers, open });
  });

  test('need a websocket protocol', () => {
    expect(channelsOf({ 'asgi.py': `${HEAD}application = ProtocolTypeRouter({"http": None})\n` }).stacks).toEqual([]);
  });
});
