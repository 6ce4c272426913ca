/** One run of the downloader program with everything that it starts; its end is the end of all of them. */
import { spawn } from 'node:child_process';
import { AppError } from '../kernel/app-error.ts';
import { groupRuns } from '../kernel/process-tree.ts';

export interface DownloaderEnd {
  exitCode: number | null;
  /** The last lines of standard error and of standard output that no reader took. */
  lastLines: readonly string[];
}

const KEPT_LINES = 60;
const LONGEST_LINE = 1 << 20;
const PATIENCE_MS = 2_000;

/** What a program of others needs to run; neither our settings nor any token in the surroundings. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'PYENV_ROOT', 'PYENV_VERSION', 'VIRTUAL_ENV', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

export const sparseEnvironment = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(PASSED_ON.flatMap((name) => { const value = env[name]; return value === undefined ? [] : [[name, value]]; }));

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // gone already
  }
}

/**
 * @param onLine takes a line of standard output and tells whether it knew it
 * @throws AppError DOWNLOADER_MISSING, CANCELLED (after the whole tree is gone)
 */
export function runDownloader(options: { program: string; args: readonly string[]; folder: string; env: Readonly<Record<string, string>>; signal: AbortSignal; onLine: (line: string) => boolean }): Promise<DownloaderEnd> {
  const { program, args, folder, env, signal, onLine } = options;
  if (signal.aborted) return Promise.reject(new AppError('CANCELLED', 'Cancelled.'));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const lastLines: string[] = [];
    const keep = (line: string): void => {
      if (line.trim() === '') return;
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
    };
    const byLine = (take: (line: string) => void) => {
      let rest = '';
      return (text: string): void => {
        const lines = (rest + text).split(/\r?\n|\r/);
        rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
        lines.forEach(take);
      };
    };
    child.stdout.setEncoding('utf8').on('data', byLine((line) => { if (!onLine(line)) keep(line); }));
    child.stderr.setEncoding('utf8').on('data', byLine(keep));
    const cancel = (): void => {
      const { pid } = child;
      if (pid === undefined) return;
      killGroup(pid, 'SIGTERM');
      setTimeout(() => { killGroup(pid, 'SIGKILL'); }, PATIENCE_MS).unref();
    };
    signal.addEventListener('abort', cancel, { once: true });
    child.once('error', (error) => {
      signal.removeEventListener('abort', cancel);
      reject(new AppError('DOWNLOADER_MISSING', `The downloader ${program} could not be started.`, {}, error));
    });
    child.once('close', (exitCode) => {
      signal.removeEventListener('abort', cancel);
      void endGroup(child.pid ?? 0).then(() => {
        if (signal.aborted) reject(new AppError('CANCELLED', 'Cancelled; what arrived is kept.'));
        else resolve({ exitCode, lastLines });
      });
    });
  });
}

/** What the program left behind ends with it. */
async function endGroup(pid: number): Promise<void> {
  if (pid > 0 && await groupRuns(pid)) killGroup(pid, 'SIGKILL');
}
