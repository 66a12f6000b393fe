/** Which import names point to one public package, and which could be anybody's module. Pure. */
import { words } from '../project/nearest.js';

/** Words that name a module of any project: never taken for a public package's on an archive's word alone. */
const ANYBODYS = new Set(
  `access account accounts actions activity adapter adapters admin agent agents ai alembic algorithms analysis analytics analyzer api apis app apps application applications args array assets async audio audit auth backend backends backup base
  batch benchmark benchmarks bin blog board bot bots browser build builder builtins cache calendar cart catalog cgi chart charts chat check checker checks cli client clients cloud clock cmd code codec codecs collection collections command commands comment
  comments common component components conf config configs configuration connection connections connector connectors console constants consumers container containers contents context contrib control controller controllers convert converter
  converters cookbook core counter crawler credentials cron crypto custom customer customers daemon dash dashboard data database databases datamodel dataset datasets db debug decorators deploy deps dev device devices dialog diff dispatch dispatcher
  dist doc docs document documents domain download downloader driver drivers dummy editor email emails embed embedding embeddings engine entities entity env environment errors etl event events example examples exceptions executor experimental export extension
  extensions extras features feed feeds fields file files filter filters finance fixtures flow formats formatter forms framework frontend functions game games gateway generate generator generators generic geo graph graphs grid gui handler handlers health hello
  help helper helpers history home hooks host hub image images importer index info infra ingest init input install installer integration integrations interface interfaces inventory io items jobs json_utils kernel keys lab labels lang language launcher layers layout ldap_utils learning
  lib library libs license line link links list listener loader loaders local locale log logger logging_utils logic login logs machine mail mailer main maintenance manage management manager managers map maps market math_utils media member members memory menu
  message messages messaging meta metadata metrics middleware migrations misc mixins mock mocks mode model models module modules monitor monitoring mqtt network networks news nlp node nodes notebooks notes notification notifications objects office operations
  operator optimizer options order orders output page pages paginator parser parsers patch path paths patterns payment payments performance permissions persistence pipeline pipelines platform player plot plots plugin plugins policies policy pool portal post
  posts predict prediction predictor preprocessing print process processes processing processor processors product products profile profiles profiler project projects prompts properties protocol provider providers proxy public queue queues
  quiz random_utils rank rating reader readers receiver recipes record records registry release report reporter reporting reports repo repository request requests_utils reset resolver resource resources response rest results retriever review reviews robot roles root router routers routes
  routing rules run runner runtime sample samples scanner schedule scheduler schema schemas score scrape scraper script scripts search security sensor sensors serializer serializers server servers service services session sessions settings setup share shared
  shell shop signals simulation simulator site sites smtp social solver sort source sources spec speech spider src stack stage start state static stats status stock stocks storage store stores strategies strategy stream streaming streams string structure style subscription
  support sync system systems table tables tag tags task tasks template templates term test testing tests text theme themes thread threads ticket tickets time tokenizer tokens tool toolkit tools trace tracker trade trading train trainer training transform transformer
  transforms translate translation tree tutorial types ui update updater upload uploads urls user users util utilities utility utils validation validator validators validate values vector version versions video view viewer views vision web webapp webhook
  webhooks website widgets window worker workers workflow workflows wrapper wrappers writer writers
  adapt advocate affine amp analytical artifacts astral augur axes beaker blessings bloom boolean box breathe caching calypso can captcha carbon case catalogue changelog chirp cinder circuits cola colored colors colour comm commando community compose
  compressor confuse construct cooler cork cram crank crayons crontab crontabs cs cumin curator cursive custodia cycle debian designate diagrams dials distance dominate echo em emperor enchant engineering enrich envs epics escapism exam executing extinction extractor
  factory fades feather first flaky flow fluent fluster forge fs future futurist galaxy genetic glad glance glances glue graphite guider hacking halo harmony heat horizon horizons hosts hurry identify imagesize impass infinity intake intervals ironic jack janus
  jumble keystone kitchen kiwi larch lava lazy leather legit lexicon lift limits linetable luma magnum maison mando manuel marathon markups migrate mirage mistral mnemonic monotonic monty munge music neuron neutron nine noise normality notebook notus nova
  oracle organize outcome overpass pager pagination parallax parallel param parse parted pattern paypal pebble pepper perf persistent pipelines placement plaster plover pooch popcon postgresql power prefixed prelude presto pretend priority prison
  prodigy progress promise pubsub pulp quantities rally randomize ranger ravel rebound recurrence redfish reentry refurb regions relational releases requirements restless retry reuse roman rope rows sage sandbox satellite scour screed
  scruffy seed sentinels sima solo sonata spectra spectral speedtest sphere spinners spoon stem stone storm straight stronghold swapper swift tagging tango tap taskflow tempest terminator testdata throttler timeline tomahawk tractor tubes tuna
  unicorn variety vanguards vine volatile wait waiting wand warlock watcher waffle whipper whisper wilderness willow`
    .split(/\s+/),
);

/** What authors put around an import name to name its distribution. */
const BEFORE = '(python|python3|py|django|flask|pytest|sphinx)-?';
const AFTER = '-?(python|python3|py|py3|lib|library)';

/** Whether a distribution is called by the word itself, with or without the usual affixes. */
function bears(distribution: string, word: string): boolean {
  const plain = word.toLowerCase();
  if (distribution.replaceAll('-', '') === plain) return true;
  return new RegExp(`^(${BEFORE}${plain}|${plain}${AFTER})$`).test(distribution);
}

/**
 * Whether a top-level import name may be claimed for a distribution: it is no word that any project uses for its own
 * modules, no test folder and nothing private. A single plain word counts only when it is the distribution's own name.
 * `distribution` is a PEP 503 name.
 */
export function isTelling(module: string, distribution: string): boolean {
  const top = module.split('.')[0] as string;
  if (top.startsWith('_') || top.length < 2 || /(^|_)(tests?|examples?|docs?|samples?)(_|$)/i.test(top)) return false;
  if (ANYBODYS.has(top.toLowerCase()) && top === module) return false;
  if (module.includes('.')) return true;
  if (/^[A-Z]?[a-z]+$/.test(top)) return bears(distribution, top);
  const shared = words(top).some((word) => words(distribution).some((other) => other.startsWith(word) || word.startsWith(other)));
  return shared || top.length >= 5;
}
