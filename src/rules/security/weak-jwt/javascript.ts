/** Tokens of jsonwebtoken. Pure. */
import type { CallUse, JavaScriptUses, Value } from '../../../facts/javascript/uses/types.js';
import type { JavaScriptFacts } from '../../../facts/types.js';
import { handlerAround } from '../../shared/javascript/handlers.js';
import { entryOf, followed } from '../../shared/javascript/named-values.js';
import { symbolAround } from '../../shared/javascript/requests.js';
import { isServerFile } from '../../shared/javascript/server-code.js';
import { judging, type JudgementBuilder } from '../../shared/judgement.js';
import type { Judgement, RuleContext, Subject } from '../../types.js';
import type { Token, Weakness } from './types.js';

/** Claims by which jsonwebtoken, or the code that takes the token, tells how old it may be. */
const ENDS = /^(exp|expir\w*|valid\w*|created_?at|issued_?at)$/i;

interface Found {
  readonly weakness: Weakness;
  readonly written: string;
}

/** Judges the tokens that a JavaScript file makes and takes. */
export function detectInJavaScript({ facts, path }: Subject, { model }: RuleContext<unknown>): Judgement<Token> {
  const judgement = judging<Token>();
  const uses = facts.javascript?.uses;
  if (facts.javascript === undefined || uses === undefined) return judgement.done();
  const kindOf = kinds(facts.javascript);
  const calls = uses.calls.flatMap((call) => {
    const kind = kindOf(call.callee);
    return kind === undefined ? [] : [{ call, kind }];
  });
  const verifies = calls.some(({ kind }) => kind === 'verify');
  for (const { call, kind } of calls) {
    const decodes = kind === 'decode' && !verifies && isServerFile(model, path) && handlerAround(uses, call.within, path) !== undefined;
    const found = [...(kind === 'decode' ? [] : literalKey(uses, call)), ...(kind === 'sign' ? endless(uses, call) : kind === 'verify' ? unchecked(uses, call) : decodes ? [{ weakness: 'unsigned' as const, written: call.callee }] : [])];
    add(judgement, uses, call, found, path);
  }
  return judgement.done();
}

function add(judgement: JudgementBuilder<Token>, uses: JavaScriptUses, call: CallUse, found: readonly Found[], path: string): void {
  if (found.length === 0) judgement.pass();
  for (const { weakness, written } of found) {
    judgement.match({ span: call.span, symbol: symbolAround(uses, call), subject: weakness, causes: [{ path, text: written }], related: [], data: { weakness, written, language: 'javascript' } });
  }
}

/** Which function of jsonwebtoken a callee of the file is. */
function kinds(facts: JavaScriptFacts): (callee: string) => string | undefined {
  const known = new Map<string, string>();
  for (const { specifier, names } of facts.imports) {
    if (specifier !== 'jsonwebtoken') continue;
    for (const { name, alias } of names ?? []) {
      const own = alias ?? name;
      if (name === 'default' || name === '*') for (const kind of ['sign', 'verify', 'decode']) known.set(`${own}.${kind}`, kind);
      else known.set(own, name);
    }
  }
  for (const { name, value } of facts.uses?.values ?? []) {
    if (value.kind === 'call' && value.callee === 'require' && value.args[0]?.kind === 'string' && value.args[0].text === 'jsonwebtoken') for (const kind of ['sign', 'verify', 'decode']) known.set(`${name}.${kind}`, kind);
  }
  return (callee) => known.get(callee);
}

/** A key in the source, be it as a fallback. Names of public keys' files are none. */
function literalKey(uses: JavaScriptUses, call: CallUse): readonly Found[] {
  const [, key] = call.args;
  const value = followed(uses, key, call.within);
  const text = value?.kind === 'either' ? value.options.map((option) => followed(uses, option, call.within)).find((option) => option?.kind === 'string') : value;
  if (text?.kind !== 'string' || text.text === '' || text.text.includes('PUBLIC KEY')) return [];
  return [{ weakness: 'literal-key', written: key?.kind === 'name' ? key.name : 'a text in the source' }];
}

/** Neither the claims nor the options, both written out, say when it ends. */
function endless(uses: JavaScriptUses, call: CallUse): readonly Found[] {
  const claims = followed(uses, call.args[0], call.within);
  if (claims?.kind !== 'object' || claims.open || claims.entries.some(({ key }) => ENDS.test(key))) return [];
  const options = followed(uses, call.args[2], call.within);
  const isGiven = call.args.length > 2 && options?.kind !== 'function' && entryOf(options, 'expiresIn') !== undefined;
  return isGiven ? [] : [{ weakness: 'endless', written: call.callee }];
}

function unchecked(uses: JavaScriptUses, call: CallUse): readonly Found[] {
  const options = followed(uses, call.args[2], call.within);
  const ignores = entryOf(options, 'ignoreExpiration');
  const algorithms = entryOf(options, 'algorithms');
  return [
    ...(isTrue(ignores) ? [{ weakness: 'expired' as const, written: 'ignoreExpiration' }] : []),
    ...(algorithms !== 'open' && algorithms?.kind === 'array' && algorithms.items.some((item) => item.kind === 'string' && item.text === 'none') ? [{ weakness: 'unsigned' as const, written: "algorithms: ['none']" }] : []),
  ];
}

function isTrue(value: Value | undefined | 'open'): boolean {
  return value !== 'open' && value?.kind === 'literal' && value.text === 'true';
}
