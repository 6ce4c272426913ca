/** German and English for the stable words of documents; a word that is not here is shown as it is, without underscores. */

/** Names of analyzers. @type {Record<string, { en: string, de: string }>} */
export const analyzerNames = {
  cut_analysis: { en: 'Cuts', de: 'Schnitte' },
  scene_segmentation: { en: 'Scenes and shots', de: 'Szenen und Einstellungen' },
  color_analysis: { en: 'Colours', de: 'Farben' },
  content_quality: { en: 'Picture quality', de: 'Bildqualität' },
  camera_analysis: { en: 'Camera', de: 'Kamera' },
  audio_analysis: { en: 'Loudness', de: 'Lautheit' },
  speech_transcription: { en: 'Speech', de: 'Sprache' },
  text_overlay: { en: 'On-screen text', de: 'Text im Bild' },
  object_detection: { en: 'Objects', de: 'Objekte' },
  face_detection: { en: 'Faces', de: 'Gesichter' },
  minors_gate: { en: 'Protection of minors', de: 'Schutz Minderjähriger' },
  product_detection: { en: 'Products', de: 'Produkte' },
  body_pose: { en: 'Body pose', de: 'Körperhaltung' },
  hand_gesture: { en: 'Hands', de: 'Hände' },
  background_segmentation: { en: 'Background', de: 'Hintergrund' },
  facial_details: { en: 'Face details', de: 'Gesichtszüge' },
  eye_tracking: { en: 'Gaze', de: 'Blick' },
  age_estimation: { en: 'Apparent age', de: 'Scheinbares Alter' },
  emotion_detection: { en: 'Expression', de: 'Ausdruck' },
  image_embedding: { en: 'Look for similarity', de: 'Aussehen für Ähnlichkeit' },
  depth_estimation: { en: 'Depth', de: 'Tiefe' },
  nsfw_rating: { en: 'Explicitness', de: 'Freizügigkeit' },
  voice_activity: { en: 'Voice', de: 'Stimme' },
  language_identification: { en: 'Language', de: 'Gesprochene Sprache' },
  speaker_diarization: { en: 'Speakers', de: 'Sprechende' },
  noise_reduction: { en: 'Clarity of speech', de: 'Klarheit der Sprache' },
  speech_emotion: { en: 'Tone of voice', de: 'Tonfall' },
  speech_rate: { en: 'Speech rate', de: 'Sprechtempo' },
  speech_flow: { en: 'Flow of speech', de: 'Redefluss' },
  comment_cta_detection: { en: 'Calls to action', de: 'Aufforderungen' },
  audio_environment: { en: 'Surroundings', de: 'Klangumgebung' },
  sound_effects: { en: 'Sounds', de: 'Geräusche' },
  visual_effects: { en: 'Effects', de: 'Effekte' },
  composition_analysis: { en: 'Composition', de: 'Bildaufbau' },
  gesture_recognition: { en: 'Gestures', de: 'Gesten' },
  body_language: { en: 'Bearing', de: 'Körpersprache' },
  audio_visual_sync: { en: 'Lips and voice', de: 'Lippen und Stimme' },
  temporal_flow: { en: 'Course', de: 'Verlauf' },
  scene_description: { en: 'Scene texts', de: 'Szenentexte' },
  trend_analysis: { en: 'Against earlier media', de: 'Gegen frühere Medien' },
  cross_analyzer_intelligence: { en: 'Cross-check', de: 'Abgleich' },
};

/** Labels whose English is more than the word without underscores. @type {Record<string, string>} */
export const englishLabels = {
  blurred: 'blurred', too_dark: 'too dark', too_bright: 'too bright', quality: 'quality', loudness: 'loudness', overall: 'overall', tv: 'TV', handheld: 'hand-held',
  low_contrast: 'low contrast', clipping: 'clipping', loud_event: 'loud event', fade_in: 'fade-in', fade_out: 'fade-out',
};

/** @type {Record<string, string>} */
export const germanLabels = {
  cut: 'Schnitt', shot: 'Einstellung', scene: 'Szene', fade_in: 'Aufblende', fade_out: 'Abblende', dissolve: 'Überblendung', overall: 'gesamt',
  quality: 'Qualität', blurred: 'unscharf', too_dark: 'zu dunkel', too_bright: 'zu hell', overexposed: 'überbelichtet', underexposed: 'unterbelichtet', low_contrast: 'kontrastarm', noisy: 'verrauscht', blocky: 'Blockbildung', frozen: 'Standbild', black: 'schwarz',
  static: 'ruhig', pan_left: 'Schwenk links', pan_right: 'Schwenk rechts', tilt_up: 'Neigung hoch', tilt_down: 'Neigung runter', zoom_in: 'Zoom hinein', zoom_out: 'Zoom heraus', roll: 'Drehung', roll_left: 'Drehung links', roll_right: 'Drehung rechts', handheld: 'Handkamera', shake: 'verwackelt', shaky: 'verwackelt', unsteady: 'unruhig', moving: 'bewegt', tracking: 'Kamerafahrt',
  loudness: 'Lautheit', silence: 'Stille', clipping: 'übersteuert', loud_event: 'lautes Ereignis', music: 'Musik', noise: 'Geräusch', speech: 'Sprache', face: 'Gesicht', text: 'Text',
  person: 'Person', bicycle: 'Fahrrad', car: 'Auto', motorcycle: 'Motorrad', airplane: 'Flugzeug', bus: 'Bus', train: 'Zug', truck: 'Lastwagen', boat: 'Boot',
  'traffic light': 'Ampel', 'fire hydrant': 'Hydrant', 'stop sign': 'Stoppschild', 'parking meter': 'Parkuhr', bench: 'Bank',
  bird: 'Vogel', cat: 'Katze', dog: 'Hund', horse: 'Pferd', sheep: 'Schaf', cow: 'Kuh', elephant: 'Elefant', bear: 'Bär', zebra: 'Zebra', giraffe: 'Giraffe',
  backpack: 'Rucksack', umbrella: 'Regenschirm', handbag: 'Handtasche', tie: 'Krawatte', suitcase: 'Koffer', frisbee: 'Frisbee', skis: 'Ski', snowboard: 'Snowboard', 'sports ball': 'Ball', kite: 'Drachen',
  'baseball bat': 'Baseballschläger', 'baseball glove': 'Baseballhandschuh', skateboard: 'Skateboard', surfboard: 'Surfbrett', 'tennis racket': 'Tennisschläger',
  bottle: 'Flasche', 'wine glass': 'Weinglas', cup: 'Tasse', fork: 'Gabel', knife: 'Messer', spoon: 'Löffel', bowl: 'Schüssel',
  banana: 'Banane', apple: 'Apfel', sandwich: 'Sandwich', orange: 'Orange', broccoli: 'Brokkoli', carrot: 'Karotte', 'hot dog': 'Hotdog', pizza: 'Pizza', donut: 'Donut', cake: 'Kuchen',
  chair: 'Stuhl', couch: 'Sofa', 'potted plant': 'Topfpflanze', bed: 'Bett', 'dining table': 'Esstisch', toilet: 'Toilette', tv: 'Fernseher', laptop: 'Laptop', mouse: 'Maus', remote: 'Fernbedienung', keyboard: 'Tastatur', 'cell phone': 'Handy',
  microwave: 'Mikrowelle', oven: 'Ofen', toaster: 'Toaster', sink: 'Spüle', refrigerator: 'Kühlschrank', book: 'Buch', clock: 'Uhr', vase: 'Vase', scissors: 'Schere', 'teddy bear': 'Teddybär', 'hair drier': 'Föhn', toothbrush: 'Zahnbürste',
};
