/**
 * What a pod runs. `args` takes the place of the image's command, which in RunPod's images is /start.sh, and that is what brings
 * up sshd: so our script runs first and beside it, then the image goes on as if nothing had been given.
 */

/** An image without /start.sh must hold sshd; the key travels as PUBLIC_KEY, as RunPod's own images expect it. */
const THEN = [
  'if [ -x /start.sh ]; then exec /start.sh; fi',
  'mkdir -p /root/.ssh /run/sshd',
  'chmod 700 /root/.ssh',
  'printf "%s\\n" "$PUBLIC_KEY" >> /root/.ssh/authorized_keys',
  'chmod 600 /root/.ssh/authorized_keys',
  'ssh-keygen -A',
  'exec /usr/sbin/sshd -D',
].join('\n');

/** One line for `bash -c`: in base64 it needs no quotes, whoever takes it apart on the way. */
export function bootCommand(bootScript: string): string {
  const boot = Buffer.from(bootScript).toString('base64');
  const whole = Buffer.from(`echo ${boot} | base64 -d > /tmp/aima-boot.sh\nsh /tmp/aima-boot.sh < /dev/null > /tmp/aima-boot.log 2>&1 &\n${THEN}\n`).toString('base64');
  return `bash -c 'echo ${whole} | base64 -d > /tmp/aima-start.sh; exec sh /tmp/aima-start.sh'`;
}
