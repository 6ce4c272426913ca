/** Analyzers that rest on what others found, and the presets of the describer. */
import type { About, Catalogue } from './about.ts';

/** Every preset asks the same served vision-language model; what it was named after is what its prompts follow. */
const describer = (en: string, de: string, source: string): About => ({
  reports: { en, de },
  method: {
    en: 'Frames chosen by shot go with their times and a prompt to a served vision-language model; its answer must have a given form.',
    de: 'Nach Einstellungen gewählte Bilder gehen mit ihren Zeiten und einer Anweisung an ein bereitgestelltes Bild-Sprach-Modell; die Antwort muss eine feste Form haben.',
  },
  source,
  weak: {
    en: 'Needs a model server, which decides what is described and how well; models invent details. Not measured here.',
    de: 'Braucht einen Modell-Server, von dem abhängt, was wie gut beschrieben wird; Modelle erfinden Einzelheiten. Hier nicht gemessen.',
  },
  whyFull: {
    en: 'Only a large vision-language model describes pictures; what composes sentences without one is scene_description.',
    de: 'Nur ein großes Bild-Sprach-Modell beschreibt Bilder; was ohne eines Sätze zusammensetzt, ist scene_description.',
  },
});

const presets: Catalogue = {
  blip2: describer('Descriptions of single frames under four aspects.', 'Beschreibungen einzelner Bilder unter vier Gesichtspunkten.', 'BLIP-2 (Li et al. 2023), as the preset of the older short-video system'),
  blip2_video_analyzer: describer('Descriptions of frames joined to a text about the film.', 'Beschreibungen von Bildern, zu einem Text über den Film verbunden.', 'BLIP-2 (Li et al. 2023)'),
  qwen2_vl_temporal: describer('What happens over time, stretch by stretch.', 'Was über die Zeit geschieht, Strecke für Strecke.', 'Qwen2-VL (Wang et al. 2024)'),
  qwen2_vl_optimized: describer('What happens over time, with fewer frames.', 'Was über die Zeit geschieht, mit weniger Bildern.', 'Qwen2-VL (Wang et al. 2024)'),
  video_llava: describer('A description of each stretch of the film.', 'Eine Beschreibung jeder Strecke des Films.', 'Video-LLaVA (Lin et al. 2023)'),
  vid2seq: describer('Events with begin and end, each in one sentence.', 'Ereignisse mit Anfang und Ende, je in einem Satz.', 'Vid2Seq (Yang et al. 2023)'),
  tarsier_video_description: describer('A detailed description of the film in its order.', 'Eine ausführliche Beschreibung des Films in seiner Reihenfolge.', 'Tarsier (Wang et al. 2024)'),
  streaming_dense_captioning: describer('Captions while the film goes on, each building on the ones before.', 'Beschreibungen, während der Film läuft, jede auf den vorigen aufbauend.', 'Streaming Dense Video Captioning (Zhou et al. 2024)'),
  auroracap_analyzer: describer('A long description of the film; off by default.', 'Eine lange Beschreibung des Films; voreingestellt aus.', 'AuroraCap (Chai et al. 2024); the older system found its descriptions too poor to show'),
};

export const meaning: Catalogue = {
  comment_cta_detection: {
    reports: { en: 'Calls to action, said or written: follow, like, comment, share, buy, link, with the words.', de: 'Aufforderungen, gesprochen oder geschrieben: folgen, liken, kommentieren, teilen, kaufen, Link, mit den Wörtern.' },
    method: { en: 'A table of German and English phrases that allows for what text recognition confuses.', de: 'Eine Tabelle deutscher und englischer Wendungen, die erlaubt, was Texterkennung verwechselt.' },
    source: 'own table, src/analyzers/lib/calls/call-phrases.ts',
    weak: { en: 'A pleading in other words is not found; a question may be taken for one to the audience.', de: 'Eine Bitte in anderen Worten wird nicht gefunden; eine Frage kann als Frage ans Publikum gelten.' },
  },
  temporal_flow: {
    reports: { en: 'The course of a medium: a curve of its pace and, where there is one, its arc of hook, build-up, climax and resolution.', de: 'Den Verlauf eines Mediums: eine Kurve des Tempos und, wo es ihn gibt, den Bogen aus Aufhänger, Aufbau, Höhepunkt und Auflösung.' },
    method: { en: 'Cuts, motion, loudness, speech and text over time, joined to one curve; parts by rules on it.', de: 'Schnitte, Bewegung, Lautstärke, Sprache und Text über die Zeit, zu einer Kurve verbunden; Teile nach Regeln darüber.' },
    source: 'own rules, defined in src/analyzers/temporal-flow.ts',
    weak: { en: 'It sees how much happens, not what it means: a quiet climax is missed.', de: 'Es sieht, wie viel geschieht, nicht, was es bedeutet: ein leiser Höhepunkt entgeht ihm.' },
  },
  scene_description: {
    reports: { en: 'One plain text for each scene, photo or passage, which says that it was composed.', de: 'Ein einfacher Text je Szene, Foto oder Abschnitt, der sagt, dass er zusammengesetzt ist.' },
    method: { en: 'Composed by rules from what other analyzers found there, each with its certainty.', de: 'Nach Regeln zusammengesetzt aus dem, was andere dort fanden, jedes mit seiner Sicherheit.' },
    source: 'own templates, defined in src/analyzers/scene-description.ts',
    weak: { en: 'It knows only what others found, repeats their mistakes and tells no story.', de: 'Es kennt nur, was andere fanden, wiederholt ihre Fehler und erzählt keine Geschichte.' },
  },
  trend_analysis: {
    reports: { en: 'This medium against a summary of earlier ones of its kind: what lies outside of the usual, what rises or falls, which labels are new or missing.', de: 'Dieses Medium gegen eine Zusammenfassung früherer seiner Art: was außerhalb des Üblichen liegt, was steigt oder fällt, was neu ist oder fehlt.' },
    method: { en: 'Each comparison with its effect size; what remains after allowing for the number of tests is told.', de: 'Jeder Vergleich mit seiner Effektstärke; gesagt wird, was nach Berücksichtigung der Zahl der Vergleiche bleibt.' },
    source: 'own comparison, defined in src/analyzers/lib/trend',
    weak: { en: 'Without a history it answers no_history; with few earlier media only large differences can be told.', de: 'Ohne Vorgeschichte antwortet es no_history; bei wenigen früheren Medien lassen sich nur große Unterschiede sagen.' },
  },
  cross_analyzer_intelligence: {
    reports: { en: 'Where analyzers agree, contradict or go together, with the findings it rests on.', de: 'Wo Analysatoren übereinstimmen, sich widersprechen oder zusammengehen, mit den Funden dazu.' },
    method: { en: 'Rules over findings of the same time; each tells how it shifts their confidence, which itself stays as it was found.', de: 'Regeln über Funde derselben Zeit; jede sagt, wie sie deren Sicherheit verschiebt, die selbst bleibt, wie sie gefunden wurde.' },
    source: 'own rules, defined in src/analyzers/cross-analyzer-intelligence.ts',
    weak: { en: 'Analyzers that share a model agree in their mistakes too.', de: 'Analysatoren mit gleichem Modell stimmen auch in Fehlern überein.' },
  },
  ...presets,
};
