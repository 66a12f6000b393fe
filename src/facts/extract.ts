/** Source in, facts out: the one door to all extractors. Pure and synchronous; never throws. */
import { decodeSource } from './common/decode.js';
import { detectMinifiedOrGenerated } from './common/generated.js';
import { DEEPEST_NESTING, nestsTooDeeply } from './common/nesting.js';
import { countLines, indexLines } from './common/spans.js';
import { findManagementCommands } from './common/management-commands.js';
import { findUnfinished } from './common/unfinished.js';
import { wordsOf } from './common/words.js';
import { findSuppressions } from './common/suppressions.js';
import { findTextReferences } from './common/text-references.js';
import { pythonContent, textContent } from './content/index.js';
import { extractDeployment } from './deployment/index.js';
import { extractDocument } from './documents/index.js';
import type { Grammars } from './grammars.js';
import { extractJavaScript } from './javascript/extract.js';
import { lintText } from './lint/index.js';
import { extractManifest } from './manifests/index.js';
import { extractPython } from './python/extract.js';
import { extractTemplate } from './templates/extract.js';
import type { DeploymentFacts, FileFacts, ManifestFormat, PathKind, Skip } from './types.js';

/** Raise it whenever any extractor answers differently: stored facts of other versions are dropped. */
export const EXTRACTOR_VERSION = 59;

/** Bytes; larger files are not read. */
export const SIZE_LIMIT = 1024 * 1024;
/** Characters; documents and deployment files are read, and other texts scanned for mentions, up to this length. */
const TEXT_LIMIT = 256 * 1024;

type Sections = Omit<FileFacts, 'lineCount'>;

/** Facts of a file that is not read. */
export function skippedFacts(skip?: Skip): FileFacts {
  return { lineCount: 0, references: [], suppressions: [], ...(skip === undefined ? {} : { skip }) };
}

/** Extracts the facts of one blob. An extractor that fails makes the file "unreadable", never the run. */
export function extractFacts(kind: PathKind, content: Uint8Array, grammars: Grammars): FileFacts {
  const decoded = decodeFile(kind, content);
  return 'text' in decoded ? extractFromText(kind, decoded.text, grammars) : skippedFacts(decoded.skip);
}

/** The text of a file that is to be read, or why it is not. */
export function decodeFile(kind: PathKind, content: Uint8Array): { readonly text: string } | { readonly skip: Skip | undefined } {
  if (kind === 'opaque') return { skip: undefined };
  if (content.byteLength > SIZE_LIMIT) return { skip: tooLarge(content.byteLength) };
  return decodeSource(content, kind.startsWith('python') ? 'python' : undefined);
}

/** `extractFacts` of what is decoded. */
export function extractFromText(kind: PathKind, text: string, grammars: Grammars): FileFacts {
  const [first, second] = kind.split(':');
  const skip = detectMinifiedOrGenerated(`x.${second ?? first}`, text);
  if (skip?.reason === 'minified') return skippedFacts(skip);
  if (/^(document|deployment|template)\b/.test(kind) && text.length > TEXT_LIMIT) return skippedFacts(tooLong(text.length));
  if (isData(kind) && nestsTooDeeply(text)) return skippedFacts({ reason: 'unreadable', detail: `nested more than ${DEEPEST_NESTING} levels deep` });
  try {
    // A generated file is not judged, but others import it and it imports others: its facts are wanted.
    return { lineCount: countLines(text), ...readSections(kind, text, grammars), ...readWords(kind, text), ...lintText(kind, text, grammars), ...(skip === undefined ? {} : { skip }) };
  } catch (error) {
    return skippedFacts({ reason: 'unreadable', detail: error instanceof Error ? error.message : 'the extractor failed' });
  }
}

/** Read by parsers that call themselves level by level; source is parsed by tree-sitter, which does not. */
function isData(kind: PathKind): boolean {
  return /^(manifest|deployment|document)\b|^text:/.test(kind) && !kind.startsWith('manifest:setup-py');
}

/** The skip of a blob that is over the size limit. */
export function tooLarge(bytes: number): Skip {
  return { reason: 'too-large', detail: `${(bytes / SIZE_LIMIT).toFixed(1)} MiB, the limit is 1 MiB` };
}

/** Their parsers take longer for each character than those of source. */
function tooLong(characters: number): Skip {
  return { reason: 'too-large', detail: `${Math.ceil(characters / 1024)} KiB; documents and deployment files are read up to ${TEXT_LIMIT / 1024} KiB` };
}

function readSections(kind: PathKind, text: string, grammars: Grammars): Sections {
  const parts = kind.split(':');
  switch (parts[0]) {
    case 'python':
      return readPython(text, grammars);
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return extractJavaScript(text, parts[0], grammars);
    case 'manifest':
      return readManifest(parts, text, grammars);
    case 'deployment':
      return { deployment: extractDeployment(parts[1] as DeploymentFacts['format'], text), ...readText(text, true) };
    case 'template':
      return { template: extractTemplate(text), ...readText(text, true) };
    case 'document':
      return { document: extractDocument(text), ...readText(text, false) };
    default:
      return { ...readText(text, true), ...(parts.includes('kept') ? { text } : {}) };
  }
}

/** Names are looked for in all that is not a document, a lock file or long data. */
function readWords(kind: PathKind, text: string): Pick<Sections, 'words'> {
  if (/^document\b|^manifest:(python|npm)-lock\b/.test(kind) || (!isSource(kind) && text.length > TEXT_LIMIT)) return {};
  const words = wordsOf(text);
  return words === '' ? {} : { words };
}

function isSource(kind: PathKind): boolean {
  return /^(python|javascript|typescript|tsx)\b/.test(kind);
}

function readPython(text: string, grammars: Grammars): Sections {
  const unfinished = findUnfinished(text, indexLines(text));
  const extracted = extractPython(text, grammars);
  return { ...extracted, content: pythonContent(text, extracted.python), ...(unfinished.length === 0 ? {} : { unfinished }) };
}

/** `manifest:<format>:<deployment format or ->:<file name>[:kept]` */
function readManifest(parts: readonly string[], text: string, grammars: Grammars): Sections {
  const [, format, deployment, name] = parts as [string, ManifestFormat, string, string];
  const isLock = format === 'python-lock' || format === 'npm-lock';
  const { content, ...source } = format === 'setup-py' ? readPython(text, grammars) : readText(text, !isLock);
  return {
    ...source,
    manifest: extractManifest(format, name, text, grammars),
    ...(deployment === '-' ? {} : { deployment: extractDeployment(deployment as DeploymentFacts['format'], text) }),
    ...(isLock || content === undefined ? {} : { content }),
    ...(parts.includes('kept') ? { text } : {}),
  };
}

function readText(text: string, mentions: boolean): Pick<Sections, 'references' | 'suppressions' | 'managementCommands' | 'content'> {
  const wanted = mentions && text.length <= TEXT_LIMIT;
  const lines = indexLines(text);
  const managementCommands = wanted ? findManagementCommands(text, lines) : [];
  return {
    ...(managementCommands.length === 0 ? {} : { managementCommands }),
    references: wanted ? findTextReferences(text, lines) : [],
    suppressions: text.includes('shipworthy:') ? findSuppressions(text, lines) : [],
    content: textContent(text),
  };
}
