/** Pictures rated suggestive or explicit start blurred; one click shows them. */
import { el } from './element.js';

/** @import { Words } from './words.js' */

/** @typedef {ReturnType<typeof createVeil>} Veil */

/** @param {'explicit' | 'suggestive' | undefined} rating @param {Words} words */
export function createVeil(rating, words) {
  let on = rating !== undefined;
  /** @type {(() => void)[]} */
  const listeners = [];
  const lift = () => {
    on = false;
    document.body.classList.remove('veiled');
    cover?.remove();
    listeners.forEach((listener) => listener());
  };
  const button = el('button', { type: 'button', class: 'button' }, words.t('show'));
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    lift();
  });
  const cover = rating === undefined ? undefined : el('div', { class: 'cover veil', role: 'note' }, el('p', {}, words.t('veiled', { rating: words.label(rating) })), button);
  // A click beside the button must not start what cannot be seen yet.
  cover?.addEventListener('click', (event) => event.stopPropagation());
  document.body.classList.toggle('veiled', on);
  return {
    cover, isOn: () => on,
    /** @param {() => void} listener Called when the pictures may be seen. */
    onChange: (listener) => listeners.push(listener),
  };
}
