/**
 * The folder of the embedded database, as PGlite sees it. PGlite's own driver for Node has no fsync: PostgreSQL asks for
 * one and is told that all is well. Here it gets one, so PostgreSQL's own order of things holds on the disk too: WAL
 * before data, data before the checkpoint that relies on it, folders after renames.
 */
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** WASI's numbers. At EIO PostgreSQL stops (PANIC), which is what it must do; at EINVAL it knows that a folder cannot be flushed. */
const EINVAL = 28;
const EIO = 29;

/** What is used here of an open file and of the file systems inside PGlite (Emscripten's, which has no types). */
interface OpenFile {
  nfd: number;
}
interface NodeFiles {
  stream_ops: { fsync?: (stream: OpenFile) => number };
}
interface FileSystems {
  filesystems: { NODEFS: NodeFiles };
  ErrnoError: new (errno: number) => Error;
}

/**
 * How the embedded server is started: as PGlite does it, with flushes. `fsync` is the only method whose call arrives
 * (fdatasync is a stub in Emscripten). Commits do not flush by themselves: group-commit.ts does it for all that wait.
 */
const DURABLE_START = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  // What is read often lies in the kernel's cache anyway; a quarter of the default leaves this process smaller by 90 MiB.
  ...['shared_buffers=32MB', 'fsync=on', 'wal_sync_method=fsync', 'full_page_writes=on', 'synchronous_commit=off'].flatMap((setting) => ['-c', setting]),
];

class DurableFolder extends NodeFS {
  readonly #flush: (descriptor: number) => void;

  /** `flush`: for tests that watch or break it. */
  constructor(folder: string, flush: (descriptor: number) => void = fsyncSync) {
    super(folder);
    this.#flush = flush;
  }

  override async init(...[database, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(database, options);
    const addFlush = (module: { FS: unknown }): void => {
      // PGlite declares the part of Emscripten's FS that it uses itself; NODEFS and ErrnoError are there at run time.
      const files = module.FS as FileSystems;
      files.filesystems.NODEFS.stream_ops.fsync = ({ nfd }) => {
        try {
          this.#flush(nfd);
        } catch (error) {
          throw new files.ErrnoError(error instanceof Error && 'code' in error && error.code === 'EINVAL' ? EINVAL : EIO);
        }
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [addFlush, ...(emscriptenOpts.preRun ?? [])] } };
  }
}

export const durableOptions = (folder: string, flush?: (descriptor: number) => void): PGliteOptions => ({
  fs: new DurableFolder(folder, flush),
  startParams: DURABLE_START,
});

/** Flushes one file or folder. */
export function flushPath(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Flushes every file and folder below `folder`, and itself: what initdb wrote never went through the server's flushes. */
export function flushTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) flushTree(inside);
    else flushPath(inside);
  }
  flushPath(folder);
}
