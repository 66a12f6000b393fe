#!/usr/bin/env node
/** Composition root of the command line. */
import supportsHyperlinks from 'supports-hyperlinks';
import { runCommandLine } from './cli/program.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may leave early: `shipworthy audit | head`.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

void runCommandLine(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, environment: process.env, hyperlinks: supportsHyperlinks.stdout }).then((code) => {
  process.exitCode = code;
});
