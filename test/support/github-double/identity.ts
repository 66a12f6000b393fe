import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { lazily } from './lazily.js';
import type { AppIdentity } from './types.js';

/** Making a key takes 50 ms and more, so one serves all doubles of a process. */
const sharedKey = lazily(() => generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } }).privateKey);

export function makeIdentity(privateKey: string = sharedKey()): AppIdentity {
  const publicKey = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'pem' });
  return {
    id: 4711, slug: 'shipworthy', botLogin: 'shipworthy[bot]', clientId: 'Iv23liDoubleOfGitHub',
    privateKey, publicKey: publicKey.toString(), webhookSecret: randomBytes(20).toString('hex'),
  };
}
