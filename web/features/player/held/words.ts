import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('held', {
  veil_explicit: 'This was rated as explicit.', veil_unreviewed: 'Nothing has rated this yet, so it is blurred.', show: 'Show it',
  heldCount_one: '{count} shot is held back', heldCount_other: '{count} shots are held back', heldMeaning: 'Nothing of it is described, shown or exported.', heldForMembers: 'An owner of the workspace sees why.',
  details: 'Why, and what now', title: 'Held back', wholePicture: 'The whole picture', heldAt: 'Held since {at}', releasedAt: 'Released as not explicit, {at}', reason_possible_minor: 'Somebody in explicit content may be a minor.',
  reason_age_unknown: 'The content counts as explicit and nobody can judge the age of those in it.', reason_age_uncertain: 'The content counts as explicit and the estimate of age is too uncertain.', release: 'Release as not explicit',
  releaseTitle: 'Release as not explicit?', releaseText: 'Only what describes no person, body, clothing or act will be told, once it runs again. Everything else stays held back for ever. Your name and the time are recorded.',
  releaseWord: 'I looked at this shot and confirm that it is not explicit.', released: 'Released as not explicit', noPicture: 'This medium is held back', noPictureText: 'It is neither shown nor described.',
}, {
  veil_explicit: 'Dies wurde als explizit eingestuft.', veil_unreviewed: 'Dies wurde noch nicht eingestuft und ist deshalb unscharf.', show: 'Zeigen',
  heldCount_one: '{count} Einstellung ist zurückgehalten', heldCount_other: '{count} Einstellungen sind zurückgehalten', heldMeaning: 'Davon wird nichts beschrieben, gezeigt oder exportiert.', heldForMembers: 'Wem der Arbeitsbereich gehört, sieht den Grund.',
  details: 'Warum, und was nun', title: 'Zurückgehalten', wholePicture: 'Das ganze Bild', heldAt: 'Zurückgehalten seit {at}', releasedAt: 'Als nicht explizit freigegeben, {at}', reason_possible_minor: 'In expliziten Inhalten ist möglicherweise eine minderjährige Person zu sehen.',
  reason_age_unknown: 'Der Inhalt gilt als explizit, und das Alter der Gezeigten ist nicht zu beurteilen.', reason_age_uncertain: 'Der Inhalt gilt als explizit, und die Altersschätzung ist zu unsicher.', release: 'Als nicht explizit freigeben',
  releaseTitle: 'Als nicht explizit freigeben?', releaseText: 'Berichtet wird dann nur, was keine Person, keinen Körper, keine Kleidung und keine Handlung beschreibt, sobald es neu läuft. Alles andere bleibt für immer zurückgehalten. Ihr Name und die Zeit werden festgehalten.',
  releaseWord: 'Ich habe diese Einstellung angesehen und bestätige, dass sie nicht explizit ist.', released: 'Als nicht explizit freigegeben', noPicture: 'Dieses Medium ist zurückgehalten', noPictureText: 'Es wird weder gezeigt noch beschrieben.',
});
