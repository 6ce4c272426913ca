/**
 * 200 sagas at once in one process: ledger, news and reaper of the product over its embedded database, the provider's own
 * client over HTTP against the emulator in the process beside it, on the real clock and the product's timing. What is done on a
 * machine is only waited for: no SSH connection, no worker.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { realClock } from '../../src/kernel/clock.ts';
import { listen } from '../emulators/core/http.ts';
import { runpodEmulator } from '../emulators/runpod/index.ts';
import { CrowdReport, SAGAS } from './crowd-report.ts';

const LIMIT_MIB = 600;

/** @returns Markdown */
export async function benchCrowd(): Promise<string[]> {
  const runpod = runpodEmulator({ clock: realClock, seed: 'crowd', knobs: { cachedChance: 1, perMinute: 1e6, perHour: 1e7, perDay: 1e8 }, tenants: [{ id: 'ours', key: 'runpod-key-ours', balanceUsd: 1e6, spendLimitUsdPerHour: 1e6 }] });
  const server = await listen(runpod.handle);
  const env = {
    ...process.env, RUNPOD_API_KEY: 'runpod-key-ours', RUNPOD_API_URL: server.url, RUNPOD_GRAPHQL_URL: `${server.url}/graphql`, AIMA_LEAST_RELIABILITY: '0',
    MALLOC_TRIM_THRESHOLD_: '131072', // as scripts/launch/launch.mjs starts the server
  };
  const before = loadavg()[0] ?? 0;
  try {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'crowd-process.ts')], { stdio: ['ignore', 'pipe', 'inherit'], env });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
    if (code !== 0) throw new Error(`the bench ended with ${code ?? 'a signal'}`);
    const { failed, startMib, peakMib, phases: told, acceptedP95 } = CrowdReport.parse(JSON.parse(output));
    const left = runpod.ledger.billing().filter(({ tenant }) => tenant === 'ours').length;
    return [
      `${SAGAS} sagas at once in one process with its embedded database and reaper, against the emulated RunPod over HTTP with its documented delays and the image on every host; what is done on a machine is only waited for. ${failed.length} of them got no machine; ${left} machines bill afterwards. Load ${before.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after.`, '',
      `Peak memory of the process **${peakMib.toFixed(0)} MiB** (${startMib.toFixed(0)} MiB before the first saga; limit ${LIMIT_MIB} MiB: ${peakMib <= LIMIT_MIB ? 'kept' : '**missed**'}). From the word to end all to the provider's yes: ${acceptedP95.toFixed(1)} s (p95).`, '',
      '| phase | seconds | event loop delay p95, ms | longest, ms | statements a second | transactions a second | CPU cores | peak until then, MiB |', '|---|--:|--:|--:|--:|--:|--:|--:|',
      ...told.map((each) => `| ${each.phase} | ${each.seconds.toFixed(0)} | ${each.delayP95Ms.toFixed(0)} | ${each.delayMaxMs.toFixed(0)} | ${(each.statements / each.seconds).toFixed(0)} | ${(each.transactions / each.seconds).toFixed(0)} | ${each.cpu.toFixed(2)} | ${each.mib.toFixed(0)} |`),
    ];
  } finally {
    await server.close();
  }
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${(await benchCrowd()).join('\n')}\n`);
