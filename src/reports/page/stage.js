/** The picture: the medium itself, or the nearest of the report's own pictures where it is missing, with boxes over it. */
import { el, fill } from './element.js';
import { heldStretches, isHeldAt } from './held.js';
import { createOverlay } from './overlay.js';

/** @import { Media, ResultDocument } from '@aima/contract' */
/** @import { Veil } from './veil.js' */
/** @import { Keyframes } from './keyframes.js' */
/** @import { Playback } from './playback.js' */
/** @import { PictureRect } from './overlay.js' */
/** @import { Words } from './words.js' */

/** The largest rectangle of this shape inside the stage, centred. @param {number} width @param {number} height @param {number} aspect @returns {PictureRect} */
export function containRect(width, height, aspect) {
  const shownWidth = Math.min(width, height * aspect);
  const shownHeight = shownWidth / aspect;
  return { left: (width - shownWidth) / 2, top: (height - shownHeight) / 2, width: shownWidth, height: shownHeight };
}

/** @param {Media | undefined} medium @param {string | null} mediaUrl @returns {HTMLVideoElement | HTMLAudioElement | HTMLImageElement | undefined} */
export function createMediumElement(medium, mediaUrl) {
  if (!medium || mediaUrl === null) return undefined;
  if (medium.kind === 'image') return el('img', { class: 'medium', src: mediaUrl, alt: medium.fileName });
  const shared = { class: 'medium', src: mediaUrl, preload: 'auto', 'aria-label': medium.fileName };
  return medium.kind === 'video' ? el('video', { ...shared, playsinline: true, disablepictureinpicture: false }) : el('audio', shared);
}

/** @param {string} name @param {boolean} linked @param {Words} words */
function missingNote(name, linked, words) {
  const { t } = words;
  return el('div', { class: 'missing', role: 'status' },
    linked ? el('p', { class: 'missing-head' }, t('mediumMissing', { name })) : null,
    el('p', {}, linked ? t('mediumMissingWhy') : t('noMedium')));
}

/**
 * @param {{ medium: Media | undefined, element: HTMLElement | undefined, report: ResultDocument, keyframes: Keyframes, playback: Playback, veil: Veil, words: Words }} parts
 */
export function createStage({ medium, element, report, keyframes, playback, veil, words }) {
  const overlay = createOverlay(report.observations, words);
  const held = heldStretches(report);
  const heldCover = el('div', { class: 'cover held-cover', role: 'note', hidden: true }, el('p', {}, words.t('heldHere')));
  const isPhoto = medium?.kind === 'image';
  const hasPicture = medium?.kind !== 'audio';
  const aspect = medium?.width && medium.height ? medium.width / medium.height : keyframes.aspect;
  const standIn = el('img', { class: 'medium', alt: '', hidden: true });
  const note = el('div', { class: 'missing-place' });
  const stage = el('div', { class: `stage ${hasPicture ? '' : 'stage-sound'}` }, element, standIn, hasPicture && overlay.canvas, hasPicture && veil.cover, hasPicture && heldCover, note);
  stage.style.setProperty('--aspect', String(aspect));
  let lost = element === undefined;
  let shownPicture = -1;

  const showStandIn = () => {
    const index = keyframes.indexAt(playback.timeMs());
    const picture = lost && hasPicture ? keyframes.image(index) : undefined;
    standIn.hidden = !picture;
    if (!picture || index === shownPicture) return;
    shownPicture = index;
    standIn.src = picture.src;
    standIn.alt = isPhoto ? words.t('photoOf', { name: medium.fileName }) : words.t('pictureOf', { name: medium?.fileName ?? '', time: words.clockTime(keyframes.timeMs(index)) });
  };
  const paint = () => {
    heldCover.hidden = !isHeldAt(held, playback.timeMs(), medium);
    showStandIn();
    if (!hasPicture || stage.clientWidth === 0) return;
    const size = { width: stage.clientWidth, height: stage.clientHeight };
    overlay.paint(isPhoto ? 0 : playback.timeMs(), containRect(size.width, size.height, aspect), size);
  };
  const lose = () => {
    lost = true;
    element?.remove();
    playback.loseMedium();
    fill(note, missingNote(medium?.fileName ?? '', element !== undefined, words));
    stage.classList.add('stage-lost');
    paint();
  };
  if (element) element.addEventListener('error', lose, { once: true });
  else lose();
  playback.onTime(paint);
  new ResizeObserver(paint).observe(stage);
  return { stage, overlay, paint };
}
