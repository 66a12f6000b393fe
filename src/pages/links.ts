/** Links that nobody can guess or lengthen: what they lead to and until when, under a signature. Asks no clock. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Where everything below is served. */
export const PAGES_PATH = '/reports/';

/** What a link leads to: the report of one review, by its id; what is known of a repository, by GitHub's id of it. */
export interface LinkTarget {
  readonly kind: 'review' | 'repository';
  readonly id: string;
  /** Seconds since the epoch; from then on it leads nowhere. */
  readonly expires: number;
}

export interface Signer {
  /** The last part of the address, without a slash: pages link each other by it alone, wherever they are served. */
  sign(target: LinkTarget): string;
  /** What a token leads to; null for one that is not ours, or has expired. @param now seconds since the epoch */
  verify(token: string, now: number): LinkTarget | null;
}

const TOKEN = /^(review|repository)\.([A-Za-z0-9_-]{1,64})\.(\d{1,12})\.([A-Za-z0-9_-]{43})$/;

/** The key for links, of a secret of whoever runs the server. @param secret hard to guess */
export function keyOfSecret(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'shipworthy report links', 32));
}

/** @param key 32 bytes that nobody else knows */
export function createSigner(key: Uint8Array): Signer {
  /** No part can hold what stands between them, so no two targets have the same signature. */
  const signatureOf = ({ kind, id, expires }: LinkTarget): string => createHmac('sha256', key).update(`shipworthy link 1\n${kind}\n${id}\n${expires}`).digest('base64url');
  return {
    sign: (target) => `${target.kind}.${target.id}.${target.expires}.${signatureOf(target)}`,
    verify(token, now) {
      const [, kind, id = '', expires = '', signature = ''] = TOKEN.exec(token) ?? [];
      if (kind !== 'review' && kind !== 'repository') return null;
      const target: LinkTarget = { kind, id, expires: Number(expires) };
      const isOurs = timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(target)));
      return isOurs && String(target.expires) === expires && target.expires > now ? target : null;
    },
  };
}
