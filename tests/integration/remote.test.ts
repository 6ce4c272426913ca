/** The shell over SSH against a real sshd on a real machine of its own. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src/kernel/app-error.ts';
import { makeKeyPair } from '../../src/remote/key-pair.ts';
import type { Shell } from '../../src/remote/shell.ts';
import { openSshShell } from '../../src/remote/ssh-shell.ts';
import { realMachines, tryRealMachines, type RealMachines } from '../emulators/machine/real-machines.ts';
import { rentMachine, until, type Rented } from '../support/rented-machine.ts';
import { tempFolder } from '../support/temp-folder.ts';

const MIB = 2 ** 20;

const tried = await tryRealMachines();
if (typeof tried === 'string') console.log(`Real machines are left out: ${tried}`);

/** A file of random bytes. */
const fileOf = (bytes: number): { path: string; sha256: string; sizeBytes: number } => {
  const content = randomBytes(bytes);
  const file = path.join(tempFolder(), 'sent');
  writeFileSync(file, content);
  return { path: file, sha256: createHash('sha256').update(content).digest('hex'), sizeBytes: bytes };
};

const overSsh = describe.skipIf(typeof tried === 'string');
let host: RealMachines;
let rented: Rented;
let shell: Shell;
beforeAll(async () => {
  if (typeof tried === 'string') return;
  host = tried;
  rented = await rentMachine(host);
  shell = await rented.logIn();
});
afterAll(async () => { if (typeof tried !== 'string') await tried.close(); });

overSsh('logging in', () => {
  test('each way in which it fails is told apart', async () => {
    const { machine, target } = rented;
    const kind = async (changes: Partial<ReturnType<typeof target>> = {}): Promise<unknown> => {
      const error: unknown = await openSshShell({ ...target(), ...changes }, { limitMs: 1_000 }).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'MACHINE_UNREACHABLE' });
      return (error as { details: { kind: string } }).details.kind; // an AppError, as the line before says
    };
    expect(await kind({ privateKey: makeKeyPair('stranger').privateKey })).toBe('denied');
    expect(await kind({ privateKey: 'no key' })).toBe('denied');
    expect(await kind({ hostKey: `SHA256:${'A'.repeat(43)}` })).toBe('host_key');
    await machine.entrance('denied');
    expect(await kind()).toBe('denied');
    await machine.entrance('banner');
    expect(await kind()).toBe('banner');
    await machine.entrance('silent');
    expect(await kind()).toBe('banner');
    await machine.entrance('refused');
    expect(await kind()).toBe('refused');
    await machine.entrance('open');
    await (await rented.logIn()).close();
  });

  test('the key of the first meeting is that of ssh-keygen, and good for the next', async () => {
    const printed = await rented.machine.inside('ssh-keygen', '-l', '-f', '/etc/ssh/ssh_host_ed25519_key.pub');
    expect(printed.split(' ')[1]).toBe(shell.hostKey);
    const again = await openSshShell({ ...rented.target(), hostKey: shell.hostKey });
    expect(again.hostKey).toBe(shell.hostKey);
    await again.close();
    await again.closed;
  });

  test('a gate that lets in but runs no commands is no machine', async () => {
    const gate = `mkdir -p /root/.ssh; echo "command=\\"echo no exec\\" $PUBLIC_KEY" > /root/.ssh/authorized_keys; ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key; /usr/sbin/sshd; sleep infinity`;
    const refusing = await rentMachine(host, { name: 'gate', command: ['bash', '-c', gate] });
    const error = async (): Promise<unknown> => openSshShell(refusing.target()).catch((caught: unknown) => caught);
    await until(async () => !String(await error()).includes('ECONNREFUSED'));
    expect(await error()).toMatchObject({ code: 'MACHINE_UNREACHABLE', details: { kind: 'denied' }, message: expect.stringContaining('runs no commands') as unknown });
    await refusing.machine.destroy();
  });

  test('a slow machine refuses, is mute and denies, and lets in by and by', async () => {
    const slow = await rentMachine(host, { name: 'slow', flaws: { sshSlow: true } });
    const kinds = new Set<unknown>();
    await until(async () => {
      const met: unknown = await openSshShell(slow.target(), { limitMs: 500 }).catch((error: unknown) => error);
      kinds.add(met instanceof AppError ? met.details['kind'] : 'in');
      return kinds.has('in');
    });
    // A busy computer may be too slow for half a second as well.
    expect([...kinds].filter((kind) => kind !== 'timeout')).toEqual(['refused', 'banner', 'denied', 'in']);
    await slow.machine.destroy();
  });

  test('it can be cancelled', async () => {
    await rented.machine.entrance('silent');
    await expect(openSshShell(rented.target(), { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ code: 'CANCELLED' });
    await rented.machine.entrance('open');
  });
});

overSsh('commands', () => {
  test('status, both outputs, and input as it is', async () => {
    expect(await shell.run('echo out; echo err >&2; exit 7')).toEqual({ code: 7, stdout: 'out\n', stderr: 'err\n' });
    expect(await shell.run('kill -9 $$')).toMatchObject({ code: -1 });
    const bytes = randomBytes(3 * MIB);
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
    };
    const sum = createHash('sha256').update(bytes).digest('hex');
    expect((await shell.run('sha256sum', { input: pieces() })).stdout).toContain(sum);
    expect((await shell.run('sha256sum', { input: bytes })).stdout).toContain(sum);
    expect(await shell.run('exec 0<&-; echo early', { input: pieces() })).toMatchObject({ code: 0, stdout: 'early\n' });
  });

  test('the shortest command keeps its status, however many there are', async () => {
    for (let i = 0; i < 300; i++) expect(await shell.run(`echo ${i}; exit ${i % 250}`)).toEqual({ code: i % 250, stdout: `${i}\n`, stderr: '' });
  });

  test('what a login shell prints on its own is no output', async () => {
    await rented.machine.inside('sh', '-c', 'cp /root/.bashrc /root/kept; { echo "echo noise; echo noise >&2"; cat /root/kept; } > /root/.bashrc');
    expect(await shell.run('echo clean')).toEqual({ code: 0, stdout: 'clean\n', stderr: '' });
    await rented.machine.inside('mv', '/root/kept', '/root/.bashrc');
  });

  test('endless output is cut and never held', async () => {
    const { code, stdout } = await shell.run('head -c 30000000 /dev/zero');
    expect(code).toBe(0);
    expect(stdout.length).toBe(MIB);
  });

  test('a limit and a cancellation end everything that the command began', async () => {
    const runs = async (): Promise<boolean> => (await rented.machine.inside('ps', 'ax')).includes('sleep 4321');
    const late = shell.run('sleep 4321 & sleep 4321', { limitMs: 1_000 });
    await until(runs);
    expect(await late).toMatchObject({ code: -1, stderr: '\nended after 1000 ms' });
    expect(await runs()).toBe(false);
    const cancel = new AbortController();
    const cancelled = shell.run('(sleep 4321; true) | sleep 4321', { signal: cancel.signal });
    await until(runs);
    cancel.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await runs()).toBe(false);
  });

  test('an input that fails ends the command and is told', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield randomBytes(10);
      throw new Error('source is gone');
    };
    await expect(shell.run('cat > /dev/null; sleep 100', { input: broken() })).rejects.toThrow('source is gone');
  });
});

overSsh('files', () => {
  const onMachine = (file: string): string => path.join(rented.machine.root() ?? '', file);
  const part = (target: string, sha256: string): string => onMachine(`${target}.${sha256.slice(0, 16)}.part`);
  const same = (target: string, sha256: string): boolean => createHash('sha256').update(readFileSync(onMachine(target))).digest('hex') === sha256;

  test('a file goes on where the connection broke', async () => {
    const source = fileOf(64 * MIB);
    const target = "/root/in it's folder/a $(file)";
    const first = await rented.logIn();
    const crash = new AbortController();
    await expect(first.send(source, target, { signal: crash.signal, onProgress: (bytes) => { if (bytes >= 24 * MIB) crash.abort(); } })).rejects.toMatchObject({ code: 'CANCELLED' });
    await first.close();
    const kept = readFileSync(part(target, source.sha256)).length;
    expect(kept).toBeGreaterThan(8 * MIB);
    expect(existsSync(onMachine(target))).toBe(false);
    const progress: number[] = [];
    await shell.send(source, target, { onProgress: (bytes) => progress.push(bytes) });
    expect(progress[0]).toBe(kept + MIB);
    expect(progress.at(-1)).toBe(source.sizeBytes);
    expect(same(target, source.sha256)).toBe(true);
    expect(existsSync(part(target, source.sha256))).toBe(false);
    // Once more costs nothing.
    const again: number[] = [];
    await shell.send(source, target, { onProgress: (bytes) => again.push(bytes) });
    expect(again).toEqual([source.sizeBytes]);
  });

  test('a beginning that was damaged is sent anew; a source that is not what it says is refused', async () => {
    const source = fileOf(3 * MIB);
    writeFileSync(part('/root/damaged', source.sha256), randomBytes(MIB));
    await shell.send(source, '/root/damaged');
    expect(same('/root/damaged', source.sha256)).toBe(true);
    const { sha256 } = source;
    truncateSync(source.path, 2 * MIB);
    await expect(shell.send({ ...source, sizeBytes: 2 * MIB }, '/root/other')).rejects.toMatchObject({ code: 'MEDIA_HASH_MISMATCH' });
    expect(existsSync(part('/root/other', sha256))).toBe(false);
    expect(existsSync(onMachine('/root/other'))).toBe(false);
  });

  test('an empty file is a file', async () => {
    const source = fileOf(0);
    await shell.send(source, '/root/empty');
    expect(same('/root/empty', source.sha256)).toBe(true);
  });

  test('a full disk is told as such', async () => {
    const small = await realMachines({ diskBytes: 16 * MIB });
    const full = await rentMachine(small, { name: 'full' });
    const there = await full.logIn();
    await expect(there.send(fileOf(32 * MIB), '/root/large')).rejects.toMatchObject({ code: 'DISK_FULL' });
    // Fills up while it arrives.
    const source = fileOf(10 * MIB);
    let filled: Promise<string> | undefined;
    const grows = there.send(source, '/root/large', { onProgress: () => { filled ??= full.machine.inside('sh', '-c', 'head -c 20000000 /dev/zero > /root/filler 2> /dev/null'); } });
    await expect(grows).rejects.toMatchObject({ code: 'DISK_FULL' });
    await filled;
    await small.close();
  });
});

overSsh('tunnels', () => {
  /** Says back what it gets, until the other side has said all. */
  const ECHO = 'use IO::Socket::INET; $s = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1", LocalPort => 7777, ReuseAddr => 1); $| = 1; print "listens\\n"; while ($c = $s->accept) { local $/; print $c scalar <$c>; close $c }';

  test("a port of the machine's loopback, both ways, to the last byte", async () => {
    const echo = shell.run(`perl -e '${ECHO}'`, { limitMs: 20_000 });
    await until(async () => (await rented.machine.inside('cat', '/proc/net/tcp')).includes(':1E61 '));
    const tunnel = await shell.tunnel(7777);
    const bytes = randomBytes(5 * MIB);
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(tunnel.url).port), allowHalfOpen: true });
    socket.end(bytes);
    const back: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer> /* without an encoding */) back.push(chunk);
    expect(Buffer.concat(back).equals(bytes)).toBe(true);
    await tunnel.close();
    await expect(fetch(tunnel.url)).rejects.toThrow();
    await rented.machine.inside('pkill', 'perl');
    await echo;
  });

  test('nobody there is a broken connection, not a hanging one', async () => {
    const tunnel = await shell.tunnel(7778);
    await expect(fetch(tunnel.url)).rejects.toThrow();
    await tunnel.close();
  });
});

test.skipIf(typeof tried === 'string')('a machine that falls silent is noticed, and whatever was going on ends', async () => {
  const lost = await rentMachine(host, { name: 'lost' });
  const there = await lost.logIn();
  const tunnel = await there.tunnel(22);
  const going = there.run('sleep 1000');
  const noticed = expect(going).rejects.toMatchObject({ code: 'MACHINE_UNREACHABLE', details: { kind: 'lost' } });
  lost.machine.setOffline?.(true);
  await there.closed;
  await noticed;
  await expect(there.run('true')).rejects.toMatchObject({ code: 'MACHINE_UNREACHABLE' });
  await expect(fetch(tunnel.url)).rejects.toThrow();
  // It was only cut off: whoever comes back finds it running.
  lost.machine.setOffline?.(false);
  const back = await lost.logIn();
  await lost.machine.crash();
  await back.closed;
  await lost.machine.destroy();
}, 40_000);
