/** A comment in, the commands it holds out. Pure. */
import { shorten, visible } from '../report/escape.js';
import { nearest } from '../project/nearest.js';
import { LINTERS, linterOf } from '../findings/linters.js';
import { AREAS } from '../findings/types.js';
import { commandLines } from './lines.js';
import type { ParsedCommand } from './types.js';

/** Commands of one comment that are done. */
export const MOST_COMMANDS = 5;
/** UTF-16 code units of a reason that are kept, and of a word that is quoted back. */
const LONGEST_REASON = 500;
const LONGEST_WORD = 60;
/** A code of Ruff's, or a rule of oxlint's with or without its plugin. */
const LINTER_CODE = /^(?:ruff\/[A-Z]{1,8}\d{1,5}|oxlint\/[a-z0-9-]{1,40}(?:\/[a-z0-9-]{1,80})?)$/;

/** All rules of an area, all codes of a linter: what `fix` takes besides single ones. */
const GROUPS: ReadonlySet<string> = new Set([...AREAS, ...LINTERS].map((name) => `${name}/*`));

export const COMMAND_NAMES = ['review', 'fix', 'ignore', 'explain', 'not-useful', 'pause', 'resume', 'help'] as const;
type CommandName = (typeof COMMAND_NAMES)[number];

/**
 * The commands of a comment's body in their order, at most five; what is addressed to the App and is no command is one that
 * is refused. Empty for a comment that does not speak to the App.
 * @param ruleIds every rule there is
 */
export function parseCommands(body: string, ruleIds: readonly string[]): readonly ParsedCommand[] {
  const read = commandLines(body);
  if (read.kind === 'too-long') return [refused('The comment is too long to be read for commands. Write the command in one of its own.')];
  const commands = read.lines.slice(0, MOST_COMMANDS).map((line) => parseLine(line, ruleIds));
  return read.lines.length > MOST_COMMANDS ? [...commands, refused(`Only the first ${MOST_COMMANDS} commands of a comment are done.`)] : commands;
}

function parseLine(line: string, ruleIds: readonly string[]): ParsedCommand {
  const [first = 'help', ...words] = line === '' ? [] : line.split(/\s+/);
  const name = COMMAND_NAMES.find((known) => known === first.toLowerCase());
  if (name === undefined) return refused(`There is no command ${quoted(first)}${didYouMean(nearest(first.toLowerCase(), COMMAND_NAMES, { max: 1 })[0]) ?? '; `/shipworthy help` lists them.'}`);
  return parseArguments(name, words, line, ruleIds);
}

function parseArguments(name: CommandName, words: readonly string[], line: string, ruleIds: readonly string[]): ParsedCommand {
  switch (name) {
    case 'fix':
      return parseFix(words, ruleIds);
    case 'ignore':
      return parseIgnore(words, line, ruleIds);
    case 'explain':
      return parseExplain(words, ruleIds);
    // Why it was not useful may be said, and is for people.
    case 'not-useful':
      return { kind: name };
    default:
      return words.length === 0 ? { kind: name } : refused(`\`${name}\` stands alone on its line.`);
  }
}

function parseFix(words: readonly string[], ruleIds: readonly string[]): ParsedCommand {
  const options = words.filter((word) => word.startsWith('-'));
  const unknown = options.find((option) => option !== '--unsafe');
  if (unknown !== undefined) return refused(`\`fix\` has no option ${quoted(unknown)}; there is \`--unsafe\`.`);
  const rules = [...new Set(words.filter((word) => !word.startsWith('-')).map(bare))];
  for (const rule of rules.filter((one) => !GROUPS.has(one))) {
    const problem = ruleProblem(rule, ruleIds);
    if (problem !== null) return refused(problem);
  }
  return { kind: 'fix', rules, unsafe: options.length > 0 };
}

function parseIgnore([first, ...rest]: readonly string[], line: string, ruleIds: readonly string[]): ParsedCommand {
  if (first === undefined) return refused('`ignore` needs a rule and a reason: `/shipworthy ignore RULE REASON`.');
  const ruleId = bare(first);
  const problem = ruleProblem(ruleId, ruleIds);
  if (problem !== null) return refused(problem);
  if (rest.length === 0) return refused(`\`ignore\` needs a reason: \`/shipworthy ignore ${ruleId} REASON\`.`);
  return { kind: 'ignore', ruleId, reason: shorten(line.replace(/^\S+\s+\S+\s+/, ''), LONGEST_REASON) };
}

function parseExplain([first, ...rest]: readonly string[], ruleIds: readonly string[]): ParsedCommand {
  if (first === undefined || rest.length > 0) return refused('`explain` needs one rule: `/shipworthy explain RULE`.');
  const ruleId = bare(first);
  const problem = ruleProblem(ruleId, ruleIds);
  return problem === null ? { kind: 'explain', ruleId } : refused(problem);
}

/** Null for a rule's id, or a code of a linter whose word is passed on. */
function ruleProblem(id: string, ruleIds: readonly string[]): string | null {
  if (ruleIds.includes(id) || (linterOf(id) !== undefined && LINTER_CODE.test(id))) return null;
  const near = ruleIds.find((known) => known.endsWith(`/${id.toLowerCase()}`)) ?? nearest(shorten(id, LONGEST_WORD), ruleIds, { max: 1 })[0];
  return `No rule is called ${quoted(id)}${didYouMean(near) ?? '.'}`;
}

function didYouMean(near: string | undefined): string | undefined {
  return near === undefined ? undefined : `; did you mean \`${near}\`?`;
}

/** A rule's id may be written as code. */
function bare(word: string): string {
  return word.replace(/^`+|`+$/g, '');
}

/** A word of somebody's as code within a sentence; the sentence is escaped where it is shown. */
function quoted(word: string): string {
  return `\`${shorten(visible(word).replaceAll('`', ''), LONGEST_WORD) || '(nothing)'}\``;
}

function refused(why: string): ParsedCommand {
  return { kind: 'refused', why };
}
