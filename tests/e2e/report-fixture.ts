/** Made result documents for the report's tests: a plausible short film, hostile strings, huge and empty ones. */
import type { Media, Observation, ResultDocument, Run } from '@aima/contract';

const SHA = 'a'.repeat(64);
const MEDIA_ID = `m-${SHA.slice(0, 16)}`;

const HOSTILE = '</script><script>window.__pwned=1</script><img src=x onerror="window.__pwned=2">\u2028<!-- ${"x"} \'"&amp;';

type Part = Partial<Observation> & Pick<Observation, 'analyzer' | 'startMs'>;

/** A repeatable stream of numbers in 0..1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function finish(parts: readonly Part[]): Observation[] {
  const ordinals = new Map<string, number>();
  return parts.map((part) => {
    const ordinal = ordinals.get(part.analyzer) ?? 0;
    ordinals.set(part.analyzer, ordinal + 1);
    return {
      id: `o-${SHA.slice(0, 16)}-${part.analyzer}-1-${ordinal}`,
      runId: `r-${SHA.slice(0, 16)}-${part.analyzer}-1`,
      mediaId: MEDIA_ID,
      endMs: part.startMs,
      confidence: 0.9,
      sentence: part.text ?? part.label ?? 'Etwas.',
      source: 'model',
      ...part,
    };
  });
}

const CUTS_MS = [0, 4500, 8000, 11_000, 13_000, 16_000, 20_500, 23_500, 27_000, 30_000];
const CAMERA = ['static', 'pan_left', 'static', 'zoom_in', 'handheld', 'tilt_up', 'static', 'pan_right', 'static'];
const PALETTES = [['#2f4858', '#d9c5a0', '#86604b'], ['#e8e4dc', '#7a8b6f', '#3a4a3c'], ['#b4552d', '#f0d9b5', '#40251a']];

function* pictureParts(random: () => number): Generator<Part> {
  for (const [i, startMs] of CUTS_MS.slice(0, -1).entries()) {
    const endMs = CUTS_MS[i + 1] ?? startMs;
    if (i > 0) yield { analyzer: 'cut_analysis', startMs, label: 'cut', confidence: 0.97, sentence: 'Ein harter Schnitt.' };
    yield { analyzer: 'scene_segmentation', startMs, endMs, label: 'shot', sentence: `Einstellung ${i + 1}.` };
    yield { analyzer: 'camera_analysis', startMs, endMs, label: CAMERA[i] ?? 'static', confidence: 0.5 + random() / 2, sentence: 'Die Kamera bewegt sich.' };
    const hexes = PALETTES[i % PALETTES.length] ?? [];
    yield { analyzer: 'color_analysis', startMs, endMs, sentence: 'Gedeckte Farben.', attributes: { palette: hexes.map((hex, j) => ({ hex, name: ['blau', 'sand', 'braun'][j] ?? '', share: [0.5, 0.3, 0.2][j] ?? 0 })) } };
  }
  yield { analyzer: 'scene_segmentation', startMs: 0, endMs: 13_000, label: 'scene', sentence: 'Szene 1.' };
  yield { analyzer: 'scene_segmentation', startMs: 13_000, endMs: 30_000, label: 'scene', sentence: 'Szene 2.' };
  yield { analyzer: 'scene_segmentation', startMs: 29_000, endMs: 30_000, label: 'fade_out', sentence: 'Das Bild blendet aus.' };
  yield { analyzer: 'color_analysis', startMs: 0, endMs: 30_000, label: 'overall', sentence: 'Überwiegend Blau und Sand.', attributes: { palette: [{ hex: '#2f4858', name: 'dunkelblau', share: 0.46 }, { hex: '#d9c5a0', name: 'sand', share: 0.33 }, { hex: '#86604b', name: 'braun', share: 0.21 }] } };
  for (let second = 0; second < 30; second += 1) {
    const score = 0.55 + 0.3 * Math.sin(second / 4) + random() * 0.1;
    yield { analyzer: 'content_quality', startMs: second * 1000, endMs: second * 1000 + 1000, label: 'quality', sentence: 'Die Bildqualität ist gut.', attributes: { score, sharpness: Math.min(1, score + 0.1), exposure: 0.6, noiseDb: 31.4 } };
  }
  yield { analyzer: 'content_quality', startMs: 16_000, endMs: 18_500, label: 'blurred', confidence: 0.7, sentence: 'Das Bild ist unscharf.' };
  yield { analyzer: 'content_quality', startMs: 28_800, endMs: 30_000, label: 'too_dark', confidence: 0.8, sentence: 'Das Bild ist zu dunkel.' };
}

function* soundParts(random: () => number): Generator<Part> {
  for (let second = 0; second < 30; second += 1) {
    const loud = second < 12 ? -20 : second < 17 ? -24 : second === 19 || second === 25 ? -9 : -48;
    yield { analyzer: 'audio_analysis', startMs: second * 1000, endMs: second * 1000 + 1000, label: 'loudness', sentence: `Lautheit ${loud} LUFS.`, attributes: { momentaryLufs: loud + random() * 6 - 3, shortTermLufs: loud } };
  }
  yield { analyzer: 'audio_analysis', startMs: 0, endMs: 30_000, label: 'overall', sentence: 'Im Mittel −21,4 LUFS.' };
  yield { analyzer: 'audio_analysis', startMs: 20_500, endMs: 24_000, label: 'silence', sentence: 'Stille.' };
  yield { analyzer: 'audio_analysis', startMs: 19_000, endMs: 20_200, label: 'loud_event', sentence: 'Ein lautes Ereignis.' };
  yield { analyzer: 'speech_transcription', startMs: 800, endMs: 5200, text: 'And so, my fellow Americans,', speakerId: 'S1', confidence: 0.95 };
  yield { analyzer: 'speech_transcription', startMs: 5600, endMs: 11_800, text: 'ask not what your country can do for you, ask what you can do for your country.', speakerId: 'S1', confidence: 0.93 };
  yield { analyzer: 'speech_transcription', startMs: 13_000, endMs: 17_000, text: 'If you like this video, follow me and click the link in my bio.', confidence: 0.52 };
}

/** Samples of one moving box every half second. */
function* track(analyzer: string, label: string, trackId: string, fromMs: number, toMs: number, box: [number, number, number, number], confidence: number): Generator<Part> {
  for (let atMs = fromMs; atMs <= toMs; atMs += 500) {
    const drift = ((atMs - fromMs) / Math.max(500, toMs - fromMs)) * 0.2;
    yield { analyzer, startMs: atMs, label, trackId, confidence: confidence - (atMs % 1000 === 0 ? 0 : 0.05), sentence: label === 'face' ? 'Ein Gesicht.' : `Zu sehen: ${label}.`, box: { x: box[0] + drift, y: box[1], w: box[2], h: box[3] } };
  }
}

function* thingParts(): Generator<Part> {
  yield* track('object_detection', 'person', 't1', 0, 7500, [0.1, 0.2, 0.3, 0.7], 0.91);
  yield* track('object_detection', 'person', 't2', 11_000, 20_000, [0.3, 0.15, 0.35, 0.8], 0.84);
  yield* track('object_detection', 'person', 't3', 23_500, 29_000, [0.05, 0.2, 0.3, 0.75], 0.88);
  yield* track('object_detection', 'car', 't4', 9000, 11_000, [0.1, 0.55, 0.4, 0.3], 0.72);
  yield* track('object_detection', 'cell phone', 't5', 14_000, 15_500, [0.6, 0.5, 0.08, 0.12], 0.41);
  yield* track('face_detection', 'face', 'f1', 4500, 7500, [0.2, 0.25, 0.12, 0.2], 0.96);
  yield* track('face_detection', 'face', 'f2', 11_000, 12_500, [0.4, 0.2, 0.14, 0.22], 0.93);
  yield* track('face_detection', 'face', 'f3', 23_500, 26_500, [0.1, 0.25, 0.1, 0.17], 0.9);
  yield* track('face_detection', 'face', 'f4', 24_000, 26_500, [0.55, 0.28, 0.1, 0.17], 0.79);
  const overlay = { analyzer: 'text_overlay', confidence: 0.98 } as const;
  yield { ...overlay, startMs: 1000, endMs: 4400, text: 'NEW SALE 50 PERCENT OFF', trackId: 'x1', box: { x: 0.15, y: 0.06, w: 0.7, h: 0.09 }, sentence: 'Im Bild steht „NEW SALE 50 PERCENT OFF“.' };
  yield { ...overlay, startMs: 13_200, endMs: 18_000, text: 'FOLLOW FOR MORE', trackId: 'x2', box: { x: 0.25, y: 0.82, w: 0.5, h: 0.08 }, sentence: 'Im Bild steht „FOLLOW FOR MORE“.' };
  yield { ...overlay, startMs: 23_500, endMs: 28_000, text: 'LINK IN BIO', trackId: 'x3', box: { x: 0.3, y: 0.82, w: 0.4, h: 0.08 }, sentence: 'Im Bild steht „LINK IN BIO“.' };
}

const ANALYZERS = ['cut_analysis', 'scene_segmentation', 'color_analysis', 'content_quality', 'camera_analysis', 'audio_analysis', 'speech_transcription', 'text_overlay', 'object_detection', 'face_detection'];

const run = (analyzer: string, more: Partial<Run> = {}): Run => ({
  id: `r-${SHA.slice(0, 16)}-${analyzer}-1`, mediaId: MEDIA_ID, analyzer, version: 1, status: 'done',
  models: ['speech_transcription', 'text_overlay', 'object_detection', 'face_detection'].includes(analyzer) ? [{ id: `${analyzer}-lite`, sha256: 'b'.repeat(64), licence: 'MIT' }] : [],
  parameters: { everyMs: 500, minConfidence: 0.4 }, method: 'signal', seconds: 1.234, device: 'cpu', coverage: 1, ...more,
});

const filmFacts: Media = {
  id: MEDIA_ID, fileName: 'Reise/Küste im Herbst.mp4', kind: 'video', sha256: SHA, sizeBytes: 18_400_000, durationMs: 30_000, width: 640, height: 360, fps: 30, hasAudio: true, container: 'mp4', videoCodec: 'h264', audioCodec: 'aac',
};

function documentOf(media: Media, runs: Run[], observations: Observation[], language: 'de' | 'en', text: string): ResultDocument {
  return {
    schemaVersion: '1.0',
    job: { id: 'job-1', name: 'Probe', profile: 'lite', language, createdAt: '2026-03-02T14:05:00+01:00' },
    media: [media], runs, observations,
    summary: { text, observationCount: observations.length, byAnalyzer: {}, byStatus: {}, coverage: Math.min(1, ...runs.filter((each) => each.status === 'done').map((each) => each.coverage)), seconds: 21.7, timesRealTime: 0.72 },
  };
}

const SUMMARY = {
  de: 'Ein Film von 30 Sekunden mit 9 Einstellungen. Zu sehen sind vor allem Personen und ein Auto, vier Gesichter und drei Texte im Bild. Gesprochen wird Englisch, 17 Sekunden lang.',
  en: 'A film of 30 seconds with 9 shots. It shows mainly people and a car, four faces and three texts. English is spoken for 17 seconds.',
};

export function makeFilm(language: 'de' | 'en' = 'de', media: Partial<Media> = {}): ResultDocument {
  const random = numbers(7);
  const observations = finish([...pictureParts(random), ...soundParts(random), ...thingParts()]);
  return documentOf({ ...filmFacts, ...media }, ANALYZERS.map((name) => run(name)), observations, language, SUMMARY[language]);
}

const BODY: [string, number, number][] = [['nose', 0.5, 0.2], ['left_shoulder', 0.45, 0.35], ['right_shoulder', 0.55, 0.35], ['left_hip', 0.46, 0.6], ['right_hip', 0.54, 0.6], ['left_knee', 0.46, 0.75], ['right_knee', 0.54, 0.75], ['left_ankle', 0.46, 0.9], ['right_ankle', 0.54, 0.9]];
const HELD_MS = [13_000, 16_000] as const;

function* personParts(): Generator<Part> {
  for (const startMs of [23_500, 24_500, 25_500]) yield { analyzer: 'body_pose', startMs, label: 'standing', trackId: 't3', box: { x: 0.3, y: 0.1, w: 0.4, h: 0.85 }, attributes: { keypoints: BODY.map(([name, x, y]) => ({ name, x, y, confidence: 0.8 })) } };
  const face = { startMs: 23_500, endMs: 26_500, trackId: 'f3', box: { x: 0.1, y: 0.25, w: 0.1, h: 0.17 } } as const;
  yield { ...face, analyzer: 'age_estimation', label: 'apparent_age', sentence: 'Apparent age: between 25 and 38 years.', attributes: { fromYears: 25, toYears: 38, judgedFaces: 3 } };
  yield { ...face, analyzer: 'eye_tracking', label: 'camera', sentence: 'Somebody looks towards the camera.', attributes: { gaze: { yaw: 1, pitch: 6 }, uncertain: false } };
  yield { ...face, analyzer: 'emotion_detection', label: 'happy', sentence: 'A face shows a happy expression.', attributes: { shares: { happy: 0.8, neutral: 0.2 }, uncertain: true } };
  yield { analyzer: 'nsfw_rating', startMs: 0, endMs: 4500, label: 'suggestive', confidence: 0.6, sentence: 'Possibly suggestive.', attributes: { score: 0.6, reasons: ['both_networks_revealing'] } };
  yield { analyzer: 'nsfw_rating', startMs: 4500, endMs: 13_000, label: 'none', sentence: 'Nothing explicit recognised.' };
}

/** A film with persons, of which one stretch is held and another rated suggestive. */
export function makeGuarded(language: 'de' | 'en' = 'de'): ResultDocument {
  const film = makeFilm(language);
  const [startMs, endMs] = HELD_MS;
  const held = { status: 'held' as const, reason: 'age_unknown', message: 'The message of the gate.', held: [{ startMs, endMs, reason: 'age_unknown' }], coverage: 0.9 };
  const isFree = (o: Observation): boolean => !['object_detection', 'face_detection', 'text_overlay', 'speech_transcription'].includes(o.analyzer) || o.endMs < startMs || o.startMs >= endMs;
  const runs = [...film.runs.map((each) => each.analyzer === 'object_detection' ? { ...each, ...held } : each), run('minors_gate', held), ...['body_pose', 'age_estimation', 'eye_tracking', 'emotion_detection', 'nsfw_rating', 'hand_gesture'].map((name) => run(name, { tier: 'lite' }))];
  return { ...film, runs, observations: [...film.observations.filter(isFree), ...finish([...personParts()])] };
}

/** Every run ends in another way; nothing is found. */
export function makeStatuses(language: 'de' | 'en' = 'de'): ResultDocument {
  const runs = [
    run('cut_analysis', { status: 'waiting', seconds: 0, coverage: 0 }), run('scene_segmentation', { status: 'running', coverage: 0.3 }), run('color_analysis'), run('content_quality', { coverage: 0.42, reason: 'MEDIA_TRUNCATED', message: 'Die Datei endet nach 12,6 Sekunden.' }),
    run('camera_analysis', { status: 'cancelled', reason: 'CANCELLED' }), run('audio_analysis', { status: 'not_run', reason: 'no_audio', seconds: 0, coverage: 0 }), run('speech_transcription', { status: 'not_run', reason: 'language_needs_full_tier', seconds: 0, coverage: 0 }),
    run('text_overlay', { status: 'failed', reason: 'MODEL_FAILED', message: 'Das Modell brach nach 3 s ab.' }), run('face_detection', { status: 'held', reason: 'review' }), run('visual_effects', { status: 'not_run', reason: 'some_new_reason', seconds: 0, coverage: 0 }),
  ];
  return documentOf({ ...filmFacts, hasAudio: false, warnings: ['Die Datei ist kürzer, als sie verspricht.'] }, runs, [], language, SUMMARY[language]);
}

export const makeEmpty = (): ResultDocument => documentOf(filmFacts, [], [], 'en', '');

/** Hostile strings in every field that a file or a model can fill. */
export function makeHostile(): ResultDocument {
  const parts = finish([
    { analyzer: 'speech_transcription', startMs: 1000, endMs: 2000, text: HOSTILE, sentence: HOSTILE, speakerId: HOSTILE },
    { analyzer: 'text_overlay', startMs: 1000, endMs: 4000, text: HOSTILE, trackId: HOSTILE, box: { x: 0.1, y: 0.1, w: 0.5, h: 0.2 } },
    { analyzer: 'object_detection', startMs: 1000, label: HOSTILE, box: { x: 0.1, y: 0.5, w: 0.5, h: 0.2 } },
    { analyzer: HOSTILE, startMs: 1000, endMs: 3000, label: 'constructor', attributes: { [HOSTILE]: HOSTILE, __proto__x: 1 } },
    { analyzer: 'color_analysis', startMs: 0, endMs: 3000, attributes: { palette: [{ hex: 'red;background:url(//evil)', name: HOSTILE, share: 1 }, { hex: '#112233', name: HOSTILE, share: 1 }] } },
  ]);
  const runs = [run('speech_transcription', { message: HOSTILE, method: HOSTILE, device: HOSTILE, parameters: { [HOSTILE]: HOSTILE }, models: [{ id: HOSTILE, sha256: SHA, licence: HOSTILE }] }), run(HOSTILE, { status: 'failed', reason: HOSTILE })];
  return documentOf({ ...filmFacts, fileName: HOSTILE, camera: HOSTILE, takenAt: HOSTILE, warnings: [HOSTILE] }, runs, parts, 'de', HOSTILE);
}

/** Many observations over a long film: tracks, untracked moments, texts and curves. */
export function makeHuge(count: number): ResultDocument {
  const random = numbers(11);
  const durationMs = 3_600_000;
  const labels = ['person', 'car', 'dog', 'chair', 'bottle', 'bus', 'bird', 'boat', 'book'];
  const parts = Array.from({ length: count }, (_, i): Part => {
    const startMs = Math.floor((i / count) * durationMs);
    const box = { x: random() * 0.7, y: random() * 0.7, w: 0.2, h: 0.2 };
    const label = labels[i % labels.length] ?? 'person';
    if (i % 4 === 0) return { analyzer: 'object_detection', startMs, label, box, trackId: `t${String(i % 36)}-${Math.floor(i / 400)}`, confidence: random() };
    if (i % 4 === 1) return { analyzer: 'face_detection', startMs, label: 'face', box, confidence: random() };
    if (i % 4 === 2) return { analyzer: 'text_overlay', startMs, endMs: startMs + 900, text: `TEXT ${i}`, box, trackId: `x${i}` };
    return { analyzer: 'content_quality', startMs, endMs: startMs + 720, label: 'quality', attributes: { score: random(), sharpness: random() } };
  });
  return documentOf({ ...filmFacts, durationMs }, ANALYZERS.map((name) => run(name)), finish(parts), 'en', SUMMARY.en);
}

export function makePhoto(): ResultDocument {
  const parts = finish([
    { analyzer: 'face_detection', startMs: 0, label: 'face', confidence: 0.94, box: { x: 0.2, y: 0.2, w: 0.2, h: 0.3 }, sentence: 'Ein Gesicht.' },
    { analyzer: 'text_overlay', startMs: 0, text: 'MARKET', confidence: 0.9, box: { x: 0.5, y: 0.1, w: 0.4, h: 0.1 }, sentence: 'Im Bild steht „MARKET“.' },
    { analyzer: 'color_analysis', startMs: 0, label: 'overall', sentence: 'Überwiegend Blau.', attributes: { palette: [{ hex: '#2f4858', name: 'dunkelblau', share: 0.6 }, { hex: '#d9c5a0', name: 'sand', share: 0.4 }] } },
  ]);
  const media: Media = { id: MEDIA_ID, fileName: 'photo.jpg', kind: 'image', sha256: SHA, sizeBytes: 240_000, durationMs: 0, width: 640, height: 360, hasAudio: false, container: 'jpeg', takenAt: '2024-10-12T09:30:00', camera: 'Pixel 8' };
  return documentOf(media, [run('face_detection'), run('text_overlay'), run('color_analysis')], parts, 'de', 'Ein Foto mit einem Gesicht.');
}

export function makeSound(): ResultDocument {
  const media: Media = { id: MEDIA_ID, fileName: 'speech.wav', kind: 'audio', sha256: SHA, sizeBytes: 960_000, durationMs: 30_000, hasAudio: true, container: 'wav', audioCodec: 'pcm_s16le' };
  const runs = [run('audio_analysis'), run('speech_transcription'), run('face_detection', { status: 'not_run', reason: 'unsupported_media', seconds: 0, coverage: 0 })];
  return documentOf(media, runs, finish([...soundParts(numbers(7))]), 'en', 'A recording of 30 seconds; English is spoken.');
}
