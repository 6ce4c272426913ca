/** What a person sees while it runs: one line per medium and stage, rewritten in a terminal, plain elsewhere. */
import type { Writable } from 'node:stream';
import type { Texts } from '../texts.ts';

export type Stage = keyof Texts['stage'];

export interface ProgressView {
  /** `fraction` 0..1 of this stage. */
  show(name: string, stage: Stage, fraction: number): void;
  /** A line that stays. */
  say(line: string): void;
  /** Leaves the line of the current stage as it is and goes on below it. */
  close(): void;
}

type Terminal = Writable & { isTTY?: boolean; columns?: number };

const REDRAW_MS = 100;
/** Without a terminal: a line every quarter of a stage at most, and not more often than this. */
const PLAIN_EVERY_MS = 5_000;

export function timeLeft(elapsedMs: number, fraction: number): string | undefined {
  if (fraction < 0.02 || elapsedMs < 1_000) return undefined;
  const seconds = Math.round(elapsedMs * (1 - fraction) / fraction / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes}:${String(seconds % 60).padStart(2, '0')} min` : `${seconds} s`;
}

/** Control characters of a file name must not reach the terminal. */
export const printable = (name: string): string => name.replace(/\p{Cc}/gu, '\uFFFD');

export function progressView(out: Terminal, texts: Texts, now: () => number = Date.now): ProgressView {
  const interactive = out.isTTY === true;
  let key = '';
  let since = now();
  let drawn = 0;
  let open = false;

  const lineOf = (name: string, stage: Stage, fraction: number): string => {
    const percent = String(Math.floor(fraction * 100)).padStart(3);
    const left = timeLeft(now() - since, fraction);
    const facts = `${texts.stage[stage]} ${percent} %${left === undefined ? '' : `, ${texts.left(left)}`}`;
    const room = (out.columns || 80) - facts.length - 3;
    const short = name.length <= room ? name : `…${name.slice(-Math.max(8, room - 1))}`;
    return `${short}  ${facts}`;
  };
  const close = (): void => {
    if (open) out.write('\n');
    open = false;
  };

  return {
    close,
    say(line) {
      close();
      out.write(`${line}\n`);
    },
    show(rawName, stage, fraction) {
      const name = printable(rawName);
      const fresh = `${name}\n${stage}` !== key;
      if (fresh) {
        close();
        key = `${name}\n${stage}`;
        since = now();
      } else if (fraction < 1 && now() - drawn < (interactive ? REDRAW_MS : PLAIN_EVERY_MS)) return;
      else if (!interactive && fraction >= 1) return; // the line that follows says that it is done
      drawn = now();
      const line = lineOf(name, stage, fraction);
      if (interactive) out.write(`\r\u001b[2K${line}`);
      else out.write(`${line}\n`);
      open = interactive;
    },
  };
}

export const silentView = (out: Writable): ProgressView => ({ show: () => undefined, close: () => undefined, say: (line) => { out.write(`${line}\n`); } });
