/** The machines that emulated providers lend: real in what they keep, reach and leave behind. */
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { realMachines, tryRealMachines } from '../emulators/machine/real-machines.ts';
import { MACHINES } from '../emulators/machine/root.ts';
import { filesHolding } from '../emulators/machine/scan.ts';
import { alive } from '../support/cli.ts';
import { rentMachine, until } from '../support/rented-machine.ts';

const tried = await tryRealMachines();
if (typeof tried === 'string') console.log(`Real machines are left out: ${tried}`);

describe.skipIf(typeof tried === 'string')('a real machine', () => {
  test('keeps its disk over a stop, at another address; its own command replaces sshd, and its script runs beside', async () => {
    const host = await realMachines();
    const exits: string[] = [];
    const rented = await rentMachine(host, { name: 'twice', onStart: 'echo "$GIVEN" > /root/given', env: { GIVEN: 'a b' } });
    const shell = await rented.logIn();
    expect((await shell.run('cat /root/given; tr "\\0" "\\n" < /proc/1/environ; echo "$GIVEN"; hostname')).stdout).toMatch(/^a b\n(?:.*\n)*GIVEN=a b\n(?:.*\n)*\ntwice\n$/);
    await shell.run('echo kept > /root/kept');
    await rented.machine.stop(true);
    expect(rented.machine.direct).toBeUndefined();
    await rented.machine.resume();
    const again = await rented.logIn();
    expect((await again.run('cat /root/kept')).stdout).toBe('kept\n');
    expect(again.hostKey).toBe(shell.hostKey);

    const ends = await host.start({ id: 'ends', name: 'ends', provider: 'vastai', image: '', env: {}, publicKeys: [], command: ['sh', '-c', 'sleep 0.3'], diskGb: 1, gpuCount: 0, onSelfDestroy: () => true, onExit: () => { exits.push('ends'); } });
    await until(() => exits.length === 1 && !ends.running);
    await host.close();
  });

  test('reaches nothing of this computer but what it is lent', async () => {
    const server = createServer((_request, response) => { response.end('provider'); }).listen(0, '127.0.0.1');
    const other = createServer((_request, response) => { response.end('other'); }).listen(0, '127.0.0.1');
    await Promise.all([once(server, 'listening'), once(other, 'listening')]);
    const port = (of: typeof server): number => { const address = of.address(); return address !== null && typeof address === 'object' ? address.port : 0; };
    const host = await realMachines({ reaches: () => [port(server)] });
    const { machine } = await rentMachine(host, { name: 'alone' });
    const curl = (url: string): Promise<string> => machine.inside('sh', '-c', `curl -sS -m 5 ${url} 2>&1 || true`);
    expect(await curl(`http://127.0.0.1:${port(server)}`)).toBe('provider');
    expect(await curl(`http://127.0.0.1:${port(other)}`)).toMatch(/refused|Failed to connect|Couldn't connect/i);
    expect(await curl('http://192.0.2.1')).toMatch(/unreachable|Failed to connect|Couldn't connect/i);
    expect((await machine.inside('cat', '/proc/net/route')).trim().split('\n')).toHaveLength(1);
    expect((await machine.inside('cat', '/proc/net/dev')).match(/^\s*\w+:/gm)).toHaveLength(1);
    machine.setOffline?.(true);
    expect(await curl(`http://127.0.0.1:${port(server)}`)).toMatch(/timed out/i);
    await host.close();
    server.close();
    other.close();
  });

  test('shows what was left on it before the next customer gets it', async () => {
    const seen: string[][] = [];
    const marker = randomBytes(32);
    const host = await realMachines({ onRelease: async (machine) => { seen.push(await filesHolding(machine.disk, [marker, 'SECRET-NAME'])); } });
    const rented = await rentMachine(host, { name: 'dirty' });
    const shell = await rented.logIn();
    await shell.run('mkdir -p /var/left; { head -c 1048560 /dev/zero; cat; } > /var/left/hidden; : > /root/SECRET-NAME; cp /var/left/hidden /dev/shm/memory', { input: marker });
    await rented.machine.destroy();
    expect(seen).toEqual([['root/SECRET-NAME', 'var/left/hidden']]);
    await host.close();
  });

  test('nothing of it is left, not even when whoever started it is killed', async () => {
    const program = `import { realMachines } from ${JSON.stringify(path.resolve('tests/emulators/machine/real-machines.ts'))};
      const host = await realMachines();
      const machine = await host.start({ id: 'left', name: 'left', provider: 'runpod', image: '', env: {}, publicKeys: [], diskGb: 1, gpuCount: 0, onSelfDestroy: () => true, onExit() {} });
      console.log(machine.root().split('/')[2], machine.disk); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data') as [Buffer];
    const [pid, disk = ''] = line.toString().trim().split(' ');
    expect(alive(Number(pid))).toBe(true);
    child.kill('SIGKILL');
    await until(() => !alive(Number(pid)));
    expect(existsSync(disk)).toBe(true);
    await (await realMachines()).close();
    expect(existsSync(disk)).toBe(false);
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(MACHINES);
    expect(execFileSync('ps', ['ax'], { encoding: 'utf8' })).not.toContain(path.dirname(disk));
    expect(readdirSync(MACHINES).filter((name) => name.startsWith(`${process.pid}-`))).toEqual([]);
  });
});
