/** The `aima` command. */
import { main } from '../cli/main.ts';

const cancel = new AbortController();
/** A cancel that hangs ends the process; the worker notices and ends itself. */
const PATIENCE_MS = 1_800;
/** One Ctrl-C can arrive twice: from the terminal, and passed on by npm. A later one means a person who will not wait. */
const SAME_SIGNAL_MS = 1_000;
let cancelledAt = 0;

const onSignal = (): void => {
  if (cancel.signal.aborted) {
    if (Date.now() - cancelledAt > SAME_SIGNAL_MS) process.exit(130);
    return;
  }
  cancelledAt = Date.now();
  cancel.abort();
  setTimeout(() => process.exit(130), PATIENCE_MS).unref();
};
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);

const code = await main(process.argv.slice(2), { env: process.env, stdout: process.stdout, stderr: process.stderr, signal: cancel.signal });
process.exitCode = code;
