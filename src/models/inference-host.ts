/**
 * One inference process, seen from the engine. Tensors travel by Node's own channel with structured cloning:
 * measured beside raw frames over a pipe it costs about a millisecond more for a megabyte, next to networks
 * that take tens of them.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { AppError } from '../kernel/app-error.ts';
import { processEnded, speaksOfMemory, type Ending } from './inference-failure.ts';
import type { InferenceReply, InferenceRequest } from './inference-protocol.ts';
import { NO_TELEMETRY } from './no-telemetry.ts';

export interface InferenceHost {
  pid: number | undefined;
  /** One at a time. @throws AppError of the process; `endingOf` tells whether and how the process itself ended */
  ask(request: InferenceRequest): Promise<unknown>;
  /** False once the process ended; then start another. */
  alive(): boolean;
  /** Ends the process, whatever it does; resolves when it is gone. */
  end(): Promise<void>;
}

export interface HostOptions {
  /** Longest that a call may take before the process counts as hung and is killed. */
  callLimitMs: number;
  /** The same for loading: reading from a slow disk, verifying, converting. */
  loadLimitMs: number;
  /** The process ended although nobody waited for an answer. */
  onIdleEnd?: (error: AppError) => void;
}

const PROGRAM = fileURLToPath(new URL('./inference-process.ts', import.meta.url));
/** How much of its last words an error quotes. */
const LAST_WORDS = 1_000;
/** The child's descriptor that reports the worker's end; 3 is the channel. */
const LIFELINE = 4;

/** Processes that the kernel has killed for memory so far; 0 where it does not tell. */
function memoryKills(): number {
  const read = (file: string): number => {
    try {
      return Number(/^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  };
  return read('/proc/vmstat') + read('/sys/fs/cgroup/memory.events');
}

function startProcess(): { child: ChildProcess; lastWords: () => string } {
  const child = fork(PROGRAM, [], {
    serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'], execArgv: ['--expose-gc'],
    // One pool of memory for all threads of the C library keeps less that is free but not given back.
    env: { MALLOC_ARENA_MAX: '1', ...process.env, ...NO_TELEMETRY },
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { words = (words + text).slice(-LAST_WORDS); });
  for (const stream of [child.stderr, child.stdio[LIFELINE]]) {
    if (!(stream instanceof Socket)) continue;
    stream.on('error', () => undefined); // its end shows in the exit
    stream.unref();
  }
  return { child, lastWords: () => words.trim() };
}

/** What the exit means. */
function exitOf(code: number | null, signal: string | null, lastWords: string, killedForMemory: boolean): { ending: Ending; message: string } {
  const how = signal === null ? `with exit code ${code ?? '?'}` : `by ${signal}`;
  const short = killedForMemory || speaksOfMemory(lastWords);
  return {
    ending: short ? 'out_of_memory' : 'crashed',
    message: `The inference process ended ${how}${short ? ', out of memory' : ''}.${lastWords === '' ? '' : ` Its last words: ${lastWords}`}`,
  };
}

interface Question {
  resolve: (value: unknown) => void;
  reject: (error: AppError) => void;
  timer: NodeJS.Timeout;
}

/** Holds the one question that waits for its answer, and whether the process can still give one. */
function questions(rest: () => void, onIdleEnd: (error: AppError) => void) {
  let waiting: Question | undefined;
  let alive = true;
  const settle = (): Question | undefined => {
    const question = waiting;
    waiting = undefined;
    clearTimeout(question?.timer);
    rest();
    return question;
  };
  return {
    alive: () => alive,
    wait: (question: Question) => { waiting = question; },
    answer(reply: InferenceReply): void {
      const question = settle();
      if ('value' in reply) question?.resolve(reply.value);
      else question?.reject(new AppError(reply.code, reply.message, reply.details));
    },
    /** The first end counts. */
    end(ending: Ending, message: string): void {
      if (!alive) return;
      alive = false;
      const error = processEnded(ending, message);
      const question = settle();
      if (question !== undefined) question.reject(error);
      else onIdleEnd(error);
    },
  };
}

export function startInferenceHost({ callLimitMs, loadLimitMs, onIdleEnd }: HostOptions): InferenceHost {
  const killsBefore = memoryKills();
  const { child, lastWords } = startProcess();
  const { promise: gone, resolve: isGone } = Promise.withResolvers<void>();
  let dismissed = false;

  // An idle process must not keep the program running.
  const rest = (): void => {
    child.unref();
    child.channel?.unref();
  };
  const { alive, wait, answer, end } = questions(rest, (error) => { if (!dismissed) onIdleEnd?.(error); });

  child.on('message', answer);
  child.once('error', (error) => {
    end('crashed', `The inference process could not be started or reached: ${error.message}`);
    if (child.pid === undefined) isGone();
  });
  child.once('exit', (code, signal) => {
    isGone();
    const { ending, message } = exitOf(code, signal, lastWords(), signal === 'SIGKILL' && memoryKills() > killsBefore);
    end(ending, message);
  });
  rest();

  return {
    pid: child.pid,
    alive,
    ask: (request) => new Promise((resolve, reject) => {
      if (!alive()) {
        reject(processEnded('crashed', 'The inference process has ended.'));
        return;
      }
      const limitMs = request.do === 'load' ? loadLimitMs : callLimitMs;
      const timer = setTimeout(() => {
        end('hung', `The inference process did not answer for ${limitMs / 1000} s and was ended.`);
        child.kill('SIGKILL');
      }, limitMs);
      wait({ resolve, reject, timer });
      child.ref();
      child.channel?.ref();
      // A broken channel shows in the exit that follows.
      child.send(request, () => undefined);
    }),
    async end() {
      dismissed = true;
      child.ref();
      child.kill('SIGKILL');
      await gone;
    },
  };
}
