/** What counts as an assertion, told from the text of a test. Pure. */

/** Names that promise to check something, wherever they come from. */
const CHECKING_NAME = /(?:^|_|\.)(?:assert|expect|check|verify|ensure|should|validate|must|require|compare|confirm|approve|snapshot|match(?:es)?|raises|warns|fail)(?:$|_|[A-Z])|(?:^|[a-z_])(?:Assert|Expect|Check|Verify|Ensure|Should|Validate|Compare|Snapshot)|^(?:assert|expect|check|verify|should|compare|ensure)/;

const PYTHON_ASSERTION =
  /\bassert\b|\bassert[A-Z_]\w*|\w_assert\w*|\.assert\w*|\b(?:raises|warns|deprecated_call|fail|raiseException|doctest|testmod|approx)\b|\bexpect\w*\s*\(|\braise\s+\w*(?:Assert|Error|Exception)|\bbenchmark\s*\(|\bverify\w*\s*\(|\bsnapshot\b|\bcapture_exceptions\b|\bqueries?_count|\bassertNumQueries\b|\bshould\b|\bself\.fail/;
const JAVASCRIPT_ASSERTION =
  /\bexpect\w*\b|\bassert\w*\b|\bshould\b|\bsinon\.assert|\bt\s*\.\s*\w+\s*\(|\btap\.|\bcy\s*\.|\bpage\b|\blocator\b|\b(?:get|find)(?:All)?By[A-Z]\w*|\bwaitFor\w*|\bthrow\s+new\b|\bdone\b|\breject\b|\bverify\w*\s*\(|\bcheck\w*\s*\(|\bfail\s*\(|[sS]napshot|\bbench\b|\bRuleTester\b|\bmatchesPattern\b|\bok\s*\(|\bequal\w*\s*\(|\bdeepEqual\w*\s*\(|\b(?:throws|rejects)\s*\(\s*(?:(?:async\s*)?\(|(?:async\s+)?function\b|[\w$.]+\s*,)|\b(?:on|once|one|addEventListener|addListener)\s*\(\s*(['"`])[^'"`]*\1\s*,\s*res(?:olve)?\s*[,)]|\bscreen\b|\bbrowser\s*\./;

/** A test that says that it is about running at all. */
const RUNS_AT_ALL =
  /(?:\b|_)(?:does_?n?o?t?_?not_(?:raise|crash|fail|throw|error|break)|doesnt|does_not|do_not|dont|should_not|not_(?:raise|crash|fail|throw|error)|never_(?:raise|crash|fail|throw|break)\w*|no_(?:error|exception|crash|op|raise|warning)s?|without_(?:error|exception|crash|raising|fail\w*)|smoke|crash\w*|runs?|works?|noop|imports?|importable|silent\w*|ignore\w*|accept\w*|allow\w*|tolerat\w*|valid|succeed\w*|success\w*|passes|pass|ok|safe|compiles?|types?|typing|loads?|instantiat\w*|construct\w*|renders?|initiali[sz]\w*|can|handles?|survives?|regression|deadlock|leak|hang|perf\w*|benchmark\w*|stress|sanity|manual|demo|idempotent)(?:\b|_)/;
const SAYS_SO = /(?:not?|never) (?:\w+ )?(?:raise|crash|throw|error|fail|exception)|n't (?:\w+ )?(?:raise|crash|throw|error|fail|blow|break|hang)|without (?:\w+ )?(?:rais|crash|throw|error|fail|exception)|smoke|just (?:\w+ )?(?:run|call|make sure|check|ensure|import)|make sure|regression|segfault|deadlock|should (?:not|work|pass|be ok)|noqa|type[- ]?check|is enough|exercise|coverage/i;

/** Whether the text of a Python function asserts something. */
export function assertsInPython(text: string): boolean {
  return PYTHON_ASSERTION.test(text);
}

/** Whether the text of a JavaScript test asserts something. */
export function assertsInJavaScript(text: string): boolean {
  return JAVASCRIPT_ASSERTION.test(text);
}

/** Whether a function of this name is taken to assert, though its code is not seen. */
export function promisesToCheck(name: string): boolean {
  return CHECKING_NAME.test(name);
}

/** Whether a test's name or text says that running without an error is what it proves. */
export function provesRunning(name: string, text: string): boolean {
  const spread = name.replace(/([a-z])([A-Z])/g, '$1_$2').replace(/[^\w]+/g, '_').toLowerCase();
  return RUNS_AT_ALL.test(spread) || SAYS_SO.test(`${name.replaceAll('_', ' ')}\n${text}`);
}

/** Whether it is the compiler that judges a test: it expects an error of types, or says which type something has to fit. */
export function provesTypes(code: string, comments: string): boolean {
  return /@ts-expect-error\b/.test(comments) || /\bsatisfies\b|\b(?:const|let)\s+_\w*\s*:/.test(code);
}

/** Last parts of the names that are called in a text, deduplicated. Words before a bracket that are no calls are left out. */
export function callsIn(text: string): readonly string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(/([A-Za-z_$][\w$]*)\s*\(/g)) if (!KEYWORDS.has(match[1] ?? '')) names.add(match[1] ?? '');
  return [...names];
}

const KEYWORDS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'switch', 'catch', 'function', 'async', 'await', 'return', 'with', 'in', 'not', 'and', 'or', 'def', 'class', 'lambda', 'yield', 'super', 'print', 'elif', 'is', 'del', 'from', 'import', 'typeof', 'new']);
