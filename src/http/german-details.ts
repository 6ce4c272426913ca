/**
 * What happened, in German. Features say it in English, with what only they know (which value, which state); a German answer says
 * it in general, fills in the details that the error carries, and quotes the feature where it knows more.
 */
import type { ErrorCode } from '@aima/contract';
import type { AppError } from '../kernel/app-error.ts';

interface German {
  text: string;
  /** Instead, where the error has all its details. */
  exact?: string;
  /** The English sentence says more and is quoted. */
  quoted?: true;
}

const plain = (text: string, exact?: string): German => ({ text, ...(exact !== undefined && { exact }) });
const quoted = (text: string): German => ({ text, quoted: true });

const GERMAN: Readonly<Record<ErrorCode, German>> = {
  INTERNAL: plain('Auf dem Server ist ein Fehler aufgetreten; die Kennung unten steht in seinem Protokoll.'), USAGE: quoted('So geht das nicht.'), INVALID_MESSAGE: quoted('Ein Wert passt nicht.'), UNAUTHORIZED: plain('Das Token stimmt nicht.'),
  SIGN_IN_REQUIRED: plain('Dafür muss man angemeldet sein.'), SIGN_IN_FAILED: plain('Name oder Passwort stimmt nicht.'), SIGN_IN_LOCKED: quoted('Nach mehreren Fehlversuchen ist die Anmeldung eine Zeit lang gesperrt.'),
  SECOND_FACTOR_WRONG: plain('Dieser Code stimmt nicht, oder er wurde schon benutzt.'), ACCOUNT_DISABLED: plain('Dieses Konto ist gesperrt.'), REGISTRATION_CLOSED: plain('Neue Konten brauchen hier eine Einladung.'), LINK_INVALID: plain('Dieser Link gilt nicht mehr.'),
  SIGN_IN_SERVICE_UNREACHABLE: plain('Der Anmeldedienst antwortet nicht.'), FORBIDDEN: quoted('Das Recht dazu fehlt.'), RATE_LIMITED: plain('Das waren zu viele Anfragen in kurzer Zeit.'), VERSION_CHANGED: plain('Das wurde inzwischen von anderer Stelle geändert.'),
  METHOD_NOT_ALLOWED: plain('Diese Adresse kennt diese Methode nicht.'), TYPE_UNSUPPORTED: plain('Inhalte dieses Typs nimmt diese Adresse nicht an.'), HOST_REFUSED: plain('Unter diesem Hostnamen antwortet AIMA nicht.'), ORIGIN_REFUSED: plain('Diese Anfrage kommt von einer anderen Seite als der von AIMA.'),
  KEY_REUSED: plain('Dieser Idempotency-Key gehört schon zu einer anderen Anfrage.'), STATE_FORBIDS: quoted('Das geht in diesem Zustand nicht.'), TOO_LARGE: quoted('Das ist zu viel auf einmal.'), HELD: plain('Das ist zurückgehalten.'), CONFIG_INVALID: quoted('Ein Wert der Konfiguration stimmt nicht.'),
  PORT_TAKEN: quoted('Der Port ist belegt.'), SERVER_STOPPING: plain('Der Server hält gerade an.'), SERVER_UNREACHABLE: plain('Der Server ist nicht zu erreichen.'), SERVER_ANSWER_INVALID: plain('Was antwortete, ist nicht AIMA.'), NOT_FOUND: plain('Das gibt es nicht, oder nicht mehr.'),
  CONFLICT: quoted('Das verträgt sich nicht mit dem, was inzwischen da ist.'), CANCELLED: plain('Abgebrochen.'), OUTPUT_UNWRITABLE: plain('Der Server darf nicht schreiben, wo er muss.'), DISK_FULL: plain('Der Server hat keinen Platz mehr.'),
  MEDIA_MISSING: plain('Die Datei ist nicht da.'), MEDIA_EMPTY: plain('Die Datei ist leer.'), MEDIA_UNREADABLE: plain('Die Datei lässt sich nicht lesen.'), MEDIA_UNSUPPORTED: quoted('Dieses Format kann AIMA nicht lesen.'), MEDIA_TRUNCATED: plain('Die Datei bricht mittendrin ab.'), MEDIA_CHANGED: plain('Die Datei wurde beim Lesen verändert.'),
  MEDIA_HASH_MISMATCH: plain('Angekommen ist nicht, was angekündigt war.'), RANGE_OUTSIDE: plain('Diese Stelle liegt außerhalb der Datei.'), UPLOAD_CHECKSUM_MISMATCH: plain('Dieses Stück kam beschädigt an.'), UPLOAD_PROTOCOL: plain('Diese Fassung des Upload-Protokolls spricht AIMA nicht.'), FFMPEG_MISSING: plain('ffmpeg ist nicht installiert.'),
  MODEL_MISSING: quoted('Ein Modell fehlt.'), MODEL_CORRUPT: quoted('Ein Modell ist beschädigt.'), MODEL_HASH_MISMATCH: quoted('Ein geladenes Modell ist nicht das erwartete.'), DOWNLOAD_FAILED: quoted('Das Herunterladen ist gescheitert.'), DOWNLOAD_REFUSED: quoted('Das Herunterladen wurde abgelehnt.'),
  URL_IMPORT_OFF: plain('Medien von Adressen zu holen ist hier ausgeschaltet.'), URL_RIGHT_UNCONFIRMED: plain('Das Recht, dieses Medium zu benutzen, ist nicht bestätigt.'), ADDRESS_REFUSED: plain('Diese Adresse ist nicht erlaubt.'), SOURCE_UNREACHABLE: quoted('Die Quelle ist nicht zu erreichen.'), SOURCE_REFUSED: quoted('Die Quelle hat abgelehnt.'),
  SOURCE_TOO_LARGE: quoted('Die Quelle ist zu groß.'), DOWNLOADER_MISSING: plain('Das Programm zum Herunterladen ist nicht installiert.'),
  PROVIDER_UNREACHABLE: plain('Der Anbieter antwortet nicht.', '{provider} antwortet nicht.'), PROVIDER_UNAUTHORIZED: plain('Der Anbieter lehnt den Schlüssel ab.', '{provider} lehnt den Schlüssel ab.'), PROVIDER_ANSWER_INVALID: plain('Die Antwort des Anbieters ist unverständlich.', 'Die Antwort von {provider} ist unverständlich.'), PROVIDER_REFUSED: quoted('Der Anbieter hat abgelehnt.'),
  NO_OFFER: plain('Zurzeit passt kein Angebot.'), BALANCE_TOO_LOW: plain('Das Guthaben beim Anbieter reicht nicht.', 'Bei {provider} sind noch {balanceUsd} USD; gebraucht werden etwa {neededUsd} USD.'), PRICE_CHANGED: plain('Der Preis hat sich geändert; nichts wurde gestartet.', 'Der Preis ist jetzt {usdPerHour} USD je Stunde; nichts wurde gestartet.'),
  COST_LIMIT_TOO_LOW: plain('Die Kostengrenze reicht nicht.', 'Die Kostengrenze lässt noch {roomUsd} USD; diese Maschine kann {neededUsd} USD brauchen.'), COST_LIMIT_REACHED: plain('Die Kostengrenze ist erreicht; fertige Ergebnisse sind behalten.'), MACHINE_UNREACHABLE: plain('Die Maschine ist nicht zu erreichen.'), MACHINE_STILL_THERE: plain('Der Anbieter hat die Maschine noch nicht beendet.'),
  PROVISIONING_FAILED: quoted('Die Maschine ließ sich nicht einrichten.'), EMERGENCY_STOP: plain('Alle Maschinen wurden angehalten.'), STORAGE_UNREACHABLE: plain('Der Speicher antwortet gerade nicht.'), STORAGE_REFUSED: plain('Der Speicher hat abgelehnt.'), STORED_FILE_DAMAGED: plain('Eine gespeicherte Datei ist beschädigt.'), KEY_UNAVAILABLE: plain('Ein dafür nötiger Schlüssel ist nicht da.'),
  LICENCE_NOT_ACCEPTED: quoted('Die Lizenz dieses Modells ist noch nicht angenommen.'), MODEL_UNSUPPORTED: quoted('Dieses Modell kann AIMA nicht ausführen.'), MODEL_ENTRY_INVALID: quoted('Der Eintrag dieses Modells stimmt nicht.'), MODEL_FAILED: plain('Ein Modell ist beim Rechnen gescheitert.'), MODEL_SERVER_UNREACHABLE: plain('Der Modellserver antwortet nicht.'), MODEL_SERVER_REFUSED: quoted('Der Modellserver hat abgelehnt.'),
  MODEL_SERVER_BUSY: plain('Der Modellserver ist überlastet.'), MODEL_SERVER_FAILED: quoted('Der Modellserver ist gescheitert.'), MODEL_ANSWER_INVALID: plain('Die Antwort des Modells ist unbrauchbar.'), DEVICE_UNAVAILABLE: quoted('Dieses Gerät ist hier nicht da.'), ANALYZER_FAILED: plain('Ein Analysator ist gescheitert; alles andere ist behalten.'), ANALYZER_TIMEOUT: plain('Ein Analysator hat zu lange gebraucht.'),
  GATE_FAILED: plain('Die Prüfung zum Schutz Minderjähriger war nicht möglich; davon wird nichts gezeigt.'), UPSTREAM_FAILED: plain('Worauf dies beruht, ist gescheitert.'), WORKER_FAILED: plain('Der Worker ist gescheitert.'), WORKER_LOST: plain('Die Verbindung zum Worker ist abgebrochen.'),
  DATABASE_LOCKED: plain('Ein anderer Prozess benutzt die Datenbank.'), DATABASE_UNREACHABLE: plain('Die Datenbank antwortet gerade nicht.'), DATABASE_TIMEOUT: plain('Die Datenbank hat zu lange gebraucht.'), DATABASE_INCOMPATIBLE: quoted('Diese Datenbank passt nicht zu dieser Fassung von AIMA.'), LEASE_EXPIRED: plain('Die Frist des Workers ist abgelaufen.'),
};

const NUMBER = new Intl.NumberFormat('de-DE', { maximumFractionDigits: 4 });

function filled(text: string, details: AppError['details']): string | undefined {
  let whole = true;
  const done = text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name];
    if (value === undefined) whole = false;
    return typeof value === 'number' ? NUMBER.format(value) : String(value);
  });
  return whole ? done : undefined;
}

export function germanDetail(code: ErrorCode, english: string, details: AppError['details']): string {
  const { text, exact, quoted: knowsMore } = GERMAN[code];
  const own = exact === undefined ? undefined : filled(exact, details);
  return own ?? (knowsMore ? `${text} („${english}“)` : text);
}
