/** Files as one archive, made once for one content: `tar.gz`, because every machine can open it. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { z } from 'zod';
import { temporaryBeside, writeFileAtomically } from '../../kernel/atomic-file.ts';

/** What a machine is sent: `id` names the content, `sha256` the archive. */
export interface Archive {
  id: string;
  path: string;
  sha256: string;
  sizeBytes: number;
  /** Of the files in it. */
  unpackedBytes: number;
}

/** `to`: path in the archive, by default as `from`, which is relative to the root. */
export interface ArchiveFile { from: string; to?: string }
export interface ArchiveContent {
  root: string;
  files: readonly ArchiveFile[];
  /** Path in the archive → target. */
  links?: Readonly<Record<string, string>>;
}

const Facts = z.object({ sha256: z.string(), sizeBytes: z.number(), unpackedBytes: z.number() });
const ID_DIGITS = 32;

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest('hex');
}

/** Names every file's place and content. */
async function idOf({ root, files, links = {} }: ArchiveContent): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(links));
  for (const { from, to = from } of files) hash.update(`${await sha256Of(path.resolve(root, from))}  ${to}\n`);
  return hash.digest('hex').slice(0, ID_DIGITS);
}

/** Changes whenever a file does, without reading any: size and time of change of each. */
async function fingerprintOf({ root, files, links = {} }: ArchiveContent): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(links));
  for (const { from, to = from } of files) {
    const { size, mtimeMs } = await stat(path.resolve(root, from));
    hash.update(`${to} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, ID_DIGITS);
}

async function writeArchive({ root, files, links = {} }: ArchiveContent, file: string): Promise<number> {
  const archive = pack();
  const written = pipeline(archive, createGzip({ level: constants.Z_DEFAULT_COMPRESSION }), createWriteStream(file, { mode: 0o600 }));
  let unpackedBytes = 0;
  const fill = async (): Promise<void> => {
    for (const { from, to = from } of files) {
      const source = path.resolve(root, from);
      const { size, mode } = await stat(source);
      unpackedBytes += size;
      await pipeline(createReadStream(source), archive.entry({ name: to, size, mode: (mode & 0o100) === 0 ? 0o644 : 0o755 }));
    }
    for (const [name, linkname] of Object.entries(links)) archive.entry({ name, type: 'symlink', linkname });
    archive.finalize();
  };
  await Promise.all([fill().catch((error: unknown) => { archive.destroy(error instanceof Error ? error : new Error(String(error))); }), written]);
  return unpackedBytes;
}

/** Of an archive that is there and whole. */
async function knownArchive(folder: string, id: string): Promise<Archive | undefined> {
  const file = path.join(folder, `${id}.tar.gz`);
  const known = Facts.safeParse(JSON.parse(await readFile(path.join(folder, `${id}.json`), 'utf8').catch(() => 'null')));
  return known.success && (await stat(file).catch(() => undefined))?.size === known.data.sizeBytes ? { id, path: file, ...known.data } : undefined;
}

async function makeArchive(content: ArchiveContent, folder: string, id: string): Promise<Archive> {
  const file = path.join(folder, `${id}.tar.gz`);
  const temporary = temporaryBeside(file);
  try {
    const unpackedBytes = await writeArchive(content, temporary);
    const facts = { sha256: await sha256Of(temporary), sizeBytes: (await stat(temporary)).size, unpackedBytes };
    await rename(temporary, file);
    await writeFileAtomically(path.join(folder, `${id}.json`), JSON.stringify(facts));
    return { id, path: file, ...facts };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Made only where the folder has none of this content; files are read only where one of them has changed since. */
export async function archiveOf(content: ArchiveContent, folder: string): Promise<Archive> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const seen = path.join(folder, `${await fingerprintOf(content)}.seen`);
  const before = await readFile(seen, 'utf8').catch(() => '');
  const known = /^[0-9a-f]+$/.test(before) ? await knownArchive(folder, before) : undefined;
  if (known) return known;
  const id = await idOf(content);
  const archive = await knownArchive(folder, id) ?? await makeArchive(content, folder, id);
  await writeFileAtomically(seen, id);
  return archive;
}
