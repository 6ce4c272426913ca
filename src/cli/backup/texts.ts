/** What `aima backup` and `aima restore` say. */
import type { Language } from '@aima/contract';
import type { RestoreReport } from '../../backup/index.ts';

const en = {
  usage: `aima backup FILE              everything but media bytes, from the running server (sign in as administrator first)
      --offline                 without it: straight from the database, while the server does not run (or runs on PostgreSQL)
      --media-keys              takes the wrapped keys of media along: only then can media be opened after a restore
      --with-media              the stored bytes as well, as they are stored (encrypted), with their keys: all of it in one file; straight
                                from database and storage, like --offline
      --passphrase-file FILE    encrypts it (or AIMA_BACKUP_PASSPHRASE)
      --server ADDRESS, or with --offline --data DIR, --config FILE

aima restore FILE             into an empty database, of either kind, while no server runs on it
      --replace                 takes away what is there
      --passphrase-file FILE    (or AIMA_BACKUP_PASSPHRASE)
      --data DIR, --config FILE where to (DATABASE_URL: a PostgreSQL server)

The folder "secrets" below the data folder (master key, session secret) belongs to every backup; copy it elsewhere, apart
from the backups.`,
  needsFile: 'Name the file of the backup.',
  mediaHere: '--with-media reads database and storage itself; leave --server out, and stop the server unless it runs on PostgreSQL.',
  emptyPassphrase: (file: string) => `${file} holds no passphrase.`,
  saved: (file: string) => `Saved in ${file}.`,
  restored: ({ rows, tables, objects, createdAt }: RestoreReport) => `Restored: ${rows} rows of ${tables} tables${objects > 0 ? ` and ${objects} stored files` : ''}, as they were on ${createdAt}.`,
  wiped: (media: number) => `The keys of ${media} media are not in the backup: they count as wiped.`,
  auditFaults: (count: number) => `${count} entries of the audit log were changed before the backup was made; see aima audit verify.`,
};

const de: typeof en = {
  usage: `aima backup DATEI             alles außer den Bytes der Medien, vom laufenden Server (vorher als Administrator anmelden)
      --offline                 ohne ihn: gleich aus der Datenbank, während der Server nicht läuft (oder auf PostgreSQL läuft)
      --media-keys              nimmt die verpackten Schlüssel der Medien mit: nur dann sind Medien danach lesbar
      --with-media              auch die gespeicherten Bytes, wie sie gespeichert sind (verschlüsselt), mit ihren Schlüsseln: alles in
                                einer Datei; gleich aus Datenbank und Speicher, wie --offline
      --passphrase-file DATEI   verschlüsselt es (oder AIMA_BACKUP_PASSPHRASE)
      --server ADRESSE, oder mit --offline --data ORDNER, --config DATEI

aima restore DATEI            in eine leere Datenbank beliebiger Art, auf der kein Server läuft
      --replace                 entfernt, was dort ist
      --passphrase-file DATEI   (oder AIMA_BACKUP_PASSPHRASE)
      --data ORDNER, --config DATEI   wohin (DATABASE_URL: ein PostgreSQL-Server)

Der Ordner „secrets“ im Datenordner (Hauptschlüssel, Sitzungsgeheimnis) gehört zu jeder Sicherung; er wird anderswo kopiert,
getrennt von den Sicherungen.`,
  needsFile: 'Die Datei der Sicherung fehlt.',
  mediaHere: '--with-media liest Datenbank und Speicher selbst; --server weglassen und den Server anhalten, wenn er nicht auf PostgreSQL läuft.',
  emptyPassphrase: (file) => `In ${file} steht keine Passphrase.`,
  saved: (file) => `Gesichert in ${file}.`,
  restored: ({ rows, tables, objects, createdAt }) => `Wiederhergestellt: ${rows} Zeilen aus ${tables} Tabellen${objects > 0 ? ` und ${objects} gespeicherte Dateien` : ''}, Stand ${createdAt}.`,
  wiped: (media) => `Die Schlüssel von ${media} Medien sind nicht in der Sicherung: Sie gelten als gelöscht.`,
  auditFaults: (count) => `${count} Einträge des Audit-Logs waren vor der Sicherung verändert; siehe aima audit verify.`,
};

export const backupTextsOf = (language: Language): typeof en => (language === 'de' ? de : en);
