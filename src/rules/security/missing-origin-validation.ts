import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Edit, Fix, Message } from '../../findings/types.js';
import type { ChannelIndex } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isShippedPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

type Stack = ChannelIndex['stacks'][number];

interface Data {
  readonly stack: Stack;
}

const VALIDATOR = /^channels\.security\.websocket\.(AllowedHostsOriginValidator|OriginValidator)$/;
/** Wrappers that let the browser's cookies say who the user is. */
const COOKIES = /^channels\.(auth|sessions)\./;

export const missingOriginValidation: Rule<Data, unknown> = {
  meta: {
    id: 'security/missing-origin-validation',
    area: 'security',
    severity: 'warning',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'safe',
    summary: 'Any website can open WebSockets in the name of a logged-in user.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => isShippedPath(path) && facts.code?.includes('ProtocolTypeRouter') === true,
  detect,
  message,
  suggest,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const stack of model.django.channels.stacks) {
    if (stack.place.path !== path) continue;
    const { wrappers, open, place } = stack;
    if (wrappers.some((wrapper) => VALIDATOR.test(wrapper) || looksAtOrigin(wrapper, model))) judgement.pass();
    else if (open !== null) judgement.unknown(place.span[0], open);
    else if (!wrappers.some((wrapper) => COOKIES.test(wrapper))) judgement.pass();
    else judgement.match({ span: place.span, symbol: '', subject: 'websocket', causes: [{ path, text: 'OriginValidator' }, { path, text: 'websocket' }], related: [], data: { stack } });
  }
  return judgement.done();
}

/** A class or function of the repository whose code speaks of origins. */
function looksAtOrigin(wrapper: string, model: ProjectModel): boolean {
  const [path = '', symbol = ''] = wrapper.split(':');
  if (symbol === '') return /origin/i.test(wrapper);
  const known = [...model.symbols.classes(path), ...model.symbols.functions(path)].find((one) => one.symbol === symbol);
  if (known === undefined || /origin/i.test(symbol)) return known !== undefined;
  if (known.kind === 'class' && model.symbols.ancestry(known).external.some((dotted) => /Origin/.test(dotted))) return true;
  return ['origin', 'origins', 'Origin', 'allowed_origins'].some((word) => model.symbols.mentions(word).includes(path));
}

function message(): Message {
  return {
    what: 'The websocket application takes the user from the browser\'s cookies and does not look at where the page comes from.',
    why: 'Browsers send cookies with WebSockets to any host: a page of any other site can connect in the name of a logged-in user, and read and send what that user can.',
    todo: 'Wrap it in `AllowedHostsOriginValidator`, which admits the hosts of `ALLOWED_HOSTS`.',
  };
}

function suggest({ data: { stack } }: Match<Data>, { path, facts }: Subject): Fix | null {
  const { span } = stack.place;
  const [startLine, startColumn, endLine, endColumn] = span;
  const last = (facts.python?.imports ?? []).findLast(({ scope, guard, module }) => scope === 'module' && guard === 'none' && module.startsWith('channels.'));
  if (last === undefined) return null;
  const opening = { line: startLine, column: startColumn };
  const closing = { line: endLine, column: endColumn };
  const behind = { line: last.span[2], column: last.span[3] };
  const edits: Edit[] = [
    { kind: 'replace', path, range: { start: opening, end: opening }, text: 'AllowedHostsOriginValidator(' },
    { kind: 'replace', path, range: { start: closing, end: closing }, text: ')' },
  ];
  const imported = (facts.python?.imports ?? []).some(({ names }) => (names ?? []).some(({ name }) => name === 'AllowedHostsOriginValidator'));
  if (!imported) edits.unshift({ kind: 'replace', path, range: { start: behind, end: rangeOf(last.span).end }, text: '\nfrom channels.security.websocket import AllowedHostsOriginValidator' });
  return { title: 'Admit the hosts of ALLOWED_HOSTS only', safety: 'safe', edits };
}
