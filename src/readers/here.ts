/** Reads in this thread, one file after another. */
import { decodeSource } from '../facts/common/decode.js';
import { extractFacts } from '../facts/extract.js';
import type { Grammars } from '../facts/grammars.js';
import { createSecretFinder, type SecretFinder } from '../facts/lint/secrets.js';
import type { FileFacts, PathKind } from '../facts/types.js';
import type { Readers } from './types.js';

/** The grammars stay the caller's. */
export function readHere(grammars: Grammars): Readers {
  const findSecrets = createSecretFinder();
  return {
    size: 1,
    read: async (kind, content) => withSecrets(kind, content, extractFacts(kind, content, grammars), findSecrets),
    close: async () => undefined,
  };
}

/** secretlint answers later, so its part of the facts is added here. Where it fails, the facts say so and the run goes on. */
async function withSecrets(kind: PathKind, content: Uint8Array, facts: FileFacts, findSecrets: SecretFinder): Promise<FileFacts> {
  if (facts.skip !== undefined) return facts;
  const decoded = decodeSource(content, kind.startsWith('python') ? 'python' : undefined);
  if (!('text' in decoded)) return facts;
  try {
    const secrets = await findSecrets(kind, decoded.text);
    return secrets.length === 0 ? facts : { ...facts, secrets };
  } catch (error) {
    return { ...facts, secretsUnknown: error instanceof Error ? error.message : 'secretlint broke on this file' };
  }
}
