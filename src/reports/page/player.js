/** Stage with its controls: play, frames, speed, sound, full screen, and which boxes are shown. */
import { el, iconButton, relabel } from './element.js';
import { boxColour } from './overlay.js';
import { createStage } from './stage.js';

/** @import { Media, ResultDocument } from '@aima/contract' */
/** @import { Veil } from './veil.js' */
/** @import { Keyframes } from './keyframes.js' */
/** @import { Playback } from './playback.js' */
/** @import { Words } from './words.js' */

export const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 4];

/** @typedef {{ element: HTMLElement, toggleMute: () => void, toggleFullScreen: () => void, changeSpeed: (by: number) => void, changeVolume: (by: number) => void }} Player */

/** @param {Playback} playback @param {Words} words */
function createSpeedChoice(playback, words) {
  const select = el('select', { 'aria-label': words.t('speed'), title: words.t('speed') },
    ...SPEEDS.map((speed) => el('option', { value: speed, selected: speed === 1 }, `${words.number(speed, speed % 1 === 0 ? 0 : speed * 10 % 1 === 0 ? 1 : 2)}×`)));
  select.addEventListener('change', () => playback.setRate(Number(select.value)));
  playback.onState(() => {
    select.value = String(playback.rate());
  });
  return select;
}

/** @param {Playback} playback @param {Words} words */
function createPosition(playback, words) {
  const range = el('input', { type: 'range', class: 'position', min: 0, max: playback.durationMs, step: 100, value: 0, 'aria-label': words.t('position') });
  const now = el('span', { class: 'time-now' }, words.clockTime(0));
  const clock = el('div', { class: 'clock' }, now, el('span', { class: 'time-all' }, ` / ${words.clockTime(playback.durationMs)}`));
  range.addEventListener('input', () => playback.seek(Number(range.value)));
  const update = () => {
    const atMs = playback.timeMs();
    const text = words.clockTime(atMs);
    if (now.textContent === text && range.value !== '0') return;
    now.textContent = text;
    range.value = String(atMs);
    range.setAttribute('aria-valuetext', text);
    range.style.setProperty('--done', `${(atMs / Math.max(1, playback.durationMs)) * 100}%`);
  };
  playback.onTime(update);
  return { range, clock };
}

/** @param {{ analyzers: string[], toggle: (analyzer: string, shown: boolean) => void }} overlay @param {() => void} repaint @param {Words} words */
function createBoxToggles(overlay, repaint, words) {
  const chips = overlay.analyzers.map((analyzer) => {
    const swatch = el('span', { class: 'swatch' });
    swatch.style.background = boxColour(analyzer);
    const chip = el('button', { type: 'button', class: 'chip', 'aria-pressed': 'true', 'aria-label': words.t('boxesOf', { name: words.analyzer(analyzer) }) }, swatch, words.analyzer(analyzer));
    chip.addEventListener('click', () => {
      const shown = chip.getAttribute('aria-pressed') !== 'true';
      chip.setAttribute('aria-pressed', String(shown));
      overlay.toggle(analyzer, shown);
      repaint();
    });
    return chip;
  });
  return chips.length > 0 && el('div', { class: 'box-toggles', role: 'group', 'aria-label': words.t('boxes') }, el('span', { class: 'chips-title' }, words.t('boxes')), ...chips);
}

/** @param {HTMLElement} target */
function toggleFullScreen(target) {
  const change = document.fullscreenElement ? document.exitFullscreen() : target.requestFullscreen();
  change.catch(() => { /* The browser or the person refused; nothing changes. */ });
}

/** Sound on and off, where there is sound. @param {HTMLElement | undefined} element @param {boolean} hasAudio @param {Playback} playback @param {Words} words */
function createSound(element, hasAudio, playback, words) {
  const { t } = words;
  const media = element instanceof HTMLMediaElement ? element : undefined;
  const toggleMute = () => {
    if (media) media.muted = !media.muted;
  };
  const button = iconButton('sound', t('mute'), toggleMute, { 'data-role': 'mute' });
  media?.addEventListener('volumechange', () => relabel(button, media.muted ? 'muted' : 'sound', media.muted ? t('unmute') : t('mute')));
  const update = () => {
    button.hidden = !hasAudio || !playback.hasMedium();
  };
  playback.onState(update);
  update();
  /** @param {number} by */
  const changeVolume = (by) => {
    if (media) media.volume = Math.min(1, Math.max(0, media.volume + by));
  };
  return { button, toggleMute, changeVolume };
}

/**
 * @param {{ medium: Media | undefined, element: HTMLElement | undefined, report: ResultDocument, keyframes: Keyframes, playback: Playback, veil: Veil, words: Words, onHelp: () => void }} parts
 * @returns {Player}
 */
export function createPlayer({ medium, element, report, keyframes, playback, veil, words, onHelp }) {
  const { t } = words;
  const { stage, overlay, paint } = createStage({ medium, element, report, keyframes, playback, veil, words });
  const shell = el('div', { class: 'player-shell' });
  const full = () => toggleFullScreen(shell);
  const play = iconButton('play', t('play'), playback.toggle, { class: 'icon-button play-button', 'data-role': 'play' });
  playback.onState(() => relabel(play, playback.playing() ? 'pause' : 'play', playback.playing() ? t('pause') : t('play')));
  const sound = createSound(element, medium?.hasAudio ?? false, playback, words);
  const { range, clock } = createPosition(playback, words);
  const fullButton = medium?.kind !== 'audio' && iconButton('full', t('fullScreen'), full, { 'data-role': 'full' });
  if (fullButton) document.addEventListener('fullscreenchange', () => relabel(fullButton, 'full', document.fullscreenElement ? t('leaveFullScreen') : t('fullScreen')));
  const isTimed = playback.durationMs > 0;
  const isVideo = medium?.kind === 'video';
  const controls = el('div', { class: 'controls' },
    isTimed && play,
    isTimed && isVideo && iconButton('previous', t('previousFrame'), () => playback.step(-1)),
    isTimed && isVideo && iconButton('next', t('nextFrame'), () => playback.step(1)),
    isTimed && clock,
    el('span', { class: 'spring' }),
    isTimed && createSpeedChoice(playback, words),
    sound.button,
    iconButton('help', t('help'), onHelp, { 'data-role': 'help' }),
    fullButton);
  shell.append(stage, ...(isTimed ? [range] : []), controls);
  if (medium?.kind === 'video') stage.addEventListener('click', playback.toggle);
  const toggles = createBoxToggles(overlay, paint, words);
  const section = el('section', { class: 'player', 'aria-label': t('player') }, shell, toggles);
  return {
    element: section,
    toggleMute: sound.toggleMute,
    changeVolume: sound.changeVolume,
    toggleFullScreen: full,
    changeSpeed: (by) => {
      const next = SPEEDS[SPEEDS.indexOf(playback.rate()) + by];
      if (next !== undefined) playback.setRate(next);
    },
  };
}
