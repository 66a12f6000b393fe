/** Files that a framework, a tool or a host loads by their place or name. Pure. */

/** Django, Celery, pytest, Alembic, WSGI servers, Scrapy, Flask and packaging conventions. */
const PYTHON_NAMES = new Set([
  '__init__', '__main__', 'setup', 'manage', 'conftest', 'wsgi', 'asgi', 'urls', 'apps', 'admin', 'models', 'settings', 'tasks', 'celery', 'celeryconfig',
  'signals', 'receivers', 'forms', 'views', 'routing', 'consumers', 'translation', 'sitemaps', 'feeds', 'search_indexes', 'documents', 'permissions',
  'gunicorn', 'gunicorn_conf', 'gunicorn_config', 'uvicorn_conf', 'hypercorn', 'env', 'noxfile', 'fabfile', 'tasks', 'dodo', 'lambda_function', 'handler', 'function_app', 'main',
  'app', 'application', 'passenger_wsgi', 'sitecustomize', 'usercustomize', 'streamlit_app', 'locustfile', 'dagster', 'wagtail_hooks', 'cms_plugins', 'cms_apps', 'cms_menus', 'cms_toolbars', 'panel', 'dashboard', 'hooks', 'plugin', 'plugins',
  'local_settings', 'pelicanconf', 'publishconf',
]);
const PYTHON_FOLDERS = /(^|\/)(migrations|management\/commands|templatetags|alembic|versions|settings|conf|config|dags|plugins|spiders|pages|functions|lambdas?|hooks|api|cron|jobs|locale|models|admin|views|signals|tasks|handlers|extensions|seeds?|seeders|fixtures|bin|cgi-bin)\//;

/** What `FORMAT_MODULE_PATH` of Django leads to: a package for each language. */
const FORMATS = /(^|\/)[a-z]{2,3}(_[A-Za-z]+)?\/formats\.py$/;

const JAVASCRIPT_NAMES =
  /(^|\/)(index|main|app|server|worker|sw|service-?worker|background|content|popup|options|preload|electron|setup|setupProxy|setupTests|entry([-.].*)?|_app|_document|_error|middleware|instrumentation(-client)?|proxy|root|routes|manifest|sitemap|robots|opengraph-image|polyfills?|globals?|env|seed|knexfile|ecosystem|registerServiceWorker|reportWebVitals|handler|lambda|mdx-components|router|entry-(client|server)|vitest\.workspace|gulpfile|Gruntfile|plopfile)\.[cm]?[jt]sx?$/i;
const JAVASCRIPT_FOLDERS =
  /(^|\/)(pages|app|routes|api|functions|netlify|edge-functions|public|static|assets|migrations|seeders|seeds?|locales?|i18n|lang|plugins|middleware|layouts|content|stories|workers|bin|commands|cli|hooks\.d|handlers|lambdas?|server\/(api|routes|middleware|plugins)|modules|vendor|mocks?|templates|islands|electron|extensions?|blocks|cypress|prisma|supabase|db|entrypoints?|emails|turbo\/generators|src\/theme)\//i;
const CONFIG_FILE = /(^|\/)([^/]*[.-]config(\.[^/]*)?|\.[^/]+|[^/]*rc|.*\.setup|.*\.conf|webpack[^/]*|rollup[^/]*|karma[^/]*|protractor[^/]*)\.[cm]?[jt]sx?$/i;

/** True for a path that some convention loads without an import. */
export function isConventionalEntry(path: string): boolean {
  if (/\.pyi?$/.test(path)) {
    const name = path.replace(/^.*\//, '').replace(/\.pyi?$/, '');
    return PYTHON_NAMES.has(name) || PYTHON_FOLDERS.test(path) || FORMATS.test(path) || name.startsWith('__');
  }
  return JAVASCRIPT_NAMES.test(path) || JAVASCRIPT_FOLDERS.test(path) || CONFIG_FILE.test(path);
}
