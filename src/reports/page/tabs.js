/** Tabs as in the ARIA authoring practices: arrows move between them, only the chosen one is in the tab order. */
import { el } from './element.js';

/** @import { ItemList } from './item-list.js' */

/** @import { Words } from './words.js' */

/** @typedef {{ id: string, title: string, count: number | undefined, content: HTMLElement, list: ItemList | undefined }} Tab */

/** @param {readonly Tab[]} tabs @param {string} first @param {string} label @param {Words} words */
export function createTabs(tabs, first, label, words) {
  /** @param {number | undefined} count */
  const countText = (count) => (count === undefined ? '' : words.number(count));
  const parts = tabs.map((tab) => {
    const count = el('span', { class: 'count' }, countText(tab.count));
    const button = el('button', { type: 'button', role: 'tab', id: `tab-${tab.id}`, 'aria-controls': `panel-${tab.id}` }, tab.title, count);
    const content = el('div', { role: 'tabpanel', id: `panel-${tab.id}`, 'aria-labelledby': `tab-${tab.id}`, class: 'tab-panel', tabindex: 0 }, tab.content);
    return { tab, button, count, content };
  });
  /** @param {string} id */
  const choose = (id) => {
    for (const { tab, button, content } of parts) {
      const chosen = tab.id === id;
      button.setAttribute('aria-selected', String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      content.hidden = !chosen;
    }
  };
  parts.forEach(({ tab, button }, i) => {
    button.addEventListener('click', () => choose(tab.id));
    button.addEventListener('keydown', (event) => {
      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      const next = by === 0 ? undefined : parts[(i + by + parts.length) % parts.length];
      if (!next) return;
      event.preventDefault();
      choose(next.tab.id);
      next.button.focus();
    });
  });
  choose(first);
  const bar = el('div', { role: 'tablist', class: 'tabs', 'aria-label': label }, ...parts.map(({ button }) => button));
  return {
    element: el('div', { class: 'tab-view' }, bar, ...parts.map(({ content }) => content)),
    /** Numbers of hits beside the titles; undefined shows how many there are. @param {Map<string, number | undefined> | undefined} hits */
    showCounts: (hits) => {
      for (const { tab, count } of parts) {
        count.textContent = countText(hits ? hits.get(tab.id) : tab.count);
      }
    },
  };
}
