/** Whether a delivery is GitHub's: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries. Pure. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** Answers whether `signature`, the value of `X-Hub-Signature-256`, is that of these bytes under the secret. Takes the same time for each wrong one. */
export function createVerifier(secret: string): (body: Uint8Array, signature: string) => boolean {
  const key = createSecretKey(secret, 'utf8');
  return (body, signature) => {
    const given = Buffer.from(signature);
    const expected = Buffer.from(`sha256=${createHmac('sha256', key).update(body).digest('hex')}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}
