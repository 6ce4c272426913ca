/** Puts the page together from the data that lies in it. */
import { el } from './element.js';
import { createHeader } from './header.js';
import { veiledAs } from './held.js';
import { createKeyframes } from './keyframes.js';
import { createPanel } from './panel.js';
import { createPlayback } from './playback.js';
import { createPlayer } from './player.js';
import { createRunsTable } from './runs-table.js';
import { createHelp, listenForKeys } from './shortcuts.js';
import { createMediumElement } from './stage.js';
import { createTimeline } from './timeline.js';
import { createVeil } from './veil.js';
import { createWords } from './words.js';
import { followDeepLink } from './deep-link.js';

/** @import { ReportPageData } from '../report-data.ts' */

function readData() {
  /** @type {unknown} */
  const data = JSON.parse(document.getElementById('report-data')?.textContent ?? '');
  // A cast instead of a check: the renderer wrote it from a validated document, into this very file.
  return /** @type {ReportPageData} */ (data);
}

/** @param {ReportPageData} data */
function showReport(data) {
  const words = createWords(data.language);
  const report = data.document;
  const medium = report.media[0];
  const keyframes = createKeyframes(data.keyframes);
  const element = createMediumElement(medium, data.mediaUrl);
  const durationMs = medium?.kind === 'image' ? 0 : medium?.durationMs ?? 0;
  const playback = createPlayback({ element: element instanceof HTMLMediaElement ? element : undefined, durationMs, fps: medium?.kind === 'video' ? medium.fps : undefined });
  const help = createHelp(words);
  const veil = createVeil(veiledAs(report), words);
  const player = createPlayer({ medium, element, report, keyframes, playback, veil, words, onHelp: help.toggle });
  const panel = createPanel({ report, weighted: data.weighted, keyframes, playback, words });
  const timeline = durationMs > 0 ? createTimeline({ report, keyframes, playback, veil, words }) : undefined;

  document.body.append(
    el('a', { class: 'skip', href: '#findings' }, words.t('skip')),
    createHeader(report, words),
    el('main', { class: `page kind-${medium?.kind ?? 'none'}` }, el('div', { class: 'watch' }, player.element, panel.element), timeline, createRunsTable(report, words)),
    el('footer', { class: 'page-foot' }, words.t('madeBy', { version: report.schemaVersion })),
    help.dialog);
  listenForKeys({ playback, player, focusSearch: panel.focusSearch, help });
  followDeepLink(playback);
}

showReport(readData());
