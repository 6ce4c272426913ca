/** What an image and its provider put onto a machine's disk before its process 1 begins. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { quote } from '../../../src/remote/quote.ts';
import type { MachineStart } from '../core/machine-host.ts';

/** Folder on the machine. */
const IMAGE = '/opt/image';
export const INIT = `${IMAGE}/init`;

/**
 * Process 1: the command, and the script beside it. It ends with the command, as a container does, or when nobody holds the other
 * end of descriptor 3 any longer: with it everything in its namespace is killed by the kernel.
 */
const INIT_SCRIPT = `#!/bin/bash
ip link set lo up
mkdir -p /run/sshd
echo ready
exec > /var/log/process-1.log 2>&1
[ ! -f ${IMAGE}/onstart ] || (bash ${IMAGE}/onstart > /var/log/onstart.log 2>&1 < /dev/null 3<&- &)
bash ${IMAGE}/command < /dev/null 3<&- &
cat <&3 > /dev/null &
wait -n
exit $?
`;

/** As the start scripts of the providers' images do it: fresh host keys, the keys that may come in, sshd, and wait. */
const START_SCRIPT = `mkdir -p -m 700 /root/.ssh
cat ${IMAGE}/authorized_keys >> /root/.ssh/authorized_keys
chmod 600 /root/.ssh/authorized_keys
[ -f /etc/ssh/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
/usr/sbin/sshd
exec sleep infinity
`;

/** A card on paper: what programs ask for is answered, and nothing computes on it. */
const nvidiaSmi = (count: number): string => `#!/bin/bash
query=
for word in "$@"; do
  case "$word" in
    --query-gpu=*) query=\${word#--query-gpu=} ;;
    -L) for ((i = 0; i < ${count}; i++)); do echo "GPU $i: NVIDIA GeForce RTX 4090 (UUID: GPU-00000000-0000-0000-0000-00000000000$i)"; done; exit ;;
  esac
done
units=' MiB' percent=' %'
case " $* " in *nounits*) units= percent= ;; esac
if [ -z "$query" ]; then echo '| NVIDIA-SMI 570.86.15    Driver Version: 570.86.15    CUDA Version: 12.8 |'; exit; fi
case " $* " in *noheader*) ;; *) echo "$query" ;; esac
for ((i = 0; i < ${count}; i++)); do
  line=
  for field in \${query//,/ }; do
    case "$field" in
      index) value=$i ;;
      name|gpu_name) value='NVIDIA GeForce RTX 4090' ;;
      memory.total) value="24564$units" ;;
      memory.used) value="412$units" ;;
      memory.free) value="24152$units" ;;
      driver_version) value=570.86.15 ;;
      compute_cap) value=8.9 ;;
      temperature.gpu) value=41 ;;
      utilization.gpu|utilization.memory) value="0$percent" ;;
      uuid|gpu_uuid) value="GPU-00000000-0000-0000-0000-00000000000$i" ;;
      *) value='[N/A]' ;;
    esac
    line="$line\${line:+, }$value"
  done
  echo "$line"
done
`;

/** @param upper the writable half of the machine's disk, not mounted yet */
export async function putImage(upper: string, start: Pick<MachineStart, 'command' | 'onStart' | 'publicKeys' | 'gpuCount'>): Promise<void> {
  const put = async (file: string, content: string, mode = 0o600): Promise<void> => {
    const target = path.join(upper, file);
    await mkdir(path.dirname(target), { recursive: true, mode: 0o755 });
    await writeFile(target, content, { mode });
  };
  await put(INIT, INIT_SCRIPT, 0o755);
  await put(`${IMAGE}/command`, start.command === undefined || start.command.length === 0 ? START_SCRIPT : `exec ${start.command.map(quote).join(' ')}\n`);
  await put(`${IMAGE}/authorized_keys`, start.publicKeys.map((key) => `${key}\n`).join(''));
  if (start.onStart !== undefined) await put(`${IMAGE}/onstart`, start.onStart);
  if (start.gpuCount > 0) await put('/usr/bin/nvidia-smi', nvidiaSmi(start.gpuCount), 0o755);
}
