/** The report: one HTML page about one medium that opens offline and asks for nothing but the medium itself. */
import { type Observation, weightedConfidences } from '@aima/contract';
import { cspHash, escapeHtml } from '../kernel/html.ts';
import { joinPageScript, joinPageStyle } from './page-script.ts';
import type { ReportInput, ReportPageData } from './report-data.ts';

interface PageParts {
  script: string;
  style: string;
  policy: string;
}

/** `file:` because a page opened from disk has no origin that `'self'` could mean in every browser. */
function contentSecurityPolicy(script: string, style: string): string {
  return [
    `default-src 'none'`,
    `script-src ${cspHash(script)}`,
    `style-src ${cspHash(style)}`,
    `img-src data: 'self' file:`,
    `media-src 'self' file:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

let parts: PageParts | undefined;

function pageParts(): PageParts {
  if (!parts) {
    const script = joinPageScript();
    const style = joinPageStyle();
    parts = { script, style, policy: contentSecurityPolicy(script, style) };
  }
  return parts;
}

/** JSON that stays data inside a script element, whatever its strings hold. */
export const embeddedJson = (value: unknown): string =>
  JSON.stringify(value, round).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Vectors, masks, points and tables that nobody reads on a page; they stay in the document beside it. */
const UNREAD = new Set(['embedding', 'mask', 'landmarks', 'changes']);
const round = (_key: string, value: unknown): unknown => (typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1e4) / 1e4 : value);

/** What the page needs of an observation, its numbers as exact as can be seen. */
function forPage(observation: Observation): Observation {
  const { attributes, ...rest } = observation;
  if (!attributes) return observation;
  return { ...rest, attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => !UNREAD.has(name))) };
}

const noScript = {
  en: 'This report needs JavaScript to show its findings. They also lie beside it as a document that ends in .aima.json.',
  de: 'Dieser Bericht braucht JavaScript, um seine Ergebnisse zu zeigen. Sie liegen auch daneben in einem Dokument, das auf .aima.json endet.',
} as const;

const BASE = 'https://relative.invalid/folder/';

/** A medium's address is relative, so a page can never be made to ask another machine. */
function checkedMediaUrl(mediaUrl: string | null): string | null {
  if (mediaUrl === null) return null;
  const isRelative = !/^[a-z][a-z0-9+.-]*:/i.test(mediaUrl) && URL.canParse(mediaUrl, BASE) && new URL(mediaUrl, BASE).host === new URL(BASE).host;
  if (!isRelative) throw new Error(`The medium's address must be relative to the report: ${mediaUrl}`);
  return mediaUrl;
}

/**
 * Renders the page for the first medium of `document`. Its times are milliseconds, its boxes fractions of the displayed frame.
 * Throws a plain Error where `mediaUrl` is not relative.
 */
export function renderReport(input: ReportInput): string {
  const { script, style, policy } = pageParts();
  const title = input.document.media[0]?.fileName ?? input.document.job.name;
  const document = { ...input.document, observations: input.document.observations.map(forPage) };
  const data: ReportPageData = { ...input, document, mediaUrl: checkedMediaUrl(input.mediaUrl), weighted: Object.fromEntries(weightedConfidences(input.document.observations)) };
  return `<!doctype html>
<html lang="${input.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="AIMA">
<title>${escapeHtml(title)} · AIMA</title>
<style>${style}</style>
</head>
<body>
<noscript>${noScript[input.language]}</noscript>
<script type="application/json" id="report-data">${embeddedJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}
