import { z } from 'zod';
import type { CallUse } from '../../facts/javascript/uses/types.js';
import type { JavaScriptFacts } from '../../facts/types.js';
import type { Message } from '../../findings/types.js';
import { isShippedPath } from '../../project/path-uses.js';
import { judging } from '../shared/judgement.js';
import { perModelScan } from '../shared/per-model.js';
import type { Judgement, Rule, RuleContext, Subject } from '../types.js';

const ROOT = /^((ReactDOM|ReactDOMClient)\.)?(createRoot|hydrateRoot)$|^ReactDOM\.(render|hydrate)$/;
/** Elements that catch errors of rendering; those of data routers do so without being asked. */
const BOUNDARY = /Boundary$|^RouterProvider$|^Catch/;
const BOUNDARY_PACKAGE = /^(react-error-boundary|@bugsnag\/plugin-react|@rollbar\/react|@datadog\/browser-rum-react)$/;

export const missingErrorBoundary: Rule<null, unknown> = {
  meta: {
    id: 'reliability/missing-error-boundary',
    area: 'reliability',
    severity: 'info',
    confidence: 'high',
    status: 'preview',
    languages: ['javascript'],
    fix: 'none',
    summary: 'A React application has no error boundary.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.skip === undefined && isShippedPath(path) && (facts.javascript?.uses?.calls.some(isRoot) ?? false),
  detect,
  message: (): Message => ({
    what: 'This React application has no error boundary.',
    why: 'An error while any component renders takes the whole page away: the user sees a blank screen and no word of what to do.',
    todo: 'Put an error boundary around the application (`react-error-boundary`, or a class with `getDerivedStateFromError`) that says what happened and offers to reload.',
  }),
};

/** The root of an application: rendered as the module is loaded. */
function isRoot({ callee, within }: CallUse): boolean {
  return within === -1 && ROOT.test(callee);
}

/** Files that catch errors of rendering, anywhere in the repository. */
const catchers = perModelScan(({ javascript }, path) => javascript !== undefined && isShippedPath(path) && catchesErrors(javascript));

function catchesErrors({ uses, imports }: JavaScriptFacts): boolean {
  const catches = uses?.catchesRenderErrors === true || (uses?.elements.some((name) => BOUNDARY.test(name)) ?? false);
  return catches || imports.some(({ specifier }) => BOUNDARY_PACKAGE.test(specifier));
}

function detect({ facts, path }: Subject, { model }: RuleContext<unknown>): Judgement<null> {
  const judgement = judging<null>();
  const root = facts.javascript?.uses?.calls.find(isRoot);
  const isReact = facts.javascript?.imports.some(({ specifier }) => /^react-dom(\/client)?$/.test(specifier)) ?? false;
  if (root === undefined || !isReact) return judgement.done();
  if (catchers(model).length > 0) judgement.pass();
  else judgement.match({ span: root.span, symbol: '', subject: root.callee, causes: [{ path, text: root.callee }], related: [], data: null });
  return judgement.done();
}
