/** The edges of what the rules about consumers find; their pages hold the plain cases. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { hitsOfSide } from '../../../src/rules/explain.js';
import { testGrammars } from '../../support/grammars.js';
import { auditOf, modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function found(ruleId: string, files: Files): string[] {
  const model = modelOf({ 'chat/__init__.py': '', ...files }, grammars);
  return hitsOfSide({ files: [] }, { model, audit: auditOf(model) }, 'head').filter((hit) => hit.ruleId === ruleId).map((hit) => `${hit.path}:${hit.match.span[0]}`).sort();
}

describe('security/unauthenticated-consumer', () => {
  const HEAD = 'from channels.db import database_sync_to_async\nfrom channels.generic.websocket import AsyncWebsocketConsumer\n\n\n';
  const consumer = (body: string, more = ''): Files => ({ 'chat/consumers.py': `${HEAD}class Room(AsyncWebsocketConsumer):\n${body}`, ...(more === '' ? {} : { 'asgi.py': more }) });

  test.each([
    ['accepts in a helper', '    async def connect(self):\n        await self.join()\n\n    async def join(self):\n        await self.accept()\n', ['chat/consumers.py:10']],
    ['a helper with a plain decorator', '    async def connect(self):\n        await self.load()\n        await self.accept()\n\n    @database_sync_to_async\n    def load(self):\n        return 1\n', ['chat/consumers.py:8']],
    ['a user in the path alone', '    async def connect(self):\n        self.group = f"user_{self.scope[\'url_route\'][\'kwargs\'][\'user_id\']}"\n        await self.accept()\n', ['chat/consumers.py:8']],
    ['the user', '    async def connect(self):\n        if self.scope["user"].is_anonymous:\n            return await self.close()\n        await self.accept()\n', []],
    ['scope.get', '    async def connect(self):\n        if self.scope.get("user"):\n            await self.accept()\n', []],
    ['a token in a helper', '    async def connect(self):\n        if await self.check():\n            await self.accept()\n\n    async def check(self):\n        return self.scope["query_string"].startswith(b"token=")\n        token = 1\n', []],
    ['never accepts', '    async def connect(self):\n        await self.close()\n', []],
    ['asks in the first message', '    async def connect(self):\n        await self.accept()\n\n    async def receive(self, text_data):\n        self.token = text_data\n', []],
  ])('%s', (_what, body, lines) => {
    expect(found('security/unauthenticated-consumer', consumer(body))).toEqual(lines);
  });

  test('says nothing where a middleware of the repository may refuse', () => {
    const asgi = 'from channels.routing import ProtocolTypeRouter, URLRouter\nfrom chat.gate import Gate\n\napplication = ProtocolTypeRouter({"websocket": Gate(URLRouter([]))})\n';
    const gate = 'class Gate:\n    async def __call__(self, scope, receive, send):\n        await send({"type": "websocket.close"})\n';
    expect(found('security/unauthenticated-consumer', { ...consumer('    async def connect(self):\n        await self.accept()\n', asgi), 'chat/gate.py': gate })).toEqual([]);
  });
});

describe('wiring/asgi-import-order', () => {
  const MODELS = 'from django.db import models\n\n\nclass Message(models.Model):\n    pass\n';
  const READY = 'from django.core.asgi import get_asgi_application\n';

  test.each([
    ['models two modules away', 'from chat.a import A\nhttp = get_asgi_application()\n', { 'chat/a.py': 'from chat.b import B\n', 'chat/b.py': 'from chat.models import Message\n' }, ['asgi.py:2']],
    ['the user model', 'from chat.a import A\nhttp = get_asgi_application()\n', { 'chat/a.py': 'from django.contrib.auth import get_user_model\n\nUser = get_user_model()\n' }, ['asgi.py:2']],
    ['a package that loads models', 'from django.contrib.auth.models import AnonymousUser\nhttp = get_asgi_application()\n', {}, ['asgi.py:2']],
    ['in a package\'s own file', 'from chat.sub.a import A\nhttp = get_asgi_application()\n', { 'chat/sub/__init__.py': 'from chat.models import Message\n', 'chat/sub/a.py': 'A = 1\n' }, ['asgi.py:2']],
    ['imported inside a function', 'from chat.a import A\nhttp = get_asgi_application()\n', { 'chat/a.py': 'def a():\n    from chat.models import Message\n' }, []],
    ['for types only', 'from chat.a import A\nhttp = get_asgi_application()\n', { 'chat/a.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from chat.models import Message\n' }, []],
    ['set up by a module before', 'import chat.ready\nfrom chat.a import A\nhttp = get_asgi_application()\n', { 'chat/ready.py': 'import django\n\ndjango.setup()\n', 'chat/a.py': 'from chat.models import Message\n' }, []],
    ['channels.auth', 'from channels.auth import AuthMiddlewareStack\nhttp = get_asgi_application()\n', {}, []],
  ])('%s', (_what, text, files, lines) => {
    expect(found('wiring/asgi-import-order', { 'chat/models.py': MODELS, 'asgi.py': READY + text, ...(files as Files) })).toEqual(lines);
  });
});
