import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isShippedPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { detectInJavaScript } from './weak-jwt/javascript.js';
import { detectInPython } from './weak-jwt/python.js';
import type { Token, Weakness } from './weak-jwt/types.js';

export const weakJwt: Rule<Token, unknown> = {
  meta: {
    id: 'security/weak-jwt',
    area: 'security',
    severity: 'error',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'A token is taken without a check of its signature or age, never expires, or is signed with a key in the source.',
    options: z.strictObject({}),
    conceals: true,
  },
  applies,
  detect,
  message,
};

function applies({ facts, path }: Subject): boolean {
  if (!isShippedPath(path) || isFixturePath(path)) return false;
  if (facts.javascript !== undefined) return facts.skip === undefined && facts.javascript.imports.some(({ specifier }) => specifier === 'jsonwebtoken');
  return facts.code !== undefined && (facts.python?.imports ?? []).some(({ module }) => /^(jwt|jose)(\.|$)/.test(module));
}

function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Token> {
  return subject.facts.javascript === undefined ? detectInPython(subject, context) : detectInJavaScript(subject, context);
}

type Wording<Text> = Readonly<Record<Token['language'], Readonly<Record<Weakness, Text>>>>;

const literalKey = (written: string): string => `The key of the token stands in the source (${written === 'a text in the source' ? written : `\`${written}\``}).`;

const WHAT: Wording<(written: string) => string> = {
  python: {
    unsigned: (written) => `The token is read without a check of its signature (\`${written}\` is off).`,
    expired: () => 'The token is taken however old it is: `verify_exp` is off.',
    endless: () => 'The token that is made here never expires: its claims have no `exp`.',
    'literal-key': literalKey,
  },
  javascript: {
    unsigned: (written) => `The token is read without a check of its signature (\`${written}\`).`,
    expired: () => 'The token is taken however old it is: `ignoreExpiration` is on.',
    endless: () => 'The token that is made here never expires: it has neither `expiresIn` nor a claim `exp`.',
    'literal-key': literalKey,
  },
};

const WHY: Readonly<Record<Weakness, string>> = {
  unsigned: 'Anyone can write such a token and be whoever they like.',
  expired: 'A token that was stolen once opens the account for ever.',
  endless: 'A token that was stolen once opens the account for ever; signing out does not help.',
  'literal-key': 'Whoever can read the source can sign tokens for any account.',
};

const TODO: Wording<string> = {
  python: {
    unsigned: 'Give `decode` the key and `algorithms`, and leave the check on.',
    expired: 'Leave the check on, and give out a new token where people stay long.',
    endless: 'Add `"exp"` to the claims: a time of minutes or hours.',
    'literal-key': 'Read it from the environment, without a fallback, and replace the one that stood here.',
  },
  javascript: {
    unsigned: 'Call `verify` with the key and its `algorithms`.',
    expired: 'Leave the check on, and give out a new token where people stay long.',
    endless: 'Pass `expiresIn` with minutes or hours.',
    'literal-key': 'Read it from the environment, without a fallback, and replace the one that stood here.',
  },
};

function message({ data: { weakness, written, language } }: Match<Token>): Message {
  return { what: WHAT[language][weakness](written), why: WHY[weakness], todo: TODO[language][weakness] };
}
