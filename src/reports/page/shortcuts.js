/** Keys of the page, and the help that lists them. */
import { el, iconButton } from './element.js';

/** @import { Playback } from './playback.js' */
/** @import { Player } from './player.js' */
/** @import { Words } from './words.js' */

const TEN_SECONDS_MS = 10_000;
const FIVE_SECONDS_MS = 5_000;
const MINUTE_MS = 60_000;
const VOLUME_STEP = 0.1;

/** @param {Words} words */
export function createHelp(words) {
  const { t } = words;
  const rows = [
    [t('keySpace'), t('keyPlay')], ['← →', t('keyTen')], [`${t('keyShift')} ← →`, t('keyFive')], [`${t('keyCtrl')} ← →`, t('keyMinute')], [', .', t('keyFrame')],
    ['J K L', t('keyShuttle')], ['1 … 9', t('keyTenths')], ['< >', t('keySpeed')], ['/', t('keySearch')], ['M', t('keyMute')], ['F', t('keyFullScreen')], ['?', t('keyHelp')],
  ];
  const dialog = el('dialog', { class: 'help', 'aria-labelledby': 'help-title' },
    el('div', { class: 'card-head' }, el('h2', { id: 'help-title' }, t('shortcuts')), iconButton('close', t('close'), () => dialog.close())),
    el('dl', {}, ...rows.flatMap(([keys, what]) => [el('dt', {}, el('kbd', {}, keys ?? '')), el('dd', {}, what ?? '')])));
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  return { dialog, toggle: () => (dialog.open ? dialog.close() : dialog.showModal()) };
}

/** @param {KeyboardEvent} event @param {Playback} playback @param {Player} player @param {() => void} focusSearch @param {() => void} toggleHelp @returns {(() => void) | undefined} */
function actionOf(event, playback, player, focusSearch, toggleHelp) {
  const jumpMs = event.ctrlKey ? MINUTE_MS : event.shiftKey ? FIVE_SECONDS_MS : TEN_SECONDS_MS;
  if (event.key === 'ArrowLeft') return () => playback.move(-jumpMs);
  if (event.key === 'ArrowRight') return () => playback.move(jumpMs);
  if (event.ctrlKey) return undefined;
  if (/^[1-9]$/.test(event.key)) return () => playback.seek((playback.durationMs * Number(event.key)) / 10);
  switch (event.key.toLowerCase()) {
    case ' ':
    case 'k': return playback.toggle;
    case 'j': return () => playback.move(-TEN_SECONDS_MS);
    case 'l': return () => playback.move(TEN_SECONDS_MS);
    case ',': return () => playback.step(-1);
    case '.': return () => playback.step(1);
    case '<': return () => player.changeSpeed(-1);
    case '>': return () => player.changeSpeed(1);
    case '/': return focusSearch;
    case '?': return toggleHelp;
    case 'm': return player.toggleMute;
    case 'f': return player.toggleFullScreen;
    default: return undefined;
  }
}

/** Keys that an element in focus needs for itself. @param {EventTarget | null} target @param {string} key @param {boolean} byKeyboard Whether focus came by keyboard. */
function isTaken(target, key, byKeyboard) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches('input:not([type=range]), textarea, select')) return true;
  if (key.startsWith('Arrow')) return target.matches('input[type=range], [role=tab]');
  return key === ' ' && byKeyboard && target.matches('button, summary, a');
}

/** @param {{ playback: Playback, player: Player, focusSearch: () => void, help: { dialog: HTMLDialogElement, toggle: () => void } }} parts */
export function listenForKeys({ playback, player, focusSearch, help }) {
  let byKeyboard = false;
  document.addEventListener('pointerdown', () => {
    byKeyboard = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') byKeyboard = true;
    if (event.altKey || event.metaKey || event.defaultPrevented || isTaken(event.target, event.key, byKeyboard)) return;
    if (help.dialog.open && event.key !== '?') return;
    const inPlayer = event.target instanceof Node && player.element.contains(event.target);
    if (inPlayer && (event.key === 'ArrowUp' || event.key === 'ArrowDown') && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      return player.changeVolume(event.key === 'ArrowUp' ? VOLUME_STEP : -VOLUME_STEP);
    }
    const action = actionOf(event, playback, player, focusSearch, help.toggle);
    if (!action) return;
    event.preventDefault();
    action();
  });
  // A button that was clicked keeps focus; its space key belongs to the player all the same.
  document.addEventListener('keyup', (event) => {
    if (event.key === ' ' && !byKeyboard && event.target instanceof HTMLButtonElement) event.preventDefault();
  });
}
