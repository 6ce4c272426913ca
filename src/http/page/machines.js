// @ts-check
/** Rented machines that run now, what they cost, and the red button that ends them all. */
import { ask, byId, submit } from './api.js';
import { language, word } from './words.js';

const AGAIN_MS = 5_000;
/** The API wants this word; here a second button says it. */
const STOP = 'STOP';

/** @param {number} usd @param {number} [digits] */
const money = (usd, digits = 2) => new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(usd);

/** @param {number} seconds */
const clock = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);

/** @param {string} text @param {string} [look] */
function cell(text, look) {
  const made = document.createElement('td');
  made.textContent = text;
  if (look) made.className = look;
  return made;
}

/** @type {Record<string, Parameters<typeof word>[0]>} */
const PHASES = { planned: 'phasePlanned', starting: 'phaseStarting', setting_up: 'phaseSettingUp', working: 'phaseWorking', ending: 'phaseEnding', gone: 'phaseGone' };

/** @param {any} machine */
function row({ provider, description, phase, spentUsd, usdPerMinute, seconds, refusedSince }) {
  const made = document.createElement('tr');
  const state = refusedSince ? word('refusedEnd') : word(PHASES[phase] ?? 'phaseWorking');
  made.append(cell(`${provider} · ${description}`), cell(state, refusedSince ? 'bad' : ''), cell(clock(seconds)), cell(money(usdPerMinute, 4)), cell(money(spentUsd, 4), 'bad'));
  return made;
}

async function show() {
  const { status, value } = await ask('GET', '/api/v1/machines?open=true&limit=100');
  // Whoever may not see them is not told that there are none.
  byId('machines').hidden = status !== 200;
  if (status !== 200) return;
  const { items } = value;
  byId('machines-rows').replaceChildren(...items.map(row));
  byId('machines-table').hidden = items.length === 0;
  byId('machines-none').hidden = items.length > 0;
  byId('stop-all').hidden = items.length === 0 && !mayStopInstallation;
  const perMinute = items.reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each.usdPerMinute, 0);
  byId('machines-sum').textContent = items.length === 0 ? '' : word('machinesCost', { n: items.length, usd: money(perMinute, 4) });
}

let mayStopInstallation = false;

/** @param {any} report */
function told(report) {
  const refused = report.machines.filter((/** @type {any} */ { outcome }) => outcome === 'refused').length;
  const sentences = [word('stopped', { jobs: report.jobs.length, machines: report.told ?? report.machines.length })];
  if (refused > 0) sentences.push(word('stopRefused', { n: refused }));
  if (report.unlisted.length > 0) sentences.push(word('stopUnlisted', { names: report.unlisted.join(', ') }));
  const said = byId('stop-report');
  said.textContent = sentences.join(' ');
  said.className = refused > 0 || report.unlisted.length > 0 ? 'bad' : 'good';
  said.hidden = false;
  void show();
}

/** @param {any} me who is signed in */
export async function showMachines(me) {
  mayStopInstallation = me.permissions?.includes('system:manage') ?? false;
  const dialog = /** @type {HTMLDialogElement} */ (byId('stop-dialog'));
  const everywhere = /** @type {HTMLInputElement} */ (byId('stop-everywhere'));
  byId('stop-everywhere-row').hidden = !mayStopInstallation;
  byId('stop-all').addEventListener('click', () => { dialog.showModal(); });
  byId('stop-no').addEventListener('click', () => { dialog.close(); });
  byId('stop-form').addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(byId('stop-form'), () => ask('POST', '/api/v1/machines/emergency-stop', { confirm: STOP, scope: everywhere.checked ? 'installation' : 'workspace' }), (report) => {
      dialog.close();
      told(report);
    });
  });
  await show();
  setInterval(() => { void show().catch(() => undefined); }, AGAIN_MS);
}
