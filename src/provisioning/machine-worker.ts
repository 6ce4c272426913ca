/** The worker on a machine: begun there so that it outlives our connection, found again after a restart of the server, reached by a tunnel. */
import { WorkerReady, type WorkerConfig } from '@aima/contract';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { diskFull } from '../remote/disk-full.ts';
import { quote } from '../remote/quote.ts';
import type { Shell, Tunnel } from '../remote/shell.ts';
import type { AppendSealed } from '../worker/send-sealed.ts';
import { workerClient, type WorkerAddress, type WorkerClient } from '../worker/client.ts';
import { WORKER_PROGRAM } from './bundle/worker-bundle.ts';
import { preamble, type MachineLayout } from './machine-layout.ts';
import { tailOf } from './redact.ts';

export interface TunnelledWorker {
  address: WorkerAddress;
  client: WorkerClient;
  tunnel: Tunnel;
}

const STATUS = '"$AIMA_MEMORY/worker.json"';
const LOOK_LIMIT_MS = 10_000;

/** Where the worker looks for it. Through the tunnel and the worker's own door the same bytes take twice as long on a link of 1 Gbit/s. */
const appendTo = (shell: Shell, { sealed }: MachineLayout): AppendSealed => async (sha256, offset, bytes, signal) => {
  const file = quote(`${sealed}/${sha256}.sealed`);
  const command = `umask 077; mkdir -p ${quote(sealed)} && touch ${file} && [ "$(wc -c < ${file})" -eq ${offset} ] && exec cat >> ${file}`;
  const { code, stderr } = await shell.run(command, { input: bytes, ...(signal && { signal }) }).catch((error: unknown) => {
    const known = toAppError(error);
    throw known.code === 'MACHINE_UNREACHABLE' ? new AppError('WORKER_LOST', known.message, known.details, error) : error;
  });
  if (code === 0) return;
  throw diskFull(stderr) ?? new AppError('WORKER_LOST', `The machine did not take the medium: ${tailOf(stderr, []) ?? 'no word of it.'}`);
};

/** The one that answers there with this token. */
export async function findWorker(shell: Shell, layout: MachineLayout, token: string, signal: AbortSignal): Promise<TunnelledWorker | undefined> {
  const { stdout } = await shell.run(`${preamble(layout)}cat ${STATUS} 2>/dev/null`, { signal });
  if (stdout.trim() === '') return undefined;
  const ready = WorkerReady.safeParse(JSON.parse(stdout));
  if (!ready.success) return undefined;
  const tunnel = await shell.tunnel(ready.data.port);
  const address: WorkerAddress = { url: tunnel.url, token, append: appendTo(shell, layout) };
  const client = workerClient(address);
  try {
    await client.status(AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)]));
    return { address, client, tunnel };
  } catch {
    await tunnel.close();
    return undefined;
  }
}

/**
 * Standard input carries the configuration with its secrets, and nothing else does. `setsid` takes it out of our session; the
 * lease and the wipe find it by `AIMA_OURS`.
 */
const startCommand = (layout: MachineLayout): string => `${preamble(layout)}rm -f ${STATUS}
exec 3<&0
cd "$AIMA_WORKER" && setsid "$AIMA_RUNTIME/bin/node" ${WORKER_PROGRAM} <&3 3<&- >"$AIMA_MEMORY/worker.log" 2>&1 &
pid=$!
exec 3<&-
while [ ! -s ${STATUS} ]; do kill -0 $pid 2>/dev/null || { tail -c 1500 "$AIMA_MEMORY/worker.log" >&2; exit 1; }; sleep 0.1; done`;

export type WorkerTerms = Pick<WorkerConfig, 'token' | 'leaseSeconds' | 'ownModels' | 'device' | 'batch' | 'modelServer'>;

/** @throws AppError PROVISIONING_FAILED, MACHINE_UNREACHABLE, CANCELLED */
export async function startWorker(shell: Shell, layout: MachineLayout, terms: WorkerTerms, signal: AbortSignal): Promise<void> {
  const config: WorkerConfig = { ...terms, folder: `${layout.memory}/worker`, sealedFolder: layout.sealed, modelsFolder: layout.models, localMedia: false, statusFile: `${layout.memory}/worker.json` };
  const { code, stderr } = await shell.run(startCommand(layout), { input: `${JSON.stringify(config)}\n`, signal });
  if (code !== 0) throw new AppError('PROVISIONING_FAILED', `The worker did not start: ${tailOf(stderr, [terms.token]) ?? 'no word of it.'}`, { step: 'worker', replace: true });
}
