import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import type { Resolved } from '../../../src/project/python/symbols-types.js';
import type { ProjectModel } from '../../../src/project/types.js';
import { testGrammars } from '../../support/grammars.js';
import { modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function model(files: Files): ProjectModel {
  return modelOf({ 'requirements.txt': 'fastapi\nflask\nflask-restful\n', ...files }, grammars);
}

/** `METHODS pattern -> handler [dependencies]` of each route. */
function lines({ pyweb }: ProjectModel): string[] {
  return pyweb.routes.map(({ pattern, declared: { methods, handler, protocol }, dependencies }) => {
    const names = dependencies.map(({ name }) => name).join(', ');
    return `${protocol === 'websocket' ? 'WS' : methods === 'any' ? 'any' : methods.join('|')} ${pattern} -> ${handler?.symbol ?? '?'}${names === '' ? '' : ` [${names}]`}`;
  });
}

describe('FastAPI', () => {
  test('prefixes along the chain of includes, with the dependencies of each link', () => {
    const project = model({
      'main.py': `from fastapi import Depends, FastAPI
from api import router
from security import limit
app = FastAPI(dependencies=[Depends(limit)])
app.include_router(router, prefix="/api")
@app.websocket("/ws/{session_id}")
async def chat(websocket): ...
`,
      'api.py': `from fastapi import APIRouter, Depends
import users
from security import login
router = APIRouter(prefix="/v1")
router.include_router(users.router, prefix="/users", dependencies=[Depends(login)])
`,
      'users.py': `from fastapi import APIRouter
from security import CurrentUser
router = APIRouter()
@router.get("")
def index(): ...
@router.post("/{user_id}", status_code=201)
def create(user_id: int, user: CurrentUser): ...
`,
      'security.py': `from typing import Annotated
from fastapi import Depends
def limit(): ...
def login(): ...
def current_user(token = Depends(login)): ...
CurrentUser = Annotated[str, Depends(current_user)]
`,
    });
    expect(lines(project)).toEqual([
      'WS /ws/{session_id} -> chat [limit]',
      'GET /api/v1/users -> index [limit, login]',
      'POST /api/v1/users/{user_id} -> create [limit, login, current_user]',
    ]);
    const [, , create] = project.pyweb.routes;
    expect(project.pyweb.closure(create?.declared.dependencies ?? []).map((one) => ('symbol' in one ? one.symbol : one.kind))).toEqual(['current_user', 'login']);
  });

  test('a factory, a prefix of the settings, a sub-application and routers in a loop', () => {
    const project = model({
      'config.py': 'from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    API: str = "/api"\nsettings = Settings()\n',
      'items.py': 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/items")\ndef items(): ...\n',
      'main.py': `from fastapi import FastAPI
from config import settings
import items
def add_routes(app):
    for one in [items.router]:
        app.include_router(one, prefix=settings.API)
def create_app() -> FastAPI:
    app = FastAPI()
    add_routes(app)
    app.mount("/admin", sub)
    return app
sub = FastAPI()
@sub.get("/x")
def x(): ...
app = create_app()
@app.get("/health")
def health(): ...
`,
    });
    expect(lines(project).sort()).toEqual(['GET /admin/x -> x', 'GET /api/items -> items', 'GET /health -> health']);
    expect(project.http.match('GET', '/api/items/').kind).toBe('found');
    expect(project.http.match('POST', '/api/items').kind).toBe('method');
    expect(project.http.match('GET', '/api/item').kind).toBe('none');
  });

  test('registration: included, not included, handed on', () => {
    const project = model({
      'main.py': 'from fastapi import FastAPI\nfrom a import router\nimport extra\nfrom c import router as other\napp = FastAPI()\napp.include_router(router)\nextra.install(app, other)\n',
      'extra.py': 'def install(app, thing):\n    app.state.thing = thing\n',
      'a.py': 'from fastapi import APIRouter\nrouter = APIRouter()\n',
      'b.py': 'from fastapi import APIRouter\nrouter = APIRouter()\n',
      'c.py': 'from fastapi import APIRouter\nrouter = APIRouter()\n',
    });
    expect(project.pyweb.routers.map((one) => `${one.path} ${project.pyweb.registration(one).kind}`)).toEqual(['a.py yes', 'b.py no', 'c.py unknown']);
  });
});

describe('Starlette', () => {
  test('lists of routes', () => {
    const project = model({
      'main.py': `from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute
async def home(request): ...
async def feed(websocket): ...
routes = [Route("/", home), Mount("/live", routes=[WebSocketRoute("/feed", feed)])]
app = Starlette(routes=routes)
`,
    });
    expect(lines(project)).toEqual(['GET / -> home', 'WS /live/feed -> feed']);
  });
});

describe('Flask', () => {
  test('blueprints, converters, method views and flask-restful', () => {
    const project = model({
      'app/__init__.py': `from flask import Flask
from flask_restful import Api
from app.resources import Item
def create_app():
    app = Flask(__name__)
    from app.main import bp
    app.register_blueprint(bp, url_prefix="/shop")
    api = Api(app, prefix="/api")
    api.add_resource(Item, "/items/<int:item_id>")
    return app
`,
      'app/main.py': `from flask import Blueprint
from flask.views import MethodView
from flask_login import login_required
bp = Blueprint("main", __name__)
@bp.route("/")
@login_required
def index(): ...
@bp.route("/files/<path:name>", methods=["POST"])
def store(name): ...
class Orders(MethodView):
    decorators = [login_required]
    def get(self): ...
    def post(self): ...
bp.add_url_rule("/orders/", view_func=Orders.as_view("orders"))
@bp.before_request
def guard(): ...
`,
      'app/resources.py': 'from flask_restful import Resource\nclass Item(Resource):\n    def get(self, item_id): ...\n',
    });
    expect(lines(project).sort()).toEqual([
      'GET /api/items/{item_id} -> Item',
      'GET /shop/ -> index [guard, login_required]',
      'GET|POST /shop/orders/ -> Orders [guard, login_required]',
      'POST /shop/files/{name:path} -> store [guard]',
    ]);
  });
});

test('what routes say that they answer with', () => {
  const { pyweb } = model({
    'main.py': `from typing import Annotated, List, Optional, Union
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi_pagination import Page
from starlette.responses import Response
from models import Answer, Item, Slice
app = FastAPI()
@app.get("/both", response_model=List[Item])
def both() -> Response: ...
@app.get("/off", response_model=None)
def off() -> Item: ...
@app.get("/annotated")
def annotated() -> Annotated[Item, "shown"]: ...
@app.get("/optional")
def optional() -> Optional[Item]: ...
@app.get("/or-none")
def or_none() -> Item | None: ...
@app.get("/union")
def union() -> Union[Item, Slice]: ...
@app.get("/text")
def text() -> "Item": ...
@app.get("/page", response_model=Page[Item])
def page(): ...
@app.get("/slices")
def slices() -> list[Slice[Item]]: ...
@app.get("/html")
def html() -> HTMLResponse: ...
@app.get("/own")
def own() -> Answer: ...
@app.get("/map")
def mapping() -> dict[str, Item]: ...
@app.get("/nothing")
def nothing(): ...
app.add_api_route("/added", nothing, response_model=list[Item])
`,
    'models.py': `from typing import Generic, TypeVar
from fastapi.responses import JSONResponse
from pydantic import BaseModel
T = TypeVar("T")
class Item(BaseModel): ...
class Slice(BaseModel, Generic[T]): ...
class Answer(JSONResponse): ...
`,
  });
  const told = pyweb.declared.map((route) => {
    const response = pyweb.response(route);
    const name = (type: Resolved): string => (type.kind === 'class' ? type.node.name : type.kind === 'external' ? type.dotted : type.kind);
    const shape = response.kind === 'model' ? `${response.many ? 'many ' : ''}${[...response.envelopes, response.model].map(name).join(' of ')}` : response.kind === 'none' ? 'none' : response.reason;
    return `${route.pattern}: ${shape}`;
  });
  expect(told).toEqual([
    '/both: many Item', '/off: none', '/annotated: Item', '/optional: Item', '/or-none: Item', '/union: it is one of several types', '/text: the type is written as text',
    '/page: fastapi_pagination.Page of Item', '/slices: many Slice of Item', '/html: none', '/own: none', '/map: builtins.dict', '/nothing: none', '/added: many Item',
  ]);
});
