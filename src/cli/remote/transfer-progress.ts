/** How far several files are on their way, together. */
import type { Language } from '@aima/contract';
import type { CommandSurroundings } from '../analyze/analyze.ts';
import { bytesInWords } from '../models/table.ts';
import { liveLine } from './live-line.ts';
import type { RemoteTexts } from './texts.ts';

/** The speed is that of the last so many milliseconds, and none is told before there was so much of it. */
const SPEED_OVER_MS = 5_000;
const SPEED_FROM_MS = 500;

export interface TransferProgress {
  /** Bytes of one file that are there. */
  at(file: string, bytes: number): void;
  /** One more file is done. */
  finished(): void;
  /** A line that stays, above the one that is rewritten. */
  say(line: string): void;
  close(): void;
}

interface Options {
  out: CommandSurroundings['stderr'];
  files: number;
  sizeBytes: number;
  texts: RemoteTexts;
  language: Language;
  now?: () => number;
}

export function transferProgress({ out, files, sizeBytes, texts, language, now = Date.now }: Options): TransferProgress {
  const line = liveLine(out, now);
  const there = new Map<string, number>();
  const samples: { at: number; bytes: number }[] = [];
  let done = 0;

  const speed = (bytes: number): string => {
    const at = now();
    samples.push({ at, bytes });
    while (samples.length > 2 && at - (samples[0]?.at ?? at) > SPEED_OVER_MS) samples.shift();
    const first = samples[0] ?? { at, bytes };
    return at - first.at < SPEED_FROM_MS ? '' : bytesInWords(((bytes - first.bytes) / (at - first.at)) * 1000, language);
  };
  const text = (): string => {
    const bytes = [...there.values()].reduce((sum, each) => sum + each, 0);
    const percent = sizeBytes === 0 ? 100 : Math.min(100, Math.floor((bytes / sizeBytes) * 100));
    return texts.progress(done, files, percent, bytesInWords(bytes, language), bytesInWords(sizeBytes, language), speed(bytes));
  };
  return {
    at(file, bytes) {
      there.set(file, bytes);
      line.draw(text);
    },
    finished() {
      done++;
      line.draw(text);
    },
    say: line.say,
    close: line.close,
  };
}
