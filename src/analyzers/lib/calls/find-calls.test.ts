import { expect, test } from 'vitest';
import { findCalls } from './find-calls.ts';

const spoken = (text: string): string[] => findCalls(text, { written: false }).map(({ kind, words }) => `${kind}: ${words}`);
const written = (text: string): string[] => findCalls(text, { written: true }).map(({ kind, words }) => `${kind}: ${words}`);

test.for([
  ['If you like this video, follow me and click the link in my bio.', ['follow: follow me', 'link: click the link in my bio']],
  ['If you like this video follow me', ['follow: follow me']],
  ["Don't forget to follow us and hit the bell", ['follow: follow us', 'notifications: hit the bell']],
  ['Smash that like button and subscribe to my channel!', ['like: Smash that like button', 'subscribe: subscribe to my channel']],
  ['Let me know in the comments what you prefer.', ['comment: Let me know in the comments']],
  ['Use code SUMMER20 and buy now.', ['discount_code: Use code', 'buy: buy now']],
  ['What do you think?', ['question: What do you think']],
  ['Lasst ein Abo da und schreibt es in die Kommentare.', ['subscribe: Lasst ein Abo da', 'comment: in die Kommentare']],
  ['Den Link findet ihr unten, folgt mir gerne!', ['link: Link findet ihr', 'follow: folgt mir gerne']],
  ['Mit dem Rabattcode spart ihr, jetzt bestellen.', ['discount_code: Rabattcode', 'buy: jetzt bestellen']],
  ['Was meint ihr, würdet ihr das kaufen?', ['question: Was meint ihr', 'question: würdet ihr']],
] as const)('said: %s', ([text, calls]) => {
  expect(spoken(text)).toEqual(calls);
});

test.for([
  'I follow my heart.', 'The dogs follow me everywhere.', 'They follow us to the river.', 'I want to follow me own rules.', 'Did you like the video?', 'I like this video a lot.', 'We share the same house.',
  'She left a comment about the weather.', 'He wanted to buy a car now and then.', 'The link between the two is clear.', 'As I was saying, the following day it rained.', 'I know what do you think means.',
  'Er folgt mir auf Schritt und Tritt.', 'Somebody wrote in the comments that it rained.', 'People follow our channel.', 'She will call me if it rains.', 'I worked with the code for a year.', 'These are the rules they follow for guests.', 'Wir teilen uns die Wohnung.', 'Ich folge dem Weg.', 'Das gefällt mir.', 'Sie kommentiert die Wahl.', 'Er hat den Kanal überquert.', 'Die Glocke läutet.', 'Ask not what your country can do for you.', 'If you follow me you will see.',
])('said, no call: %s', (text) => {
  expect(spoken(text)).toEqual([]);
});

test.for([
  ['FOLLOW FOR MORE', 'follow: FOLLOW FOR MORE'], ['F0LL0W F0R M0RE', 'follow: F0LL0W F0R M0RE'], ['FOLLOWFORMORE', 'follow: FOLLOWFORMORE'], ['FOLLOW FOR M0RF', 'follow: FOLLOW FOR M0RF'],
  ['Follow for travel tips', 'follow: Follow for'], ['LINK IN BIO', 'link: LINK IN BIO'], ['L1NK IN\nBI0', 'link: L1NK IN\nBI0'], ['Link in Bio!', 'link: Link in Bio'], ['Subscribe', 'subscribe: Subscribe'], ['SUBSCR1BE', 'subscribe: SUBSCR1BE'],
  ['Fur mehr folgen', 'follow: Fur mehr folgen'], ['Für mehr folgen', 'follow: Für mehr folgen'], ['Fuer mehr folgen', 'follow: Fuer mehr folgen'], ['ABONNIEREN', 'subscribe: ABONNIEREN'], ['Jetzt kaufen', 'buy: Jetzt kaufen'], ['Link in der Bio', 'link: Link in der Bio'],
  ['Rabattcode: SOMMER', 'discount_code: Rabattcode'], ['Was haltst du davon?', 'question: Was haltst du'],
] as const)('on screen: %s', ([text, call]) => {
  expect(written(text)).toEqual([call]);
});

test.for(['MISFITS', 'NEW SALE 50 PERCENT OFF', 'SPEED LIMIT 50', 'BASRURKAR MARKET', 'I like turtles', 'How to follow a recipe', 'Teilen macht Freude', 'We share our story'])('on screen, no call: %s', (text) => {
  expect(written(text)).toEqual([]);
});

test('how sure it is: orders over words that may tell, exact over nearly read', () => {
  const strength = (text: string, screen = false): number => findCalls(text, { written: screen })[0]?.strength ?? 0;
  expect(strength('follow for more')).toBeGreaterThan(strength('follow me'));
  expect(strength('FOLLOW FOR MORE', true)).toBeGreaterThan(strength('FOLLOW FOR MORF', true));
  expect(strength('What do you think?')).toBeGreaterThan(strength('What do you think'));
});
