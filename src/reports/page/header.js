/** Name, facts and the few sentences that sum the medium up. */
import { el } from './element.js';
import { heldMessage, heldStretches } from './held.js';

/** @import { Media, ResultDocument } from '@aima/contract' */
/** @import { Words } from './words.js' */

/** @param {Media} medium @param {Words} words */
function mediumFacts(medium, words) {
  const { t } = words;
  return [
    t(medium.kind),
    medium.kind === 'image' ? undefined : words.clockTime(medium.durationMs),
    medium.width && medium.height ? `${medium.width} × ${medium.height}` : undefined,
    medium.fps ? `${words.number(medium.fps, medium.fps % 1 === 0 ? 0 : 2)} fps` : undefined,
    words.bytes(medium.sizeBytes),
    medium.takenAt ? t('takenAt', { date: words.date(medium.takenAt) }) : undefined,
    medium.camera,
  ];
}

/** That parts are held, why, and what the law asks; calm, and without a picture. @param {ResultDocument} report @param {Words} words */
function heldNotice(report, words) {
  const message = heldMessage(report);
  if (heldStretches(report).length === 0 && message === undefined) return undefined;
  return el('div', { class: 'notice held-notice', role: 'note' }, el('p', { class: 'notice-head' }, words.t('heldTitle')), el('p', {}, message ?? words.t('heldStretch')));
}

/** @param {ResultDocument} report @param {Words} words */
export function createHeader(report, words) {
  const { t } = words;
  const medium = report.media[0];
  const { job, summary } = report;
  const name = medium?.fileName ?? job.name;
  const slash = name.lastIndexOf('/') + 1;
  const facts = [...(medium ? mediumFacts(medium, words) : []), t('profile', { name: job.profile }), t('analysedAt', { date: words.date(job.createdAt) })].filter((fact) => fact !== undefined);
  const found = [
    summary.observationCount === 1 ? t('findingsOne') : t('findingsCount', { count: words.number(summary.observationCount) }),
    t('inSeconds', { seconds: words.seconds(summary.seconds) }),
    summary.timesRealTime === undefined ? undefined : t('timesRealTime', { times: words.number(summary.timesRealTime, 2) }),
  ].filter((fact) => fact !== undefined);
  return el('header', { class: 'page-head' },
    el('h1', {}, slash > 0 && el('span', { class: 'folder' }, name.slice(0, slash)), name.slice(slash)),
    el('ul', { class: 'facts' }, ...facts.map((fact) => el('li', {}, fact))),
    el('p', { class: 'summary' }, summary.text),
    el('ul', { class: 'facts' }, ...found.map((fact) => el('li', {}, fact)),
      summary.coverage < 1 && el('li', { class: 'warn' }, t('coveragePart', { percent: words.percent(summary.coverage) }))),
    heldNotice(report, words),
    medium?.warnings && medium.warnings.length > 0 && el('div', { class: 'notice' },
      el('p', { class: 'notice-head' }, t('warnings')), el('ul', {}, ...medium.warnings.map((warning) => el('li', {}, warning)))));
}
