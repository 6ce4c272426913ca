// @ts-check
/** The first account, and accounts by invitation: both from a one-time link. */
import { ask, byId, fieldsOf, submit } from './api.js';
import { forgetToken, takeToken } from './link.js';
import { speak, word } from './words.js';

const invited = location.pathname === '/invitation';
const token = takeToken();

const home = () => {
  forgetToken();
  location.assign('/');
};

/** @param {string} sentence */
function invalid(sentence) {
  const said = byId('invalid');
  said.textContent = sentence;
  said.hidden = false;
}

async function showForm() {
  const { value: options } = await ask('GET', '/api/v1/auth');
  const form = /** @type {HTMLFormElement} */ (byId('account'));
  byId('password').setAttribute('minlength', options.passwordLength);
  byId('password-rule').textContent = word('passwordRule', { n: options.passwordLength });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(form, () => ask('POST', '/api/v1/auth/sign-up', { ...fieldsOf(form), ...(invited ? { invitationToken: token } : { welcomeToken: token }) }), home);
  });
  form.hidden = false;
}

async function showInvitation() {
  const { status, value } = await ask('POST', '/api/v1/invitations/look', { token });
  if (status >= 300) {
    invalid(`${value.detail} ${value.next}`);
    return;
  }
  byId('about').textContent = word('invitedTo', { name: value.workspace });
  const me = await ask('GET', '/api/v1/me');
  if (me.status !== 200) {
    await showForm();
    return;
  }
  const join = byId('join');
  byId('join-text').textContent = word('joinAs', { name: me.value.account.name });
  join.querySelector('button')?.addEventListener('click', () => { void submit(join, () => ask('POST', '/api/v1/invitations/accept', { token }), home); });
  join.hidden = false;
}

speak();
if (!token) invalid(word('noToken'));
else await (invited ? showInvitation() : showForm());
