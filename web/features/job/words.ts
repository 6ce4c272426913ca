import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('job', {
  title: 'Job', about: 'Name and details', jobs: 'All jobs', gone: 'There is no such job', goneText: 'It may have been deleted, or it belongs to another workspace.', ready: 'It was opened again: below is what was found before.', urgent: 'Urgent', low: 'Low priority', batch: 'Batch',
}, {
  title: 'Auftrag', about: 'Name und Einzelheiten', jobs: 'Alle Aufträge', gone: 'Diesen Auftrag gibt es nicht', goneText: 'Vielleicht wurde er gelöscht, oder er gehört zu einem anderen Arbeitsbereich.', ready: 'Er wurde wieder geöffnet: Unten steht, was zuvor gefunden wurde.', urgent: 'Dringend', low: 'Niedrige Dringlichkeit', batch: 'Stapel',
});
