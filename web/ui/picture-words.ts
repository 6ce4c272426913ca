import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('picture', {
  held: 'Held back', wiped: 'Wiped', pictureWaiting: 'Picture is being made', pictureFailed: 'No picture', showPicture: 'Show the picture of {name}', showPictureShort: 'Show the picture',
}, {
  held: 'Zurückgehalten', wiped: 'Gelöscht', pictureWaiting: 'Bild wird erstellt', pictureFailed: 'Kein Bild', showPicture: 'Bild von {name} zeigen', showPictureShort: 'Bild zeigen',
});
