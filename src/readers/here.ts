/** Reads in this thread, one file after another. */
import { decodeFile, extractFromText, skippedFacts } from '../facts/extract.js';
import type { Grammars } from '../facts/grammars.js';
import { createSecretFinder, type SecretFinder } from '../facts/lint/secrets.js';
import type { FileFacts, PathKind } from '../facts/types.js';
import type { Readers } from './types.js';

/** The grammars stay the caller's. */
export function readHere(grammars: Grammars): Readers {
  const findSecrets = createSecretFinder();
  return {
    size: 1,
    async read(kind, content) {
      const decoded = decodeFile(kind, content);
      return 'text' in decoded ? withSecrets(kind, decoded.text, extractFromText(kind, decoded.text, grammars), findSecrets) : skippedFacts(decoded.skip);
    },
    close: async () => undefined,
  };
}

/** secretlint answers later, so its part of the facts is added here. Where it fails, the facts say so and the run goes on. */
async function withSecrets(kind: PathKind, text: string, facts: FileFacts, findSecrets: SecretFinder): Promise<FileFacts> {
  if (facts.skip !== undefined) return facts;
  try {
    const secrets = await findSecrets(kind, text);
    return secrets.length === 0 ? facts : { ...facts, secrets };
  } catch (error) {
    return { ...facts, secretsUnknown: error instanceof Error ? error.message : 'secretlint broke on this file' };
  }
}
