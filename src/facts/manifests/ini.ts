/** Files as Python's configparser reads them (setup.cfg, tox.ini), with the place of every line of a value. Pure. */

/** One line of a value: trimmed, without comment, with its 0-based half-open offsets. */
export interface IniLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** False for what stands on the key's own line. */
  readonly continued: boolean;
}

export interface IniOption {
  readonly section: string;
  /** Lower case, as configparser has it. */
  readonly key: string;
  readonly lines: readonly IniLine[];
}

/** Options in file order; a key that comes twice is there twice. Lines that belong to nothing are left out. */
export function readIni(text: string): readonly IniOption[] {
  const options: { section: string; key: string; lines: IniLine[] }[] = [];
  let section = '';
  let start = 0;
  let open = false;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '');
    const header = /^\[([^\]]+)\]/.exec(line);
    const pair = /^([^\s#;=:[][^=:]*?)\s*[=:]/.exec(line);
    if (/^\s*([#;]|$)/.test(line)) {
      // Comments and blank lines end nothing.
    } else if (/^\s/.test(line)) {
      if (open) pushLine(options.at(-1)?.lines, line, start, 0, true);
    } else if (header !== null) {
      section = (header[1] as string).trim();
      open = false;
    } else if (pair !== null) {
      options.push({ section, key: (pair[1] as string).toLowerCase(), lines: [] });
      pushLine(options.at(-1)?.lines, line, start, pair[0].length, false);
      open = true;
    }
    start += raw.length + 1;
  }
  return options;
}

function pushLine(lines: IniLine[] | undefined, line: string, offset: number, from: number, continued: boolean): void {
  const content = line.slice(from).replace(/\s[#;]\s.*$/, '').replace(/\s#.*$/, '');
  const text = content.trim();
  if (text === '') return;
  const start = offset + from + content.length - content.trimStart().length;
  lines?.push({ text, start, end: start + text.length, continued });
}
