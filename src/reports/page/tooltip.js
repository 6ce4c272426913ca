/** What lies under the pointer, in words, beside it. */
import { el, fill } from './element.js';
import { figureWords } from './attribute-rows.js';
import { numericAttributes } from './series.js';

/** @import { Hit } from './lane-painting.js' */
/** @import { Words } from './words.js' */

const MARGIN_PX = 14;
const MOST_VALUES = 6;

/** @param {Hit} hit @param {Words} words */
function hitLines(hit, words) {
  const values = numericAttributes(hit.best).slice(0, MOST_VALUES).map(([name, value]) => `${words.attribute(name)} ${figureWords(name, value, words)}`);
  return [
    el('p', { class: 'tip-sentence' }, hit.best.sentence),
    el('p', { class: 'tip-facts' }, [words.confidence(hit.best.confidence), hit.count > 1 ? words.t('samples', { count: words.number(hit.count) }) : ''].filter(Boolean).join(' · ')),
    values.length > 0 && el('p', { class: 'tip-facts' }, values.join(' · ')),
  ];
}

/** @param {Words} words */
export function createTooltip(words) {
  const element = el('div', { class: 'tooltip', hidden: true, 'aria-hidden': 'true' });
  /** @param {MouseEvent} event @param {(Node | false)[]} lines */
  const showLines = (event, lines) => {
    fill(element, ...lines);
    element.hidden = false;
    const { width, height } = element.getBoundingClientRect();
    const left = event.clientX + MARGIN_PX + width > innerWidth ? event.clientX - MARGIN_PX - width : event.clientX + MARGIN_PX;
    const top = event.clientY + MARGIN_PX + height > innerHeight ? event.clientY - MARGIN_PX - height : event.clientY + MARGIN_PX;
    element.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  };
  return {
    element,
    hide: () => {
      element.hidden = true;
    },
    /** @param {MouseEvent} event @param {number} atMs @param {string | undefined} lane @param {Hit | undefined} hit */
    show: (event, atMs, lane, hit) => {
      const head = hit ? `${words.range(hit.startMs, hit.endMs)} · ${hit.label ? words.label(hit.label, hit.best.analyzer) : lane ?? ''}` : words.clockTime(atMs);
      showLines(event, [el('p', { class: 'tip-head' }, head), ...(hit ? hitLines(hit, words) : [])]);
    },
    /** One sentence instead of findings. @param {MouseEvent} event @param {number} atMs @param {string} sentence */
    tell: (event, atMs, sentence) => showLines(event, [el('p', { class: 'tip-head' }, words.clockTime(atMs)), el('p', { class: 'tip-facts' }, sentence)]),
  };
}
