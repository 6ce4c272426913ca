import { expect, test } from 'vitest';
import { addressGuard, parseInternalHosts } from './address-guard.ts';

const guard = (names: Record<string, readonly string[]>, internal?: string) =>
  addressGuard({ internal: parseInternalHosts(internal), resolve: async (host) => names[host] ?? Promise.reject(new Error('ENOTFOUND')) });

test('a name is resolved, and only its public addresses are used, IPv4 first', async () => {
  const open = guard({ 'media.example': ['2606:4700::1', '10.0.0.1', '93.184.216.34'] });
  expect(await open.pin('MEDIA.example.')).toEqual([{ address: '93.184.216.34', family: 4 }, { address: '2606:4700::1', family: 6 }]);
  expect(open.refusals()).toEqual([]);
});

test.each([['inside.example', '10.0.0.1'], ['loop.example', '127.0.0.1'], ['six.example', '::1'], ['cloud.example', '169.254.169.254']])('%s leads to %s and is refused', async (host, address) => {
  const open = guard({ [host]: [address] });
  await expect(open.pin(host)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(open.refusals()).toHaveLength(1);
});

test.each(['127.0.0.1', '[::1]', '::1', '[::ffff:127.0.0.1]', '10.0.0.5'])('%s by number is refused without asking any resolver', async (host) => {
  await expect(guard({}).pin(host)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
});

test('an unknown name is told as such, and is no refusal', async () => {
  const open = guard({ 'empty.example': [] });
  await expect(open.pin('nowhere.example')).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  await expect(open.pin('empty.example')).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  expect(open.refusals()).toEqual([]);
});

test('hosts and networks that were named are open, their neighbours are not', async () => {
  const open = guard({ 'camera.local': ['192.168.7.7'], 'other.local': ['192.168.7.8'] }, ' camera.local, 10.20.0.0/16 ,192.168.1.20,fd00::/8');
  expect(await open.pin('Camera.local')).toEqual([{ address: '192.168.7.7', family: 4 }]);
  expect(await open.pin('10.20.30.40')).toHaveLength(1);
  expect(await open.pin('192.168.1.20')).toHaveLength(1);
  expect(await open.pin('[fd00::5]')).toEqual([{ address: 'fd00::5', family: 6 }]);
  for (const host of ['other.local', '10.21.0.1', '192.168.1.21', '::1']) await expect(open.pin(host)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
});

test.each(['10.0.0.0/33', '10.0.0.0/x', 'camera.local/8', 'http://camera', 'fd00::/129'])('AIMA_INTERNAL_HOSTS=%s is refused with its name', (entry) => {
  expect(() => parseInternalHosts(entry)).toThrow(/neither a host nor a network/);
});
