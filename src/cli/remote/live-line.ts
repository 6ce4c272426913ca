/** A line that is rewritten at a terminal; elsewhere it is written anew now and then. */
import type { CommandSurroundings } from '../analyze/analyze.ts';

const REDRAW_MS = 200;
const PLAIN_EVERY_MS = 5_000;
const ERASE = '\r\u001b[2K';

export interface LiveLine {
  /** Shows it, unless another one was shown just before. */
  draw(line: () => string): void;
  /** A line that stays. */
  say(line: string): void;
  /** Takes the line away. */
  close(): void;
}

export function liveLine(out: CommandSurroundings['stderr'], now: () => number = Date.now): LiveLine {
  const interactive = out.isTTY === true;
  let drawn = now();
  let open = false;
  const close = (): void => {
    if (open) out.write(ERASE);
    open = false;
  };
  return {
    close,
    draw(line) {
      if (now() - drawn < (interactive ? REDRAW_MS : PLAIN_EVERY_MS)) return;
      drawn = now();
      const text = line();
      out.write(interactive ? `${ERASE}${text.slice(0, (out.columns || 80) - 1)}` : `${text}\n`);
      open = interactive;
    },
    say(line) {
      close();
      out.write(`${line}\n`);
    },
  };
}
