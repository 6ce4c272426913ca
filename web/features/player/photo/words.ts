import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('photo', {
  photo: 'Photo {name}', tools: 'Photo', zoomIn: 'Closer (+)', zoomOut: 'Farther (-)', whole: 'All of it (0)', natural: 'Its own pixels (1)', previous: 'Previous medium (←)', next: 'Next medium (→)', scale: '{share} of its own size', of: '{place} of {count}',
  noPhoto: 'This photo cannot be shown here', noPhotoText: 'Your browser does not know its format, or the file is damaged. You can download it.', download: 'Download', gone: 'This photo was deleted', goneText: 'Its findings are kept.',
}, {
  photo: 'Foto {name}', tools: 'Foto', zoomIn: 'Näher (+)', zoomOut: 'Weiter weg (-)', whole: 'Ganz zeigen (0)', natural: 'In eigener Größe (1)', previous: 'Voriges Medium (←)', next: 'Nächstes Medium (→)', scale: '{share} der eigenen Größe', of: '{place} von {count}',
  noPhoto: 'Dieses Foto lässt sich hier nicht zeigen', noPhotoText: 'Ihr Browser kennt das Format nicht, oder die Datei ist beschädigt. Sie können sie herunterladen.', download: 'Herunterladen', gone: 'Dieses Foto wurde gelöscht', goneText: 'Seine Funde bleiben.',
});
