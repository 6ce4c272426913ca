// @ts-check
/** The first page: how AIMA is, and signing in and out. */
import { ask, byId, fieldsOf, submit } from './api.js';
import { refusalOf } from './sign-in-refusals.js';
import { showMachines } from './machines.js';
import { speak, word } from './words.js';

const AGAIN_MS = 10_000;

/** @param {[string, string, string?][]} rows */
function facts(rows) {
  byId('facts').replaceChildren(...rows.flatMap(([name, value, look]) => {
    const term = document.createElement('dt');
    const fact = document.createElement('dd');
    term.textContent = name;
    fact.textContent = value;
    if (look) fact.className = look;
    return [term, fact];
  }));
}

async function status() {
  const works = byId('works');
  try {
    const { value: health } = await ask('GET', '/health');
    works.textContent = word(health.status);
    works.className = health.status === 'ok' ? 'good' : 'warn';
    /** @param {string} part @returns {[string, string]} */
    const state = (part) => (part === 'ok' ? [word('partOk'), ''] : [word('partUnreachable'), 'bad']);
    facts([
      [word('database'), ...state(health.database)], [word('storage'), ...state(health.storage)],
      [word('orchestrator'), word(health.orchestrator === 'running' ? 'partRunning' : 'partNotHere')], [word('version'), health.version],
    ]);
  } catch {
    works.textContent = word('away');
    works.className = 'bad';
    facts([]);
  }
}

/** @param {any} me */
function showSignedIn(me) {
  byId('who').textContent = word('signedIn', { name: me.account.name });
  byId('in').hidden = false;
  byId('out').addEventListener('click', () => { void ask('POST', '/api/v1/auth/sign-out').finally(() => { location.reload(); }); });
}

const signedIn = () => { location.assign('/'); };

/** @param {any} options */
function showSignIn(options) {
  const passwordForm = /** @type {HTMLFormElement} */ (byId('password-form'));
  const codeForm = /** @type {HTMLFormElement} */ (byId('code-form'));
  const directory = byId('directory');
  let byDirectory = false;
  const label = () => {
    byId('name-label').textContent = word(byDirectory ? 'directoryName' : 'email');
    directory.textContent = word(byDirectory ? 'useEmail' : 'useDirectory');
  };
  label();
  directory.hidden = !options.directory;
  directory.addEventListener('click', () => {
    byDirectory = !byDirectory;
    label();
  });
  passwordForm.addEventListener('submit', (event) => {
    event.preventDefault();
    const { name, password } = fieldsOf(passwordForm);
    const send = () => (byDirectory ? ask('POST', '/api/v1/auth/sign-in/directory', { name, password }) : ask('POST', '/api/v1/auth/sign-in', { email: name, password }));
    void submit(passwordForm, send, ({ state }) => {
      if (state === 'signed_in') {
        signedIn();
        return;
      }
      passwordForm.hidden = true;
      byId('providers').hidden = true;
      codeForm.hidden = false;
      codeForm.querySelector('input')?.focus();
    });
  });
  codeForm.addEventListener('submit', (event) => {
    event.preventDefault();
    const { code = '' } = fieldsOf(codeForm);
    void submit(codeForm, () => ask('POST', '/api/v1/auth/sign-in/second-factor', { kind: /^\d{6}$/.test(code.trim()) ? 'totp' : 'recovery', code }), signedIn);
  });
  byId('providers').replaceChildren(...options.providers.map((/** @type {{ id: string, name: string }} */ { id, name }) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'plain';
    button.textContent = word('with', { name });
    button.addEventListener('click', () => { void submit(passwordForm, () => ask('POST', `/api/v1/auth/sign-in/providers/${id}`, { next: '/' }), ({ url }) => { location.assign(url); }); });
    return button;
  }));
  byId('sign-in').hidden = false;
}

speak();
const refused = new URLSearchParams(location.search).get('error');
if (refused) {
  byId('refusal-text').textContent = refusalOf(refused);
  byId('refusal').hidden = false;
}
await status();
setInterval(() => { void status(); }, AGAIN_MS);
const me = await ask('GET', '/api/v1/me');
if (me.status === 200) {
  showSignedIn(me.value);
  await showMachines(me.value);
} else {
  const { value: options } = await ask('GET', '/api/v1/auth');
  if (options.needsAdministrator) byId('first').hidden = false;
  else showSignIn(options);
}
