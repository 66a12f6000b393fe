/**
 * Model classes and fields outside the repository, as the Django documentation describes them (versions 3.2 to 5.2).
 */

/** How a well-known field is written: its class and the options that matter for lookups. */
export interface KnownField {
  readonly name: string;
  readonly type: string;
  readonly to?: string;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

export interface KnownModel {
  /** `django.contrib.auth.models.User` */
  readonly dotted: string;
  readonly app: string;
  readonly name: string;
  readonly abstract: boolean;
  readonly fields: readonly KnownField[];
  /** Its Meta holds options that a subclass inherits. */
  readonly meta: boolean;
}

const CHAR = 'django.db.models.CharField';
const BOOLEAN = 'django.db.models.BooleanField';
const DATE = 'django.db.models.DateTimeField';
const FOREIGN = 'django.db.models.ForeignKey';
const MANY = 'django.db.models.ManyToManyField';

const BASE_USER: readonly KnownField[] = [
  { name: 'password', type: CHAR, options: { max_length: 128 } },
  { name: 'last_login', type: DATE, options: { blank: true, null: true } },
];

const PERMISSIONS: readonly KnownField[] = [
  { name: 'is_superuser', type: BOOLEAN, options: { default: false } },
  { name: 'groups', type: MANY, to: 'auth.Group', options: { blank: true, related_name: 'user_set', related_query_name: 'user' } },
  { name: 'user_permissions', type: MANY, to: 'auth.Permission', options: { blank: true, related_name: 'user_set', related_query_name: 'user' } },
];

const USER: readonly KnownField[] = [
  ...BASE_USER,
  ...PERMISSIONS,
  { name: 'username', type: CHAR, options: { max_length: 150, unique: true } },
  { name: 'first_name', type: CHAR, options: { max_length: 150, blank: true } },
  { name: 'last_name', type: CHAR, options: { max_length: 150, blank: true } },
  { name: 'email', type: 'django.db.models.EmailField', options: { blank: true } },
  { name: 'is_staff', type: BOOLEAN, options: { default: false } },
  { name: 'is_active', type: BOOLEAN, options: { default: true } },
  { name: 'date_joined', type: DATE },
];

const CREATED_AND_MODIFIED: readonly KnownField[] = [
  { name: 'created', type: DATE },
  { name: 'modified', type: DATE },
];

const TREE: readonly KnownField[] = ['lft', 'rght', 'tree_id', 'level'].map((name) => ({ name, type: 'django.db.models.PositiveIntegerField', options: { editable: false } }));

const KNOWN: readonly KnownModel[] = [
  known('django.db.models.Model', true, []),
  known('django.contrib.auth.models.AbstractBaseUser', true, BASE_USER, true),
  known('django.contrib.auth.models.PermissionsMixin', true, PERMISSIONS, true),
  known('django.contrib.auth.models.AbstractUser', true, USER, true),
  known('django.contrib.auth.models.User', false, USER),
  known('django.contrib.auth.models.Group', false, [
    { name: 'name', type: CHAR, options: { max_length: 150, unique: true } },
    { name: 'permissions', type: MANY, to: 'auth.Permission', options: { blank: true } },
  ]),
  known('django.contrib.auth.models.Permission', false, [
    { name: 'name', type: CHAR, options: { max_length: 255 } },
    { name: 'content_type', type: FOREIGN, to: 'contenttypes.ContentType' },
    { name: 'codename', type: CHAR, options: { max_length: 100 } },
  ]),
  known('django.contrib.contenttypes.models.ContentType', false, [
    { name: 'app_label', type: CHAR, options: { max_length: 100 } },
    { name: 'model', type: CHAR, options: { max_length: 100 } },
  ]),
  known('django.contrib.sessions.base_session.AbstractBaseSession', true, session(), true),
  known('django.contrib.sessions.models.Session', false, session()),
  known('django.contrib.sites.models.Site', false, [
    { name: 'domain', type: CHAR, options: { max_length: 100, unique: true } },
    { name: 'name', type: CHAR, options: { max_length: 50 } },
  ]),
  known('model_utils.models.TimeStampedModel', true, CREATED_AND_MODIFIED, true),
  known('django_extensions.db.models.TimeStampedModel', true, CREATED_AND_MODIFIED, true),
  known('mptt.models.MPTTModel', true, TREE, true),
];

/** Bases of other packages that make a class a model; what fields they bring is not known here. */
const BASES_OF_PACKAGES = /^(treebeard\.(mp_tree\.MP_Node|ns_tree\.NS_Node|al_tree\.AL_Node)|polymorphic\.models\.\w+|model_utils\.models\.\w+|django_extensions\.db\.models\.\w+|parler\.models\.Translat\w+|ordered_model\.models\.\w+|solo\.models\.\w+|safedelete\.models\.\w+|taggit\.models\.\w+|wagtail\.([\w.]+\.)?models\.\w+|cms\.models(\.\w+)?\.\w+|oauth2_provider\.models\.\w+)$/;

/** What makes no models, whatever its module is called: django-simple-history makes models itself, out of a plain class; Django's AnonymousUser stands in no table. */
const NO_BASES = /^(pydantic|openai|tortoise|peewee|torch|keras|simple_history|django_fsm)\.|^django\.contrib\.auth\.models\.AnonymousUser$/;

const NO_MODEL = /(Manager|QuerySet|Query|Choices|Field|Form|Admin|Lookup|Mixin|Error|Exception|DoesNotExist|Serializer|Meta|Base)$/;

/** Same places of one class: Django re-exports its own names. */
function canonical(dotted: string): string {
  return dotted
    .replace(/^django\.contrib\.gis\.db\.models\.Model$/, 'django.db.models.Model')
    .replace(/^django\.db\.models\.base\.Model$/, 'django.db.models.Model')
    .replace(/^django\.contrib\.auth\.base_user\./, 'django.contrib.auth.models.');
}

/** The well-known model of a dotted name, or undefined. */
export function knownModel(dotted: string): KnownModel | undefined {
  const wanted = canonical(dotted);
  return KNOWN.find((one) => one.dotted === wanted);
}

/** The well-known concrete model that `auth.User` means, case-insensitive. */
export function knownByLabel(label: string): KnownModel | undefined {
  const wanted = label.toLowerCase();
  return KNOWN.find((one) => !one.abstract && `${one.app}.${one.name}`.toLowerCase() === wanted);
}

/** Every well-known concrete model. */
export function knownConcrete(): readonly KnownModel[] {
  return KNOWN.filter((one) => !one.abstract);
}

/** Whether a base class outside the repository makes a class a model. `inModels`: the class stands in a models module. */
export function isModelBase(dotted: string, inModels: boolean): boolean {
  if (knownModel(dotted) !== undefined) return true;
  if (NO_MODEL.test(dotted)) return false;
  if (BASES_OF_PACKAGES.test(dotted)) return true;
  if (dotted.startsWith('django.db.')) return false;
  return inModels && /(^|\.)models\.(\w+\.)*[A-Z]\w*$/.test(dotted) && !NO_BASES.test(dotted);
}

/** Last parts of the names of known model bases: what a class without them among its bases, and those of its bases, can't be. */
export const MODEL_BASE_NAMES: ReadonlySet<string> = new Set(KNOWN.map((one) => one.name));

/** Reverse lookups that other installed apps add to the user model, by app. An app that is not here may add any. */
export const USER_REVERSE: Readonly<Record<string, readonly string[]>> = {
  'django.contrib.admin': ['logentry'],
  'django.contrib.auth': [],
  'django.contrib.contenttypes': [],
  'django.contrib.sessions': [],
  'django.contrib.messages': [],
  'django.contrib.staticfiles': [],
  'django.contrib.sites': [],
  'django.contrib.humanize': [],
  'django.contrib.postgres': [],
  'django.contrib.sitemaps': [],
  rest_framework: [],
  'rest_framework.authtoken': ['auth_token'],
  corsheaders: [],
  channels: [],
  daphne: [],
  django_filters: [],
  debug_toolbar: [],
  django_extensions: [],
  drf_spectacular: [],
  drf_yasg: [],
  crispy_forms: [],
  whitenoise: [],
  'whitenoise.runserver_nostatic': [],
  django_celery_beat: [],
  django_celery_results: [],
  storages: [],
};

function known(dotted: string, abstract: boolean, fields: readonly KnownField[], meta = false): KnownModel {
  const parts = dotted.split('.');
  return { dotted, app: parts[parts.indexOf('contrib') + 1] ?? '', name: parts.at(-1) ?? '', abstract, fields, meta };
}

function session(): readonly KnownField[] {
  return [
    { name: 'session_key', type: CHAR, options: { max_length: 40, primary_key: true } },
    { name: 'session_data', type: 'django.db.models.TextField' },
    { name: 'expire_date', type: DATE, options: { db_index: true } },
  ];
}
