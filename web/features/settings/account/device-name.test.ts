import { expect, test } from 'vitest';
import { deviceOf } from './device-name.ts';

test.for([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0', { browser: 'Edge', system: 'Windows', phone: false }],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', { browser: 'Safari', system: 'iPhone', phone: true }],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36', { browser: 'Chrome', system: 'Android', phone: true }],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0', { browser: 'Firefox', system: 'Linux', phone: false }],
  ['curl/8.9.1', { browser: 'curl', phone: false }],
] as const)('%s', ([agent, device]) => { expect(deviceOf(agent)).toEqual(device); });

test('a session that says nothing has no name', () => {
  expect(deviceOf(null)).toEqual({ phone: false });
  expect(deviceOf('🦊'.repeat(200))).toEqual({ phone: false });
});
