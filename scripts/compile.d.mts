/** Answers the folder of the program compiled from the source as it is; compiles it where that has not been done. Rejects where it can't be. */
export function compiledCopy(): Promise<string>;
