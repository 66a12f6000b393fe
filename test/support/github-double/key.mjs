/** A key takes 50 ms and more to make, so that one serves all doubles of a process. */
import { generateKeyPairSync } from 'node:crypto';

export const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } });
