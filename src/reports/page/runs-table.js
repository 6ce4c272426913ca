/** What ran, how it ended and how long it took; models with their licences; parameters folded away. */
import { el } from './element.js';

/** @import { ResultDocument, Run } from '@aima/contract' */
/** @import { Words } from './words.js' */

/** @param {Run} run @param {Words} words */
function statusCell(run, words) {
  const isUnderWay = run.status === 'done' || run.status === 'waiting' || run.status === 'running';
  const explained = !isUnderWay || run.reason !== undefined || run.message !== undefined;
  return el('div', {},
    el('span', { class: `status status-${run.status}` }, words.status(run.status)),
    run.reused && el('span', { class: 'reason' }, words.t('reusedRun')),
    // What is held has its full message above the player.
    explained && el('span', { class: 'reason' }, run.status === 'held' ? words.shortReason(run) : words.reason(run)));
}

/** @param {Run} run @param {Words} words */
function modelsCell(run, words) {
  const { t } = words;
  if (run.models.length === 0) return el('div', { class: 'quiet' }, run.status === 'not_run' ? '–' : t('noModel', { method: run.method ? words.label(run.method) : '–' }));
  // The files of one model are one model to people; their checksums stand in the title.
  const models = [...Map.groupBy(run.models, (model) => model.id.split('/')[0] ?? model.id)];
  return el('ul', { class: 'models' }, ...models.map(([name, files]) => el('li', { title: files.map((file) => `${file.id}${file.sha256 ? ` SHA-256 ${file.sha256}` : ''}`).join('\n') },
    el('span', { class: 'code' }, name), el('span', { class: 'quiet' }, ` ${[...new Set(files.map((file) => file.licence))].join(', ')}`))));
}

/** @param {Run} run @param {Words} words */
function parametersCell(run, words) {
  const entries = Object.entries(run.parameters);
  return el('details', { class: 'parameters' }, el('summary', {}, words.t('parameters')),
    el('dl', {},
      el('dt', {}, words.t('codeName')), el('dd', { class: 'code' }, run.analyzer),
      ...entries.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, JSON.stringify(value))]),
      el('dt', {}, words.t('device')), el('dd', {}, run.device),
      el('dt', {}, words.t('method')), el('dd', {}, run.method ? words.label(run.method) : '–')));
}

/** @param {string} title @param {Node | string} content @param {string} [className] */
const cell = (title, content, className) => el('td', { 'data-title': title, class: className }, content);

/** @param {Run} run @param {Words} words */
function runRow(run, words) {
  const { t } = words;
  const didRun = run.seconds > 0 || run.status === 'done';
  return el('tr', {},
    el('th', { scope: 'row' }, words.analyzer(run.analyzer), el('span', { class: 'version' }, [t('version', { version: run.version }), run.tier && run.status !== 'not_run' ? t('tierOf', { tier: words.label(run.tier) }) : ''].filter(Boolean).join(' · '))),
    cell(t('status'), statusCell(run, words)),
    cell(t('seconds'), didRun ? words.seconds(run.seconds) : '–', 'figure'),
    cell(t('coverage'), didRun ? words.percent(run.coverage) : '–', run.status === 'done' && run.coverage < 1 ? 'figure warn' : 'figure'),
    cell(t('models'), modelsCell(run, words)),
    cell(t('parameters'), parametersCell(run, words), 'parameters-cell'));
}

/** @param {ResultDocument} report @param {Words} words */
export function createRunsTable(report, words) {
  const { t } = words;
  const work = report.runs.reduce((sum, run) => sum + run.seconds, 0);
  const heads = [t('analyzer'), t('status'), t('seconds'), t('coverage'), t('models'), t('parameters')];
  const table = el('table', { class: 'runs', 'aria-labelledby': 'runs-title' },
    el('thead', {}, el('tr', {}, ...heads.map((head, i) => el('th', { scope: 'col', class: i === 2 || i === 3 ? 'figure' : undefined }, head)))),
    el('tbody', {}, ...report.runs.map((run) => runRow(run, words))));
  return el('section', { class: 'card runs-card', 'aria-labelledby': 'runs-title' },
    el('div', { class: 'card-head' }, el('h2', { id: 'runs-title' }, t('runs'))),
    report.runs.length === 0 ? el('p', { class: 'empty' }, t('noRuns')) : table,
    report.runs.length > 0 && el('p', { class: 'quiet runs-total' }, t('runsTotal', { seconds: words.seconds(work), wall: words.seconds(report.summary.seconds) })));
}
