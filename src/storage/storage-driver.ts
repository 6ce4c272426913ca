/** What a place for bytes can do. It knows nothing of keys and plaintext: what it gets is encrypted already. */

/** Bytes from `start` to `end` (exclusive). */
export interface ByteRange { start: number; end: number }

export interface StoredObject { key: string; sizeBytes: number; modifiedAtMs: number }

/**
 * Keys follow `storage-key.ts`; prefixes end in `/` or are empty.
 * Errors: INVALID_MESSAGE (key), NOT_FOUND, DISK_FULL, OUTPUT_UNWRITABLE, STORAGE_UNREACHABLE, STORAGE_REFUSED, CANCELLED.
 */
export interface StorageDriver {
  readonly kind: 'local' | 's3';
  /** The object appears whole, flushed, or not at all; what was under the key before stays until then. */
  write(key: string, content: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<{ sizeBytes: number }>;
  /** The same for a finished file of this machine, which is gone afterwards; on one disk it is moved, not copied. */
  moveIn(key: string, file: string, signal?: AbortSignal): Promise<{ sizeBytes: number }>;
  /** A range beyond the end is an error of the caller (INVALID_MESSAGE); an empty one yields nothing. */
  read(key: string, range?: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  stat(key: string, signal?: AbortSignal): Promise<StoredObject | undefined>;
  /** Absent is success. */
  delete(key: string, signal?: AbortSignal): Promise<void>;
  /** In no particular order. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<StoredObject>;
  /** `undefined` where the place has no known limit. */
  space(): Promise<{ freeBytes: number; totalBytes: number } | undefined>;
  /** Removes what interrupted writes left behind and is older than that. @returns how many there were */
  sweep(olderThanMs: number, signal?: AbortSignal): Promise<number>;
  close(): void;
}
