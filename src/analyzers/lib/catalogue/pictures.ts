/** Analyzers of pictures: how a film is made and what is to be seen in it, people apart. */
import type { Catalogue } from './about.ts';

export const pictures: Catalogue = {
  cut_analysis: {
    reports: { en: 'Hard cuts: the first frame of each new shot, with how large the change is.', de: 'Harte Schnitte: das erste Bild jeder neuen Einstellung, und wie groß der Wechsel ist.' },
    method: { en: 'Every frame, in small: a lasting change that stands out from its neighbours in time and that motion cannot explain.', de: 'Jedes Bild, verkleinert: ein bleibender Wechsel, der sich zeitlich abhebt und den Bewegung nicht erklärt.' },
    source: 'Lienhart 1999 (adaptive threshold); inter/intra decision of the x264 encoder',
    weak: { en: 'Jump cuts within one scene and cuts between very noisy shots are missed.', de: 'Sprungschnitte innerhalb einer Szene und Schnitte zwischen sehr verrauschten Einstellungen entgehen ihm.' },
  },
  scene_segmentation: {
    reports: { en: 'Shots, scenes of shots that belong together, fades and dissolves.', de: 'Einstellungen, Szenen aus zusammengehörenden Einstellungen, Blenden und Überblendungen.' },
    method: { en: 'Fades and dissolves from how contrast and layout change over time; scenes by links between shots that look alike, and by place, things, persons, talk and sound where others tell of them.', de: 'Blenden aus dem Verlauf von Kontrast und Aufteilung; Szenen durch Verbindungen zwischen ähnlichen Einstellungen, und durch Ort, Dinge, Personen, Gespräch und Ton, wo andere davon berichten.' },
    source: 'Lienhart 2001 (fades); Hanjalic, Lagendijk, Biemond 1999 (overlapping links)',
    weak: { en: 'What makes a scene is a matter of opinion; places that look alike are joined.', de: 'Was eine Szene ist, bleibt Ansichtssache; Orte, die sich ähneln, werden verbunden.' },
  },
  camera_analysis: {
    reports: { en: 'How the camera moves: still, panning, tilting, zooming, moving in or back, shaking, with direction and speed.', de: 'Wie sich die Kamera bewegt: Stand, Schwenk, Neigung, Zoom, Fahrt heran oder zurück, Wackeln, mit Richtung und Tempo.' },
    method: { en: 'Motion of blocks from frame to frame, and a robust fit of one shift, zoom and roll to them; where the picture grows, whether near things grow faster than far ones over up to two seconds.', de: 'Bewegung von Blöcken von Bild zu Bild, und dazu robust eine Verschiebung, ein Zoom und eine Drehung; wo das Bild wächst, ob über bis zu zwei Sekunden Nahes schneller wächst als Fernes.' },
    source: 'Odobez and Bouthemy 1995; Lucas and Kanade 1981; Longuet-Higgins and Prazdny 1980 (focus of expansion); DerSimonian and Laird 1986 (variance beyond noise)',
    weak: { en: 'A large thing moving before the camera can be taken for a moving camera; before something flat, moving in looks like a zoom; a camera that moves sideways is named a pan.', de: 'Ein großes bewegtes Ding vor der Kamera kann wie eine Kamerabewegung wirken; vor etwas Flachem sieht eine Fahrt wie ein Zoom aus; eine Fahrt zur Seite heißt Schwenk.' },
  },
  color_analysis: {
    reports: { en: 'Palette with plain names, brightness, saturation, warmth and contrast, per shot.', de: 'Farbpalette mit einfachen Namen, Helligkeit, Sättigung, Wärme und Kontrast, je Einstellung.' },
    method: { en: 'Colours counted twice a second, grouped by k-means in a space where distances look like what they are.', de: 'Zweimal je Sekunde gezählte Farben, mit k-means in einem Raum gruppiert, in dem Abstände so groß sind, wie sie aussehen.' },
    source: 'OKLab (Ottosson 2020)',
    weak: { en: 'It tells what is in the picture, not which light or grading made it so.', de: 'Es sagt, was im Bild ist, nicht, welches Licht oder welche Bearbeitung es so machte.' },
  },
  content_quality: {
    reports: { en: 'Sharpness, exposure, contrast, noise, blocking and flicker, as a curve and as bad stretches; stability, loudness and clipping where others tell them.', de: 'Schärfe, Belichtung, Kontrast, Rauschen, Blockbildung und Flackern, als Kurve und als schlechte Strecken; Ruhe, Lautheit und Übersteuerung, wo andere sie nennen.' },
    method: { en: 'Measures of single pictures without a reference; flicker from the brightness of every frame.', de: 'Maße einzelner Bilder ohne Vergleichsbild; Flackern aus der Helligkeit jedes Bildes.' },
    source: 'own measures, defined in src/analyzers/lib/quality',
    weak: { en: 'Wanted blur, darkness or grain count as defects; it says nothing of content or taste.', de: 'Gewollte Unschärfe, Dunkelheit oder Körnung zählen als Fehler; über Inhalt und Geschmack sagt es nichts.' },
  },
  visual_effects: {
    reports: { en: 'Effects of editing: flashes, freeze frames, wipes, split screens, insets, graphics laid over, bars and frames, grading changes, slow motion made of repeated frames, fades and dissolves.', de: 'Schnitteffekte: Blitze, Standbilder, Wischer, geteilte Bilder, eingesetzte Bilder, aufgelegte Grafik, Balken und Rahmen, Wechsel der Farbstimmung, Zeitlupe aus wiederholten Bildern, Blenden.' },
    method: { en: 'Every frame in small; each effect by a rule on brightness, stillness, seams or edges.', de: 'Jedes Bild verkleinert; jeder Effekt nach einer Regel über Helligkeit, Stillstand, Nähte oder Kanten.' },
    source: 'Ngo, Pong, Chin 1999 (wipes); ITU-R BT.1702 (flashes); each detector names its own in src/analyzers/lib/effects',
    weak: { en: 'Of speed changes only slow motion made of repeated frames is told; a screen filmed by a steady camera looks like an inset.', de: 'Von Tempowechseln wird nur Zeitlupe aus wiederholten Bildern genannt; ein Bildschirm vor ruhiger Kamera sieht wie ein eingesetztes Bild aus.' },
  },
  composition_analysis: {
    reports: { en: 'How people are placed in each shot or photo: shot scale, thirds, headroom, look room, balance, symmetry, layers in depth where it is known.', de: 'Wie Personen in jeder Einstellung oder jedem Foto stehen: Größe, Drittel, Kopfraum, Blickraum, Gleichgewicht, Symmetrie, Ebenen der Tiefe, wo sie bekannt ist.' },
    method: { en: 'Rules of the craft on faces and bodies that others found, and each picture against its mirror image.', de: 'Regeln des Handwerks über gefundene Gesichter und Körper, und jedes Bild gegen sein Spiegelbild.' },
    source: 'Bowen and Thompson 2013, Grammar of the Shot; Loomis 1943 (proportions)',
    weak: { en: 'Only where a face or body was found; scale assumes an adult who is not bent.', de: 'Nur wo ein Gesicht oder Körper gefunden wurde; die Größe setzt einen aufrechten Erwachsenen voraus.' },
  },
  temporal_consistency: {
    reports: { en: 'Whether a film runs evenly: cadence, repeated and missing frames, flicker, jumps of exposure and white balance, loops, tracks that jump.', de: 'Ob ein Film gleichmäßig läuft: Takt der Bilder, wiederholte und fehlende Bilder, Flackern, Sprünge von Belichtung und Weißabgleich, Schleifen, springende Spuren.' },
    method: { en: 'Times and small copies of every frame, compared with their neighbours and with earlier ones.', de: 'Zeiten und kleine Kopien jedes Bildes, mit Nachbarn und früheren verglichen.' },
    source: 'own rules, each defined in its file in src/analyzers/lib/temporal',
    weak: { en: 'Where next to nothing moves, no cadence can be told; wanted repeats look like those of a fault.', de: 'Wo sich fast nichts bewegt, lässt sich kein Takt sagen; gewollte Wiederholungen sehen aus wie Fehler.' },
  },
  object_detection: {
    reports: { en: 'Things of the 80 classes of COCO with boxes and tracks; in the full tier also which person comes back.', de: 'Dinge der 80 COCO-Klassen mit Rahmen und Spuren; in der vollen Stufe auch, welche Person wiederkommt.' },
    method: { en: 'A detector on two frames a second; detections linked to tracks by overlap and nearness.', de: 'Ein Detektor auf zwei Bildern je Sekunde; Funde durch Überlappung und Nähe zu Spuren verbunden.' },
    source: 'CenterNet on MobileNet v3 (Zhou et al. 2019); full: YOLOX (Ge et al. 2021); tracks after SORT and ByteTrack; OSNet (Zhou et al. 2019)',
    weak: { en: 'Only 80 kinds of things; small, cut-off and unusually seen ones are missed or misnamed.', de: 'Nur 80 Arten von Dingen; kleine, angeschnittene und ungewohnt gesehene fehlen oder heißen falsch.' },
  },
  product_detection: {
    reports: { en: 'Things shown as products, and prices, offers, web addresses and brand names in on-screen text.', de: 'Als Produkt gezeigte Dinge, und Preise, Angebote, Webadressen und Marken im eingeblendeten Text.' },
    method: { en: 'Rules on size, place, time and hands over detected things; a word list over read text.', de: 'Regeln über Größe, Ort, Dauer und Hände bei gefundenen Dingen; eine Wortliste über gelesenem Text.' },
    source: 'own rules, defined in src/analyzers/lib/products',
    weak: { en: 'No logo is recognised, and nothing tells which product of a kind it is.', de: 'Kein Logo wird erkannt, und nichts sagt, welches Produkt einer Art es ist.' },
  },
  background_segmentation: {
    reports: { en: 'Where persons stand out from the background, how much of the picture each takes, and what the background looks like.', de: 'Wo sich Personen vom Hintergrund abheben, wie viel Bild sie einnehmen und wie der Hintergrund aussieht.' },
    method: { en: 'A person mask on frames in which somebody was found; look of the rest by measures.', de: 'Eine Personenmaske auf Bildern mit Personen; das Aussehen des Rests durch Maße.' },
    source: 'MediaPipe Selfie Segmentation (Google); full: any model of the role person-segmenter',
    weak: { en: 'Hair, hands and people far away have rough outlines; backgrounds are not named.', de: 'Haare, Hände und ferne Personen haben grobe Ränder; Hintergründe werden nicht benannt.' },
  },
  depth_estimation: {
    reports: { en: 'How near the parts of a picture are to each other: range, thirds, what stands in front.', de: 'Wie nah die Teile eines Bildes einander sind: Spanne, Drittel, was vorne steht.' },
    method: { en: 'A network gives relative inverse depth from one picture.', de: 'Ein Netz gibt aus einem Bild die relative inverse Tiefe.' },
    source: 'Depth Anything V2 Small (Yang et al. 2024), or any model of the role depth-estimator',
    weak: { en: 'Never metres; flat pictures of deep scenes are taken for deep.', de: 'Nie in Metern; flache Bilder tiefer Szenen gelten als tief.' },
    whyFull: { en: 'No weights for it come with packages, and no rule on single pictures gives depth.', de: 'Keine Gewichte dafür kommen mit Paketen, und keine Regel über einzelne Bilder ergibt Tiefe.' },
  },
  image_embedding: {
    reports: { en: 'What a stretch looks like as numbers, so that alike pictures can be found; in the full tier by words too.', de: 'Wie eine Strecke aussieht, als Zahlen, um Ähnliches zu finden; in der vollen Stufe auch mit Wörtern.' },
    method: { en: 'Features of an image network before its last layer, one for each stretch that looks alike.', de: 'Merkmale eines Bildnetzes vor seiner letzten Schicht, eines je gleich aussehender Strecke.' },
    source: 'MobileNet v2 (Sandler et al. 2018); full: any model of the role image-embedder',
    weak: { en: 'The numbers of the lite tier know no words and rest on a network that was trained for something else.', de: 'Die Zahlen der Stufe lite kennen keine Wörter und stammen aus einem Netz, das für anderes trainiert wurde.' },
  },
  text_overlay: {
    reports: { en: 'Text in the picture: overlays, captions, signs, with place, time and reading order.', de: 'Text im Bild: Einblendungen, Untertitel, Schilder, mit Ort, Zeit und Lesefolge.' },
    method: { en: 'Lines are detected where the picture changed, followed by their look, read several times, and voted on.', de: 'Zeilen werden gesucht, wo sich das Bild ändert, am Aussehen verfolgt, mehrmals gelesen und abgestimmt.' },
    source: 'PP-OCRv4 (Du et al. 2020 and successors); differentiable binarization (Liao et al. 2020)',
    weak: { en: 'The recogniser has no ö, Ä, Ö, ß and no €: such blocks say that characters are uncertain. Handwriting and vertical text are read poorly.', de: 'Der Leser kennt kein ö, Ä, Ö, ß und kein €: solche Blöcke sagen, dass Zeichen unsicher sind. Handschrift und senkrechter Text gelingen schlecht.' },
  },
  nsfw_rating: {
    reports: { en: 'How explicit each stretch or photo is: none, suggestive or explicit, with reasons.', de: 'Wie explizit jede Strecke oder jedes Foto ist: nicht, angedeutet oder explizit, mit Gründen.' },
    method: { en: 'Two classifiers on two frames a second, fused by fixed rules on which the protection of minors stands too.', de: 'Zwei Klassifikatoren auf zwei Bildern je Sekunde, verbunden durch feste Regeln, auf denen auch der Schutz Minderjähriger steht.' },
    source: 'nsfwjs (MobileNet v2 and Inception v3)',
    weak: { en: 'Weak networks whose training pictures are unknown; recall on explicit pictures was not measured and will not be.', de: 'Schwache Netze mit unbekannten Trainingsbildern; wie viel Explizites sie erkennen, wurde nicht gemessen und wird es nicht.' },
  },
};
