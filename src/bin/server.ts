/** The server: `aima`, `aima serve`, or this file alone. */
import { loadConfig, shownValues } from '../config/index.ts';
import { openLog } from '../http/log.ts';
import { toAppError } from '../kernel/app-error.ts';
import { serverOptions } from './server/options.ts';
import { startServer, type RunningServer } from './server/start.ts';
import { textsIn } from './server/texts.ts';

/** What the whole stop may take; what hangs longer is left to the next start. */
const STOP_LIMIT_MS = 9_700;
/** One Ctrl-C can arrive twice: from the terminal, and passed on by npm. A later one means a person who will not wait. */
const SAME_SIGNAL_MS = 1_000;
const USAGE_CODES = new Set(['USAGE', 'CONFIG_INVALID', 'PORT_TAKEN', 'OUTPUT_UNWRITABLE']);

const texts = textsIn(process.env);
const say = (line: string): void => { process.stdout.write(`${line}\n`); };

let heardAt = 0;
let running: RunningServer | undefined;
let stopping = false;

async function stop(): Promise<void> {
  stopping = true;
  // It began to stop while it was being started: what is open already ends with the process, as after a crash.
  if (!running) process.exit(0);
  say(texts.stopping);
  setTimeout(() => {
    process.stderr.write(`${texts.stoppedHard}\n`);
    process.exit(1);
  }, STOP_LIMIT_MS).unref();
  await running.stop();
  say(texts.stopped);
  process.exit(0);
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (Date.now() - heardAt <= SAME_SIGNAL_MS) return;
    heardAt = Date.now();
    if (stopping) process.exit(130);
    void stop();
  });
}

try {
  const loaded = loadConfig(process.env, serverOptions(process.argv.slice(2)));
  const { config, warnings } = loaded;
  for (const warning of warnings) process.stderr.write(`${warning}.\n`);
  const log = openLog(config.log.level);
  // A fault that nobody awaits must be seen, and a process in an unknown state must not go on writing.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'the server met a fault and ends');
    process.exit(1);
  });
  running = await startServer(config, log, shownValues(loaded));
  say(config.server.only === 'orchestrator' ? texts.works(config.data) : texts.ready(running.url, config.data));
  if (running.welcomeLink !== undefined) say(texts.welcome(running.welcomeLink));
} catch (error) {
  const known = toAppError(error);
  process.stderr.write(`${known.message} ${known.next(texts.language)}\n`);
  if (known.code === 'INTERNAL') process.stderr.write(`${error instanceof Error ? error.stack ?? '' : ''}\n`);
  process.exit(USAGE_CODES.has(known.code) ? 2 : 1);
}
