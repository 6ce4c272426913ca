/** Cuts plaintext of any chunking into blocks and seals them, in one uninterrupted stretch. The last block is held back until it is known to be the last. */
import type { KeyObject } from 'node:crypto';
import { startSealing, type BlockSealer } from './block-cipher.ts';
import { BLOCK_BYTES } from './file-format.ts';

export interface BlockWriter {
  readonly salt: Buffer;
  /** Blocks that were handed out since the beginning of the file. */
  readonly blocks: number;
  /** Plaintext that is held back, 0..65,536 bytes; valid until the next call. */
  readonly held: Uint8Array;
  /** @returns ciphertext of the blocks that became complete */
  push(chunk: Uint8Array): Buffer[];
  /** Seals what is held back; nothing can follow. */
  end(kind: 'last' | 'waiting'): Buffer[];
}

/** @param firstBlock number of the first block of this stretch @param held what an earlier stretch held back */
export function blockWriter(fileKey: KeyObject, header: Uint8Array, firstBlock = 0, held: Uint8Array = new Uint8Array()): BlockWriter {
  const sealer: BlockSealer = startSealing(fileKey, header);
  const block = Buffer.alloc(BLOCK_BYTES);
  block.set(held);
  let filled = held.length;
  let blocks = firstBlock;
  return {
    salt: sealer.salt,
    get blocks() { return blocks; },
    get held() { return block.subarray(0, filled); },
    push(chunk) {
      const out: Buffer[] = [];
      let at = 0;
      while (filled + chunk.length - at > BLOCK_BYTES) {
        // A whole block inside the chunk is sealed from where it lies.
        const taken = BLOCK_BYTES - filled;
        const piece = chunk.subarray(at, at + taken);
        if (filled > 0) block.set(piece, filled);
        out.push(...sealer.seal(blocks, 'full', filled > 0 ? block : piece));
        at += taken;
        blocks += 1;
        filled = 0;
      }
      block.set(chunk.subarray(at), filled);
      filled += chunk.length - at;
      return out;
    },
    end: (kind) => sealer.seal(blocks, kind, block.subarray(0, filled)),
  };
}
