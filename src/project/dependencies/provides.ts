/** Packages that come with others: their extras, and what they re-export as part of their own interface. Source: the packages' own documentation. Pure. */

/**
 * Distribution -> distributions that its users import as if they were part of it, because its documentation says so or
 * because it can't be used without them.
 */
const SHIPS_WITH: Readonly<Record<string, string>> = {
  django: 'asgiref sqlparse',
  djangorestframework: 'django',
  channels: 'asgiref django',
  fastapi: 'starlette pydantic typing-extensions anyio pydantic-core',
  sqlmodel: 'sqlalchemy pydantic',
  starlette: 'anyio',
  'pydantic-settings': 'pydantic python-dotenv',
  pydantic: 'pydantic-core typing-extensions annotated-types',
  flask: 'werkzeug jinja2 click itsdangerous markupsafe blinker',
  'flask-sqlalchemy': 'sqlalchemy flask',
  'flask-migrate': 'alembic',
  'flask-wtf': 'wtforms',
  requests: 'urllib3 certifi idna charset-normalizer chardet',
  httpx: 'httpcore anyio certifi idna h11',
  aiohttp: 'yarl multidict aiosignal frozenlist attrs async-timeout',
  celery: 'kombu billiard vine amqp',
  'django-celery-beat': 'celery django',
  pandas: 'numpy python-dateutil pytz tzdata six',
  'scikit-learn': 'numpy scipy joblib threadpoolctl',
  scipy: 'numpy',
  matplotlib: 'numpy pillow',
  seaborn: 'matplotlib numpy pandas',
  torch: 'numpy',
  torchvision: 'torch numpy pillow',
  transformers: 'tokenizers huggingface-hub numpy safetensors',
  'sentence-transformers': 'transformers torch numpy huggingface-hub',
  timm: 'torch torchvision huggingface-hub safetensors pyyaml',
  easyocr: 'torch torchvision numpy scipy pillow scikit-image',
  ultralytics: 'torch torchvision numpy matplotlib opencv-python pillow pyyaml requests scipy psutil',
  tensorflow: 'keras numpy',
  xgboost: 'numpy scipy',
  boto3: 'botocore s3transfer',
  aioboto3: 'aiobotocore boto3 botocore',
  pytest: 'pluggy iniconfig',
  jinja2: 'markupsafe',
  sqlalchemy: 'typing-extensions greenlet',
  alembic: 'sqlalchemy mako',
  ipython: 'traitlets',
  rich: 'pygments markdown-it-py',
  typer: 'click',
  scrapy: 'twisted parsel itemadapter itemloaders lxml w3lib cssselect',
  oauthlib: '',
  'requests-oauthlib': 'requests oauthlib',
  'google-api-python-client': 'google-auth httplib2 google-api-core google-auth-httplib2',
  'google-auth-oauthlib': 'google-auth requests-oauthlib',
  'google-cloud-storage': 'google-cloud-core google-api-core google-auth google-resumable-media',
  'google-cloud-bigquery': 'google-cloud-core google-api-core google-auth',
  openai: 'httpx pydantic anyio',
  anthropic: 'httpx pydantic anyio',
  langchain: 'langchain-core langchain-text-splitters pydantic langsmith',
  'langchain-openai': 'langchain-core openai tiktoken',
  'langchain-community': 'langchain-core langchain',
  setuptools: 'setuptools',
  streamlit: 'pandas numpy altair pillow',
  dask: 'cloudpickle fsspec toolz',
  'opentelemetry-sdk': 'opentelemetry-api opentelemetry-semantic-conventions',
  twilio: 'pyjwt requests',
  'python-dateutil': 'six',
  posthog: 'requests six python-dateutil backoff',
  mixpanel: 'requests six urllib3',
  'django-anymail': 'requests',
  'opentelemetry-exporter-otlp': 'requests opentelemetry-sdk opentelemetry-api grpcio',
  'opentelemetry-exporter-otlp-proto-http': 'requests opentelemetry-sdk opentelemetry-api',
  dropbox: 'requests six stone',
  wagtail: 'django willow django-taggit django-modelcluster django-treebeard django-filter djangorestframework pillow beautifulsoup4 requests openpyxl anyascii',
  schemathesis: 'hypothesis requests werkzeug pyyaml',
  jupyter: 'ipython notebook ipykernel',
  'elastic-apm': 'urllib3 certifi',
  hypothesis: 'sortedcontainers attrs',
  paramiko: 'cryptography bcrypt pynacl',
  pyopenssl: 'cryptography',
  'drf-yasg': 'inflection uritemplate',
  graphene: 'graphql-core graphql-relay',
  'graphene-django': 'graphene graphql-core graphql-relay',
  'strawberry-graphql': 'graphql-core',
  mkdocs: 'markdown jinja2',
  sphinx: 'docutils jinja2 pygments babel',
};

/** Distribution -> extra -> distributions. `*` stands for any extra. */
const EXTRAS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  celery: { redis: 'redis', sqs: 'boto3', gevent: 'gevent', eventlet: 'eventlet', msgpack: 'msgpack', auth: 'cryptography', librabbitmq: 'librabbitmq', sqlalchemy: 'sqlalchemy', mongodb: 'pymongo', yaml: 'pyyaml' },
  uvicorn: { standard: 'uvloop httptools watchfiles websockets python-dotenv pyyaml' },
  fastapi: { all: 'httpx jinja2 python-multipart itsdangerous pyyaml ujson orjson email-validator uvicorn pydantic-settings', standard: 'httpx jinja2 python-multipart email-validator uvicorn fastapi-cli' },
  django: { argon2: 'argon2-cffi', bcrypt: 'bcrypt' },
  psycopg: { binary: 'psycopg-binary', c: 'psycopg-c', pool: 'psycopg-pool' },
  channels: { daphne: 'daphne' },
  'django-redis': { hiredis: 'hiredis' },
  redis: { hiredis: 'hiredis' },
  requests: { socks: 'pysocks' },
  httpx: { http2: 'h2', socks: 'socksio', brotli: 'brotli', cli: 'click rich pygments' },
  sqlalchemy: { asyncio: 'greenlet', postgresql: 'psycopg2', 'postgresql-asyncpg': 'asyncpg', mysql: 'mysqlclient', pymysql: 'pymysql', aiosqlite: 'aiosqlite' },
  passlib: { bcrypt: 'bcrypt', argon2: 'argon2-cffi' },
  'python-jose': { cryptography: 'cryptography', pycryptodome: 'pycryptodome' },
  pyjwt: { crypto: 'cryptography' },
  pydantic: { email: 'email-validator', dotenv: 'python-dotenv' },
  'django-allauth': { socialaccount: 'pyjwt requests requests-oauthlib', mfa: 'qrcode fido2', saml: 'python3-saml' },
  'dj-rest-auth': { 'with-social': 'django-allauth', with_social: 'django-allauth' },
  'sentry-sdk': { '*': '' },
  qrcode: { pil: 'pillow' },
  pandas: { excel: 'openpyxl xlrd xlsxwriter', postgresql: 'sqlalchemy psycopg2', parquet: 'pyarrow' },
  'django-storages': { s3: 'boto3', boto3: 'boto3', azure: 'azure-storage-blob', google: 'google-cloud-storage' },
  whitenoise: { brotli: 'brotli' },
  gunicorn: { gevent: 'gevent', eventlet: 'eventlet', setproctitle: 'setproctitle' },
  'apache-airflow': { celery: 'celery', postgres: 'psycopg2', redis: 'redis' },
  moto: { '*': '' },
  aiohttp: { speedups: 'aiodns brotli' },
  'strawberry-graphql': { fastapi: 'fastapi', django: 'django', channels: 'channels' },
};

/** What declaring a distribution (with extras) brings along for its users to import, itself left out. */
export function bringsAlong(name: string, extras: readonly string[]): readonly string[] {
  const along = split(SHIPS_WITH[name]);
  const known = EXTRAS[name];
  // `dramatiq[redis]`: many extras are called like what they bring.
  for (const extra of extras) along.push(...split(known?.[extra.toLowerCase()]), extra.toLowerCase());
  return along.flatMap((other) => [other, ...split(SHIPS_WITH[other])]);
}

/** Whether it is known what an extra brings: an unknown one may bring anything. */
export function knowsExtras(name: string, extras: readonly string[]): boolean {
  return extras.every((extra) => EXTRAS[name]?.[extra.toLowerCase()] !== undefined || EXTRAS[name]?.['*'] !== undefined);
}

function split(names: string | undefined): string[] {
  return names === undefined || names === '' ? [] : names.split(' ');
}

/** npm package -> packages that its users import because its documentation says so: it puts them in reach itself. */
export const NPM_SHIPS_WITH: Readonly<Record<string, readonly string[]>> = {
  nuxt: ['vue', 'vue-router', 'nitropack', 'nitro', 'h3', 'ofetch', 'ufo', 'unhead', '@unhead/vue', '@nuxt/schema', '@nuxt/kit'],
  '@nuxt/kit': ['vue', 'nitropack', 'nitro', 'h3', '@nuxt/schema', 'nuxt'],
  '@nuxt/module-builder': ['vue', 'nitropack', 'nitro', 'h3', '@nuxt/schema', 'nuxt'],
  expo: ['@expo/config-plugins', '@expo/config', '@expo/metro-config', 'expo-modules-core', 'babel-preset-expo'],
  'expo-modules-core': ['@expo/config-plugins'],
  'react-native': ['@react-native/assets-registry', '@react-native/virtualized-lists', 'react-native-codegen', 'metro-config'],
  vue: ['@vue/runtime-core', '@vue/runtime-dom', '@vue/reactivity', '@vue/shared', '@vue/compiler-sfc', '@vue/compiler-dom'],
  'react-scripts': ['webpack', 'jest', 'babel-preset-react-app', 'react-dev-utils'],
  '@docusaurus/core': ['@docusaurus/theme-common', '@docusaurus/types', '@docusaurus/utils', 'react-router-dom'],
  '@docusaurus/preset-classic': ['@docusaurus/theme-common', '@docusaurus/theme-classic'],
  gatsby: ['@reach/router', 'gatsby-link'],
  '@playwright/test': ['playwright', 'playwright-core'],
  vitest: ['vite', '@vitest/expect', '@vitest/runner'],
  'styled-components': ['stylis'],
  'react-router-dom': ['react-router', 'history'],
  remark: ['unified', 'vfile'],
  unified: ['vfile'],
  antd: ['moment', 'dayjs'],
  '@nuxtjs/axios': ['axios'],
  '@nuxtjs/i18n': ['vue-i18n'],
};

/** Modules that the program which runs the code provides, by import or package name. Source: those programs' own documentation. */
export const HOSTED: { readonly python: Readonly<Record<string, string>>; readonly npm: Readonly<Record<string, string>> } = {
  python: Object.fromEntries([
    ...hostedBy('Blender', 'bpy bmesh mathutils bl_ui bgl blf gpu addon_utils'),
    ...hostedBy('Maya', 'maya pymel'),
    ...hostedBy('Houdini', 'hou'),
    ...hostedBy('Nuke', 'nuke nukescripts'),
    ...hostedBy('Unreal Engine', 'unreal'),
    ...hostedBy('QGIS', 'qgis processing'),
    ...hostedBy('ArcGIS', 'arcpy'),
    ...hostedBy('GDB or LLDB', 'gdb lldb'),
    ...hostedBy('IDA or Ghidra', 'idaapi idautils idc ida_kernwin ghidra'),
    ...hostedBy('Sublime Text', 'sublime sublime_plugin'),
    ...hostedBy('Vim', 'vim'),
    ...hostedBy('Pyodide', 'js pyodide micropip'),
    ...hostedBy('MicroPython', 'machine micropython utime ustruct uos usocket ujson network neopixel'),
    ...hostedBy('the cluster', 'pyspark dbutils databricks awsglue'),
    ...hostedBy('Google Colab', 'google.colab'),
    ...hostedBy('the type checker', '_typeshed'),
    ...hostedBy('the environment that Python itself was installed with', 'pkg_resources setuptools pip wheel _distutils_hack'),
    ...hostedBy('mod_wsgi or uWSGI', 'mod_wsgi uwsgi uwsgidecorators'),
    ...hostedBy('the operating system', 'gi dbus apt apt_pkg cairo systemd libvirt rpm dnf selinux'),
  ]),
  npm: Object.fromEntries([
    ...hostedBy('Electron', 'electron'),
    ...hostedBy('Visual Studio Code', 'vscode'),
    ...hostedBy('Obsidian', 'obsidian'),
    ...hostedBy('k6', 'k6'),
    ...hostedBy('Bun', 'bun'),
    ...hostedBy('the AWS Lambda runtime', 'aws-sdk aws-lambda'),
    ...hostedBy('GJS', 'gi'),
  ]),
};

function hostedBy(host: string, names: string): [string, string][] {
  return names.split(' ').map((name) => [name, host]);
}
