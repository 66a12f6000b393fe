/** The hidden line at the end of each comment of ours that says which findings it speaks of. */

/** A finding's fingerprint: 32 lower-case hex digits. */
const FINGERPRINT = '[0-9a-f]{32}';
/** Only at the very end of a body: a comment may quote source that itself holds something like a marker. */
const MARKER_AT_END = new RegExp(`<!-- shipworthy:v1((?: ${FINGERPRINT})+) -->\\s*$`);

/**
 * The marker for the fingerprints given, without repeats and in their order. It renders as nothing on GitHub.
 * Throws a RangeError when there is none, or when one is not 32 lower-case hex digits.
 */
export function renderMarker(fingerprints: readonly string[]): string {
  const distinct = [...new Set(fingerprints)];
  if (distinct.length === 0) throw new RangeError('A marker needs at least one fingerprint.');
  const whole = new RegExp(`^${FINGERPRINT}$`);
  for (const fingerprint of distinct) {
    if (!whole.test(fingerprint)) throw new RangeError('A fingerprint is 32 lower-case hex digits.');
  }
  return `<!-- shipworthy:v1 ${distinct.join(' ')} -->`;
}

/**
 * The fingerprints in the marker that ends a comment's body; empty where it ends with none. Says nothing about
 * who wrote the comment: anyone can write a marker, so ask for the author first.
 */
export function parseMarkers(body: string): readonly string[] {
  const found = MARKER_AT_END.exec(body);
  return found?.[1] === undefined ? [] : found[1].trim().split(' ');
}
