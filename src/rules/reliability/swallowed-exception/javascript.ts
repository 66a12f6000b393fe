/** Empty catch clauses and `.catch(() => {})`. Pure. */
import type { EmptyCatch } from '../../../facts/javascript/uses/types.js';
import { isShippedPath } from '../../../project/path-uses.js';
import { symbolAround } from '../../shared/javascript/requests.js';
import { judging } from '../../shared/judgement.js';
import type { Judgement, Subject } from '../../types.js';
import { CLEANUP, type Swallowed } from './cleanup.js';

/** As `CLEANUP`: what browsers and Node have besides. */
const ENDS = /^((close|end|stop|destroy|dispose|teardown|cleanup|cancel|abort|disconnect|terminate)[A-Z]\w*|end|destroy|abort|unsubscribe|dispose|unlinkSync|deleteAsync|rm|rmSync|rmdir|rmdirSync|removeChild|removeEventListener|removeListener|revokeObjectURL|releaseLock|releasePointerCapture|clear|detach|unref|unobserve|unregister|exit|return|pause)$/;
/** Calls that ask whether something is there or can be read: a failure is the answer. */
const ASKS = /^(JSON\.(parse|stringify)|URL|RegExp|decodeURI(Component)?|atob|btoa|structuredClone|BigInt|Number|Boolean|Date|Intl\.\w+|import\.meta\.resolve|([\w.]|\(\))+\.resolvedOptions|createRequire|(\w+\.)*(existsSync|exists|access|accessSync|stat|statSync|lstat|lstatSync|readlink|realpath|realpathSync|accessSync|matches|supports|CSS\.supports|setPointerCapture|hasPointerCapture|play|focus|select|setSelectionRange|scrollIntoView|execCommand|vibrate|postMessage|getContext|querySelector|closest|toString|toISOString|String|test|match|trim|split|slice|get|has|includes|mkdir|mkdirSync|makeDirectoryAsync))$/;
/** Asked before something is ended: `if (socket.isOpen()) socket.close()`. */
const ASKS_STATE = /(^|\.)(is|has)[A-Z]\w*$/;
/** The promise behind a name keeps its failure for whoever else waits for it. */
const CHAINED_ON_NAME = /^[\w$]+(\.[\w$]+)*\.finally$/;
/** What browsers may refuse to keep, and what is told to statistics. */
const OPTIONAL = /(^|\.)(localStorage|sessionStorage|navigator|caches|history|performance|console|clipboard|analytics|posthog|gtag|mixpanel|Sentry|plausible|umami|telemetry)(\.|$)|(^|\.)(track\w*|capture\w*|logEvent|prefetch\w*|preload\w*|prerender)$/;

/** Whether the file has anything to judge. */
export function mayCatchInJavaScript({ facts, path }: Subject): boolean {
  return (facts.javascript?.uses?.emptyCatches.length ?? 0) > 0 && facts.skip === undefined && isShippedPath(path);
}

/** Judges a file's empty catch clauses. */
export function detectInJavaScript({ facts, path }: Subject): Judgement<Swallowed> {
  const judgement = judging<Swallowed>();
  const uses = facts.javascript?.uses;
  for (const one of uses?.emptyCatches ?? []) {
    if (uses === undefined || one.isExplained || one.leaves === true || one.hasFallback === true || leavesNothingToDo(one)) {
      judgement.pass();
      continue;
    }
    const written = one.form === 'clause' ? 'catch {}' : '.catch(() => {})';
    judgement.match({ span: one.span, symbol: symbolAround(uses, one), subject: written, causes: [{ path, text: 'catch' }], related: [], data: { written, language: 'javascript' } });
  }
  return judgement.done();
}

function leavesNothingToDo({ tried }: EmptyCatch): boolean {
  // Whether a module is there is what was asked.
  if (tried.some((callee) => /^(require(\.resolve)?|import)$/.test(callee))) return true;
  if (tried.length === 1 && CHAINED_ON_NAME.test(tried[0] ?? '')) return true;
  const isTidied = tried.some(ends);
  return tried.every((callee) => ends(callee) || ASKS.test(callee) || OPTIONAL.test(callee) || (isTidied && ASKS_STATE.test(callee)));
}

function ends(callee: string): boolean {
  const name = callee.slice(callee.lastIndexOf('.') + 1);
  return CLEANUP.test(name) || ENDS.test(name);
}
