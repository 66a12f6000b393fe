import { z } from 'zod';
import { hashText, PACKED } from '../../facts/content/pack.js';
import type { TestBlock } from '../../facts/content/types.js';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { perModelInverse, perModelScan } from '../shared/per-model.js';
import { areVariants } from '../shared/sibling-projects.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

type Data =
  | { readonly kind: 'test'; readonly name: string; readonly twin: string; readonly line: number }
  | { readonly kind: 'tests'; readonly twin: string; readonly names: readonly string[]; readonly tests: number }
  | { readonly kind: 'file'; readonly twin: string; readonly tests: number };

export const duplicateTest: Rule<Data, unknown> = {
  meta: {
    id: 'dead-code/duplicate-test',
    area: 'dead-code',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A test, or a whole test file, that repeats another word for word.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => (facts.content?.tests?.length ?? 0) > 0 && isTestPath(path) && !isFixturePath(path) && facts.skip === undefined,
  detect,
  message,
};

/** Digests of whole test files -> their paths, in order. Files of one blob, too, may be copies. */
const testFiles = perModelScan(({ content }, path) => (content?.tests?.length ?? 0) > 0 && content?.lines !== undefined && isTestPath(path) && !isFixturePath(path) && digestOf(contentOf(content.lines)));
const filesWithContent = perModelInverse(testFiles, (key) => [key]);

/** Hashes of the lines without where they stand. */
function contentOf(lines: string): string {
  return lines.replace(/(.{4})./g, '$1');
}

/** The content itself is too long to be kept for each file. */
function digestOf(content: string): string {
  return `${content.length} ${hashText(content)} ${hashText(content.slice(PACKED))}`;
}

/** Lines with content below which a test says too little to be called a copy. */
const SMALLEST = 3;
/** Lines with content below which a whole file is no copy. */
const FEWEST_LINES = 6;

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const tests = subject.facts.content?.tests ?? [];
  const copied = fileTwin(subject, model);
  if (copied !== undefined) {
    const first = tests[0] as TestBlock;
    judgement.match({ ...place(subject.path, first), subject: 'file', causes: [{ path: subject.path }, { path: copied }], related: [lineOf(copied, 1)], data: { kind: 'file', twin: copied, tests: tests.length } });
    return judgement.done();
  }
  const overlap = overlapOf(subject, model);
  if (overlap !== undefined) judgement.match(overlap);
  const known = new Map<string, TestBlock>();
  for (const test of tests) {
    const key = `${test.scope}\n${test.block ?? ''}\n${test.body}`;
    const twin = known.get(key);
    known.set(key, twin ?? test);
    if (twin === undefined || test.lines < SMALLEST || test.excused || !test.asserts) judgement.pass();
    else if (test.shares === true && test.name !== twin.name) judgement.unknown(test.span[0], `\`${test.name}\`: tests before it may have changed what it asks`);
    else judgement.match({ ...place(subject.path, test), related: [lineOf(subject.path, twin.span[0])], data: { kind: 'test', name: test.name, twin: twin.name, line: twin.span[0] } });
  }
  return judgement.done();
}

/** The first file with the same content in another place, where both reach the same code: relative imports lead elsewhere from elsewhere. */
function fileTwin({ path, facts }: Subject, model: ProjectModel): string | undefined {
  const lines = facts.content?.lines ?? '';
  const content = contentOf(lines);
  const [first] = filesWithContent(model, digestOf(content));
  if (first === undefined || first === path || content.length < FEWEST_LINES * PACKED) return undefined;
  if (contentOf(model.facts(first)?.content?.lines ?? '') !== content) return undefined;
  return importsOf(first, model) === importsOf(path, model) && !areVariants(first, path, model) ? first : undefined;
}

const comparableTests = perModelScan(({ content }, path) => {
  const keys = isTestPath(path) && !isFixturePath(path) ? (content?.tests ?? []).filter(isComparable).map(keyOf) : [];
  return keys.length > 0 && keys;
});
/** Tests at the top of a module, by name and text: where they stand. */
const placesOf = perModelInverse(comparableTests, (keys) => keys);

function isComparable(test: TestBlock): boolean {
  return test.scope === '' && test.lines >= SMALLEST && test.asserts && !test.excused;
}

function keyOf(test: TestBlock): string {
  return `${test.name}\n${test.body}`;
}

/** Two tests or more that stand in a file with as many tests or more beside this one, over the same code. */
function overlapOf({ path, facts }: Subject, model: ProjectModel): Match<Data> | undefined {
  const tests = facts.content?.tests ?? [];
  const shared = new Map<string, TestBlock[]>();
  for (const test of tests.filter(isComparable)) {
    for (const other of placesOf(model, keyOf(test))) shared.set(other, [...(shared.get(other) ?? []), test]);
  }
  shared.delete(path);
  const [twin, same] = [...shared].filter(([other]) => isBigger(other, path, model)).toSorted((left, right) => right[1].length - left[1].length)[0] ?? [];
  const [first] = same ?? [];
  if (twin === undefined || same === undefined || first === undefined || same.length < 2) return undefined;
  const names = same.map(({ name }) => name);
  return { ...place(path, first), subject: 'tests', causes: [{ path }, { path: twin }], related: [lineOf(twin, 1)], data: { kind: 'tests', twin, names, tests: tests.length } };
}

/** Whether the other file stands beside this one, imports some of the same modules, and has more tests (as many: comes first). */
function isBigger(other: string, path: string, model: ProjectModel): boolean {
  if (other.replace(/[^/]*$/, '') !== path.replace(/[^/]*$/, '')) return false;
  const [theirs, own] = [other, path].map((one) => model.facts(one)?.content?.tests?.length ?? 0) as [number, number];
  const imports = new Set(importsOf(other, model).split('\n'));
  return (theirs > own || (theirs === own && other < path)) && importsOf(path, model).split('\n').some((one) => imports.has(one));
}

/** Where the imports of a test file lead: copies beside different code test different code. */
function importsOf(path: string, model: ProjectModel): string {
  const facts = model.facts(path);
  const python = facts?.python?.imports.map((one) => model.python.resolve(path, one)) ?? [];
  const javascript = facts?.javascript?.imports.map((one) => model.javascript.resolve(path, one)) ?? [];
  const local = [...python, ...javascript].flatMap((target) => (target.kind === 'local' ? [target.path] : []));
  return local.length === 0 ? path : local.join('\n');
}

function place(path: string, test: TestBlock): Pick<Match<Data>, 'span' | 'symbol' | 'subject' | 'causes'> {
  return { span: test.span, symbol: test.scope, subject: test.name, causes: [{ path, text: test.name }, { path }] };
}

function lineOf(path: string, line: number): Match<Data>['related'][number] {
  return { path, range: { start: { line, column: 1 }, end: { line, column: 1 } }, label: 'the first of the two' };
}

function message({ data }: Match<Data>, subject: Subject): Message {
  const what =
    data.kind === 'tests'
      ? `${data.names.length} of ${data.tests} tests of \`${subject.path}\` stand word for word in \`${data.twin}\`, among them \`${data.names[0] ?? ''}\`.`
      : data.kind === 'file'
      ? `\`${subject.path}\` repeats \`${data.twin}\` line for line, with ${data.tests === 1 ? 'its one test' : `all ${data.tests} tests`}.`
      : data.name === data.twin
        ? `\`${data.name}\` stands here a second time with the same body as in line ${data.line}.`
        : `\`${data.name}\` has the same body as \`${data.twin}\` in line ${data.line}: same inputs, same assertions.`;
  return {
    what,
    why: 'The second run proves nothing new, and every change has to be made twice. Often a case was copied and its input never changed.',
    todo: data.kind === 'file' ? 'Delete one of the two files.' : data.kind === 'tests' ? 'Keep each test in one file.' : 'Give it the input that its name promises, or delete it.',
  };
}
