/** Where things of ours are on a machine. */
import { MACHINE_HOME } from './lease/lease-script.ts';
import { quote } from '../remote/quote.ts';

export interface MachineLayout {
  /** Of this rental: name of its lease and mark of its processes. */
  name: string;
  /** All that is ours and on a disk. */
  home: string;
  /** Kept between jobs where the machine stays: programs and public weights, no secrets. */
  cache: string;
  /** Ciphertext. */
  sealed: string;
  /** In memory: findings, pictures, logs, temporary files. */
  memory: string;
  runtime: string;
  worker: string;
  models: string;
}

export function machineLayout(name: string, parts: { runtime: string; worker: string }, home = MACHINE_HOME): MachineLayout {
  const cache = `${home}/cache`;
  return { name, home, cache, sealed: `${home}/work/${name}`, memory: `/dev/shm/aima/${name}`, runtime: `${cache}/runtime/${parts.runtime}`, worker: `${cache}/worker/${parts.worker}`, models: `${cache}/models` };
}

/** Text in front of every command: variables of the plan, and the mark by which all that it starts is found again. */
export const preamble = ({ name, home, memory, runtime, worker }: MachineLayout): string => {
  const variables = { AIMA_OURS: name, AIMA_HOME: home, AIMA_MEMORY: memory, AIMA_RUNTIME: runtime, AIMA_WORKER: worker, TMPDIR: `${memory}/tmp` };
  return `umask 077; export ${Object.entries(variables).map(([key, value]) => `${key}=${quote(value)}`).join(' ')}; mkdir -p "$TMPDIR" || exit 1\n`;
};
