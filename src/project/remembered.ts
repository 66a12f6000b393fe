/** Answers about texts that are asked for over and over. Pure but for what it keeps. */

/** Texts of a generation: two of them are kept at most. */
const GENERATION = 50_000;

/**
 * Memoises a pure function of a text. Answers are dropped by generations, not one by one: keeping count of the last use of each, as a cache
 * does that drops the one least asked for, takes longer than most of the answers.
 */
export function remembered<T>(compute: (text: string) => T, generation = GENERATION): (text: string) => T {
  let [young, old] = [new Map<string, { readonly answer: T }>(), new Map<string, { readonly answer: T }>()];
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known.answer;
    const held = old.get(text) ?? { answer: compute(text) };
    if (young.size >= generation) [young, old] = [new Map(), young];
    young.set(text, held);
    return held.answer;
  };
}
