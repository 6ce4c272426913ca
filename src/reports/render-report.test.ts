import { createHash } from 'node:crypto';
import { SCHEMA_VERSION, type ResultDocument } from '@aima/contract';
import { expect, test } from 'vitest';
import { embeddedJson, renderReport } from './render-report.ts';

const HOSTILE = '</script><script>alert(1)</script><!-- "&amp;\u2028';

const film = (fileName: string): ResultDocument => ({
  schemaVersion: SCHEMA_VERSION,
  job: { id: 'j', name: 'n', profile: 'lite', language: 'en', createdAt: '2026-01-01T00:00:00Z' },
  media: [{ id: 'm', fileName, kind: 'video', sha256: 'a'.repeat(64), sizeBytes: 1, durationMs: 1000, hasAudio: false, container: 'mp4' }],
  runs: [], observations: [],
  summary: { text: '', observationCount: 0, byAnalyzer: {}, byStatus: {}, coverage: 1, seconds: 1 },
});

const render = (fileName: string, mediaUrl: string | null = 'film.mp4'): string => renderReport({ document: film(fileName), keyframes: [], mediaUrl, language: 'de' });

const between = (text: string, before: string, after: string): string => text.split(before)[1]?.split(after)[0] ?? '';

test('the embedded document comes back unchanged, whatever its strings hold', () => {
  const page = render(HOSTILE);
  const json = between(page, '<script type="application/json" id="report-data">', '</script>');
  expect(JSON.parse(json)).toMatchObject({ document: { media: [{ fileName: HOSTILE }] }, mediaUrl: 'film.mp4', language: 'de' });
  expect(embeddedJson(HOSTILE)).not.toMatch(/[<>&\u2028\u2029]/);
});

test('vectors, masks and points stay in the document; the page carries what it shows, with numbers as exact as can be seen', () => {
  const document = film('film.mp4');
  const attributes = { embedding: 'A'.repeat(400), mask: { width: 2, height: 2, runs: [4] }, landmarks: [1], keypoints: [{ name: 'nose', x: 0.123456789, y: 0.5, confidence: 1 }] };
  const observation = { id: 'o', runId: 'r', mediaId: 'm', analyzer: 'image_embedding', startMs: 0, endMs: 9, confidence: 0.987654321, sentence: '', source: 'model' as const, attributes };
  const page = renderReport({ document: { ...document, observations: [observation] }, keyframes: [], mediaUrl: null, language: 'en' });
  const json: unknown = JSON.parse(between(page, '<script type="application/json" id="report-data">', '</script>'));
  expect(json).toMatchObject({ document: { observations: [{ confidence: 0.9877, attributes: { keypoints: [{ name: 'nose', x: 0.1235 }] } }] } });
  expect(page).not.toContain('AAAA');
  expect(Object.keys(attributes)).toHaveLength(4);
});

test('confidences that others raise or lower lie beside the original ones', () => {
  const finding = (id: string, analyzer: string, attributes: Record<string, string | number | object[]>) => ({ id, runId: 'r', mediaId: 'm', analyzer, startMs: 0, endMs: 9, confidence: 0.5, sentence: '', source: 'model' as const, attributes: JSON.parse(JSON.stringify(attributes)) as Record<string, string> });
  const changes = [{ observationId: 'o1', before: 0.5, after: 0.75, why: 'face_with_person' }];
  const observations = [finding('o1', 'face_detection', {}), finding('o2', 'face_detection', {}), finding('o3', 'cross_analyzer_intelligence', { relation: 'agreement', changes })];
  const page = renderReport({ document: { ...film('film.mp4'), observations }, keyframes: [], mediaUrl: null, language: 'en' });
  const json: unknown = JSON.parse(between(page, '<script type="application/json" id="report-data">', '</script>'));
  expect(json).toMatchObject({ weighted: { o1: 0.75 }, document: { observations: [{ confidence: 0.5 }, { confidence: 0.5 }, { attributes: { relation: 'agreement' } }] } });
  expect(page).not.toContain('observationId":"o1');
});

test('a hostile name adds no element: there are exactly two scripts and one title', () => {
  const page = render(HOSTILE);
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  expect(between(page, '<title>', '</title>')).not.toContain('<');
});

test('the policy allows the page\'s own script and style by hash, and nothing else', () => {
  const page = render('film.mp4');
  const policy = between(page, 'Content-Security-Policy" content="', '">');
  const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const script = page.slice(page.lastIndexOf('<script>') + '<script>'.length, page.lastIndexOf('</script>'));
  expect(policy).toContain(`default-src 'none'`);
  expect(policy).toContain(`script-src ${hashOf(script)};`);
  expect(policy).toContain(`style-src ${hashOf(between(page, '<style>', '</style>'))};`);
  expect(policy).not.toMatch(/unsafe|http|\*/);
});

test('the page names no address but the medium\'s and is in the asked language', () => {
  const page = render('film.mp4');
  expect(page).toContain('<html lang="de">');
  expect(page.match(/https?:\/\/[^\s"'`]+/g)).toEqual(['http://www.w3.org/2000/svg']);
});

test.each(['https://example.org/a.mp4', '//example.org/a.mp4', 'https:a.mp4', 'javascript:alert(1)', 'data:video/mp4;base64,AA', 'file:///etc/passwd', '\\\\example.org\\a.mp4'])('refuses %s as address of the medium', (mediaUrl) => {
  expect(() => render('film.mp4', mediaUrl)).toThrow('relative');
});

test.each(['film.mp4', '../b/%C3%A4%20%23.mp4', './a%3Ab.mp4', null])('takes %s as address of the medium', (mediaUrl) => {
  expect(render('film.mp4', mediaUrl)).toContain(JSON.stringify({ mediaUrl }).slice(1, -1));
});
