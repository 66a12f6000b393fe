/** Reads directory trees drawn in text. */

export interface TreeEntry {
  /** Full path from the tree's root line (which is part of it unless it is `.`); a folder ends in `/` where it is drawn so. */
  readonly path: string;
  /** 0-based line and column of the name in the text, and its length. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

const BRANCH = /^([\s│|┃║]*)(?:[├└┣┗╠╚]+[─━═\-–]*|[|+`\\]-{2,})\s*(.*)$/u;

interface Open {
  readonly depth: number;
  /** null where the name is a placeholder, so that nothing below it is known. */
  readonly path: string | null;
}

/** Entries of a drawn tree in order; empty when the text is no such drawing. */
export function readTree(text: string): readonly TreeEntry[] {
  const lines = text.split('\n');
  if (lines.filter((line) => BRANCH.test(line)).length < 2) return [];
  const entries: TreeEntry[] = [];
  let open: Open[] = [];
  for (const [line, raw] of lines.entries()) {
    const branch = BRANCH.exec(raw);
    if (!branch) {
      if (/^[\s│|┃║]*$/u.test(raw)) continue;
      open = rootOf(raw);
      continue;
    }
    const rest = branch[2] ?? '';
    const depth = (branch[1] ?? '').length + 1;
    const name = nameOf(rest);
    open = open.filter((one) => one.depth < depth);
    const above = open.at(-1);
    const path = name === null || above?.path === null ? null : join(above?.path ?? '', name);
    open.push({ depth, path });
    if (path !== null && name !== null) entries.push({ path, line, column: raw.length - rest.length, length: name.length });
  }
  return entries;
}

/** The line above the first branch names the root. A sentence does not. */
function rootOf(raw: string): Open[] {
  const name = nameOf(raw.trim());
  if (name === null || /^\.?\/?$/.test(name)) return [{ depth: 0, path: name === null ? null : '' }];
  return [{ depth: 0, path: name }];
}

function join(folder: string, name: string): string {
  if (folder === '') return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** The name at the start of a branch, without its comment; null when it is not one plain name. */
function nameOf(rest: string): string | null {
  const [name = '', ...after] = rest.trim().split(/\s+/);
  const comment = after.join(' ');
  if (!/^[\w.@()[\]+-][\w./@()[\]+-]*$/.test(name) || name.includes('...') || /\/./.test(name.replace(/\/$/, '')) && /\/\//.test(name)) return null;
  if (/^(->|→)/.test(comment)) return null;
  return comment === '' || /^([#(←<*–—:]|\/\/|--?\s|=|\[|✅|❌|⚠|🆕|NEW\b)/u.test(comment) || /^\s{2,}|\S/.test(comment) && /\s{2,}/.test(rest.trim()) ? name : null;
}
