/** The line that a pull rewrites in a terminal; elsewhere a line now and then. */
import type { Language } from '@aima/contract';
import type { CommandSurroundings } from '../analyze/analyze.ts';
import { bytesInWords } from './table.ts';
import { modelTextsOf } from './texts.ts';

const REDRAW_MS = 100;
const PLAIN_EVERY_MS = 5_000;

export interface DownloadProgress {
  show(id: string, hereBytes: number, sizeBytes: number): void;
  /** Ends the line that is being rewritten. */
  close(): void;
}

export function downloadProgress(out: CommandSurroundings['stderr'], language: Language, now: () => number = Date.now): DownloadProgress {
  const texts = modelTextsOf(language);
  const interactive = out.isTTY === true;
  let drawn = now();
  let open = false;
  return {
    show(id, hereBytes, sizeBytes) {
      if (now() - drawn < (interactive ? REDRAW_MS : PLAIN_EVERY_MS)) return;
      drawn = now();
      const line = texts.progress(id, Math.floor((hereBytes / sizeBytes) * 100), bytesInWords(hereBytes, language), bytesInWords(sizeBytes, language));
      out.write(interactive ? `\r\u001b[2K${line}` : `${line}\n`);
      open = interactive;
    },
    close() {
      if (open) out.write('\n');
      open = false;
    },
  };
}
