/** Reads the examples of a rule's Markdown page. */
import { readFileSync } from 'node:fs';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Code, RootContent } from 'mdast';

export interface Example {
  readonly files: Readonly<Record<string, string>>;
  /** `path:line` for each line on which the rule must fire, sorted. */
  readonly finds: readonly string[];
  /** Files as they are after the fix (null: deleted); absent when no `Fixed` follows. */
  readonly fixed?: Readonly<Record<string, string | null>>;
}

export interface RulePage {
  readonly title: string;
  readonly sections: readonly string[];
  readonly bad: readonly Example[];
  readonly good: readonly Example[];
}

interface Group {
  readonly heading: string;
  readonly fences: Code[];
}

/** Parses a page. Throws when a fence lacks its `file`. */
export function readRulePage(path: string): RulePage {
  const nodes = fromMarkdown(readFileSync(path, 'utf8')).children;
  const headings = nodes.flatMap((node) => (node.type === 'heading' ? [{ depth: node.depth, text: textOf(node) }] : []));
  const groups = exampleGroups(nodes);
  const bad: Example[] = [];
  const good: Example[] = [];
  for (const group of groups) {
    if (group.heading.startsWith('Bad')) bad.push(exampleOf(group));
    if (group.heading.startsWith('Good')) good.push(exampleOf(group));
    if (group.heading.startsWith('Fixed')) bad.push({ ...(bad.pop() as Example), fixed: fixedFiles(group) });
  }
  return {
    title: headings.find((heading) => heading.depth === 1)?.text ?? '',
    sections: headings.filter((heading) => heading.depth === 2).map((heading) => heading.text),
    bad,
    good,
  };
}

function exampleGroups(nodes: readonly RootContent[]): Group[] {
  const groups: Group[] = [];
  for (const node of nodes) {
    if (node.type === 'heading' && node.depth === 3) groups.push({ heading: textOf(node), fences: [] });
    if (node.type === 'code') groups.at(-1)?.fences.push(node);
  }
  return groups;
}

function exampleOf(group: Group): Example {
  const files: Record<string, string> = {};
  const finds: string[] = [];
  for (const fence of group.fences) {
    const path = attribute(fence, 'file');
    if (path === undefined) throw new Error(`a fence under "${group.heading}" has no file="…"`);
    files[path] = contentOf(fence);
    const lines = attribute(fence, 'finds');
    if (lines !== undefined) finds.push(...lines.split(',').map((line) => `${path}:${line.trim()}`));
  }
  return { files, finds: finds.sort() };
}

function fixedFiles(group: Group): Record<string, string | null> {
  return Object.fromEntries(group.fences.map((fence) => [attribute(fence, 'file') ?? '', fence.meta?.includes('deleted') ? null : contentOf(fence)]));
}

function contentOf(fence: Code): string {
  return fence.value === '' ? '' : `${fence.value}\n`;
}

function attribute(fence: Code, name: string): string | undefined {
  return new RegExp(`${name}="([^"]*)"`).exec(fence.meta ?? '')?.[1];
}

function textOf(node: RootContent): string {
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => textOf(child as RootContent)).join('') : '';
}
