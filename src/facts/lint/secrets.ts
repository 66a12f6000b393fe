/** secretlint, in the process. A secret's value does not leave this file: not in what is answered, nor in an error. */
import type { lintSource } from '@secretlint/core';
import { indexLines } from '../common/spans.js';
import type { PathKind } from '../types.js';
import { loadTool, ToolError } from './tool.js';
import type { SecretFact } from './types.js';

/** Characters; longer texts are data. */
const LIMIT = 256 * 1024;
const PRESET = '@secretlint/secretlint-rule-preset-recommend';

/** Texts that stand where a secret would: words, masks, patterns, variables. */
const PLACEHOLDER = /example|sample|dummy|fake|change|replace|insert|xxx|your|placeholder|redact|secret|passw|pwd|token|api[-_]?key|hunter2|foobar|1234|abcdef|0000|\*{3}|\.{3}|[<>{}$%]|guest|admin|root|postgres|mysql|mongo|redis|(^|\W)(user|test|dev|local)/i;

/** What secretlint's recommended rules find in a text, in order. Rejects with a ToolError, in words of our own alone, where it is missing or breaks. */
export type SecretFinder = (kind: PathKind, text: string) => Promise<readonly SecretFact[]>;

/** A finder that loads secretlint once, with the first text that it reads. */
export function createSecretFinder(load: () => Promise<Secretlint> = loadSecretlint): SecretFinder {
  let secretlint: Promise<Secretlint> | undefined;
  return (kind, text) => findSecrets(kind, text, () => (secretlint ??= load()));
}

async function findSecrets(kind: PathKind, text: string, load: () => Promise<Secretlint>): Promise<readonly SecretFact[]> {
  if (kind === 'opaque' || text.length > LIMIT || /-lock:/.test(kind)) return [];
  const lines = indexLines(text);
  const messages = await ask(text, load);
  return messages
    .filter(({ range: [start, end], messageId }) => isSecret(text.slice(start, end), messageId))
    .map(({ message, messageId, docsUrl, range: [start, end] }) => ({ what: words(message, messageId), code: messageId, url: docsUrl ?? 'https://github.com/secretlint/secretlint', span: lines.span(start, end) }))
    .sort((left, right) => left.span[0] - right.span[0] || left.span[1] - right.span[1]);
}

type Answer = Awaited<ReturnType<typeof lintSource>>['messages'];

/** Answers what secretlint says of a text. May throw what quotes the text. */
export type Secretlint = (content: string) => Promise<Answer>;

/** Rejects where a package is missing. */
async function loadSecretlint(): Promise<Secretlint> {
  const [core, profiler, preset] = await Promise.all([import('@secretlint/core'), import('@secretlint/profiler'), import('@secretlint/secretlint-rule-preset-recommend')]);
  // Its profiler keeps a mark of every rule and file for as long as the process runs, and searches them all at each: nothing is marked.
  profiler.secretLintProfiler.mark = () => undefined;
  const config = { rules: [{ id: PRESET, rule: preset.creator, options: {} }] };
  return async (content) => {
    const source = { filePath: 'text', content, contentType: 'text', ext: '' } as const;
    return (await core.lintSource({ source, options: { config, maskSecrets: true, noPhysicFilePath: true, locale: 'en' } })).messages;
  };
}

async function ask(content: string, load: () => Promise<Secretlint>): Promise<Answer> {
  const secretlint = await loadTool('secretlint', load);
  try {
    return await secretlint(content);
  } catch {
    // What it threw may quote the text.
    throw new ToolError('secretlint broke on this file');
  }
}

/** The fixed words of a message, which stand before the value's place. */
function words(message: string, code: string): string {
  return /^found ([A-Za-z0-9][A-Za-z0-9 .-]*?)\s*[:(]/.exec(message)?.[1] ?? code;
}

function isSecret(value: string, code: string): boolean {
  if (/AccountID|AccountId/.test(code)) return false;
  if (value.trim().startsWith('-----BEGIN')) return value.length > 200 && !PLACEHOLDER.test(value.replace(/-----[A-Z ]+-----/g, '').slice(0, 40));
  const address = /:\/\/([^:/@\s]*):([^@\s]*)@([^/:?\s"']+)/.exec(value);
  if (address !== null) return isLogin(address[1] ?? '', address[2] ?? '', address[3] ?? '');
  return !PLACEHOLDER.test(value.replace(/^[A-Za-z]{2,8}[-_](live[-_]|proj[-_])?/, '')) && new Set(value).size >= 10;
}

/** A password for a server that others can reach. */
function isLogin(user: string, password: string, host: string): boolean {
  const reachable = /\.[a-z]{2,}$/i.test(host) && !/(^|\.)(example|local|localhost|internal|invalid|test|docker)(\.|$)/i.test(host);
  return reachable && password.length >= 8 && password !== user && !PLACEHOLDER.test(password) && new Set(password).size >= 6;
}
