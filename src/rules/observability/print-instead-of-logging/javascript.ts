/** What Node servers write to the console: pure. */
import type { CallUse, JavaScriptUses } from '../../../facts/javascript/uses/types.js';
import { rangeOf } from '../../../findings/locate.js';
import { isShippedPath } from '../../../project/path-uses.js';
import { ancestorsOf, folderOf, inFolder } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';
import { handlerAround } from '../../shared/javascript/handlers.js';
import { functionAround, symbolAround } from '../../shared/javascript/requests.js';
import { isServerFile } from '../../shared/javascript/server-code.js';
import { judging } from '../../shared/judgement.js';
import { perModelScan } from '../../shared/per-model.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';

export interface Printing {
  readonly count: number;
  /** As the code writes it. */
  readonly callee: string;
}

const PRINTS = /^console\.(log|info|debug)$/;
/** Files and functions whose work is to print. */
const LOGGER = /(^|\/)([\w-]*log(s|ger|ging)?|console|print\w*|debug\w*|banner|cli)(\/|\.[cm]?[jt]s$)/i;
const PRINTER = /(^|\.)(\w*log(ger)?\w*|print\w*|debug\w*|dump\w*|banner|usage|help|main|constructor|define\w*|register\w*|bootstrap|start\w*|listen\w*|run|init\w*|connect\w*|shutdown\w*|exit\w*|seed\w*|migrate\w*|on(Listening|Error))$/i;

/** Files that put a logger, or anything else, in the console’s place. */
const replacing = perModelScan(({ javascript }, path) => isShippedPath(path) && javascript?.uses?.replacesConsole);

/** The folder of the package.json above a file. */
function packageOf(path: string, model: ProjectModel): string | undefined {
  return ancestorsOf(folderOf(path)).find((folder) => model.hasFile(inFolder(folder, 'package.json')));
}

/** Whether the file prints at all. */
export function mayPrintInJavaScript({ facts, path }: Subject): boolean {
  return facts.skip === undefined && !LOGGER.test(path) && (facts.javascript?.uses?.calls.some(({ callee }) => PRINTS.test(callee)) ?? false);
}

/** Judges what a server's file prints, once for each function. */
export function detectInJavaScript({ facts, path }: Subject, { model }: RuleContext<unknown>): Judgement<Printing> {
  const judgement = judging<Printing>();
  const uses = facts.javascript?.uses;
  if (uses === undefined || !isServerFile(model, path)) return judgement.done();
  const own = packageOf(path, model);
  const replaced = replacing(model).find((one) => packageOf(one.path, model) === own);
  const bySymbol = new Map<string, CallUse[]>();
  for (const call of uses.calls) {
    if (!PRINTS.test(call.callee) || call.condition !== undefined || call.within === -1 || isOfStart(uses, call)) continue;
    const symbol = symbolAround(uses, call);
    // What runs a function without a name that is no handler can't be told.
    if (symbol === '' && handlerAround(uses, call.within, path) === undefined) continue;
    bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), call]);
  }
  for (const [symbol, [first, ...others]] of bySymbol) {
    if (first === undefined) continue;
    if (replaced !== undefined) {
      judgement.unknown(first.span[0], `${replaced.path} puts something else in the place of the console`);
      continue;
    }
    judgement.match({
      span: first.span,
      symbol,
      subject: first.callee,
      causes: [{ path, text: 'console' }],
      related: others.slice(0, 3).map(({ span }) => ({ path, range: rangeOf(span), label: 'prints here too' })),
      data: { count: others.length + 1, callee: first.callee },
    });
  }
  return judgement.done();
}

/** Printed while the process starts or ends, or by what is there to print. */
function isOfStart(uses: JavaScriptUses, call: CallUse): boolean {
  for (let at = functionAround(uses, call); at !== undefined; at = uses.functions[at.parent]) {
    if (at.held === 'name' && PRINTER.test(at.name)) return true;
    if (at.held === 'argument' && (/(^|\.)listen$|^process\.(on|once)$/.test(at.name) || (at.parent === -1 && /(^|\.)(connect|once|on|then|catch|finally|setTimeout|addHook)$/.test(at.name)))) return true;
  }
  return false;
}
