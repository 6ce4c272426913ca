/** A list of findings: click goes there and opens the details; long lists grow on demand. */
import { el, fill } from './element.js';
import { createFindingCard } from './finding-card.js';
import { searchItems } from './list-items.js';

/** @import { ResultDocument } from '@aima/contract' */
/** @import { Item } from './list-items.js' */
/** @import { Keyframes } from './keyframes.js' */
/** @import { Playback } from './playback.js' */
/** @import { Words } from './words.js' */

/** @typedef {{ report: ResultDocument, weighted: Readonly<Record<string, number>>, keyframes: Keyframes, playback: Playback, words: Words }} ListParts */
/** @typedef {{ element: HTMLElement, search: (query: string) => number, restrict: (keep: (item: Item) => boolean) => void }} ItemList */

const PAGE_ITEMS = 200;

/** The text with the searched words marked. @param {string} text @param {string} query @returns {(Node | string)[]} */
function marked(text, query) {
  const needle = query.trim().toLowerCase();
  const at = needle === '' ? -1 : text.toLowerCase().indexOf(needle);
  return at < 0 ? [text] : [text.slice(0, at), el('mark', {}, text.slice(at, at + needle.length)), text.slice(at + needle.length)];
}

/** @param {Item} item @param {string} query @param {ListParts} parts */
function itemRow(item, query, parts) {
  const { playback, words } = parts;
  const isTimed = playback.durationMs > 0;
  const button = el('button', { type: 'button', class: 'item', 'aria-expanded': 'false' },
    isTimed && el('span', { class: 'item-time' }, words.clockTime(item.startMs)),
    el('span', { class: 'item-text' }, el('span', { class: 'item-main', dir: 'auto' }, ...marked(item.main, query)), item.aside !== '' && el('span', { class: 'item-aside' }, item.aside)));
  const row = el('li', {}, button);
  /** @type {HTMLElement | undefined} */
  let card;
  button.addEventListener('click', () => {
    if (isTimed) playback.seek(item.startMs);
    if (card) {
      card.remove();
      card = undefined;
    } else {
      card = createFindingCard(item, parts);
      row.append(card);
    }
    button.setAttribute('aria-expanded', String(card !== undefined));
  });
  return row;
}

/** @param {{ items: Item[], emptyText: string, follow: boolean, label: string, parts: ListParts }} given @returns {ItemList} */
export function createItemList({ items, emptyText, follow, label, parts }) {
  const { words, playback } = parts;
  const list = el('ol', { class: 'items', 'aria-label': label });
  const foot = el('div', { class: 'list-foot' });
  const element = el('div', { class: 'item-list' }, list, foot);
  let query = '';
  /** @type {(item: Item) => boolean} */
  let keep = () => true;
  /** @type {Item[]} */
  let hits = [];
  /** @type {HTMLElement | undefined} */
  let current;

  const grow = () => {
    const shown = list.childElementCount;
    list.append(...hits.slice(shown, shown + PAGE_ITEMS).map((item) => itemRow(item, query, parts)));
    const now = list.childElementCount;
    const rest = hits.length - now;
    const more = el('button', { type: 'button', class: 'button' }, words.t('showMore', { count: words.number(Math.min(rest, PAGE_ITEMS)) }));
    more.addEventListener('click', grow);
    fill(foot,
      hits.length === 0 && el('p', { class: 'empty' }, query === '' || items.length === 0 ? emptyText : words.t('noHits', { query })),
      rest > 0 && more, rest > 0 && el('span', { class: 'quiet' }, words.t('remaining', { shown: words.number(now), count: words.number(hits.length) })));
    return now;
  };
  const rebuild = () => {
    hits = searchItems(items.filter(keep), query, words);
    list.replaceChildren();
    current = undefined;
    grow();
    markCurrent();
    return hits.length;
  };
  const markCurrent = () => {
    if (!follow || playback.durationMs === 0) return;
    const atMs = playback.timeMs();
    const index = hits.findIndex((item) => atMs >= item.startMs && atMs < Math.max(item.endMs, item.startMs + 1));
    const row = list.children[index];
    if (row === current) return;
    current?.removeAttribute('aria-current');
    current = row instanceof HTMLElement ? row : undefined;
    current?.setAttribute('aria-current', 'true');
    if (current && playback.playing() && element.parentElement) element.parentElement.scrollTop = current.offsetTop - element.parentElement.clientHeight / 3;
  };
  playback.onTime(markCurrent);
  rebuild();
  return {
    element,
    search: (text) => {
      query = text;
      return rebuild();
    },
    restrict: (test) => {
      keep = test;
      rebuild();
    },
  };
}
