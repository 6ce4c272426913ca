/** The `aima` command. */
import { main } from '../cli/main.ts';

const cancel = new AbortController();
/** A second Ctrl-C, or a cancel that hangs, ends the process; the worker notices and ends itself. */
const PATIENCE_MS = 1_800;

const onSignal = (): void => {
  if (cancel.signal.aborted) process.exit(130);
  cancel.abort();
  setTimeout(() => process.exit(130), PATIENCE_MS).unref();
};
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);

const code = await main(process.argv.slice(2), { env: process.env, stdout: process.stdout, stderr: process.stderr, signal: cancel.signal });
process.exitCode = code;
