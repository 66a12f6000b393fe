import { z } from 'zod';
import type { CallExpression, Expression } from '../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, literalString, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { Located } from '../../facts/python/code/nodes.js';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isShippedPath } from '../../project/path-uses.js';
import { localValues } from '../../project/python/calls/local-values.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

type Weakness = 'unsigned' | 'expired' | 'endless' | 'literal-key';

interface Data {
  readonly weakness: Weakness;
  readonly written: string;
}

const MODULE = /^(jwt|jose\.jwt|authlib\.jose\.jwt)(\.api_jwt)?\.(encode|decode)$/;

export const weakJwt: Rule<Data, unknown> = {
  meta: {
    id: 'security/weak-jwt',
    area: 'security',
    severity: 'error',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A token is taken without a check of its signature or age, never expires, or is signed with a key in the source.',
    options: z.strictObject({}),
    conceals: true,
  },
  applies: ({ facts, path }) => facts.code !== undefined && isShippedPath(path) && !isFixturePath(path) && (facts.python?.imports ?? []).some(({ module }) => /^(jwt|jose)(\.|$)/.test(module)),
  detect,
  message,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const inside of model.symbols.functions(path)) {
    const calls = model.django.calls.calls(inside).flatMap(({ call }) => {
      const resolved = model.symbols.resolveExpression(path, call.callee, inside.node);
      const kind = resolved.kind === 'external' ? MODULE.exec(resolved.dotted)?.[3] : undefined;
      return kind === undefined ? [] : [{ call, kind }];
    });
    const verifies = calls.some(({ call, kind }) => kind === 'decode' && decodeWeakness(call) === undefined);
    for (const { call, kind } of calls) judge({ model, inside, judgement }, call, kind, verifies);
  }
  return judgement.done();
}

interface Where {
  readonly model: ProjectModel;
  readonly inside: FunctionSymbol;
  readonly judgement: JudgementBuilder<Data>;
}

function judge(where: Where, call: CallExpression, kind: string, verifies: boolean): void {
  const key = call.args[1] ?? keywordOf(call, 'key')?.value;
  const literal = key === undefined ? undefined : literalKey(where, key);
  if (literal !== undefined) add(where, key as Expression, 'literal-key', literal);
  const found = kind === 'decode' ? (verifies ? undefined : decodeWeakness(call)) : endlessClaims(where.inside, call);
  if (found !== undefined) add(where, found.at, found.weakness, found.written);
  else if (literal === undefined) where.judgement.pass();
}

function add({ model, inside, judgement }: Where, at: Located, weakness: Weakness, written: string): void {
  judgement.match({ span: model.symbols.span(inside.path, at), symbol: inside.symbol, subject: weakness, causes: [{ path: inside.path, text: written }], related: [], data: { weakness, written } });
}

/** A key in the source: a text, or a name of the repository that is one. Empty texts and PEM files' names are none. */
function literalKey({ model, inside }: Where, key: Expression): string | undefined {
  const own = literalString(key);
  if (own !== undefined) return own === '' ? undefined : 'a text in the source';
  if (key.kind !== 'name' && key.kind !== 'attribute') return undefined;
  const resolved = model.symbols.resolveExpression(inside.path, key, inside.node);
  const text = resolved.kind === 'value' ? literalString(resolved.value) : undefined;
  return text === undefined || text === '' || text.includes('PUBLIC KEY') || resolved.kind !== 'value' ? undefined : resolved.symbol;
}

interface Found {
  readonly at: Located;
  readonly weakness: Weakness;
  readonly written: string;
}

/** What a `decode` leaves unchecked, though it is given a key or says that it wants none. */
function decodeWeakness(call: CallExpression): Found | undefined {
  const verify = keywordOf(call, 'verify');
  if (verify !== undefined && isFalse(verify.value)) return { at: verify, weakness: 'unsigned', written: 'verify=False' };
  const options = keywordOf(call, 'options')?.value;
  if (options?.kind !== 'dictionary') return undefined;
  const off = (name: string): Expression | undefined => options.entries.find(({ key, value }) => key !== null && literalString(key) === name && isFalse(value))?.key ?? undefined;
  const signature = off('verify_signature');
  if (signature !== undefined) return { at: call, weakness: 'unsigned', written: 'verify_signature' };
  const expiry = off('verify_exp');
  return expiry === undefined ? undefined : { at: call, weakness: 'expired', written: 'verify_exp' };
}

function isFalse(value: Expression): boolean {
  return value.kind === 'constant' && value.value === false;
}

/** Claims that are written out in the function, without `exp`, and that nothing else adds to. */
function endlessClaims(inside: FunctionSymbol, call: CallExpression): Found | undefined {
  const claims = call.args[0] ?? keywordOf(call, 'payload')?.value ?? keywordOf(call, 'claims')?.value;
  if (claims === undefined) return undefined;
  const name = claims.kind === 'name' ? claims.id : undefined;
  const bound = name === undefined ? undefined : localValues(inside.node).get(name);
  const written = name === undefined ? claims : bound?.values.length === 1 && !bound.open ? bound.values[0] : undefined;
  if (written?.kind !== 'dictionary' || written.entries.some(({ key }) => key === null || literalString(key) === undefined || literalString(key) === 'exp')) return undefined;
  if (name !== undefined && isAddedTo(inside, name, call)) return undefined;
  return { at: call, weakness: 'endless', written: 'encode' };
}

/** The name stands somewhere else than where it is bound and in the call itself. */
function isAddedTo({ node }: FunctionSymbol, name: string, call: CallExpression): boolean {
  let uses = 0;
  walkStatements(node.body, (statement) => {
    for (const expression of expressionsOf(statement)) walkExpressions(expression, (one) => {
      if (one.kind === 'name' && one.id === name && !(call.start <= one.start && one.end <= call.end)) uses += 1;
    });
  });
  return uses > 1;
}

const WHAT: Readonly<Record<Weakness, (written: string) => string>> = {
  unsigned: (written) => `The token is read without a check of its signature (\`${written}\` is off).`,
  expired: () => 'The token is taken however old it is: `verify_exp` is off.',
  endless: () => 'The token that is made here never expires: its claims have no `exp`.',
  'literal-key': (written) => `The key of the token stands in the source (${written === 'a text in the source' ? written : `\`${written}\``}).`,
};

const WHY: Readonly<Record<Weakness, string>> = {
  unsigned: 'Anyone can write such a token and be whoever they like.',
  expired: 'A token that was stolen once opens the account for ever.',
  endless: 'A token that was stolen once opens the account for ever; signing out does not help.',
  'literal-key': 'Whoever can read the source can sign tokens for any account.',
};

const TODO: Readonly<Record<Weakness, string>> = {
  unsigned: 'Give `decode` the key and `algorithms`, and leave the check on.',
  expired: 'Leave the check on, and give out a new token where people stay long.',
  endless: 'Add `"exp"` to the claims: a time of minutes or hours.',
  'literal-key': 'Read it from the environment, without a fallback, and replace the one that stood here.',
};

function message({ data: { weakness, written } }: Match<Data>): Message {
  return { what: WHAT[weakness](written), why: WHY[weakness], todo: TODO[weakness] };
}
