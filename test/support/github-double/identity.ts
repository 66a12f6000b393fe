import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { outside } from '../outside.js';
import type { AppIdentity } from './types.js';

export async function makeIdentity(privateKey?: string): Promise<AppIdentity> {
  return identityOf(privateKey ?? (await outside<{ readonly privateKey: string }>(new URL('key.mjs', import.meta.url).href)).privateKey);
}

function identityOf(privateKey: string): AppIdentity {
  const publicKey = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'pem' });
  return {
    id: 4711, slug: 'shipworthy', botLogin: 'shipworthy[bot]', clientId: 'Iv23liDoubleOfGitHub',
    privateKey, publicKey: publicKey.toString(), webhookSecret: randomBytes(20).toString('hex'),
  };
}
