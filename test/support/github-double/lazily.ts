/** Makes a value at its first use and keeps it: for parsed descriptions and compiled schemas, which never change. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
