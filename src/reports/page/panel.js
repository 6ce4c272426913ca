/** The lists beside the player: what was said, what was to be read, everything; one search for all of them. */
import { el, iconButton } from './element.js';
import { createItemList } from './item-list.js';
import { emptyNote } from './lanes.js';
import { findingItems, textItems, transcriptItems } from './list-items.js';
import { createPaletteView } from './palette-view.js';
import { isSeriesPoint } from './series.js';
import { createTabs } from './tabs.js';

/** @import { Item } from './list-items.js' */
/** @import { ItemList, ListParts } from './item-list.js' */
/** @import { StringKey } from './strings.js' */
/** @import { Tab } from './tabs.js' */

const SEARCH_AFTER_MS = 120;

/** Says that it was not analysed instead of that nothing was found, where that is the truth. @param {ListParts} parts @param {string} analyzer @param {StringKey} empty */
function emptyText({ report, words }, analyzer, empty) {
  const runs = report.runs.filter((run) => run.analyzer === analyzer);
  return runs.length > 0 && runs.every((run) => run.status !== 'done') ? words.t('notLooked', { reason: emptyNote(runs, words) }) : words.t(empty);
}

/** @param {Item[]} items @param {ItemList} list @param {ListParts} parts */
function createAnalyzerFilter(items, list, { words }) {
  const names = [...new Set(items.map((item) => item.analyzer))];
  const hiddenCount = items.filter((item) => isSeriesPoint(item.best)).length;
  const select = el('select', { 'aria-label': words.t('filterAnalyzer') }, el('option', { value: '' }, words.t('allAnalyzers')), ...names.map((name) => el('option', { value: name }, words.analyzer(name))));
  const note = el('p', { class: 'quiet' }, words.t('seriesHidden', { count: words.number(hiddenCount) }));
  const apply = () => {
    const chosen = select.value;
    note.hidden = hiddenCount === 0 || chosen !== '';
    list.restrict((item) => (chosen === '' ? !item.isSeries : item.analyzer === chosen));
  };
  select.addEventListener('change', apply);
  apply();
  return el('div', { class: 'list-head' }, select, note);
}

/** @param {ListParts} parts @returns {Tab[]} */
function createListTabs(parts) {
  const { report, words } = parts;
  const { observations } = report;
  const kind = report.media[0]?.kind ?? 'video';
  /** @param {string} id @param {StringKey} title @param {Item[]} items @param {string} empty @param {boolean} follow */
  const listTab = (id, title, items, empty, follow) => {
    const list = createItemList({ items, emptyText: empty, follow, label: words.t(title), parts });
    return { id, title: words.t(title), count: items.length, content: list.element, list, items };
  };
  const transcript = kind !== 'image' && listTab('transcript', 'transcript', transcriptItems(observations, words), emptyText(parts, 'speech_transcription', 'emptyTranscript'), true);
  const text = kind !== 'audio' && listTab('text', 'onScreenText', textItems(observations, words), emptyText(parts, 'text_overlay', 'emptyText'), true);
  const findings = listTab('findings', 'findings', findingItems(observations, words), words.t('emptyFindings'), false);
  const filter = createAnalyzerFilter(findings.items, findings.list, parts);
  const content = el('div', {}, filter, findings.content);
  const palette = createPaletteView(observations.filter((o) => o.analyzer === 'color_analysis'), words);
  const rows = findings.items.filter((item) => !item.isSeries).length;
  return [transcript, text, { ...findings, count: rows, content }, palette && { id: 'palette', title: words.t('palette'), count: undefined, content: palette, list: undefined }]
    .filter((tab) => tab !== false && tab !== undefined);
}

/** @param {ListParts} parts */
export function createPanel(parts) {
  const { t } = parts.words;
  const tabs = createListTabs(parts);
  const first = tabs.find((tab) => (tab.count ?? 0) > 0) ?? tabs[0];
  const { element: tabView, showCounts } = createTabs(tabs, first?.id ?? '', t('lists'), parts.words);
  const input = el('input', { type: 'search', placeholder: t('search'), 'aria-label': t('search'), autocomplete: 'off', spellcheck: 'false' });
  const clear = iconButton('close', t('clearSearch'), () => {
    input.value = '';
    search();
    input.focus();
  });
  const search = () => {
    clear.hidden = input.value === '';
    showCounts(input.value === '' ? undefined : new Map(tabs.map((tab) => [tab.id, tab.list?.search(input.value)])));
    if (input.value === '') tabs.forEach((tab) => tab.list?.search(''));
  };
  clear.hidden = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, SEARCH_AFTER_MS);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    if (input.value !== '') clear.click();
    input.blur();
  });
  const element = el('section', { class: 'card panel', id: 'findings', 'aria-label': t('lists'), tabindex: -1 },
    el('div', { class: 'search', role: 'search' }, input, clear), tabView);
  return { element, focusSearch: () => input.focus() };
}
