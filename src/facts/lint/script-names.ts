/**
 * Whether a script seems to use a name that it nowhere binds: a glance at its tokens, many times cheaper than its syntax tree and its scopes, which are
 * made only where this says yes. It takes a name for bound wherever it is bound in any scope, and takes no position for sure: it may say yes of a sound
 * file, which costs time alone, and no of a name that another scope of the file binds. Pure.
 */
import { BUILTINS, KNOWN_GLOBALS } from './known-globals.js';
import { KEYWORDS, LIBRARY_TYPES } from './script-words.js';

/** Parts of a text that bind or pass on names by themselves: imports and `export … from`. Offset of the start -> offset of the end. */
export type Statements = ReadonlyMap<number, number>;

const DECLARING: ReadonlySet<string> = new Set(['const', 'let', 'var', 'using', 'function', 'class', 'enum', 'interface', 'type', 'namespace', 'module', 'infer', 'as', 'import']);
const VARIABLES: ReadonlySet<string> = new Set(['const', 'let', 'var']);
const CONTROL: ReadonlySet<string> = new Set(['if', 'for', 'while', 'switch', 'with', 'await', 'return']);
/** Words after which a slash starts a regular expression. */
const BEFORE_VALUE: ReadonlySet<string> = new Set(['return', 'typeof', 'case', 'in', 'of', 'do', 'else', 'void', 'delete', 'throw', 'new', 'instanceof', 'yield', 'await']);
/** `<T,`, `<T extends`, `<T>(`, `<const T`: of a function, not an element. */
const PARAMETERS = /^<(?:const\s+)?[\w$]+\s*(?:,|=|extends\b)|^<(?:[A-Z]\d?|T[A-Z]\w*)>\s*\(/;
/** Elements, braces and templates within each other; what is deeper was written by a program. */
const DEEPEST = 300;
const TYPE_PARAMETER = /^(?:[A-Z]\d?|T[A-Z]\w*)$/;

const TAB = 9;
const SPACE = 32;
const DOUBLE = 34;
const DOLLAR = 36;
const SINGLE = 39;
const ASTERISK = 42;
const HYPHEN = 45;
const OPEN = 40;
const CLOSE = 41;
const COMMA = 44;
const DOT = 46;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const SEMICOLON = 59;
const LESS = 60;
const EQUALS = 61;
const GREATER = 62;
const QUESTION = 63;
const LEFT = 91;
const BACKSLASH = 92;
const RIGHT = 93;
const BACKTICK = 96;
const LEFT_BRACE = 123;
const RIGHT_BRACE = 125;
const NEWLINE = 10;
const RETURN = 13;
const HASH = 35;
const STARTS = 1;
/** For each character of ASCII: 1 where it starts a word, 2 where it only goes on in one. */
const PARTS = Uint8Array.from({ length: 128 }, (_, unit) => (/[A-Za-z_$]/.test(String.fromCharCode(unit)) ? STARTS : unit >= ZERO && unit <= NINE ? 2 : 0));
/** Stands for any word, number or text as what came last. */
const WORD = 97;

interface Frame {
  readonly open: number;
  /** The word before the bracket, '' where something else is. */
  readonly word: string;
  /** An index or a call: what it holds is never bound by an assignment. */
  readonly isAccess: boolean;
  readonly names: number;
  readonly keys: number;
  questions: number;
}

/** A script as the glance takes it. */
export interface GlancedScript {
  /** Names that its imports bind. */
  readonly imported: ReadonlySet<string>;
  /** Its imports and `export … from`, which are passed over. */
  readonly skipped: Statements;
  /** `<a>` may be an element: all but `.ts`, `.mts` and `.cts`. */
  readonly hasElements: boolean;
}

/** The names that seem to be bound nowhere; none for what is nested too deeply. */
export function seeminglyUnbound(text: string, script: GlancedScript): string[] {
  const glance = new Glance(text, script);
  if (!glance.read()) return [];
  const isOpen = (name: string, known: ReadonlySet<string>): boolean => !glance.bound.has(name) && !script.imported.has(name) && !known.has(name);
  return [...glance.names.filter((name) => isOpen(name, KNOWN_GLOBALS) && !LIBRARY_TYPES.has(name) && !TYPE_PARAMETER.test(name)), ...glance.elements.filter((name) => isOpen(name, BUILTINS))];
}

class Glance {
  readonly bound = new Set<string>();
  readonly names: string[] = [];
  readonly elements: string[] = [];
  private readonly keys: string[] = [];
  private readonly frames: Frame[] = [{ open: 0, word: '', isAccess: false, names: 0, keys: 0, questions: 0 }];
  private at = 0;
  /** What came last: its character, `WORD` for words, numbers and texts; and the word itself. */
  private last = SEMICOLON;
  private before = SEMICOLON;
  private word = '';
  /** The word before the last `<`: a function with type parameters has it there. */
  private generic = '';
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly script: GlancedScript,
  ) {}

  /** False: it gave up. */
  read(): boolean {
    if (this.text.startsWith('#!')) this.at = endOf(this.text, '\n', 0);
    while (this.at < this.text.length && this.depth <= DEEPEST) this.readCode(0);
    return this.depth <= DEEPEST;
  }

  /** Reads on until fewer than so many brackets are open. */
  private readCode(open: number): void {
    this.depth += 1;
    while (this.at < this.text.length && this.frames.length > open && this.depth <= DEEPEST) {
      const unit = this.text.charCodeAt(this.at);
      if (unit === SPACE || unit === NEWLINE || unit === TAB || unit === RETURN) this.at += 1;
      else if (startsWord(unit)) this.readWord();
      else if (isDigit(unit)) this.readNumber();
      else this.readSign(unit);
    }
    if (this.depth <= DEEPEST) this.depth -= 1;
  }

  /** From a brace to the one that closes it. */
  private readBraces(): void {
    this.open(LEFT_BRACE);
    this.readCode(this.frames.length - 1);
  }

  private readSign(unit: number): void {
    if (unit === SLASH) this.readSlash();
    else if (unit === DOUBLE || unit === SINGLE) this.readQuoted(unit);
    else if (unit === BACKTICK) this.readTemplate();
    else if (unit === OPEN || unit === LEFT || unit === LEFT_BRACE) this.open(unit);
    else if (unit === CLOSE || unit === RIGHT || unit === RIGHT_BRACE) this.close(unit);
    else if (unit === LESS && this.startsElement()) {
      this.readElement();
      this.say(WORD, '>');
    } else {
      if (unit === LESS) this.generic = this.last === WORD ? this.word : '';
      else if (unit === QUESTION) this.readQuestion();
      else if (unit === COLON) this.frame.questions = Math.max(0, this.frame.questions - 1);
      this.at += 1;
      this.say(unit, '');
    }
  }

  /** `<` where a value may stand, before a name; not type parameters. */
  private startsElement(): boolean {
    if (!this.script.hasElements || this.last === CLOSE || this.last === RIGHT || (this.last === WORD && !KEYWORDS.has(this.word))) return false;
    const next = this.text.charCodeAt(this.at + 1);
    if (next === GREATER) return true;
    return startsWord(next) && !PARAMETERS.test(this.text.slice(this.at, this.at + 60));
  }

  private readElement(): void {
    this.depth += 1;
    if (this.depth > DEEPEST) return;
    this.readTag();
    this.depth -= 1;
  }

  /** The opening tag, and all to the closing one. */
  private readTag(): void {
    const start = (this.at += 1);
    while (continuesTag(this.text.charCodeAt(this.at))) this.at += 1;
    this.placeElement(this.text.slice(start, this.at));
    while (this.at < this.text.length && this.depth <= DEEPEST) {
      const unit = this.text.charCodeAt(this.at);
      if (unit === LEFT_BRACE) this.readBraces();
      else if (unit === DOUBLE || unit === SINGLE) this.at = endOf(this.text, unit === DOUBLE ? '"' : "'", this.at + 1) + 1;
      else if (unit === SLASH && this.text.charCodeAt(this.at + 1) === GREATER) {
        this.at += 2;
        return;
      } else if (unit === SLASH) this.readSlash();
      else {
        this.at += 1;
        if (unit === GREATER && this.text.charCodeAt(this.at - 2) !== EQUALS) {
          this.readChildren();
          return;
        }
      }
    }
  }

  private readChildren(): void {
    while (this.at < this.text.length && this.depth <= DEEPEST) {
      const unit = this.text.charCodeAt(this.at);
      if (unit === LEFT_BRACE) this.readBraces();
      else if (unit !== LESS) this.at += 1;
      else if (this.text.charCodeAt(this.at + 1) === SLASH) {
        this.at = endOf(this.text, '>', this.at) + 1;
        return;
      } else this.readElement();
    }
  }

  private placeElement(tag: string): void {
    const dot = tag.indexOf('.');
    const name = dot === -1 ? tag : tag.slice(0, dot);
    const first = name.charCodeAt(0);
    if (name !== 'this' && (dot !== -1 || (first >= 65 && first <= 90)) && !name.includes('-') && !name.includes(':')) this.elements.push(name);
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1] as Frame;
  }

  private say(last: number, word: string): void {
    this.before = this.last;
    this.last = last;
    this.word = word;
  }

  /** `a ? b : c`, but no `?.`, `??`, `?:`, `?)` nor `?,`. */
  private readQuestion(): void {
    const next = this.text.charCodeAt(this.at + 1);
    if (next !== DOT && next !== QUESTION && next !== COLON && next !== CLOSE && next !== COMMA && this.text.charCodeAt(this.at - 1) !== QUESTION) this.frame.questions += 1;
  }

  private readWord(): void {
    const start = this.at;
    const end = this.script.skipped.get(start);
    if (end !== undefined) {
      this.at = end;
      this.say(SEMICOLON, '');
      return;
    }
    let at = start + 1;
    while (continuesWord(this.text.charCodeAt(at))) at += 1;
    this.at = at;
    if (this.last === DOT && this.text.charCodeAt(start - 2) !== DOT) {
      this.say(WORD, '.');
      return;
    }
    const name = this.text.slice(start, at);
    if (!KEYWORDS.has(name) && this.last !== HASH) this.place(name);
    this.say(WORD, name);
  }

  private place(name: string): void {
    if (DECLARING.has(this.word)) {
      this.bound.add(name);
      return;
    }
    const next = this.next();
    if (next === EQUALS) {
      // `x =>`, `x = 1` and defaults bind, `x == 1` reads.
      if (this.text.charCodeAt(this.text.indexOf('=', this.at) + 1) === EQUALS) this.names.push(name);
      else this.bound.add(name);
    } else if (next === COLON || (next === QUESTION && this.text.charCodeAt(this.at) === QUESTION && this.text.charCodeAt(this.at + 1) === COLON)) {
      if (this.last === QUESTION || this.frame.questions > 0) this.names.push(name);
      else this.keys.push(name);
    } else this.names.push(name);
  }

  /** The next character that is no space. */
  private next(): number {
    let at = this.at;
    while (at < this.text.length) {
      const unit = this.text.charCodeAt(at);
      if (unit !== SPACE && unit !== NEWLINE && unit !== TAB && unit !== RETURN) return unit;
      at += 1;
    }
    return 0;
  }

  private readNumber(): void {
    while (continuesWord(this.text.charCodeAt(this.at)) || this.text.charCodeAt(this.at) === DOT) this.at += 1;
    this.say(WORD, '0');
  }

  private readSlash(): void {
    const next = this.text.charCodeAt(this.at + 1);
    if (next === SLASH) this.at = endOf(this.text, '\n', this.at);
    else if (next === ASTERISK) this.at = Math.min(this.text.length, endOf(this.text, '*/', this.at + 2) + 2);
    else if (this.startsPattern()) this.readPattern();
    else {
      this.at += 1;
      this.say(SLASH, '');
    }
  }

  private startsPattern(): boolean {
    if (this.last === WORD) return BEFORE_VALUE.has(this.word);
    if (this.last === GREATER) return this.before === EQUALS;
    return this.last !== CLOSE && this.last !== RIGHT && this.last !== RIGHT_BRACE && this.last !== LESS;
  }

  private readPattern(): void {
    let inClass = false;
    for (let at = this.at + 1; at < this.text.length; at += 1) {
      const unit = this.text.charCodeAt(at);
      if (unit === NEWLINE) break;
      if (unit === BACKSLASH) at += 1;
      else if (unit === LEFT) inClass = true;
      else if (unit === RIGHT) inClass = false;
      else if (unit === SLASH && !inClass) {
        this.at = at + 1;
        while (continuesWord(this.text.charCodeAt(this.at))) this.at += 1;
        this.say(WORD, '/');
        return;
      }
    }
    this.at += 1;
    this.say(SLASH, '');
  }

  /** A quote that its line does not close is an apostrophe. */
  private readQuoted(quote: number): void {
    for (let at = this.at + 1; at < this.text.length; at += 1) {
      const unit = this.text.charCodeAt(at);
      if (unit === BACKSLASH) at += 1;
      else if (unit === NEWLINE) break;
      else if (unit === quote) {
        this.at = at + 1;
        this.say(WORD, '"');
        return;
      }
    }
    this.at += 1;
  }

  private readTemplate(): void {
    for (this.at += 1; this.at < this.text.length && this.depth <= DEEPEST; ) {
      const unit = this.text.charCodeAt(this.at);
      if (unit === DOLLAR && this.text.charCodeAt(this.at + 1) === LEFT_BRACE) {
        this.at += 1;
        this.readBraces();
      } else {
        this.at += unit === BACKSLASH ? 2 : 1;
        if (unit === BACKTICK) break;
      }
    }
    this.say(WORD, '`');
  }

  private open(unit: number): void {
    const isAccess = this.last === CLOSE || this.last === RIGHT || (this.last === WORD && !KEYWORDS.has(this.word));
    this.frames.push({ open: unit, word: this.last === WORD ? this.word : this.last === GREATER ? this.generic : '', isAccess, names: this.names.length, keys: this.keys.length, questions: 0 });
    this.at += 1;
    this.say(unit, '');
  }

  private close(unit: number): void {
    this.at += 1;
    const frame = this.frames.length > 1 ? (this.frames.pop() as Frame) : this.frame;
    if (unit === CLOSE ? this.areParameters(frame) : this.isPattern(frame)) {
      for (const name of this.names.splice(frame.names)) this.bound.add(name);
      for (const name of this.keys.splice(frame.keys)) this.bound.add(name);
      if (unit === CLOSE && frame.word !== '' && !KEYWORDS.has(frame.word)) this.bound.add(frame.word);
    }
    this.say(unit, '');
  }

  private areParameters(frame: Frame): boolean {
    const next = this.next();
    if (next === LEFT_BRACE) return !CONTROL.has(frame.word);
    if (next === COLON) return this.frame.questions === 0;
    return next === EQUALS && this.text.startsWith('=>', this.text.indexOf('=', this.at));
  }

  private isPattern(frame: Frame): boolean {
    if (VARIABLES.has(frame.word)) return true;
    const next = this.next();
    if (next === EQUALS) return !(frame.isAccess && frame.open === LEFT) && !/^=[=>]/.test(this.text.slice(this.text.indexOf('=', this.at), this.text.indexOf('=', this.at) + 2));
    return frame.open === LEFT && !frame.isAccess && /^\s*(?:of|in)\b/.test(this.text.slice(this.at, this.at + 8));
  }
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found;
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}

function startsWord(unit: number): boolean {
  return PARTS[unit & 127] === STARTS || unit > 127;
}

function continuesWord(unit: number): boolean {
  return PARTS[unit & 127] !== 0 || unit > 127;
}

/** `a`, `motion.div`, `my-element`, `xlink:href` */
function continuesTag(unit: number): boolean {
  return continuesWord(unit) || unit === DOT || unit === HYPHEN || unit === COLON;
}
