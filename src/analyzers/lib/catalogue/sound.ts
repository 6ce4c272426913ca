/** Analyzers of sound and speech. */
import type { Catalogue } from './about.ts';

const ENGLISH = 'Moonshine tiny (Useful Sensors 2024)';

export const sound: Catalogue = {
  audio_analysis: {
    reports: { en: 'Loudness after EBU R 128, true peak, clipping, silence, sudden loud events, spectrum, tempo, key; shares of speech and music.', de: 'Lautheit nach EBU R 128, Spitzenpegel, Übersteuerung, Stille, plötzliche laute Ereignisse, Spektrum, Tempo, Tonart; Anteile von Sprache und Musik.' },
    method: { en: 'Measured on stereo sound at 48 kHz; the shares are those that voice_activity and audio_environment tell.', de: 'Gemessen an Stereoton mit 48 kHz; die Anteile sind die, die voice_activity und audio_environment nennen.' },
    source: 'EBU R 128; ITU-R BS.1770-4; Peeters 2004; Ellis 2007 (tempo); Krumhansl 1990 (key)',
    weak: { en: 'Tempo only where there is a steady beat, key only where there is one; relative keys are easily confused.', de: 'Tempo nur bei stetigem Takt, Tonart nur, wo es eine gibt; Paralleltonarten werden leicht verwechselt.' },
  },
  speech_transcription: {
    reports: { en: 'What is said, with times and confidence; English in the lite tier, any language in the full one.', de: 'Was gesagt wird, mit Zeiten und Sicherheit; Englisch in der Stufe lite, jede Sprache in der vollen.' },
    method: { en: 'Voice activity finds phrases, a recogniser hears them in context and alone; implausible text is not shown.', de: 'Sprachaktivität findet Phrasen, ein Erkenner hört sie im Zusammenhang und allein; Unplausibles wird nicht gezeigt.' },
    source: `${ENGLISH}; Silero VAD; full: a served model such as Whisper (Radford et al. 2022)`,
    weak: { en: 'Very noisy speech and strong accents are refused as a whole; names are often misheard.', de: 'Sehr verrauschte Sprache und starke Akzente werden ganz abgelehnt; Namen werden oft falsch gehört.' },
  },
  voice_activity: {
    reports: { en: 'Where somebody speaks, whatever the language.', de: 'Wo jemand spricht, in welcher Sprache auch immer.' },
    method: { en: 'A network gives a probability of speech every 32 ms; stretches by two thresholds.', de: 'Ein Netz gibt alle 32 ms eine Wahrscheinlichkeit; Strecken durch zwei Schwellen.' },
    source: 'Silero VAD v6',
    weak: { en: 'Singing and crowd voices are sometimes speech to it; pauses under half a second are not heard.', de: 'Gesang und Stimmengewirr gelten ihm manchmal als Sprache; Pausen unter einer halben Sekunde hört es nicht.' },
  },
  language_identification: {
    reports: { en: 'Which language is spoken; in the lite tier English or not.', de: 'Welche Sprache gesprochen wird; in der Stufe lite Englisch oder nicht.' },
    method: { en: 'Weighs the evidence of the recogniser.', de: 'Wägt ab, was der Erkenner verstand.' },
    source: ENGLISH,
    weak: { en: 'Other languages are not named in the lite tier; fast synthetic speech may be refused.', de: 'Andere Sprachen werden in der Stufe lite nicht benannt; schnelle künstliche Sprache kann abgelehnt werden.' },
  },
  speaker_diarization: {
    reports: { en: 'Who speaks when: voices told apart as speaker-1, speaker-2, without saying who they are.', de: 'Wer wann spricht: Stimmen unterschieden als speaker-1, speaker-2, ohne zu sagen, wer es ist.' },
    method: { en: 'Segmentation and voice embeddings, grouped within one medium.', de: 'Segmentierung und Stimmmerkmale, innerhalb eines Mediums gruppiert.' },
    source: 'pyannote segmentation 3.0 (Plaquet and Bredin 2023); WeSpeaker ResNet34-LM',
    weak: { en: 'It never ran here: the weights were not at hand.', de: 'Hier ist es nie gelaufen: die Gewichte waren nicht zur Hand.' },
    whyFull: { en: 'Voices told apart by statistics of their spectra gave one recording in four the wrong number of speakers.', de: 'Nach Statistik ihrer Spektren getrennt, hatte jede vierte Aufnahme die falsche Zahl von Stimmen.' },
  },
  noise_reduction: {
    reports: { en: 'How noisy speech is, and how much noise reduction takes away.', de: 'Wie verrauscht Sprache ist und wie viel die Rauschminderung wegnimmt.' },
    method: { en: 'Noise level in pauses, before and after a network cleaned the stretch.', de: 'Rauschpegel in Pausen, vor und nach der Reinigung durch ein Netz.' },
    source: 'RNNoise (Valin 2018); full: DTLN (Westhausen and Meyer 2020) or GTCRN (Rong et al. 2024)',
    weak: { en: 'Cleaned speech sounds better but is not understood better by the recogniser of the lite tier, which hears the raw sound.', de: 'Gereinigte Sprache klingt besser, wird vom Erkenner der Stufe lite aber nicht besser verstanden; er hört den rohen Ton.' },
  },
  speech_emotion: {
    reports: { en: 'Where speech is livelier or calmer than usual for that voice; no feeling is named.', de: 'Wo lebhafter oder ruhiger gesprochen wird als für diese Stimme üblich; kein Gefühl wird benannt.' },
    method: { en: 'Pitch, its range, level and pace of each stretch against the rest of the recording.', de: 'Tonhöhe, ihre Spanne, Pegel und Tempo jeder Strecke gegen den Rest der Aufnahme.' },
    source: 'Boersma 1993 (pitch)',
    weak: { en: 'Anger, joy and fear all sound livelier; which it is cannot be told.', de: 'Ärger, Freude und Angst klingen alle lebhafter; welches es ist, lässt sich nicht sagen.' },
  },
  speech_rate: {
    reports: { en: 'Words and syllables a minute, with and without pauses, per passage, speaker and medium.', de: 'Wörter und Silben je Minute, mit und ohne Pausen, je Abschnitt, Stimme und Medium.' },
    method: { en: 'Words of the transcript over the time of voice; syllables from the spelling.', de: 'Wörter der Mitschrift über der Stimmzeit; Silben aus der Schreibung.' },
    source: 'own counting, defined in src/analyzers/lib/speech',
    weak: { en: 'Only as good as the transcript; of English words about one in ten is off by one syllable.', de: 'Nur so gut wie die Mitschrift; etwa jedes zehnte englische Wort liegt um eine Silbe daneben.' },
  },
  speech_flow: {
    reports: { en: 'Pauses, fillers, repetitions and restarts with their words; overlaps and turns where speakers are told apart.', de: 'Pausen, Füllwörter, Wiederholungen und Neuansätze mit ihren Wörtern; Überlappungen und Wechsel, wo Stimmen unterschieden sind.' },
    method: { en: 'Rules on the transcript and on voice activity.', de: 'Regeln über Mitschrift und Sprachaktivität.' },
    source: 'Shriberg 1994',
    weak: { en: 'Recognisers leave many fillers out, so what is found is a lower bound.', de: 'Erkenner lassen viele Füllwörter weg, also ist das Gefundene eine untere Grenze.' },
  },
  audio_environment: {
    reports: { en: 'What surrounds one, over time: quiet, speech, music, even noise, low rumble, single tones; in the full tier named sounds.', de: 'Was einen umgibt, über die Zeit: Stille, Sprache, Musik, gleichmäßiges Rauschen, tiefes Brummen, einzelne Töne; in der vollen Stufe benannte Geräusche.' },
    method: { en: 'How tonal, how steady and how loud the spectrum is; full: an audio tagging network.', de: 'Wie tonal, wie gleichmäßig und wie laut das Spektrum ist; voll: ein Netz zur Geräuschbenennung.' },
    source: 'own measures on short-time spectra; full: any model of the role audio-tagger, such as YAMNet',
    weak: { en: 'Where it was recorded is not told in the lite tier; music with much percussion may count as noise.', de: 'Wo aufgenommen wurde, sagt die Stufe lite nicht; Musik mit viel Schlagwerk kann als Rauschen gelten.' },
  },
  sound_effects: {
    reports: { en: 'Sounds that mean something by themselves: alarms, telephones, bells; hundreds of names in the full tier.', de: 'Geräusche mit eigener Bedeutung: Alarm, Telefon, Glocke; in der vollen Stufe Hunderte Namen.' },
    method: { en: 'Tones that keep their pitch, and when they come and go; full: an audio tagging network.', de: 'Töne, die ihre Höhe halten, und wann sie kommen und gehen; voll: ein Netz zur Geräuschbenennung.' },
    source: 'own rules, defined in src/analyzers/lib/audio; full: any model of the role audio-tagger',
    weak: { en: 'The lite tier knows three sounds; single notes of sparse music can pass as a bell.', de: 'Die Stufe lite kennt drei Geräusche; einzelne Noten spärlicher Musik können als Glocke gelten.' },
  },
  audio_visual_sync: {
    reports: { en: 'Whether sound and picture run together where a face talks: the offset of each shot, or that it cannot be told.', de: 'Ob Ton und Bild zusammenlaufen, wo ein Gesicht spricht: der Versatz jeder Einstellung, oder dass er sich nicht sagen lässt.' },
    method: { en: 'The shift at which the opening of a mouth and the loudness of the voice agree best.', de: 'Die Verschiebung, bei der die Öffnung des Mundes und die Lautstärke der Stimme am besten übereinstimmen.' },
    source: 'Hershey and Movellan 1999; Slaney and Covell 2000',
    weak: { en: 'Needs a face that talks for a while; mouths open before they sound, so offsets up to about 100 ms are usual.', de: 'Braucht ein Gesicht, das eine Weile spricht; Münder öffnen sich vor dem Laut, also sind bis etwa 100 ms Versatz üblich.' },
  },
};
