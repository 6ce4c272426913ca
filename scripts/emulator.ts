/** `npm run emulator`: RunPod and Vast.ai on this computer, on the real clock, with real machines behind them where that is possible. */
import { parseArgs } from 'node:util';
import { adjustableClock } from '../tests/emulators/core/adjustable-clock.ts';
import { adminHandler } from '../tests/emulators/core/admin.ts';
import type { Emulator } from '../tests/emulators/core/emulator.ts';
import { faultsOf } from '../tests/emulators/core/fault-table.ts';
import { listen, type Listening } from '../tests/emulators/core/http.ts';
import { noMachines, type MachineHost } from '../tests/emulators/core/machine-host.ts';
import { tryRealMachines } from '../tests/emulators/machine/real-machines.ts';
import { runpodEmulator } from '../tests/emulators/runpod/index.ts';
import { createVastai } from '../tests/emulators/vastai/emulator.ts';

const USAGE = `npm run emulator -- [--seed N] [--faults RATE] [--port P] [--machines real|none] [--speed X]
  --seed      the same delays and faults again (default 1)
  --faults    0..1: this part of all calls and machines is struck by each fault (default 0)
  --port      RunPod here, Vast.ai on the next, what tests do to them on the two after that (default 8101; 0: any)
  --machines  real: a clean Debian with its own sshd behind each instance; none: addresses where nobody is (default real)
  --speed     seconds that pass in one; real machines do not hurry (default 1)`;

interface Options { seed: string; rate: number; port: number; real: boolean; speed: number }

/** @returns undefined where the words are wrong */
function options(): Options | undefined {
  try {
    const { values } = parseArgs({ options: {
      seed: { type: 'string', default: '1' }, faults: { type: 'string', default: '0' }, port: { type: 'string', default: '8101' },
      machines: { type: 'string', default: 'real' }, speed: { type: 'string', default: '1' },
    } });
    const [rate, port, speed] = [Number(values.faults), Number(values.port), Number(values.speed)];
    const right = rate >= 0 && rate <= 1 && Number.isInteger(port) && port >= 0 && port <= 65_532 && speed > 0 && ['real', 'none'].includes(values.machines);
    return right ? { seed: values.seed, rate, port, real: values.machines === 'real', speed } : undefined;
  } catch {
    return undefined;
  }
}

/** @param reaches ports of the emulators, which a machine must reach to end itself */
async function machineHost(real: boolean, reaches: () => readonly number[]): Promise<MachineHost> {
  if (!real) return noMachines();
  const host = await tryRealMachines({ reaches });
  if (typeof host !== 'string') {
    console.log('Behind each instance stands a real machine: a clean Debian with its own sshd on loopback.');
    return host;
  }
  console.log(`There are no real machines behind the instances: ${host}. They start, cost and end, and let nobody in.`);
  return noMachines();
}

/** What costs at this moment. */
function billingLine(emulators: readonly Emulator[]): string {
  return emulators.map(({ provider, ledger }) => {
    const lines = ledger.billing();
    const usdPerHour = lines.reduce((sum, line) => sum + line.usdPerHour, 0);
    const names = lines.slice(0, 3).map((line) => line.name).join(', ') + (lines.length > 3 ? ', …' : '');
    return `${provider}: ${lines.length === 0 ? 'nothing bills' : `${lines.length} bill ${usdPerHour.toFixed(4)} USD/h (${names})`}, ${ledger.spent().toFixed(4)} USD so far`;
  }).join(' | ');
}

/** Lets happen what is due though nobody asks, and tells what bills: on a terminal in one line that changes. */
function watch(emulators: readonly Emulator[]): NodeJS.Timeout {
  let shown = '';
  return setInterval(() => {
    for (const { timeline } of emulators) timeline.settle();
    const line = billingLine(emulators);
    // Away from a terminal only what changes but for the money that passes.
    const told = process.stdout.isTTY ? line : line.replace(/[\d.]+ USD so far/g, '');
    if (told === shown) return;
    shown = told;
    process.stdout.write(process.stdout.isTTY ? `\r\u001b[2K${line.slice(0, process.stdout.columns - 1)}` : `${line}\n`);
  }, 500);
}

async function run({ seed, rate, port, real, speed }: Options): Promise<void> {
  const clock = adjustableClock(speed);
  const servers: Listening[] = [];
  const machines = await machineHost(real, () => servers.slice(0, 2).map(({ url }) => Number(new URL(url).port)));
  const emulators = [runpodEmulator({ clock, seed, machines }), createVastai({ clock, seed, machines })];
  for (const { faults, provider } of emulators) if (rate > 0) faults.setRates(rate, faultsOf(provider));

  for (const [i, emulator] of emulators.entries()) servers.push(await listen(emulator.handle, { port: port === 0 ? 0 : port + i }));
  for (const [i, emulator] of emulators.entries()) {
    const restart = (): void => { emulator.restart(); servers[i]?.dropConnections(); };
    servers.push(await listen(adminHandler({ emulator: { ...emulator, restart }, advance: (ms) => { clock.advance(ms); } }), { port: port === 0 ? 0 : port + 2 + i }));
  }
  const [runpod, vastai, runpodAdmin, vastaiAdmin] = servers.map(({ url }) => url);
  console.log(`
RunPod    ${runpod}  (what is done to it: ${runpodAdmin})
Vast.ai   ${vastai}  (what is done to it: ${vastaiAdmin})
  GET /ledger /instances /faults · POST /faults {"fault":"delete-fails","next":3} · POST /rates {"rate":0.1} · POST /clock {"ms":60000} · POST /restart

AIMA uses them with:
RUNPOD_API_URL=${runpod}
RUNPOD_GRAPHQL_URL=${runpod}/graphql
RUNPOD_API_KEY=runpod-key-ours
VASTAI_API_URL=${vastai}
VASTAI_API_KEY=vastai-key-ours

Ctrl-C ends everything.
`);
  const watching = watch(emulators);
  await new Promise<void>((resolve) => { for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { resolve(); }); });
  clearInterval(watching);
  console.log(`\n${billingLine(emulators)}`);
  await Promise.all(servers.map((server) => server.close()));
  await machines.close();
  // Answers that hang by design would keep the process.
  process.exit(0);
}

const given = options();
if (given === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else await run(given);
