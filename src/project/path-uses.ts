/** What a file is for, told from its path. Pure. */
import { remembered } from './remembered.js';

const TEST_FOLDER = /(^|\/)(t|tests?|testing|test[-_]?utils?|test[-_]?helpers?|harness(es)?|__tests__|__mocks__|spec|specs|e2e|cypress|playwright|[^/]*[-_]tests|unittests?)\//i;
const TEST_FILE = /(^|\/)(test_[^/]*\.pyi?|run_?tests?\.py|[^/]*_tests?\.pyi?|tests?\.py|conftest\.py|factor(y|ies)\.py|[^/]*_factor(y|ies)\.py|[^/]*\.(test|spec|cy|e2e|stories|story|test-d)\.[cm]?[jt]sx?|(setup-?tests?|test-?setup)\.[cm]?[jt]sx?|(jest|vitest)\.setup\.[cm]?[jt]s)$/i;
const FIXTURE = /(^|\/)(\.[^/]+|[^/]*fixtures?[^/]*|testdata|test_data|test-data|snapshots|__snapshots__|cookiecutter[^/]*|templates?|scaffolds?|boilerplates?|stubs?|typings|golden|corpus)\/|(^|\/)tests?\/(?:[^/]+\/)*data\//i;
/** Input and output of code transformers. */
const TRANSFORM_SAMPLE = /^(?=.*codemod.*\/)(?:[^/]*\/)*(?:[^/]*[.-])?(?:actual|expected|input|output)(?:[.-][^/]*)?\.[cm]?[jt]sx?$/i;
const TEMPLATED = /\{\{|\}\}|\{%|\$\{/;
const SUPPORT_FOLDER = /(^|\/)(docs?([_-][^/]*)?|documentation|examples?|samples?|demos?|benchmarks?|bench|perf|tools?|tooling|scripts?|hack|ci|\.[^/]+|contrib|notebooks?|tutorials?|playground|sandbox|stories|\.storybook)\//i;
const SUPPORT_FILE = /(^|\/)(setup|noxfile|(fab|gulp|grunt|jake|rake|dagger|pulumi)file|dodo|wscript|SConstruct|hatch_build|[^/]*\.config|[^/]*\.conf|\.[^/]*rc)\.[cm]?(py|[jt]sx?)$/i;
/** Invoke's tasks stand at the top; elsewhere a module of that name holds those of a task queue. */
const TOP_TASKS = /^tasks\.py$/;


/** Test code: run by a test runner or helping one. */
export const isTestPath = remembered((path) => TEST_FOLDER.test(path) || TEST_FILE.test(path));

/** Sample input, templates and stubs: code that nothing runs where it stands. */
export const isFixturePath = remembered((path) => FIXTURE.test(path) || TRANSFORM_SAMPLE.test(path) || TEMPLATED.test(path));

/** Documentation, examples, build and developer tooling. */
export const isSupportPath = remembered((path) => SUPPORT_FOLDER.test(path) || SUPPORT_FILE.test(path) || TOP_TASKS.test(path));

/** Code that runs in production: what is left. */
export function isShippedPath(path: string): boolean {
  return !isTestPath(path) && !isFixturePath(path) && !isSupportPath(path);
}
