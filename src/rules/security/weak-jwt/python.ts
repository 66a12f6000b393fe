/** Tokens of PyJWT, python-jose and Authlib. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, literalString, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { Located } from '../../../facts/python/code/nodes.js';
import { localValues } from '../../../project/python/calls/local-values.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { judging, type JudgementBuilder } from '../../shared/judgement.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';
import type { Token, Weakness } from './types.js';

const MODULE = /^(jwt|jose\.jwt|authlib\.jose\.jwt)(\.api_jwt)?\.(encode|decode)$/;

/** Judges the tokens that a Python file makes and takes. */
export function detectInPython({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Token> {
  const judgement = judging<Token>();
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
  readonly judgement: JudgementBuilder<Token>;
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
  judgement.match({ span: model.symbols.span(inside.path, at), symbol: inside.symbol, subject: weakness, causes: [{ path: inside.path, text: written }], related: [], data: { weakness, written, language: 'python' } });
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

