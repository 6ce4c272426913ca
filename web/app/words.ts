import { defineWords } from '#lib/words.ts';

export const { useWords, say } = defineWords('app', {
  skip: 'To the content', navigation: 'Pages', more: 'More', collapse: 'Narrow navigation', expand: 'Wide navigation', search: 'Search everything', language: 'Language', theme: 'Theme', light: 'Light', dark: 'Dark', system: 'As the system', account: 'Account',
  signOut: 'Sign out', signedInAs: 'Signed in as {name}', workspace: 'Workspace: {name}', offline: 'No connection to AIMA. What you see may be old; it goes on by itself.', notFound: 'There is no such page', notFoundText: 'The address may be wrong, or what it named was deleted.',
  home: 'To the dashboard', broken: 'This page broke', brokenText: 'Nothing on the server was changed by that. Load the page again; if it happens again, tell whoever runs this AIMA what you did.', reload: 'Load again', newVersion: 'A new version of the page is here.', loading: 'Loading',
}, {
  skip: 'Zum Inhalt', navigation: 'Seiten', more: 'Mehr', collapse: 'Schmale Navigation', expand: 'Breite Navigation', search: 'Alles durchsuchen', language: 'Sprache', theme: 'Farben', light: 'Hell', dark: 'Dunkel', system: 'Wie das System', account: 'Konto',
  signOut: 'Abmelden', signedInAs: 'Angemeldet als {name}', workspace: 'Arbeitsbereich: {name}', offline: 'Keine Verbindung zu AIMA. Das Gezeigte kann veraltet sein; es geht von selbst weiter.', notFound: 'Diese Seite gibt es nicht', notFoundText: 'Die Adresse stimmt vielleicht nicht, oder was sie nannte, wurde gelöscht.',
  home: 'Zur Übersicht', broken: 'Diese Seite ist abgestürzt', brokenText: 'Auf dem Server hat das nichts verändert. Laden Sie die Seite neu; geschieht es wieder, sagen Sie dem, der dieses AIMA betreibt, was Sie getan haben.', reload: 'Neu laden', newVersion: 'Eine neue Fassung der Seite ist da.', loading: 'Wird geladen',
});
