/** The page of a series: one HTML file without script that opens offline, with small pictures of photos that may be shown. */
import type { Language, SeriesDocument, SeriesPhoto } from '@aima/contract';
import { cspHash, escapeHtml } from '../kernel/html.ts';

export interface SeriesThumbnail {
  jpegBase64: string;
  width: number;
  height: number;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2937; --muted: #596273; --line: #e2e5ea; --surface: #fff; --bg: #f4f5f7; --warn: #8a5300; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #dfe4eb; --muted: #98a3b3; --line: #252d38; --surface: #151b23; --bg: #0e1218; --warn: #f7bd5c; --bad: #ff8f84; } }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--bg); }
h1 { font-size: 1.4rem; margin: 0 0 .3rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem } p { margin: .3rem 0 }
.muted { color: var(--muted) } .contradiction { color: var(--bad) } .doubt { color: var(--warn) }
ol.photos { list-style: none; margin: .5rem 0; padding: 0; display: grid; gap: .7rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)) }
ol.photos li { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: .6rem; overflow-wrap: anywhere }
ol.photos img, .none { width: 100%; height: 8.5rem; object-fit: contain; background: #0b0f16; border-radius: 4px; display: block }
.none { display: grid; place-items: center; color: #98a3b3; background: var(--bg) }
ol.photos b { font-variant-numeric: tabular-nums } ul { padding-left: 1.2rem } meter { width: 100% }
`;

const words = {
  en: { title: 'Photo series', coherence: 'Does the order hold?', nothing: 'Nothing speaks against the order.', duplicates: 'Duplicates', sitting: 'Sitting', held: 'held', unseen: 'not shown: not checked by an analysis', skipped: 'No photos, left out', rejected: 'Could not be read', cautions: 'For whoever tells a story from it', sure: 'how sure' },
  de: { title: 'Fotoreihe', coherence: 'Hält die Reihenfolge?', nothing: 'Nichts spricht gegen die Reihenfolge.', duplicates: 'Doppelte', sitting: 'Aufnahmefolge', held: 'zurückgehalten', unseen: 'nicht gezeigt: von keiner Analyse geprüft', skipped: 'Keine Fotos, ausgelassen', rejected: 'Nicht lesbar', cautions: 'Für alle, die daraus eine Geschichte erzählen', sure: 'wie sicher' },
} as const;


function photoItem(photo: SeriesPhoto, notes: readonly string[], thumbnail: SeriesThumbnail | undefined, language: Language): string {
  const say = words[language];
  const picture = thumbnail
    ? `<img src="data:image/jpeg;base64,${thumbnail.jpegBase64}" width="${thumbnail.width}" height="${thumbnail.height}" alt="${escapeHtml(photo.fileName)}" loading="lazy">`
    : `<div class="none">${photo.held === true ? say.held : say.unseen}</div>`;
  const lines = notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('');
  return `<li>${picture}<p><b>${photo.position}</b> ${escapeHtml(photo.fileName)}</p><p class="muted">${escapeHtml(photo.reason)}</p><meter aria-label="${say.sure}" min="0" max="1" value="${photo.confidence}"></meter>${lines}</li>`;
}

const list = (items: readonly string[]): string => (items.length === 0 ? '' : `<ul>${items.join('')}</ul>`);

function sections(document: SeriesDocument, thumbnails: ReadonlyMap<number, SeriesThumbnail>): string {
  const say = words[document.language];
  const known = document.groups.filter(({ kind }) => kind === 'sitting');
  const sittings = known.length > 0 ? known : [{ positions: document.photos.map(({ position }) => position) }];
  const links = Map.groupBy(document.links, ({ to }) => to);
  const inner = Map.groupBy(document.groups.filter(({ kind }) => kind !== 'sitting'), ({ positions }) => positions[0] ?? 0);
  return sittings.map(({ positions }, i) => {
    const inside = new Set(positions);
    const items = document.photos.filter(({ position }) => inside.has(position)).map((photo) => {
      const notes = [...(links.get(photo.position) ?? []).map(({ sentence }) => sentence), ...(inner.get(photo.position) ?? []).map(({ sentence }) => sentence)];
      return photoItem(photo, notes, thumbnails.get(photo.position), document.language);
    });
    return `${known.length > 0 ? `<h2>${say.sitting} ${i + 1}</h2>` : ''}<ol class="photos">${items.join('')}</ol>`;
  }).join('');
}

/** `thumbnails`: by position; only of photos that the gate let through. */
export function renderSeriesPage(document: SeriesDocument, thumbnails: ReadonlyMap<number, SeriesThumbnail>): string {
  const say = words[document.language];
  const policy = `default-src 'none'; style-src ${cspHash(STYLE)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const doubts = document.coherence.map(({ weight, sentence }) => `<li class="${weight}">${escapeHtml(sentence)}</li>`);
  const duplicates = document.duplicates.map(({ sentence }) => `<li>${escapeHtml(sentence)}</li>`);
  const left = document.skipped.map(({ fileName }) => `<li>${escapeHtml(fileName)}</li>`);
  const rejected = document.rejected.map(({ fileName, message }) => `<li>${escapeHtml(fileName)}: ${escapeHtml(message)}</li>`);
  return `<!doctype html>
<html lang="${document.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="AIMA">
<title>${say.title} · AIMA</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${say.title}</h1>
<p>${escapeHtml(document.summary.text)}</p>
<h2>${say.coherence}</h2>
${doubts.length === 0 ? `<p>${say.nothing}</p>` : list(doubts)}
${duplicates.length === 0 ? '' : `<h2>${say.duplicates}</h2>${list(duplicates)}`}
${sections(document, thumbnails)}
<h2>${say.cautions}</h2>${list(document.story.cautions.map((text) => `<li>${escapeHtml(text)}</li>`))}
${left.length === 0 ? '' : `<h2>${say.skipped}</h2>${list(left)}`}
${rejected.length === 0 ? '' : `<h2>${say.rejected}</h2>${list(rejected)}`}
</body>
</html>
`;
}
