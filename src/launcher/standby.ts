/**
 * A tool that waits: `standby MODULE PROGRAM ARGS…` loads the module, which takes Node longer than most of what it is asked then, waits for a byte on its standard input
 * and is the program, as if that had been started with these arguments now. Where the input ends first, so does this. I/O.
 */
import { readSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [node = '', , module = '', program = '', ...args] = process.argv;
// The program says what is wrong with it, if anything is.
await import(pathToFileURL(module).href).catch(() => undefined);
process.argv = [node, program, ...args];
// Without an event that is waited for: nothing of this is left when the program runs. At the end of the input nobody is left to ask: it must not live on by what the module holds open.
if (readSync(0, Buffer.alloc(1)) === 0) process.exit(0);
await import(pathToFileURL(program).href);
