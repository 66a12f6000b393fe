/** Blobs of our own in an object folder of our own, so that git sees them and no repository is written into. I/O. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

/**
 * Writes a blob as a loose object: zlib over `blob <size>\0<content>`, under the hash of the same (gitformat-loose).
 * @param objectFormat the repository's hash function, `sha1` or `sha256`
 * @returns its id
 */
export async function writeBlob(objectFolder: string, objectFormat: string, content: Buffer): Promise<string> {
  const loose = Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]);
  const oid = createHash(objectFormat).update(loose).digest('hex');
  await mkdir(join(objectFolder, oid.slice(0, 2)), { recursive: true });
  await writeFile(join(objectFolder, oid.slice(0, 2), oid.slice(2)), deflateSync(loose));
  return oid;
}

/** The variable is a list with colons; a quoted entry may hold one (gitenvironment: C-style quotes). */
export function alternates(folders: readonly string[]): string {
  return folders.map((folder) => (/[:"\\]/.test(folder) ? `"${folder.replace(/["\\]/g, '\\$&')}"` : folder)).join(':');
}
