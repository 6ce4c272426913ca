/** All sentences of a series document, in both languages: factual, without a plot and without judging. */
import type { CoherenceFinding, DuplicateSet, Language, PlacedBy, SeriesGroup } from '@aima/contract';
import { certaintyWords } from '@aima/sdk';
import { germanCocoNames } from '../analyzers/lib/detection/coco-german.ts';
import type { LinkDraft } from './links.ts';
import type { BeatDraft } from './story.ts';

type Words = Readonly<Record<Language, string>>;

const listed = (words: readonly string[], language: Language): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${language === 'de' ? 'und' : 'and'} ${words.at(-1) ?? ''}`;

const labelWords = (label: string, language: Language): string => (language === 'de' ? germanCocoNames[label] ?? label : label);

/** Seconds as people say them. */
function durationWords(seconds: number, language: Language): string {
  const german = language === 'de';
  const unit = (n: number, one: Words, many: Words): string => `${n} ${(n === 1 ? one : many)[language]}`;
  if (seconds < 90) return `${(seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)).toLocaleString(language)} ${german ? (seconds === 1 ? 'Sekunde' : 'Sekunden') : seconds === 1 ? 'second' : 'seconds'}`;
  if (seconds < 90 * 60) return unit(Math.round(seconds / 60), { en: 'minute', de: 'Minute' }, { en: 'minutes', de: 'Minuten' });
  if (seconds < 36 * 3600) return unit(Math.round(seconds / 3600), { en: 'hour', de: 'Stunde' }, { en: 'hours', de: 'Stunden' });
  return unit(Math.round(seconds / 86400), { en: 'day', de: 'Tag' }, { en: 'days', de: 'Tagen' });
}

export interface PlacedWords {
  by: PlacedBy;
  confidence: number;
  language: Language;
  takenAt?: string;
  camera?: string;
  /** File name of the photo that its place hangs on. */
  beside?: string;
  correctionSeconds?: number;
  unset?: boolean;
  /** Only the date of the last change is known. */
  saved?: boolean;
}

/** Why a photo stands where it stands. */
export function placedSentence({ by, confidence, language, takenAt, beside, correctionSeconds, unset, saved }: PlacedWords): string {
  const sure = certaintyWords(confidence, language);
  const time = (takenAt ?? '').replace('T', ' ');
  const seconds = durationWords(Math.abs(correctionSeconds ?? 0), language);
  const corrected = correctionSeconds ? { en: `, its clock corrected by ${seconds}`, de: `, die Uhr um ${seconds} berichtigt` } : { en: '', de: '' };
  const besides = beside === undefined ? { en: '', de: '' } : { en: `, next to ${beside}`, de: `, neben ${beside}` };
  const words: Record<PlacedBy, Words> = {
    exif_time: unset === true
      ? { en: `By a camera clock that was never set, which orders only the photos of this camera; ${sure}.`, de: `Nach einer Kamerauhr, die nie gestellt wurde und nur die Fotos dieser Kamera ordnet; ${sure}.` }
      : saved === true ? { en: `By the time at which a program saved the file, ${time}; ${sure}.`, de: `Nach der Zeit, zu der ein Programm die Datei speicherte, ${time}; ${sure}.` }
      : { en: `By the camera's clock, ${time}${corrected.en}; ${sure}.`, de: `Nach der Uhr der Kamera, ${time}${corrected.de}; ${sure}.` },
    name_time: { en: `By the time in the file name, ${time}; ${sure}.`, de: `Nach der Zeit im Dateinamen, ${time}; ${sure}.` },
    copy: { en: `No time of its own: placed behind ${beside ?? ''}, which shows the same picture; ${sure}.`, de: `Ohne eigene Zeit: hinter ${beside ?? ''} gestellt, das dasselbe Bild zeigt; ${sure}.` },
    name_counter: { en: `By the number in the file name${besides.en}; ${sure}.`, de: `Nach der Nummer im Dateinamen${besides.de}; ${sure}.` },
    name_date: { en: `By the day and number in the file name${besides.en}; ${sure}.`, de: `Nach Tag und Nummer im Dateinamen${besides.de}; ${sure}.` },
    look: { en: `Only by what it looks like; ${sure}.`, de: `Nur nach dem Aussehen; ${sure}.` },
    none: { en: 'Nothing says where it belongs.', de: 'Nichts sagt, wohin es gehört.' },
  };
  return words[by][language];
}

export function orderSentence(method: PlacedBy, confidence: number, directionKnown: boolean, language: Language): string {
  const words: Record<PlacedBy, Words> = {
    exif_time: { en: 'Ordered by the cameras\' clocks', de: 'Geordnet nach den Uhren der Kameras' },
    name_time: { en: 'Ordered by times in file names', de: 'Geordnet nach Zeiten in den Dateinamen' },
    copy: { en: 'Ordered by clocks, copies beside their originals', de: 'Geordnet nach Uhren, Kopien neben ihren Originalen' },
    name_counter: { en: 'Ordered by numbers in file names', de: 'Geordnet nach Nummern in den Dateinamen' },
    name_date: { en: 'Ordered by days and numbers in file names', de: 'Geordnet nach Tagen und Nummern in den Dateinamen' },
    look: { en: 'Ordered in part or as a whole by look alone, which is a guess', de: 'Teilweise oder ganz nur nach dem Aussehen geordnet; das ist geraten' },
    none: { en: 'For some photos nothing gives an order', de: 'Für einige Fotos ergibt nichts eine Reihenfolge' },
  };
  const either = { en: ' The series may as well run the other way round.', de: ' Die Reihe kann ebenso gut andersherum laufen.' };
  return `${words[method][language]} (${certaintyWords(confidence, language)}).${directionKnown ? '' : either[language]}`;
}

export function groupSentence(kind: SeriesGroup['kind'], first: number, last: number, language: Language): string {
  const span = language === 'de' ? `Fotos ${first} bis ${last}` : `photos ${first} to ${last}`;
  const one = language === 'de' ? `Foto ${first}` : `photo ${first}`;
  const words: Record<SeriesGroup['kind'], Words> = {
    sitting: { en: `One sitting: ${first === last ? one : span}.`, de: `Eine Aufnahmefolge: ${first === last ? one : span}.` },
    scene: { en: `Looks like one scene: ${span}.`, de: `Sieht nach einer Szene aus: ${span}.` },
    burst: { en: `A burst, nearly the same picture within seconds: ${span}.`, de: `Eine Serienaufnahme, fast dasselbe Bild binnen Sekunden: ${span}.` },
  };
  return words[kind][language];
}

export function duplicateSentence(kind: DuplicateSet['kind'], positions: readonly number[], best: number, language: Language): string {
  const numbers = listed(positions.map(String), language);
  const words: Record<DuplicateSet['kind'], Words> = {
    exact: { en: `Photos ${numbers} are the same file.`, de: `Die Fotos ${numbers} sind dieselbe Datei.` },
    same_picture: { en: `Photos ${numbers} are one picture in several files; ${best} has the most pixels.`, de: `Die Fotos ${numbers} sind ein Bild in mehreren Dateien; ${best} hat die meisten Bildpunkte.` },
    near: { en: `Photos ${numbers} hardly differ.`, de: `Die Fotos ${numbers} unterscheiden sich kaum.` },
  };
  return words[kind][language];
}

function placeWords({ distanceMetres: metres, likeness }: LinkDraft): Words {
  const far = { en: `Taken about ${metres ?? 0} m apart`, de: `Etwa ${metres ?? 0} m voneinander entfernt aufgenommen` };
  const near = { en: 'Taken at about the same place', de: 'Etwa am selben Ort aufgenommen' };
  const by = metres === undefined ? undefined : metres === 0 ? near : far;
  if (!by) return { en: 'Both look like the same place.', de: 'Beide sehen nach demselben Ort aus.' };
  return likeness === undefined ? { en: `${by.en}.`, de: `${by.de}.` } : { en: `${by.en}; both look alike.`, de: `${by.de}; beide sehen ähnlich aus.` };
}

function peopleWords([before, after]: readonly [number, number]): Words {
  if (before > 0 && after > 0) return { en: 'People are in both photos; whether the same ones is not looked at.', de: 'Auf beiden Fotos sind Menschen; ob dieselben, wird nicht untersucht.' };
  return before > 0 ? { en: 'People were seen before, now none were found.', de: 'Zuvor waren Menschen zu sehen, jetzt wurden keine gefunden.' } : { en: 'People are seen, before none were found.', de: 'Menschen sind zu sehen, zuvor wurden keine gefunden.' };
}

export function linkSentence(link: LinkDraft, language: Language): string {
  const names = (labels: readonly string[] | undefined): string => listed((labels ?? []).map((label) => labelWords(label, language)), language);
  const sure = certaintyWords(link.confidence, language);
  const parts = [
    ...(link.appeared ?? []).length > 0 ? [language === 'de' ? `neu zu sehen: ${names(link.appeared)}` : `new: ${names(link.appeared)}`] : [],
    ...(link.gone ?? []).length > 0 ? [language === 'de' ? `nicht mehr gefunden: ${names(link.gone)}` : `no longer found: ${names(link.gone)}`] : [],
  ].join('; ');
  const words: Record<LinkDraft['kind'], () => Words> = {
    time: () => ({ en: `${durationWords(link.gapSeconds ?? 0, 'en')} later.`, de: `Nach ${durationWords(link.gapSeconds ?? 0, 'de')}.` }),
    place: () => placeWords(link),
    setting: () => ({ en: 'Both look like the same kind of place.', de: 'Beide sehen nach der gleichen Art von Ort aus.' }),
    object: () => ({ en: `In both: ${names(link.items)} (${sure}).`, de: `Auf beiden: ${names(link.items)} (${sure}).` }),
    people: () => peopleWords(link.counts ?? [0, 0]),
    clothing: () => ({ en: 'Clothing of a similar colour is in both; that says nothing about who wears it.', de: 'Auf beiden ist Kleidung ähnlicher Farbe; wer sie trägt, ist damit nicht gesagt.' }),
    change: () => ({ en: `Changed: ${parts} (${sure}).`, de: `Verändert: ${parts} (${sure}).` }),
    text: () => ({ en: `The same text is in both: ${listed((link.items ?? []).map((text) => `“${text}”`), 'en')}.`, de: `Auf beiden steht derselbe Text: ${listed((link.items ?? []).map((text) => `„${text}“`), 'de')}.` }),
    withheld: () => ({ en: 'One of the two is held: nothing of their look is compared.', de: 'Eines von beiden ist zurückgehalten: ihr Aussehen wird nicht verglichen.' }),
  };
  return words[link.kind]()[language];
}

const photosWords = (positions: readonly number[], language: Language): string => {
  const most = 12;
  const numbers = listed([...positions.slice(0, most).map(String), ...positions.length > most ? [language === 'de' ? `${positions.length - most} weitere` : `${positions.length - most} more`] : []], language);
  return language === 'de' ? `${positions.length === 1 ? 'Foto' : 'Fotos'} ${numbers}` : `${positions.length === 1 ? 'photo' : 'photos'} ${numbers}`;
};

/** What a doubt about the order is, and what it may come from. */
export function coherenceSentence(kind: CoherenceFinding['kind'], positions: readonly number[], values: Readonly<Record<string, string>>, language: Language): string {
  const of = { en: photosWords(positions, 'en'), de: photosWords(positions, 'de') };
  const difference = durationWords(Math.abs(Number(values['seconds'] ?? 0)), language);
  const ahead = Number(values['seconds'] ?? 0) > 0;
  const words: Record<CoherenceFinding['kind'], Words> = {
    clock_reset: { en: `The clock of ${of.en} (${values['day'] ?? ''}) was probably never set, or the picture is a scan; only the order among them is used.`, de: `Die Uhr war bei ${of.de} (${values['day'] ?? ''}) wohl nie gestellt, oder es ist ein Scan; nur die Reihenfolge untereinander zählt.` },
    clock_ahead: { en: `The time of ${of.en} (${values['day'] ?? ''}) lies in the future: the clock is wrong.`, de: `Die Zeit von ${of.de} (${values['day'] ?? ''}) liegt in der Zukunft: Die Uhr geht falsch.` },
    clock_difference: { en: `The clock of ${values['camera'] || 'one camera'} is ${difference} ${ahead ? 'ahead' : 'behind'}, as ${values['pairs'] ?? ''} pairs of alike photos of two cameras show; it was corrected for the order.`, de: `Die Uhr von ${values['camera'] || 'einer Kamera'} geht ${difference} ${ahead ? 'vor' : 'nach'}, wie ${values['pairs'] ?? ''} Paare ähnlicher Fotos zweier Kameras zeigen; für die Reihenfolge wurde das berichtigt.` },
    zone_change: { en: `${capital(of.en)}: taken in another time zone than most.`, de: `${capital(of.de)}: in einer anderen Zeitzone aufgenommen als die meisten.` },
    zone_assumed: { en: `${capital(of.en)}: no time zone stated; that of most photos (UTC${signed(values['hours'])}) was assumed.`, de: `${capital(of.de)}: keine Zeitzone angegeben; angenommen wurde die der meisten (UTC${signed(values['hours'])}).` },
    name_against_time: { en: `${capital(of.en)}: the time in the name and the camera's clock disagree; the file was renamed, or the clock was wrong.`, de: `${capital(of.de)}: Die Zeit im Namen und die Uhr der Kamera widersprechen sich; die Datei wurde umbenannt, oder die Uhr ging falsch.` },
    counter_against_time: { en: `${capital(of.en)}: the number in the name does not fit the camera's clock; it was renamed, or the clock was changed in between.`, de: `${capital(of.de)}: Die Nummer im Namen passt nicht zur Uhr der Kamera; die Datei wurde umbenannt, oder die Uhr wurde dazwischen verstellt.` },
    number_overflow: { en: `At ${of.en} the counter in the names began again.`, de: `Bei ${of.de} begann der Zähler in den Namen von vorn.` },
    names_without_order: { en: 'The numbers in the names follow no order of time; they were not used.', de: 'Die Nummern in den Namen folgen keiner zeitlichen Ordnung; sie wurden nicht benutzt.' },
    same_second: { en: `${capital(of.en)}: the same second, and nothing tells which came first.`, de: `${capital(of.de)}: dieselbe Sekunde, und nichts sagt, was zuerst war.` },
    daylight_at_night: { en: `${capital(of.en)}: exposed as in daylight, but at night by the clock; the clock or its time zone may be wrong.`, de: `${capital(of.de)}: belichtet wie bei Tageslicht, nach der Uhr aber nachts; die Uhr oder ihre Zeitzone kann falsch sein.` },
    light_jump: { en: `${capital(of.en)}: the light differs much from that of the photo just before, as when going in or out.`, de: `${capital(of.de)}: Das Licht unterscheidet sich stark von dem des Fotos kurz davor, wie beim Hinein- oder Hinausgehen.` },
    look_against_time: { en: `${capital(of.en)} hardly differ, but lie ${values['hours'] ?? ''} hours apart by their times; the same place again, or a wrong clock.`, de: `${capital(of.de)} unterscheiden sich kaum, liegen nach ihren Zeiten aber ${values['hours'] ?? ''} Stunden auseinander; derselbe Ort noch einmal, oder eine falsche Uhr.` },
    look_against_names: { en: 'Neighbours by number look no more alike than any two photos; the numbers may not be an order.', de: 'Nachbarn nach der Nummer sehen sich nicht ähnlicher als beliebige Fotos; die Nummern sind vielleicht keine Reihenfolge.' },
    look_only: { en: `${capital(of.en)}: only look places them; that is a guess${values['direction'] === 'unknown' ? ', and the direction is unknown' : ''}.`, de: `${capital(of.de)}: Nur das Aussehen bestimmt den Platz; das ist geraten${values['direction'] === 'unknown' ? ', und die Richtung ist unbekannt' : ''}.` },
    families_unrelated: { en: `${values['count'] ?? ''} kinds of file names without times: which of them came first is not known.`, de: `${values['count'] ?? ''} Arten von Dateinamen ohne Zeiten: Welche zuerst kam, ist nicht bekannt.` },
    place_unknown: { en: `${capital(of.en)}: nothing says where it belongs.`, de: `${capital(of.de)}: Nichts sagt, wohin es gehört.` },
  };
  return words[kind][language];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const signed = (hours: string | undefined): string => (Number(hours ?? 0) >= 0 ? `+${hours ?? 0}` : `−${Math.abs(Number(hours))}`);

export function seenWords(label: string, count: number, language: Language): string {
  if (label === 'person') return language === 'de' ? (count === 1 ? 'eine Person' : `bis zu ${count} Personen`) : count === 1 ? 'a person' : `up to ${count} people`;
  return count === 1 ? labelWords(label, language) : `${labelWords(label, language)} (${count})`;
}

/** `into`: links from the photo before to the beat's first one. */
export function beatSentence(beat: BeatDraft, into: readonly LinkDraft[], language: Language): string {
  const german = language === 'de';
  const photos = photosWords(beat.positions, language);
  const when = beat.from === undefined ? '' : `, ${beat.from.replace('T', ' ')}`;
  const gap = beat.gapBeforeSeconds === undefined ? '' : german ? `, ${durationWords(beat.gapBeforeSeconds, language)} danach` : `, ${durationWords(beat.gapBeforeSeconds, language)} later`;
  const seen = beat.seen.map(({ label, count }) => seenWords(label, count, language));
  const texts = beat.texts.map(({ what }) => german ? `„${what}“` : `“${what}”`);
  const lines = [`${capital(photos)}${when}${gap}.`];
  if (seen.length > 0) lines.push(german ? `Erkannt: ${seen.join(', ')}.` : `Recognised: ${seen.join(', ')}.`);
  if (texts.length > 0) lines.push(german ? `Zu lesen: ${texts.join(', ')}.` : `To be read: ${texts.join(', ')}.`);
  lines.push(...into.map((link) => linkSentence(link, language)));
  return lines.join(' ');
}

export function cautions(facts: { directionKnown: boolean; guessed: number; contradictions: number; held: number; unanalysed: number }, language: Language): string[] {
  const all: (Words | false)[] = [
    { en: 'Whether people in different photos are the same was not examined; do not claim it.', de: 'Ob Menschen auf verschiedenen Fotos dieselben sind, wurde nicht untersucht; es darf nicht behauptet werden.' },
    !facts.directionKnown && { en: 'The direction of the series is unknown; tell no before and after.', de: 'Die Richtung der Reihe ist unbekannt; kein Vorher und Nachher erzählen.' },
    facts.guessed > 0 && { en: `${facts.guessed} photos are placed by look alone; their place is a guess.`, de: `${facts.guessed} Fotos stehen nur nach dem Aussehen; ihr Platz ist geraten.` },
    facts.contradictions > 0 && { en: 'Times and names contradict each other in places; see coherence.', de: 'Zeiten und Namen widersprechen sich stellenweise; siehe coherence.' },
    facts.held > 0 && { en: `${facts.held} photos are held; nothing may be told of them.`, de: `${facts.held} Fotos sind zurückgehalten; von ihnen darf nichts erzählt werden.` },
    facts.unanalysed > 0 && { en: `${facts.unanalysed} photos were not analysed; what they show is not known.`, de: `${facts.unanalysed} Fotos wurden nicht analysiert; was sie zeigen, ist nicht bekannt.` },
  ];
  return all.flatMap((each) => each === false ? [] : [each[language]]);
}
