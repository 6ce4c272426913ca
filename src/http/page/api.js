// @ts-check
/** Asks the server; what it refuses becomes a sentence for people. */
import { language, word } from './words.js';

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<{ status: number, value: any }>}
 */
export async function ask(method, path, body) {
  const answer = await fetch(path, {
    method, credentials: 'same-origin',
    headers: { 'accept-language': language, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, value: text === '' ? undefined : JSON.parse(text) };
}

/**
 * What the form says is sent once; what the server refuses stands in the form.
 *
 * @param {HTMLFormElement | HTMLElement} form
 * @param {() => Promise<{ status: number, value: any }>} send
 * @param {(value: any) => void} done
 */
export async function submit(form, send, done) {
  const said = /** @type {HTMLElement} */ (form.querySelector('.said'));
  const buttons = form.querySelectorAll('button');
  said.hidden = true;
  for (const button of buttons) button.disabled = true;
  try {
    const { status, value } = await send();
    if (status < 300) {
      done(value);
      return;
    }
    said.textContent = `${value.issues?.[0] ? `${value.issues[0].path.split('/').at(-1)}: ${value.issues[0].message}.` : value.detail} ${value.next}`;
  } catch {
    said.textContent = word('failed');
  } finally {
    for (const button of buttons) button.disabled = false;
  }
  said.hidden = false;
}

/** @param {HTMLFormElement} form */
export const fieldsOf = (form) => Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value)]));

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export const byId = (id) => {
  const element = document.getElementById(id);
  if (!element) throw new Error(`This page has no ${id}.`);
  return element;
};
