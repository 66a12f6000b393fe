/** The App's private key, from where the settings say it is. I/O. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isPem, type Environment } from './config/environment.js';

export type PrivateKey = { readonly ok: true; readonly pem: string } | { readonly ok: false; /** One line; never holds the key. */ readonly problem: string };

/** Reads the key and looks whether it is one. */
export function readPrivateKey(privateKey: Environment['privateKey']): PrivateKey {
  const name = privateKey.kind === 'pem' ? 'PRIVATE_KEY' : 'PRIVATE_KEY_PATH';
  let pem: string;
  try {
    pem = privateKey.kind === 'pem' ? privateKey.pem : readFileSync(privateKey.path, 'utf8');
  } catch {
    return { ok: false, problem: 'PRIVATE_KEY_PATH names a file that cannot be read.' };
  }
  try {
    if (isPem(pem) && createPrivateKey(pem).asymmetricKeyType === 'rsa') return { ok: true, pem };
  } catch {
    // Said below: the parser's own message is of no help.
  }
  return { ok: false, problem: `${name} does not hold an RSA private key in PEM; download one from the App's settings page.` };
}
