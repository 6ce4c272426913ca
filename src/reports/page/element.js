/** Builds DOM from plain values. Text goes in as text only, so nothing in a document can become markup. */

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | undefined | null>} Attributes */

/**
 * True sets an empty attribute, false, null and undefined leave it out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Attributes} [attributes] @param {Child[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** @param {HTMLElement} parent @param {Child[]} children */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

const SVG = 'http://www.w3.org/2000/svg';

/** Paths on a 24 x 24 grid. */
const iconPaths = {
  play: 'M7 4.5v15l12.5-7.5z',
  pause: 'M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z',
  previous: 'M18.5 5v14l-9.5-7zM5.5 5h2.5v14h-2.5z',
  next: 'M5.5 5v14l9.5-7zM16 5h2.5v14h-2.5z',
  sound: 'M4 9v6h4l5 4.5v-15l-5 4.5zM16 8.2a5 5 0 0 1 0 7.6l-1.1-1.2a3.3 3.3 0 0 0 0-5.2zM18.4 5.6a8.5 8.5 0 0 1 0 12.8l-1.1-1.2a6.8 6.8 0 0 0 0-10.4z',
  muted: 'M4 9v6h4l5 4.5v-15l-5 4.5zM15.2 9.3l1.1-1.1 2.2 2.2 2.2-2.2 1.1 1.1-2.2 2.2 2.2 2.2-1.1 1.1-2.2-2.2-2.2 2.2-1.1-1.1 2.2-2.2z',
  full: 'M4 4h6v2h-4v4h-2zM14 4h6v6h-2v-4h-4zM4 14h2v4h4v2h-6zM18 14h2v6h-6v-2h4z',
  help: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 1.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4zm-1 10.7h2v2h-2zm1-9c2 0 3.5 1.2 3.5 3.1 0 2.2-2.6 2.5-2.6 4.4h-1.8c0-2.9 2.5-3.1 2.5-4.4 0-.8-.7-1.3-1.6-1.3-1 0-1.7.6-1.8 1.6l-1.8-.3c.2-1.9 1.7-3.1 3.6-3.1z',
  plus: 'M11 5h2v6h6v2h-6v6h-2v-6h-6v-2h6z',
  minus: 'M5 11h14v2h-14z',
  fit: 'M3 5h2v14h-2zM19 5h2v14h-2zM6.5 12l4-4v3h3v-3l4 4-4 4v-3h-3v3z',
  close: 'M6.4 5l5.6 5.6 5.6-5.6 1.4 1.4-5.6 5.6 5.6 5.6-1.4 1.4-5.6-5.6-5.6 5.6-1.4-1.4 5.6-5.6-5.6-5.6z',
};

/** @typedef {keyof typeof iconPaths} IconName */

/** @param {IconName} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', iconPaths[name]);
  svg.append(shape);
  return svg;
}

/** A button that shows only an icon. @param {IconName} name @param {string} label @param {() => void} onClick @param {Attributes} [attributes] */
export function iconButton(name, label, onClick, attributes = {}) {
  const button = el('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, ...attributes }, icon(name));
  button.addEventListener('click', onClick);
  return button;
}

/** @param {HTMLButtonElement} button @param {IconName} name @param {string} label */
export function relabel(button, name, label) {
  button.setAttribute('aria-label', label);
  button.title = label;
  button.replaceChildren(icon(name));
}
