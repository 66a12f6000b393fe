/** Pairs of models modules, and whether the second needs a migration that the first does not. */
export interface Sample {
  readonly name: string;
  /** The app's label, made of the sample's number. */
  readonly app: string;
  readonly before: string;
  readonly after: string;
  /** Migrations written by hand after Django's own. */
  readonly migrations?: Readonly<Record<string, string>>;
  readonly needed: boolean;
  /** The rule can't tell, and says so. */
  readonly untold?: true;
  /** The migration that the rule's fix makes, where it has one. */
  readonly written?: string;
}

type Row = readonly [name: string, needed: boolean, before: string, after: string, more?: (app: string) => Pick<Sample, 'migrations' | 'untold' | 'written'>];

function fixed(written: string): () => Pick<Sample, 'written'> {
  return () => ({ written });
}

const ORDER = 'class Order(models.Model):\n    title = models.CharField(max_length=20)\n';

function order(fields: string, meta = ''): string {
  const lines = fields === '' ? '' : `    ${fields.split('\n').join('\n    ')}\n`;
  return `${ORDER}${lines}${meta === '' ? '' : `\n    class Meta:\n        ${meta.split('\n').join('\n        ')}\n`}`;
}

const ABSTRACT = 'class Timed(models.Model):\n    made = models.DateTimeField(auto_now_add=True)\n    class Meta:\n        abstract = True\n\n\nclass Order(Timed):\n    title = models.CharField(max_length=20)\n';
const CUSTOM = 'class ShortField(models.CharField):\n    def __init__(self, *args, **kwargs):\n        kwargs["max_length"] = 10\n        super().__init__(*args, **kwargs)\n\n\n';
const ITEM = '\n\nclass Item(models.Model):\n    order = models.ForeignKey(Order, on_delete=models.CASCADE)\n';

const KINDS = [
  'SIZES = ((1, "small"), (2, "large"))',
  'note = models.TextField(_("note"), blank=True, default="", help_text=\'say "please"\')',
  'code = models.CharField(max_length=LONGEST, default=make_code, validators=[MinLengthValidator(3)])',
  'price = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal("0.00"))',
  'at = models.DateTimeField(default=timezone.now, db_index=True)',
  'tags = models.JSONField(default=dict)',
  'key = models.UUIDField(default=uuid.uuid4, editable=False)',
  'limit = models.DurationField(default=timedelta(days=1))',
  'size = models.PositiveSmallIntegerField(null=True, choices=SIZES)',
  'ratio = models.FloatField(default=-0.5)',
].join('\n');
const OTHER = '\n\nclass Other(models.Model):\n    pass\n';
const ORDER_TO_OTHER = order('other = models.ForeignKey("Other", on_delete=models.SET_NULL, null=True, related_name="orders")\nbuyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)\nothers = models.ManyToManyField("Other", blank=True)');

const STATE = 'class State(models.TextChoices):\n    """Where an order stands."""\n\n    OPEN = "open", _("Open")\n    IN_WORK = "in_work"\n';
const ENUMERATED = order('state = models.CharField(max_length=9, choices=State.choices)');

const ROWS: readonly Row[] = [
  ['nothing changes', false, ORDER, ORDER],
  ['a field is added', true, ORDER, order('total = models.IntegerField(default=0)'), fixed('0002_order_total')],
  ['a field without default is added', true, ORDER, order('total = models.IntegerField()')],
  ['a field is removed', true, order('total = models.IntegerField(default=0)'), ORDER, fixed('0002_remove_order_total')],
  ['two fields are removed', true, order('total = models.IntegerField()\nadded = models.TextField()'), ORDER, fixed('0002_remove_order_added_remove_order_total')],
  ['fields of many kinds are added', true, ORDER, order(KINDS), fixed('0002_order_at_order_code_order_key_order_limit_order_note_and_more')],
  ['a choice is added', true, ORDER, `class State(models.TextChoices):\n    OPEN = "open", "Open"\n    DONE = "done", "Done"\n\n\n${order('state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)')}`, fixed('0002_order_state')],
  ['relations are added', true, ORDER + OTHER, ORDER_TO_OTHER + OTHER, fixed('0002_order_buyer_order_other_order_others')],
  ['a relation to the model itself is added', true, ORDER, order('parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")'), fixed('0002_order_parent')],
  ['a unique field with one default for all is added', true, ORDER, order('code = models.UUIDField(default=uuid.uuid4, unique=True)')],
  ['a default that is worked out at once', true, ORDER, order('at = models.DateTimeField(default=timezone.now())')],
  ['one field comes and one goes', true, order('total = models.IntegerField()'), order('note = models.TextField(default="")')],
  ['fields of two models are added', true, ORDER + OTHER, order('note = models.TextField(default="")') + OTHER.replace('pass', 'note = models.TextField(default="")')],
  ['a field is renamed', true, order('total = models.IntegerField(default=0)'), order('amount = models.IntegerField(default=0)')],
  ['another class of field', true, order('total = models.IntegerField(default=0)'), order('total = models.BigIntegerField(default=0)')],
  ['null', true, order('note = models.TextField(default="")'), order('note = models.TextField(default="", null=True)')],
  ['max_length', true, ORDER, ORDER.replace('20', '30')],
  ['max_length by a constant of the same value', false, ORDER, `LONGEST = 20\n\n\n${ORDER.replace('20', 'LONGEST')}`],
  ['verbose_name by position', true, ORDER, ORDER.replace('max_length', '"Title", max_length')],
  ['the same default written otherwise', false, order('total = models.IntegerField(default=10)'), order('total = models.IntegerField(default=5 + 5)')],
  ['another default', true, order('total = models.IntegerField(default=1)'), order('total = models.IntegerField(default=2)')],
  ['db_index', true, order('code = models.CharField(max_length=3, default="a")'), order('code = models.CharField(max_length=3, default="a", db_index=True)')],
  ['db_index that a slug has anyway', false, order('slug = models.SlugField(default="a")'), order('slug = models.SlugField(default="a", db_index=True, max_length=50)')],
  ['a new model', true, ORDER, ORDER + ITEM],
  ['a deleted model', true, ORDER + ITEM, ORDER],
  ['a renamed model', true, ORDER, ORDER.replace('Order', 'Purchase')],
  ['on_delete', true, ORDER + ITEM, ORDER + ITEM.replace('CASCADE', 'PROTECT')],
  ['another related model', true, `${ORDER}\n\nclass Other(models.Model):\n    pass${ITEM}`, `${ORDER}\n\nclass Other(models.Model):\n    pass${ITEM.replace('(Order', '(Other')}`],
  ['the same related model by its name', false, ORDER + ITEM, ORDER + ITEM.replace('(Order', '("Order"')],
  ['related_name', true, ORDER + ITEM, ORDER + ITEM.replace('CASCADE', 'CASCADE, related_name="items"')],
  ['a many-to-many field is added', true, ORDER, order('tags = models.ManyToManyField("self")')],
  ['the user model', false, order('owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)'), order('owner = models.ForeignKey("auth.User", null=True, on_delete=models.SET_NULL)')],
  ['unique_together is added', true, order('code = models.CharField(max_length=3)'), order('code = models.CharField(max_length=3)', 'unique_together = [("title", "code")]')],
  ['unique_together in a shorter form', false, order('code = models.CharField(max_length=3)', 'unique_together = [("title", "code")]'), order('code = models.CharField(max_length=3)', 'unique_together = ("title", "code")')],
  ['an index is added', true, ORDER, order('', 'indexes = [models.Index(fields=["title"])]')],
  ['an index is given a name of its own', true, order('', 'indexes = [models.Index(fields=["title"], name="a")]'), order('', 'indexes = [models.Index(fields=["title"], name="b")]')],
  ['a constraint is removed', true, order('', 'constraints = [models.UniqueConstraint(fields=["title"], name="one_title")]'), ORDER],
  ['ordering', true, ORDER, order('', 'ordering = ["title"]')],
  ['the table', true, ORDER, order('', 'db_table = "orders"')],
  ['Meta options that no migration records', false, ORDER, order('', 'app_label = "{app}"')],
  ['a proxy is added', true, ORDER, `${ORDER}\n\nclass Nice(Order):\n    class Meta:\n        proxy = True\n`],
  ['a child with its own table', true, ORDER, `${ORDER}\n\nclass Express(Order):\n    fee = models.IntegerField()\n`],
  ['a child with its own table, unchanged', false, `${ORDER}\n\nclass Express(Order):\n    fee = models.IntegerField()\n`, `${ORDER}\n\nclass Express(Order):\n    fee = models.IntegerField()\n`],
  ['a field of an abstract base', true, ABSTRACT, ABSTRACT.replace('auto_now_add', 'auto_now')],
  ['an abstract base is taken in', false, ABSTRACT, 'class Order(models.Model):\n    made = models.DateTimeField(auto_now_add=True)\n    title = models.CharField(max_length=20)\n'],
  ['a field of a class of the repository is added', true, CUSTOM + ORDER, CUSTOM + order('code = ShortField(default="a")'), fixed('0002_order_code')],
  ['a field of a class of the repository, unchanged', false, CUSTOM + order('code = ShortField()'), CUSTOM + order('code = ShortField()')],
  ['methods, managers and properties', false, ORDER, order('objects = models.Manager()\nsize = 3\n\ndef total(self):\n    return 1')],
  ['an own primary key', true, ORDER, order('number = models.IntegerField(primary_key=True)')],
  ['an unmanaged model gains a field', false, order('', 'managed = False'), order('total = models.IntegerField()', 'managed = False')],
  ['a field that a mixin, no model, holds', false, ORDER, `class Mixin:\n    total = models.IntegerField()\n\n\n${ORDER.replace('(models.Model)', '(Mixin, models.Model)')}`],
  ['choices', true, order('state = models.CharField(max_length=3, choices=[("a", "A")])'), order('state = models.CharField(max_length=3, choices=[("a", "A"), ("b", "B")])')],
  ['a default that a call makes is taken away', true, order('price = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal("0.00"))'), order('price = models.DecimalField(max_digits=8, decimal_places=2)')],
  ['another decimal as the default', true, order('price = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal("0.00"))'), order('price = models.DecimalField(max_digits=8, decimal_places=2, default=7)')],
  ['the same decimal written otherwise', false, order('price = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal("0.50"))'), order('price = models.DecimalField(max_digits=8, decimal_places=2, default=Decimal("0.5"))')],
  ['None in place of a function as the default', true, order('at = models.DateTimeField(null=True, default=timezone.now)'), order('at = models.DateTimeField(null=True, default=None)')],
  ['None as the default where there was none', true, order('at = models.DateTimeField(null=True)'), order('at = models.DateTimeField(null=True, default=None)')],
  ['an enumeration gains a member', true, `${STATE}${ENUMERATED}`, `${STATE}    GONE = "gone"\n\n\n${ENUMERATED}`],
  ['choices that an enumeration lists as well', false, order('state = models.CharField(max_length=9, choices=[(None, "None yet"), ("open", "Open"), ("in_work", "In Work")])'), `${STATE}    __empty__ = "None yet"\n\n\n${ENUMERATED}`],
  ['a validator is added', true, ORDER, ORDER.replace('20', '20, validators=[MinLengthValidator(3)]')],
  ['a one-to-one relation without an index', true, `${ORDER}${ITEM.replace('ForeignKey', 'OneToOneField')}`, `${ORDER}${ITEM.replace('ForeignKey', 'OneToOneField').replace('CASCADE', 'CASCADE, db_index=False')}`],
  ['other fields of a named index', true, order('', 'indexes = [models.Index(fields=["title"], name="a")]'), order('', 'indexes = [models.Index(fields=["-title"], name="a")]')],
  ['other fields of a constraint', true, order('', 'constraints = [models.UniqueConstraint(fields=["title"], name="one")]'), order('', 'constraints = [models.UniqueConstraint(fields=["title", "id"], name="one")]')],
  ['an ordering in a tuple', true, order('', 'ordering = ["title"]'), order('', 'ordering = ("title",)')],
  ['an empty ordering', true, ORDER, order('', 'ordering = []')],
  [
    'a squashed migration stands for what it replaces',
    false,
    ORDER,
    order('total = models.IntegerField(default=0)'),
    (app) => ({
      migrations: {
        '0001_squashed_0002_order_total': `from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    initial = True\n    replaces = [("${app}", "0001_initial"), ("${app}", "0002_order_total")]\n    dependencies = []\n    operations = [migrations.CreateModel(name="Order", fields=[("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")), ("title", models.CharField(max_length=20)), ("total", models.IntegerField(default=0))])]\n`,
      },
    }),
  ],
  [
    'a rename and a change of options by hand',
    false,
    ORDER,
    order('', 'ordering = ["-name"]').replace('title', 'name'),
    (app) => ({
      migrations: {
        '0002_rename': `from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    dependencies = [("${app}", "0001_initial")]\n    operations = [migrations.RenameField("Order", "title", "name"), migrations.AlterModelOptions("order", options={"ordering": ["-name"]})]\n`,
      },
    }),
  ],
  ['a model with a base that is computed', true, ORDER, order('total = models.IntegerField()').replace('(models.Model)', '(type("Extra", (), {}), models.Model)'), () => ({ untold: true })],
];

export const SAMPLES: readonly Sample[] = ROWS.map(([name, needed, before, after, more], index) => {
  const app = `sample${index + 1}`;
  return { name, app, needed, before, after: after.replace('{app}', app), ...more?.(app) };
});
