/**
 * What a pod runs. `args` takes the place of the image's command, which in RunPod's images is /start.sh, and that is what brings
 * up sshd: so our script runs first and beside it, then the image goes on as if nothing had been given.
 */

/** An image without /start.sh must hold sshd; the key travels as PUBLIC_KEY, as RunPod's own images expect it. */
const START = [
  'sh -c "$1" < /dev/null > /tmp/aima-boot.log 2>&1 &',
  'if [ -x /start.sh ]; then exec /start.sh; fi',
  'mkdir -p /root/.ssh /run/sshd',
  'chmod 700 /root/.ssh',
  'printf "%s\\n" "$PUBLIC_KEY" >> /root/.ssh/authorized_keys',
  'chmod 600 /root/.ssh/authorized_keys',
  'ssh-keygen -A',
  'exec /usr/sbin/sshd -D',
].join('\n');

/** The form of JSON that RunPod documents for `args`: nobody takes words and quotes apart on the way. */
export const bootCommand = (bootScript: string): string => JSON.stringify({ cmd: ['sh', '-c', START, 'aima', bootScript] });
