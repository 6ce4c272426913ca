import { expect, test } from 'vitest';
import { nextPath, plainPath } from './next-path.ts';

const HERE = 'https://aima.example';

test('leads to a place on this page, with what follows the path', () => {
  expect(nextPath('/jobs/7?tab=runs#t=3', HERE)).toBe('/jobs/7?tab=runs#t=3');
  expect(nextPath('/findings?text=a%20b', HERE)).toBe('/findings?text=a%20b');
});

test.each([
  null, '', 'jobs', 'https://evil.example/', '//evil.example', '/\\evil.example', '/\t/evil.example', '/.//evil.example', '/a/..//evil.example', '\\\\evil.example', 'javascript:alert(1)', '/sign-in?next=/', '/invitation', '/api/v1/me', 'http:evil',
])('leads nowhere else: %s', (given) => { expect(nextPath(given, HERE)).toBe('/'); });

test('hands providers only what the API takes', () => {
  expect(plainPath('/jobs/7?tab=runs')).toBe('/jobs/7?tab=runs');
  expect(plainPath('/findings?text=ü')).toBe('/');
  expect(plainPath('//evil.example')).toBe('/');
});
