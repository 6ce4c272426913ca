/** One connection of its own that listens; a broken one is replaced, and whoever listens is told that something may be missing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Listening } from './database.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Pauses between attempts grow from the first to the last. */
const RETRY_MS = { first: 200, last: 5000 };
/** The server forgets a connection whose other end is gone without a word only after hours; this asks now and then. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/** Listens on one connection until it breaks or `signal` aborts. */
async function listenOnce(url: string, channel: string, tell: (payload: string | undefined) => void, signal: AbortSignal): Promise<void> {
  const client = new Client({
    connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'aima-listener', keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  });
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.on('error', () => { resolve(); });
    signal.addEventListener('abort', () => { resolve(); }, { once: true });
  });
  client.on('notification', ({ channel: of, payload }) => { if (of === channel) tell(payload ?? ''); });
  try {
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
    tell(undefined);
    await ended;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function listenOnServer(url: string, channel: string, tell: (payload: string | undefined) => void): Listening {
  const stop = new AbortController();
  const listening = (async () => {
    for (let pauseMs = RETRY_MS.first; !stop.signal.aborted;) {
      const since = performance.now();
      // Why it broke does not matter: whoever queries meets the same fault and is told.
      await listenOnce(url, channel, tell, stop.signal).catch(() => undefined);
      pauseMs = performance.now() - since > RETRY_MS.last ? RETRY_MS.first : Math.min(2 * pauseMs, RETRY_MS.last);
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return {
    async close() {
      stop.abort();
      await listening;
    },
  };
}
