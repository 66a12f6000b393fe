/** Reads YAML with the place of each node. */
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, parseDocument, type Document, type Node, type Pair } from 'yaml';

/** One YAML document. Lookups answer undefined for what is not there or not of the wanted shape. */
export interface YamlReader {
  readonly root: Node | null;
  readonly error?: string;
  /** Value of a key of a mapping, aliases followed. */
  get(node: Node | null | undefined, key: string): Node | undefined;
  /** Keys and values of a mapping. */
  entries(node: Node | null | undefined): readonly (readonly [string, Node])[];
  items(node: Node | null | undefined): readonly Node[];
  text(node: Node | null | undefined): string | undefined;
  /** UTF-16 offsets of a node, half-open. */
  range(node: Node): { readonly start: number; readonly end: number };
}

const OPTIONS = () => ({ lineCounter: new LineCounter(), logLevel: 'silent', uniqueKeys: false }) as const;

/** Parses one document. Never throws. */
export function readYaml(source: string): YamlReader {
  return readerOf(parseDocument(source, OPTIONS()));
}

/** Parses every document of a file. Never throws. */
export function readYamlDocuments(source: string): readonly YamlReader[] {
  const documents = parseAllDocuments(source, OPTIONS());
  return Array.isArray(documents) ? documents.map((document) => readerOf(document)) : [];
}

function readerOf(document: Document): YamlReader {
  const [problem] = document.errors;
  const follow = (node: unknown): Node | undefined => resolve(node, document);
  return {
    root: problem ? null : (document.contents as Node | null),
    ...(problem ? { error: `The YAML can't be parsed: ${problem.message.split('\n')[0] ?? ''}` } : {}),
    get(node, key) {
      const map = follow(node);
      return isMap(map) ? follow(map.get(key, true)) : undefined;
    },
    entries(node) {
      const map = follow(node);
      if (!isMap(map)) return [];
      return map.items.flatMap((pair: Pair) => {
        const value = follow(pair.value);
        const key = isScalar(pair.key) ? String(pair.key.value) : undefined;
        return key !== undefined && value ? [[key, value] as const] : [];
      });
    },
    items(node) {
      const list = follow(node);
      return isSeq(list) ? list.items.flatMap((item) => follow(item) ?? []) : [];
    },
    text(node) {
      const scalar = follow(node);
      return isScalar(scalar) && (typeof scalar.value === 'string' || typeof scalar.value === 'number') ? String(scalar.value) : undefined;
    },
    range(node) {
      const [start = 0, end = 0] = node.range ?? [];
      return { start, end };
    },
  };
}

function resolve(node: unknown, document: Document): Node | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  if ('source' in node && 'resolve' in node && typeof node.resolve === 'function') {
    try {
      return (node.resolve as (document: Document) => Node | undefined).call(node, document);
    } catch {
      return undefined;
    }
  }
  return node as Node;
}
