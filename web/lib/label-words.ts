/** Words of findings, in both languages. No DOM: `tests/integration/finding-labels.test.ts` compares them with what analyzers declare. */

/** Where leaving out underscores is not enough. */
const ENGLISH: Readonly<Record<string, string>> = { tv: 'TV', handheld: 'hand-held', fade_in: 'fade-in', fade_out: 'fade-out', not_determinable: 'not determinable' };

const GERMAN: Readonly<Record<string, string>> = {
  cut: 'Schnitt', shot: 'Einstellung', scene: 'Szene', fade_in: 'Aufblende', fade_out: 'Abblende', dissolve: 'Überblendung', overall: 'gesamt', quality: 'Qualität',
  blurred: 'unscharf', too_dark: 'zu dunkel', too_bright: 'zu hell', overexposed: 'überbelichtet', underexposed: 'unterbelichtet', low_contrast: 'kontrastarm',
  noisy: 'verrauscht', blocky: 'Blockbildung', frozen: 'Standbild', black: 'schwarz', static: 'ruhig', pan_left: 'Schwenk links', pan_right: 'Schwenk rechts',
  tilt_up: 'Neigung hoch', tilt_down: 'Neigung runter', zoom_in: 'Zoom hinein', zoom_out: 'Zoom heraus', dolly_in: 'Fahrt heran', dolly_out: 'Fahrt zurück',
  roll: 'Drehung', roll_left: 'Drehung links', roll_right: 'Drehung rechts', handheld: 'Handkamera', shake: 'verwackelt', shaky: 'verwackelt', unsteady: 'unruhig',
  moving: 'bewegt', tracking: 'Kamerafahrt', loudness: 'Lautheit', silence: 'Stille', clipping: 'übersteuert', loud_event: 'lautes Ereignis', music: 'Musik',
  noise: 'Geräusch', speech: 'Sprache', face: 'Gesicht', text: 'Text', person: 'Person', bicycle: 'Fahrrad', car: 'Auto', motorcycle: 'Motorrad', airplane: 'Flugzeug',
  bus: 'Bus', train: 'Zug', truck: 'Lastwagen', boat: 'Boot', 'traffic light': 'Ampel', 'fire hydrant': 'Hydrant', 'stop sign': 'Stoppschild', 'parking meter': 'Parkuhr',
  bench: 'Bank', bird: 'Vogel', cat: 'Katze', dog: 'Hund', horse: 'Pferd', sheep: 'Schaf', cow: 'Kuh', elephant: 'Elefant', bear: 'Bär', zebra: 'Zebra',
  giraffe: 'Giraffe', backpack: 'Rucksack', umbrella: 'Regenschirm', handbag: 'Handtasche', tie: 'Krawatte', suitcase: 'Koffer', frisbee: 'Frisbee', skis: 'Ski',
  snowboard: 'Snowboard', 'sports ball': 'Ball', kite: 'Drachen', 'baseball bat': 'Baseballschläger', 'baseball glove': 'Baseballhandschuh', skateboard: 'Skateboard',
  surfboard: 'Surfbrett', 'tennis racket': 'Tennisschläger', bottle: 'Flasche', 'wine glass': 'Weinglas', cup: 'Tasse', fork: 'Gabel', knife: 'Messer', spoon: 'Löffel',
  bowl: 'Schüssel', banana: 'Banane', apple: 'Apfel', sandwich: 'Sandwich', orange: 'Orange', broccoli: 'Brokkoli', carrot: 'Karotte', 'hot dog': 'Hotdog', pizza: 'Pizza',
  donut: 'Donut', cake: 'Kuchen', chair: 'Stuhl', couch: 'Sofa', 'potted plant': 'Topfpflanze', bed: 'Bett', 'dining table': 'Esstisch', toilet: 'Toilette',
  tv: 'Fernseher', laptop: 'Laptop', mouse: 'Maus', remote: 'Fernbedienung', keyboard: 'Tastatur', 'cell phone': 'Handy', microwave: 'Mikrowelle', oven: 'Ofen',
  toaster: 'Toaster', sink: 'Spüle', refrigerator: 'Kühlschrank', book: 'Buch', clock: 'Uhr', vase: 'Vase', scissors: 'Schere', 'teddy bear': 'Teddybär',
  'hair drier': 'Föhn', toothbrush: 'Zahnbürste', undetermined: 'unbestimmt', standing: 'stehend', sitting: 'sitzend', lying: 'liegend', upright: 'aufrecht',
  crouching: 'hockend', not_determinable: 'nicht bestimmbar', neutral: 'neutral', happy: 'fröhlich', sad: 'traurig', angry: 'ärgerlich', fear: 'ängstlich',
  surprise: 'überrascht', disgust: 'angewidert', apparent_age: 'geschätztes Alter', camera: 'zur Kamera', left: 'links', right: 'rechts', up: 'oben', down: 'unten',
  none: 'nichts', fist: 'Faust', pointing: 'Zeigen', open_palm: 'offene Hand', thumbs_up: 'Daumen hoch', thumbs_down: 'Daumen runter', victory: 'Victory',
  offer: 'Angebot', language: 'Sprache', clean_speech: 'klare Sprache', noisy_speech: 'verrauschte Sprache', quiet: 'ruhig', tones: 'Töne', alarm: 'Alarm', bell: 'Glocke',
  scream: 'Schrei', sharp_background: 'scharfer Hintergrund', plain_background: 'einfarbiger Hintergrund', blurred_background: 'unscharfer Hintergrund', colours: 'Farben',
  explicit: 'explizit', suggestive: 'freizügig', hand: 'Hand', help: 'Hilfe', yes: 'ja', no: 'nein',

  pace: 'Tempo', course: 'Verlauf', hook: 'Einstieg', build_up: 'Steigerung', climax: 'Höhepunkt', resolution: 'Ausklang', passage: 'Abschnitt', photo: 'Foto', look: 'Aussehen',
  flicker: 'Flackern', flash: 'Blitz', freeze_frame: 'Standbild', wipe: 'Wischblende', split_screen: 'geteiltes Bild', picture_in_picture: 'Bild im Bild', overlay: 'Einblendung',
  letterbox: 'Balken oben und unten', pillarbox: 'Balken links und rechts', frame_border: 'Rahmen', grading_change: 'Farbstimmung wechselt', speed_change: 'Tempo wechselt',
  cadence: 'Bildfolge', dropped_frames: 'fehlende Bilder', stutter: 'Ruckeln', light_flicker: 'Licht flackert', colour_flicker: 'Farben flackern', exposure_jump: 'Belichtungssprung',
  white_balance_jump: 'Farbsprung', loop: 'Schleife', reversed: 'rückwärts', track_jump: 'Spursprung', bending: 'gebeugt', ok: 'OK', raised_hand: 'erhobene Hand',
  arms_crossed: 'verschränkte Arme', hands_together: 'Hände zusammen', nodding: 'Nicken', head_shake: 'Kopfschütteln', waving: 'Winken', clapping: 'Klatschen', arms_open: 'Arme offen',
  arms_closed: 'Arme geschlossen', leaning_left: 'nach links geneigt', leaning_right: 'nach rechts geneigt', facing_camera: 'der Kamera zugewandt', turned_left: 'nach links gewandt',
  turned_right: 'nach rechts gewandt', turned_away: 'abgewandt', facing_each_other: 'einander zugewandt', restless: 'unruhig', still: 'still', soft_background: 'weicher Hintergrund',
  extreme_close_up: 'Detail', close_up: 'Großaufnahme', medium_close_up: 'Nahaufnahme', medium_shot: 'Halbnah', medium_long_shot: 'Amerikanisch', long_shot: 'Totale',
  extreme_long_shot: 'Weit', eyes_closed: 'Augen zu', depth: 'Tiefe', flat: 'flach', speech_unrecognised: 'Sprache, nicht erkannt', language_unknown: 'Sprache unbekannt',
  speaker_turn: 'Redebeitrag', slow: 'langsam', normal: 'normal', fast: 'schnell', unrated: 'nicht bewertet', flow: 'Redefluss', long_pause: 'lange Pause', filler: 'Fülllaut',
  discourse_marker: 'Füllwort', repetition: 'Wiederholung', restart: 'Neuansatz', overlap: 'Überlappung', in_sync: 'lippensynchron', audio_late: 'Ton zu spät', audio_early: 'Ton zu früh',
  follow: 'Folgen', like: 'Gefällt mir', comment: 'Kommentieren', share: 'Teilen', subscribe: 'Abonnieren', notifications: 'Benachrichtigungen', save: 'Merken', tag: 'Markieren', link: 'Link',
  swipe: 'Wischen', buy: 'Kaufen', discount_code: 'Rabattcode', download: 'Herunterladen', visit: 'Besuchen', sign_up: 'Anmelden', contact: 'Kontakt', watch_more: 'Weiterschauen',
  question: 'Frage', price: 'Preis', brand: 'Marke', web_address: 'Internetadresse', description: 'Beschreibung', event: 'Ereignis', caption: 'Bildunterschrift', speech_and_music: 'Sprache und Musik',
  steady_noise: 'gleichmäßiges Rauschen', low_rumble: 'tiefes Grollen', other_sound: 'anderes Geräusch', phone: 'Telefon', livelier: 'lebhafter', calmer: 'ruhiger',
  face_with_person: 'Gesicht und Person', person_with_body: 'Person und Körper', ages_of_person: 'Alter einer Person', tone_with_expression: 'Stimme und Miene',
  speech_on_camera: 'Sprache im Bild', text_spoken: 'Text, der gesprochen wird', language_of_text: 'Sprache des Textes', thing_named: 'Ding, das genannt wird', sound_with_thing: 'Geräusch und Ding',
  cut_with_look: 'Schnitt und Aussehen', cut_with_sound: 'Schnitt und Ton', camera_with_picture: 'Kamera und Bild', fade_with_silence: 'Blende und Stille', correlation: 'Zusammenhang',
  compared: 'verglichen', above: 'über dem Üblichen', below: 'unter dem Üblichen', rising: 'steigend', falling: 'fallend', new_label: 'neu', missing_label: 'fehlt',
};

/** Rows of tables are looked up as own ones only: a plugin's word may be any. */
const own = (words: Readonly<Record<string, string>>, word: string): string | undefined => (Object.hasOwn(words, word) ? words[word] : undefined);

/** Undefined where there is none, as for words of plugins and of large models. */
export const germanLabel = (word: string): string | undefined => own(GERMAN, word);
export const englishLabel = (word: string): string | undefined => own(ENGLISH, word);
