/** Questions at the terminal; where standard input is none, its lines are the answers. */
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { AppError } from '../../kernel/app-error.ts';
import type { CommandSurroundings } from '../analyze/analyze.ts';

export interface Prompt {
  /** A line that is typed; `hidden` ones do not show. @throws AppError USAGE where nobody answers */
  ask(question: string, hidden?: boolean): Promise<string>;
  close(): void;
}

const TERMINAL_ENDS = /\r?\n$/;

export function openPrompt({ stdin, stderr, signal }: Pick<CommandSurroundings, 'stdin' | 'stderr' | 'signal'>, nobody: string): Prompt {
  let muted = false;
  const echo = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!muted) stderr.write(chunk);
      done();
    },
  });
  let lines: Interface | undefined;
  let ended = false;
  const early: string[] = [];
  let waiting: ((line: string | undefined) => void) | undefined;
  const start = (): Interface | undefined => {
    if (lines || !stdin) return lines;
    lines = createInterface({ input: stdin, output: echo, terminal: stdin.isTTY === true });
    lines.on('line', (line) => {
      // Several lines may come in one turn: each is for one question.
      const answer = waiting;
      waiting = undefined;
      if (answer) answer(line);
      else early.push(line);
    });
    lines.on('close', () => {
      ended = true;
      waiting?.(undefined);
    });
    // Ctrl-C at a question; readline keeps it from the process.
    lines.on('SIGINT', () => { process.kill(process.pid, 'SIGINT'); });
    signal.addEventListener('abort', () => { lines?.close(); }, { once: true });
    return lines;
  };
  return {
    async ask(question, hidden = false) {
      stderr.write(question);
      start();
      muted = hidden;
      try {
        const line = early.shift() ?? (ended || !lines ? undefined : await new Promise<string | undefined>((resolve) => { waiting = resolve; }));
        signal.throwIfAborted();
        if (line === undefined) throw new AppError('USAGE', nobody);
        return line.replace(TERMINAL_ENDS, '');
      } finally {
        muted = false;
        waiting = undefined;
        if (hidden || stdin?.isTTY !== true) stderr.write('\n');
      }
    },
    close() { lines?.close(); },
  };
}
