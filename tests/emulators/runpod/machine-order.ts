/** What a pod's container is started with. */
import type { MachineStart } from '../core/machine-host.ts';
import { commandOf } from './order.ts';
import type { Pod } from './pod.ts';

/** @param accountKeys OpenSSH public keys of the account, used where the order says `startSsh` */
export function machineOrder(pod: Pod, accountKeys: readonly string[]): Omit<MachineStart, 'timeline' | 'onSelfDestroy' | 'onExit'> {
  const { order } = pod;
  const publicKeys = [...(order.startSsh ? accountKeys : []), ...(order.env['PUBLIC_KEY'] ?? '').split('\n')].filter((key) => key.trim() !== '');
  const command = commandOf(order.args);
  return {
    id: pod.id, name: order.name, provider: 'runpod', image: order.image, publicKeys, diskGb: order.disk, gpuCount: pod.gpuCount,
    env: {
      ...order.env, ...(publicKeys.length > 0 && { PUBLIC_KEY: publicKeys.join('\n') }),
      RUNPOD_POD_ID: pod.id, RUNPOD_API_KEY: pod.secret, RUNPOD_DC_ID: pod.dataCenterId, RUNPOD_GPU_COUNT: String(pod.gpuCount), RUNPOD_POD_HOSTNAME: `${pod.id}-0`,
    },
    ...(command && { command }),
  };
}
