/** The `aima` command: the server where no other word is said, else a command that ends. */
import { setFlagsFromString } from 'node:v8';
import { meansServer } from './server/options.ts';

/** A cancel that hangs ends the process; the worker notices and ends itself. */
const PATIENCE_MS = 1_800;
/** One Ctrl-C can arrive twice: from the terminal, and passed on by npm. A later one means a person who will not wait. */
const SAME_SIGNAL_MS = 1_000;

async function runCommand(args: readonly string[]): Promise<void> {
  const cancel = new AbortController();
  let heardAt = 0;
  let finish: (() => void) | undefined;
  const onSignal = (): void => {
    if (Date.now() - heardAt <= SAME_SIGNAL_MS) return;
    heardAt = Date.now();
    if (cancel.signal.aborted) process.exit(130);
    if (finish) {
      const end = finish;
      finish = undefined;
      end();
      return;
    }
    cancel.abort();
    setTimeout(() => process.exit(130), PATIENCE_MS).unref();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  const { main } = await import('../cli/main.ts');
  process.exitCode = await main(args, { env: process.env, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, signal: cancel.signal, finishFirst: (end) => { finish = end; } });
}

/** V8's young generation grows to 128 MiB while the server's modules are loaded, and an idle process never gives them back. */
async function runServer(): Promise<void> {
  setFlagsFromString('--semi-space-growth-factor=1');
  await import('./server.ts');
  setFlagsFromString('--semi-space-growth-factor=2');
}

// Was for this process alone, see scripts/launch/launch.mjs: workers allocate and free large tensors all the time.
delete process.env['MALLOC_TRIM_THRESHOLD_'];

// Each loads only what it needs: the server no command, a command no server.
if (meansServer(process.argv.slice(2))) await runServer();
else await runCommand(process.argv.slice(2));
