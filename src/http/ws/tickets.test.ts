import { expect, test } from 'vitest';
import { createTickets } from './tickets.ts';

const SECRET = 'a secret of at least thirty-two characters';
const CONTENT = { authorization: 'Bearer aima_1', workspaceId: '00000000-0000-4000-8000-000000000001' };

test('a ticket gives back once what it was made of, in any process of the installation', () => {
  const { ticket } = createTickets(SECRET).issue(CONTENT);
  const other = createTickets(SECRET);
  expect(ticket).not.toContain('aima_1');
  expect(other.redeem(ticket)).toEqual(CONTENT);
  expect(other.redeem(ticket)).toBeUndefined();
});

test('other texts for the same bytes are the same ticket', () => {
  const tickets = createTickets(SECRET);
  const { ticket } = tickets.issue({ cookie: 'a=b' });
  expect(tickets.redeem(ticket)).toEqual({ cookie: 'a=b' });
  expect(tickets.redeem(`${ticket}==`)).toBeUndefined();
});

test('what is old, changed, of another installation or nonsense opens nothing', () => {
  let now = 0;
  const tickets = createTickets(SECRET, () => now);
  const { ticket, expiresInSeconds } = tickets.issue(CONTENT);
  const changed = Buffer.from(ticket, 'base64url');
  changed[20] = (changed[20] ?? 0) ^ 1;
  expect(tickets.redeem(changed.toString('base64url'))).toBeUndefined();
  expect(createTickets(`${SECRET}!`, () => now).redeem(ticket)).toBeUndefined();
  for (const text of ['', 'nonsense', 'A'.repeat(20_000)]) expect(tickets.redeem(text)).toBeUndefined();
  now = expiresInSeconds * 1000 + 1;
  expect(tickets.redeem(ticket)).toBeUndefined();
});
