import { defineWords } from '#lib/words.ts';

export const { say: sayOfSummary } = defineWords('job-summary', {
  media_one: '{shown} medium', media_other: '{shown} media', film: '{time} of film', photos_one: '{shown} photo', photos_other: '{shown} photos', sound: '{time} of sound', unclear_one: '{shown} medium that is still being read', unclear_other: '{shown} media that are still being read',
  analyzers_one: '{shown} analyzer', analyzers_other: '{shown} analyzers', takes: 'about {time} on {where}', somewhere: 'on {where}', here: 'this machine', own: 'a machine of {provider}', one: 'one {gpu}', several: '{count} machines with {gpu}',
  free: 'free of charge', atMost: 'at most {limit}',
  onTop_one: '{shown} analyzer was never measured here and comes on top.', onTop_other: '{shown} analyzers were never measured here and come on top.',
}, {
  media_one: '{shown} Medium', media_other: '{shown} Medien', film: '{time} Film', photos_one: '{shown} Foto', photos_other: '{shown} Fotos', sound: '{time} Ton', unclear_one: '{shown} Medium, das noch gelesen wird', unclear_other: '{shown} Medien, die noch gelesen werden',
  analyzers_one: '{shown} Analysator', analyzers_other: '{shown} Analysatoren', takes: 'etwa {time} auf {where}', somewhere: 'auf {where}', here: 'dieser Maschine', own: 'einer Maschine von {provider}', one: 'einer {gpu}', several: '{count} Maschinen mit {gpu}',
  free: 'kostenlos', atMost: 'höchstens {limit}',
  onTop_one: '{shown} Analysator wurde hier noch nie gemessen und kommt hinzu.', onTop_other: '{shown} Analysatoren wurden hier noch nie gemessen und kommen hinzu.',
});
