// @ts-check
/** A new password with the link that an administrator made. */
import { ask, byId, fieldsOf, submit } from './api.js';
import { forgetToken, takeToken } from './link.js';
import { speak, word } from './words.js';

const token = takeToken();
speak();
if (token) {
  const { value: options } = await ask('GET', '/api/v1/auth');
  const form = /** @type {HTMLFormElement} */ (byId('new-password'));
  byId('password').setAttribute('minlength', options.passwordLength);
  byId('password-rule').textContent = word('passwordRule', { n: options.passwordLength });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(form, () => ask('POST', '/api/v1/auth/new-password', { token, ...fieldsOf(form) }), () => {
      forgetToken();
      form.hidden = true;
      byId('done').hidden = false;
      byId('done').querySelector('a')?.focus();
    });
  });
  form.hidden = false;
} else {
  byId('invalid').textContent = word('noPasswordToken');
  byId('invalid').hidden = false;
}
