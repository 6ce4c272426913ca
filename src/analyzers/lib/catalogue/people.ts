/** Analyzers of people: faces, bodies, hands. */
import type { Catalogue } from './about.ts';

const FACES = 'SSD MobileNet v1 on WIDER FACE (face-api.js), MediaPipe Face Mesh (Kartynnik et al. 2019); full: YuNet';

export const people: Catalogue = {
  face_detection: {
    reports: { en: 'Faces and their tracks through each shot, the best picture of each, and which tracks of this medium look like one person.', de: 'Gesichter und ihre Spuren durch jede Einstellung, das beste Bild von jedem, und welche Spuren dieses Mediums nach derselben Person aussehen.' },
    method: { en: 'A detector on two frames a second, checked by a face mesh; tracks by place, and by a descriptor across gaps.', de: 'Ein Detektor auf zwei Bildern je Sekunde, mit einem Gesichtsnetz geprüft; Spuren nach Ort, über Lücken nach einem Deskriptor.' },
    source: `${FACES}; dlib face descriptor (King 2017)`,
    weak: { en: 'Tiny faces, strong profiles and covered faces are missed; people who look alike may be joined.', de: 'Winzige, stark seitliche und verdeckte Gesichter entgehen; ähnliche Menschen können verbunden werden.' },
  },
  facial_details: {
    reports: { en: 'Where eyes, nose and mouth are, how the head is turned, whether eyes and mouth are open.', de: 'Wo Augen, Nase und Mund sind, wie der Kopf gedreht ist, ob Augen und Mund offen sind.' },
    method: { en: 'Geometry of a mesh of 468 points on each face.', de: 'Geometrie eines Netzes aus 468 Punkten auf jedem Gesicht.' },
    source: FACES,
    weak: { en: 'Turns beyond 45 degrees come out too small; blinks are not counted, two samples a second miss them.', de: 'Drehungen über 45 Grad fallen zu klein aus; Lidschläge werden nicht gezählt, zwei Bilder je Sekunde verpassen sie.' },
  },
  eye_tracking: {
    reports: { en: 'Where people look, in stretches: at the camera, left, right, up, down, eyes closed.', de: 'Wohin Personen schauen, in Strecken: in die Kamera, links, rechts, oben, unten, Augen zu.' },
    method: { en: 'Place of the irises between the corners of the eyes plus the turn of the head.', de: 'Lage der Iris zwischen den Augenwinkeln, dazu die Drehung des Kopfes.' },
    source: 'MediaPipe Iris (Ablavatski et al. 2020) on a face mesh',
    weak: { en: 'Good to about 10 degrees; half closed eyes and dark glasses deceive it; no proof of attention.', de: 'Auf etwa 10 Grad genau; halb geschlossene Augen und dunkle Brillen täuschen es; kein Beweis für Aufmerksamkeit.' },
  },
  age_estimation: {
    reports: { en: 'Apparent age of each track as a range: how old somebody looks.', de: 'Scheinbares Alter je Spur als Spanne: wie alt jemand aussieht.' },
    method: { en: 'Two networks on several crops of each face, joined to one range with their stated errors.', de: 'Zwei Netze auf mehreren Ausschnitten, mit ihren angegebenen Fehlern zu einer Spanne verbunden.' },
    source: 'HSE-FaceRes (Savchenko 2019); face-api.js age network',
    weak: { en: 'How old somebody looks may be far from how old somebody is; the error against documented ages is not measured here.', de: 'Wie alt jemand aussieht, kann weit vom Alter abweichen; der Fehler gegen belegte Alter ist hier nicht gemessen.' },
  },
  emotion_detection: {
    reports: { en: 'Facial expressions in stretches, by the name of the look.', de: 'Gesichtsausdrücke in Strecken, mit dem Namen des Aussehens.' },
    method: { en: 'Two networks on the same face as one opinion.', de: 'Zwei Netze auf demselben Gesicht als eine Meinung.' },
    source: 'Mini-Xception expression network; face-api.js expression network',
    weak: { en: 'What somebody feels is not measured and cannot be; trained on acted expressions.', de: 'Was jemand fühlt, ist nicht gemessen und nicht messbar; trainiert mit gespielten Ausdrücken.' },
  },
  body_pose: {
    reports: { en: 'Seventeen key points of each person, posture (standing, sitting, lying, bending) and raised arms.', de: 'Siebzehn Punkte jeder Person, Haltung (stehend, sitzend, liegend, gebeugt) und erhobene Arme.' },
    method: { en: 'A pose network on the crop of each detected person; posture by rules on the points.', de: 'Ein Posen-Netz auf dem Ausschnitt jeder gefundenen Person; Haltung nach Regeln über den Punkten.' },
    source: 'MoveNet Lightning (Google 2021)',
    weak: { en: 'In crowds joints of others may be taken; postures were not measured against a truth.', de: 'Im Gedränge können Gelenke anderer genommen werden; Haltungen wurden an keiner Wahrheit gemessen.' },
  },
  hand_gesture: {
    reports: { en: 'Hands with side, and single gestures: open palm, fist, pointing, victory, thumb up or down, OK.', de: 'Hände mit Seite, und einzelne Gesten: offene Hand, Faust, Zeigen, Victory, Daumen hoch oder runter, OK.' },
    method: { en: 'Hand landmarks at the wrists that the body pose gives; gestures by the angles of fingers.', de: 'Handpunkte an den Handgelenken der Körperpose; Gesten nach den Winkeln der Finger.' },
    source: 'MediaPipe Hands (Zhang et al. 2020); full: any model of the role gesture-classifier',
    weak: { en: 'Hands without a body in the picture are not looked for; fingers that point at the camera look bent.', de: 'Hände ohne Körper im Bild werden nicht gesucht; Finger, die zur Kamera zeigen, wirken gebeugt.' },
  },
  gesture_recognition: {
    reports: { en: 'Gestures over time, per person: hands raised, arms crossed, hands together, pointing, nodding, shaking the head, waving, clapping.', de: 'Gesten über die Zeit, je Person: erhobene Hände, verschränkte Arme, Hände zusammen, Zeigen, Nicken, Kopfschütteln, Winken, Klatschen.' },
    method: { en: 'Held gestures by rule from body_pose and hand_gesture; movements followed in the tiny pictures of every frame, where faces and hands are known to be.', de: 'Gehaltene Gesten nach Regeln aus body_pose und hand_gesture; Bewegungen verfolgt in den kleinen Bildern jedes Einzelbilds, wo Gesichter und Hände bekannt sind.' },
    source: 'own rules, defined in src/analyzers/lib/gestures and src/analyzers/lib/movement',
    weak: { en: 'Small faces and hands move too few pixels; who is seen from the side is left out; what a gesture means is not told.', de: 'Kleine Gesichter und Hände bewegen zu wenige Bildpunkte; wer von der Seite zu sehen ist, bleibt weg; was eine Geste bedeutet, wird nicht gesagt.' },
  },
  body_language: {
    reports: { en: 'How people hold themselves: arms open or closed, leaning, turned to the camera, aside, away or to each other, much or no movement.', de: 'Wie Personen sich halten: Arme offen oder geschlossen, geneigt, zur Kamera, zur Seite, weg oder einander zugewandt, viel oder keine Bewegung.' },
    method: { en: 'Rules over time on key points of body_pose, and on the turn of faces where it is known.', de: 'Regeln über die Zeit auf den Punkten von body_pose und, wo bekannt, der Drehung der Gesichter.' },
    source: 'own rules, defined in src/analyzers/lib/body-language',
    weak: { en: 'Always an uncertain estimate; what a bearing means is not told; seen from the side much is left out.', de: 'Immer eine unsichere Schätzung; was eine Haltung bedeutet, wird nicht gesagt; von der Seite bleibt vieles weg.' },
  },
};
