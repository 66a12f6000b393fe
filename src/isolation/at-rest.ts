/** How busy this machine is. I/O. */
import { cpus } from 'node:os';

/** Milliseconds of all processors since the machine was started. */
export interface ProcessorTime {
  readonly idle: number;
  readonly all: number;
  readonly processors: number;
}

export function processorTime(): ProcessorTime {
  const processors = cpus();
  const sum = (of: (times: (typeof processors)[number]['times']) => number): number => processors.reduce((total, { times }) => total + of(times), 0);
  return { idle: sum(({ idle }) => idle), all: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq), processors: processors.length };
}

/** Processors at rest since then, on average; 0 where the system does not tell. */
export function atRestSince(then: ProcessorTime): number {
  const now = processorTime();
  return now.all > then.all ? ((now.idle - then.idle) / (now.all - then.all)) * now.processors : 0;
}
