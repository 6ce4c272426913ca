/**
 * A disk that loses power. Everything that the embedded database does to its files is recorded, write by write; then the
 * disk is built as it may look when the power went at any of these moments: what had been flushed is there, of all that
 * had not, any 512-byte sectors are. Names (made, renamed, removed) survive in their order up to a random moment not
 * before the last flush, as a journalling file system keeps them.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type nodeFiles from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** PGlite calls the functions of this object, by name and at the moment, so they can be watched here. */
const files = createRequire(import.meta.url)('node:fs') as typeof nodeFiles;

const SECTOR_BYTES = 512;

type Act =
  | { what: 'make'; id: number; name: string; folder: boolean }
  | { what: 'rename'; name: string; to: string }
  | { what: 'remove'; name: string }
  | { what: 'write'; id: number; at: number; bytes: Buffer }
  | { what: 'size'; id: number; size: number }
  | { what: 'flush'; id: number }
  | { what: 'note'; note: string };

export interface Recording {
  /** Something that somebody outside was told at this moment. */
  note(note: string): void;
  flush(descriptor: number): void;
  stop(): void;
  readonly length: number;
  /** Builds the disk of a moment in `folder` and gives the notes before it. */
  diskAt(moment: number, random: () => number, folder: string): string[];
}

/** A file as its programs see it; `old` keeps the sectors that have been overwritten since its last flush. */
interface Content {
  bytes: Buffer;
  flushedSize: number;
  old: Map<number, Buffer>;
}

const resized = (bytes: Buffer, size: number): Buffer => (size <= bytes.length ? bytes.subarray(0, size) : Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]));
const sector = (bytes: Buffer, i: number): Buffer => bytes.subarray(i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES);

function write(content: Content, at: number, more: Buffer): void {
  if (at + more.length > content.bytes.length) content.bytes = resized(content.bytes, at + more.length);
  for (let i = Math.floor(at / SECTOR_BYTES); i * SECTOR_BYTES < at + more.length; i++) {
    if (!content.old.has(i)) content.old.set(i, Buffer.from(sector(content.bytes, i)));
  }
  more.copy(content.bytes, at);
}

function resize(content: Content, size: number): void {
  for (let i = Math.floor(size / SECTOR_BYTES); i * SECTOR_BYTES < content.bytes.length; i++) {
    if (!content.old.has(i)) content.old.set(i, Buffer.from(sector(content.bytes, i)));
  }
  content.bytes = Buffer.from(resized(content.bytes, size));
}

/** Of each sector that was not flushed either what it was or what it became; the size likewise. */
function torn({ bytes, flushedSize, old }: Content, random: () => number): Buffer {
  const kept = random(); // all, nothing and everything between are equally likely
  const next = Buffer.from(resized(bytes, random() < 0.5 ? bytes.length : flushedSize));
  for (const [i, was] of old) if (random() >= kept) was.copy(next, i * SECTOR_BYTES);
  return next;
}

/** Begins to record what happens below `root`, whose present content counts as flushed. */
export function recordDisk(root: string): Recording {
  const acts: Act[] = [];
  const start = path.join(path.dirname(root), `${path.basename(root)}.recorded`);
  cpSync(root, start, { recursive: true });
  const ids = new Map<string, number>();
  const opened = new Map<number, number>();
  const idOf = (name: string): number => ids.get(name) ?? (ids.set(name, ids.size + 1), ids.size);
  const firstIds = new Map<string, number>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const name = path.join(path.relative(root, entry.parentPath), entry.name);
    firstIds.set(name, idOf(name));
  }
  let made = ids.size;
  const within = (name: unknown): string | undefined => (typeof name === 'string' && name.startsWith(`${root}/`) ? path.relative(root, name) : undefined);
  const isMade = (name: string, folder: boolean): void => {
    made += 1;
    ids.set(name, made);
    acts.push({ what: 'make', id: made, name, folder });
  };
  const before = {
    openSync: files.openSync, closeSync: files.closeSync, writeSync: files.writeSync, ftruncateSync: files.ftruncateSync, truncateSync: files.truncateSync,
    writeFileSync: files.writeFileSync, mkdirSync: files.mkdirSync, renameSync: files.renameSync, unlinkSync: files.unlinkSync, rmdirSync: files.rmdirSync,
  };
  files.openSync = (name, ...rest) => {
    const inside = within(name);
    const isNew = inside !== undefined && !files.existsSync(name);
    const descriptor = before.openSync(name, ...rest);
    if (inside !== undefined) {
      if (isNew) isMade(inside, false);
      opened.set(descriptor, idOf(inside));
      if (typeof rest[0] === 'number' && (rest[0] & files.constants.O_TRUNC) !== 0) acts.push({ what: 'size', id: idOf(inside), size: 0 });
    }
    return descriptor;
  };
  files.closeSync = (descriptor) => {
    opened.delete(descriptor);
    before.closeSync(descriptor);
  };
  // The overloads of writeSync cannot be written out; PGlite calls it with (descriptor, bytes, offset, length, position).
  const writeSync = before.writeSync as (descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number) => number;
  const watchedWrite = (descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number): number => {
    const count = writeSync(descriptor, bytes, offset, length, position);
    const id = opened.get(descriptor);
    if (id !== undefined) acts.push({ what: 'write', id, at: position, bytes: Buffer.from(bytes.subarray(offset, offset + count)) });
    return count;
  };
  files.writeSync = watchedWrite as typeof files.writeSync;
  files.ftruncateSync = (descriptor, size) => {
    before.ftruncateSync(descriptor, size);
    const id = opened.get(descriptor);
    if (id !== undefined) acts.push({ what: 'size', id, size: size ?? 0 });
  };
  files.truncateSync = (name, size) => {
    before.truncateSync(name, size);
    const inside = within(name);
    if (inside !== undefined) acts.push({ what: 'size', id: idOf(inside), size: size ?? 0 });
  };
  files.writeFileSync = (name, ...rest) => {
    const inside = within(name);
    before.writeFileSync(name, ...rest);
    if (inside !== undefined) isMade(inside, false);
  };
  files.mkdirSync = ((name: string, ...rest: [number]) => {
    const inside = within(name);
    before.mkdirSync(name, ...rest);
    if (inside !== undefined) isMade(inside, true);
  }) as typeof files.mkdirSync;
  files.renameSync = (name, to) => {
    before.renameSync(name, to);
    const [from, onto] = [within(name), within(to)];
    if (from === undefined || onto === undefined) return;
    ids.set(onto, idOf(from));
    ids.delete(from);
    acts.push({ what: 'rename', name: from, to: onto });
  };
  const remove = (name: unknown): void => {
    const inside = within(name);
    if (inside === undefined) return;
    ids.delete(inside);
    acts.push({ what: 'remove', name: inside });
  };
  files.unlinkSync = (name) => { before.unlinkSync(name); remove(name); };
  files.rmdirSync = (name, ...rest) => { before.rmdirSync(name, ...rest); remove(name); };

  return {
    note: (note) => { acts.push({ what: 'note', note }); },
    flush(descriptor) {
      files.fsyncSync(descriptor);
      const id = opened.get(descriptor);
      if (id !== undefined) acts.push({ what: 'flush', id });
    },
    stop: () => { Object.assign(files, before); },
    get length() { return acts.length; },
    diskAt: (moment, random, folder) => buildDisk(acts.slice(0, moment), start, firstIds, random, folder),
  };
}

/** `names`: of the files that were there when the recording began, with their ids. */
function buildDisk(acts: readonly Act[], start: string, firstNames: ReadonlyMap<string, number>, random: () => number, folder: string): string[] {
  const names = new Map(firstNames);
  const folders = new Set<number>();
  const contents = new Map<number, Content>();
  for (const [name, id] of firstNames) {
    try {
      const bytes = readFileSync(path.join(start, name));
      contents.set(id, { bytes, flushedSize: bytes.length, old: new Map() });
    } catch {
      folders.add(id);
    }
  }
  const lastFlush = acts.findLastIndex(({ what }) => what === 'flush');
  const namesUntil = lastFlush + Math.floor(random() * (acts.length - lastFlush + 1));
  const notes: string[] = [];
  for (const [i, act] of acts.entries()) {
    if (act.what === 'note') notes.push(act.note);
    else if (act.what === 'make' || act.what === 'rename' || act.what === 'remove') {
      if (act.what === 'make') {
        if (act.folder) folders.add(act.id);
        else contents.set(act.id, { bytes: Buffer.alloc(0), flushedSize: 0, old: new Map() });
      }
      if (i > namesUntil) continue;
      const id = act.what === 'make' ? act.id : names.get(act.name);
      if (act.what !== 'make') names.delete(act.name);
      if (act.what !== 'remove' && id !== undefined) names.set(act.what === 'make' ? act.name : act.to, id);
    } else {
      const content = contents.get(act.id);
      if (!content) continue; // a folder
      if (act.what === 'write') write(content, act.at, act.bytes);
      else if (act.what === 'size') resize(content, act.size);
      else {
        content.old.clear();
        content.flushedSize = content.bytes.length;
      }
    }
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, id] of [...names].toSorted(([a], [b]) => a.length - b.length)) {
    const file = path.join(folder, name);
    const content = contents.get(id);
    if (folders.has(id)) mkdirSync(file, { recursive: true, mode: 0o700 });
    else if (content) {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, torn(content, random), { mode: 0o600 });
    }
  }
  return notes;
}
