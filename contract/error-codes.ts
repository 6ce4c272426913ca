/** The one table of error codes: HTTP status and what whoever meets the error should do next. */
interface ErrorCodeFacts {
  status: number;
  next: { en: string; de: string };
  /** Another attempt on another machine would end the same way. */
  final?: true;
}

const code = (status: number, en: string, de: string): ErrorCodeFacts => ({ status, next: { en, de } });
const final = (status: number, en: string, de: string): ErrorCodeFacts => ({ ...code(status, en, de), final: true });

export const errorCodes = {
  INTERNAL: code(500, 'This is a fault in AIMA; please report it with the message above.', 'Das ist ein Fehler in AIMA; bitte mit der Meldung oben melden.'),
  USAGE: final(400, 'See `aima help`.', 'Siehe `aima help`.'),
  INVALID_MESSAGE: code(400, 'Send a message that follows the published schema.', 'Eine Nachricht nach dem veröffentlichten Schema senden.'),
  UNAUTHORIZED: code(401, 'Send the token that was issued for this worker.', 'Das für diesen Worker ausgestellte Token senden.'),
  SIGN_IN_REQUIRED: code(401, 'Sign in, or send an API key.', 'Anmelden oder einen API-Schlüssel senden.'),
  SIGN_IN_FAILED: code(401, 'Check name and password; several failures lock the account for a while.', 'Name und Passwort prüfen; mehrere Fehlversuche sperren das Konto eine Zeit lang.'),
  SIGN_IN_LOCKED: code(429, 'Wait until the time that the message names; a correct password does not help before.', 'Bis zur genannten Zeit warten; auch ein richtiges Passwort hilft vorher nicht.'),
  SECOND_FACTOR_WRONG: code(401, 'Enter the code that the authenticator shows now, or a recovery code that was not used yet.', 'Den jetzt angezeigten Code der Authentifizierungs-App eingeben oder einen unbenutzten Wiederherstellungscode.'),
  ACCOUNT_DISABLED: final(403, 'Ask an administrator to enable the account again.', 'Die Administration bitten, das Konto wieder freizugeben.'),
  REGISTRATION_CLOSED: final(403, 'Ask for an invitation; an administrator can open registration.', 'Um eine Einladung bitten; die Administration kann die Registrierung öffnen.'),
  LINK_INVALID: final(410, 'The link was used, withdrawn or is too old; ask for a new one.', 'Der Link wurde benutzt, zurückgezogen oder ist zu alt; um einen neuen bitten.'),
  SIGN_IN_SERVICE_UNREACHABLE: code(502, 'Try again later or sign in another way; an administrator can check the directory or provider.', 'Später erneut versuchen oder sich anders anmelden; die Administration kann Verzeichnis oder Anbieter prüfen.'),
  FORBIDDEN: final(403, 'Ask an owner of the workspace for the right to do this.', 'Einen Besitzer des Arbeitsbereichs um das Recht dazu bitten.'),
  RATE_LIMITED: code(429, 'Wait as long as Retry-After says, then try again.', 'So lange warten, wie Retry-After sagt, dann erneut versuchen.'),
  VERSION_CHANGED: code(412, 'Somebody changed it meanwhile; read it again and repeat your change.', 'Es wurde inzwischen geändert; neu lesen und die Änderung wiederholen.'),
  METHOD_NOT_ALLOWED: final(405, 'The header Allow names the methods of this address.', 'Der Kopf Allow nennt die Methoden dieser Adresse.'),
  TYPE_UNSUPPORTED: final(415, 'Send the body as application/json, or as the type that the documentation names.', 'Den Inhalt als application/json senden oder als der Typ, den die Dokumentation nennt.'),
  HOST_REFUSED: final(421, 'Open AIMA by the address that it printed at its start, or name this host in AIMA_HOSTS.', 'AIMA unter der Adresse öffnen, die es beim Start nannte, oder diesen Host in AIMA_HOSTS nennen.'),
  ORIGIN_REFUSED: final(403, "Send it from AIMA's own page, or use an API key instead of a cookie.", 'Von der eigenen Seite von AIMA senden oder statt des Cookies einen API-Schlüssel verwenden.'),
  KEY_REUSED: final(422, 'Use a new Idempotency-Key for another request.', 'Für eine andere Anfrage einen neuen Idempotency-Key verwenden.'),
  STATE_FORBIDS: code(409, 'The message says in which state this is possible.', 'Die Meldung sagt, in welchem Zustand das möglich ist.'),
  TOO_LARGE: final(413, 'Send less at once; the message names the limit.', 'Weniger auf einmal senden; die Meldung nennt die Grenze.'),
  HELD: final(451, 'Its owner sees why it is held and what can be done.', 'Wem es gehört, sieht, warum es zurückgehalten wird und was möglich ist.'),
  CONFIG_INVALID: final(400, 'Correct the value that the message names; `aima config` shows all of them.', 'Den genannten Wert berichtigen; `aima config` zeigt alle.'),
  PORT_TAKEN: final(500, 'Stop the program that uses the port, or choose another with --port.', 'Das Programm beenden, das den Port benutzt, oder mit --port einen anderen wählen.'),
  SERVER_STOPPING: code(503, 'Try again in a few seconds; what was confirmed is kept.', 'In einigen Sekunden erneut versuchen; Bestätigtes ist behalten.'),
  SERVER_UNREACHABLE: code(502, 'Check that the server runs (npm start) and that its address is right: --server, AIMA_SERVER or aima login.', 'Prüfen, ob der Server läuft (npm start) und seine Adresse stimmt: --server, AIMA_SERVER oder aima login.'),
  SERVER_ANSWER_INVALID: code(502, 'Check that the address is that of AIMA and not of a proxy or another program.', 'Prüfen, ob die Adresse zu AIMA gehört und nicht zu einem Proxy oder anderen Programm.'),
  NOT_FOUND: code(404, 'Check the name or id.', 'Name oder Id prüfen.'),
  CONFLICT: code(409, 'Read the current state and try again.', 'Den aktuellen Stand lesen und erneut versuchen.'),
  CANCELLED: code(499, 'Start it again when you like; finished results were kept.', 'Jederzeit neu starten; fertige Ergebnisse wurden behalten.'),
  OUTPUT_UNWRITABLE: code(400, 'Choose another folder with --out, or change its permissions.', 'Mit --out einen anderen Ordner wählen oder dessen Rechte ändern.'),
  DISK_FULL: final(507, 'Free some space and run it again; what was already written is complete.', 'Platz schaffen und erneut starten; was schon geschrieben wurde, ist vollständig.'),
  MEDIA_MISSING: final(404, 'Check the path.', 'Den Pfad prüfen.'),
  MEDIA_EMPTY: final(422, 'Copy the file again from its source.', 'Die Datei erneut von der Quelle kopieren.'),
  MEDIA_UNREADABLE: final(422, 'Check that it is a video, photo or sound file and that it plays elsewhere.', 'Prüfen, ob es eine Video-, Foto- oder Tondatei ist und ob sie anderswo läuft.'),
  MEDIA_UNSUPPORTED: final(422, 'Convert it to a common format such as MP4, JPEG, PNG or WAV.', 'In ein übliches Format wie MP4, JPEG, PNG oder WAV umwandeln.'),
  MEDIA_TRUNCATED: code(422, 'The readable part was analysed; look for a complete copy.', 'Der lesbare Teil wurde analysiert; eine vollständige Kopie suchen.'),
  MEDIA_CHANGED: final(409, 'The file changed while it was read; run it again when it is complete.', 'Die Datei änderte sich beim Lesen; erneut starten, wenn sie vollständig ist.'),
  MEDIA_HASH_MISMATCH: code(422, 'Send the file again; what arrived is not what was announced.', 'Die Datei erneut senden; angekommen ist nicht, was angekündigt war.'),
  RANGE_OUTSIDE: final(416, 'Ask for bytes within the size that Content-Range names.', 'Bytes innerhalb der Größe verlangen, die Content-Range nennt.'),
  UPLOAD_CHECKSUM_MISMATCH: code(460, 'Send this piece again; none of it was kept.', 'Dieses Stück erneut senden; es wurde nichts davon behalten.'),
  UPLOAD_PROTOCOL: final(412, 'Speak version 1.0.0 of the tus protocol (Tus-Resumable: 1.0.0).', 'Version 1.0.0 des tus-Protokolls sprechen (Tus-Resumable: 1.0.0).'),
  FFMPEG_MISSING: final(500, 'Install ffmpeg, for example: sudo apt-get install ffmpeg', 'ffmpeg installieren, zum Beispiel: sudo apt-get install ffmpeg'),
  MODEL_MISSING: code(500, 'Models in packages come with npm ci, all others with aima models pull.', 'Modelle in Paketen kommen mit npm ci, alle anderen mit aima models pull.'),
  MODEL_CORRUPT: code(500, 'Renew the file named above: npm ci for packages, aima models pull for downloads; a converted one is made anew once it is deleted.', 'Die oben genannte Datei erneuern: npm ci bei Paketen, aima models pull bei geladenen; eine umgewandelte entsteht neu, wenn sie gelöscht ist.'),
  MODEL_HASH_MISMATCH: code(502, 'What arrived was deleted. Try again or from another mirror; if it stays so, please report it.', 'Was ankam, wurde gelöscht. Erneut oder von einem anderen Spiegel versuchen; bleibt es so, bitte melden.'),
  DOWNLOAD_FAILED: code(502, 'Run the same command again; it goes on where it stopped.', 'Denselben Befehl erneut starten; er macht dort weiter, wo er aufhörte.'),
  DOWNLOAD_REFUSED: code(403, 'Accept the conditions on the page of the model and set AIMA_HUB_TOKEN, or use aima models import.', 'Die Bedingungen auf der Seite des Modells annehmen und AIMA_HUB_TOKEN setzen, oder aima models import benutzen.'),
  URL_IMPORT_OFF: final(403, 'If addresses may be opened here, set AIMA_URL_IMPORT=on or add --enable-urls.', 'Wenn hier Adressen geöffnet werden dürfen, AIMA_URL_IMPORT=on setzen oder --enable-urls anfügen.'),
  URL_RIGHT_UNCONFIRMED: final(403, 'If you have the right to use this medium, say so with --i-have-the-right (or AIMA_URL_RIGHTS=confirmed).', 'Wer dieses Medium verwenden darf, sagt das mit --i-have-the-right (oder AIMA_URL_RIGHTS=confirmed).'),
  ADDRESS_REFUSED: final(403, 'Only public addresses are opened. A host of your own is named in AIMA_INTERNAL_HOSTS, for example 192.168.1.20 or 10.0.0.0/8.', 'Nur öffentliche Adressen werden geöffnet. Ein eigener Rechner wird in AIMA_INTERNAL_HOSTS genannt, zum Beispiel 192.168.1.20 oder 10.0.0.0/8.'),
  SOURCE_UNREACHABLE: code(502, 'Check the address and the connection, and try again.', 'Adresse und Verbindung prüfen und erneut versuchen.'),
  SOURCE_REFUSED: final(502, 'Open the address in a browser; what needs an account or a payment is not loaded.', 'Die Adresse im Browser öffnen; was ein Konto oder eine Bezahlung braucht, wird nicht geladen.'),
  SOURCE_TOO_LARGE: final(413, 'Raise the limit with --max-gib, or take a smaller version.', 'Die Grenze mit --max-gib anheben oder eine kleinere Fassung nehmen.'),
  DOWNLOADER_MISSING: final(500, 'Install yt-dlp, for example: pipx install yt-dlp, and put it on PATH or name it in AIMA_YTDLP.', 'yt-dlp installieren, zum Beispiel: pipx install yt-dlp, und auf den PATH legen oder in AIMA_YTDLP nennen.'),
  STORAGE_UNREACHABLE: code(502, 'Check that the storage runs and can be reached; nothing was changed.', 'Prüfen, ob der Speicher läuft und erreichbar ist; es wurde nichts verändert.'),
  STORAGE_REFUSED: code(502, 'Check address, bucket, credentials and their rights.', 'Adresse, Bucket, Zugangsdaten und deren Rechte prüfen.'),
  STORED_FILE_DAMAGED: final(500, 'What is stored is not what was written; check the disk and upload the file again.', 'Gespeichert ist nicht mehr, was geschrieben wurde; den Datenträger prüfen und die Datei erneut hochladen.'),
  KEY_UNAVAILABLE: final(500, 'Bring back the key that the message names; without it nothing stored can be read.', 'Den in der Meldung genannten Schlüssel zurückholen; ohne ihn ist nichts Gespeichertes lesbar.'),
  LICENCE_NOT_ACCEPTED: code(403, 'Read the licence; if your use is allowed, accept it with --accept-licence.', 'Die Lizenz lesen; ist die Nutzung erlaubt, sie mit --accept-licence annehmen.'),
  MODEL_UNSUPPORTED: code(500, 'Choose another model or tier for this analyzer.', 'Ein anderes Modell oder eine andere Stufe für diesen Analysator wählen.'),
  MODEL_ENTRY_INVALID: code(400, 'Correct the entry; docs/guides/models.md shows the form.', 'Den Eintrag berichtigen; docs/guides/models.md zeigt die Form.'),
  MODEL_FAILED: code(500, 'Run this analyzer again; if it fails again, please report it.', 'Diesen Analysator erneut starten; bei Wiederholung bitte melden.'),
  MODEL_SERVER_UNREACHABLE: code(502, 'Check AIMA_OPENAI_BASE_URL and that the server runs; aima doctor tries it.', 'AIMA_OPENAI_BASE_URL prüfen und ob der Server läuft; aima doctor versucht es.'),
  MODEL_SERVER_REFUSED: code(502, 'Check AIMA_OPENAI_API_KEY and which models the server serves.', 'AIMA_OPENAI_API_KEY prüfen und welche Modelle der Server bereitstellt.'),
  MODEL_SERVER_BUSY: code(503, 'The model server has too much to do; try again later.', 'Der Modell-Server ist überlastet; später erneut versuchen.'),
  MODEL_SERVER_FAILED: code(502, "Look into the model server's own log.", 'Im Protokoll des Modell-Servers nachsehen.'),
  MODEL_ANSWER_INVALID: code(502, 'The model did not keep to the demanded form; try again or use a larger model.', 'Das Modell hielt sich nicht an die verlangte Form; erneut versuchen oder ein größeres nehmen.'),
  DEVICE_UNAVAILABLE: code(500, 'Install what the message names, or run it on the CPU.', 'Installieren, was die Meldung nennt, oder auf der CPU laufen lassen.'),
  ANALYZER_FAILED: code(500, 'Run this analyzer again; if it fails again, please report it.', 'Diesen Analysator erneut starten; bei Wiederholung bitte melden.'),
  ANALYZER_TIMEOUT: code(500, 'Run this analyzer again; if it hangs again, please report it.', 'Diesen Analysator erneut starten; hängt er wieder, bitte melden.'),
  GATE_FAILED: code(500, 'Run it again; nothing is shown of media that could not be checked.', 'Erneut starten; von Medien, die nicht geprüft werden konnten, wird nichts gezeigt.'),
  UPSTREAM_FAILED: code(500, 'Run it again together with the analyzer it rests on.', 'Zusammen mit dem Analysator, auf dem er beruht, erneut starten.'),
  WORKER_FAILED: code(502, 'Run it again; finished results were kept.', 'Erneut starten; fertige Ergebnisse wurden behalten.'),
  WORKER_LOST: code(502, 'Run it again; finished results were kept.', 'Erneut starten; fertige Ergebnisse wurden behalten.'),
  DATABASE_LOCKED: code(503, 'Stop the other process, or start this one with another --data folder.', 'Den anderen Prozess beenden oder diesen mit einem anderen --data-Ordner starten.'),
  DATABASE_UNREACHABLE: code(503, 'Check DATABASE_URL and that the server runs; nothing that was confirmed is lost.', 'DATABASE_URL prüfen und ob der Server läuft; nichts Bestätigtes ist verloren.'),
  DATABASE_TIMEOUT: code(503, 'Ask for less at once, or try again when less is going on; nothing was changed.', 'Weniger auf einmal abfragen oder später erneut versuchen; nichts wurde geändert.'),
  DATABASE_INCOMPATIBLE: code(500, 'Do what the message says, or use the version of AIMA that wrote this database or a newer one; nothing was changed.', 'Tun, was die Meldung sagt, oder die Version von AIMA nehmen, die diese Datenbank schrieb, oder eine neuere; nichts wurde geändert.'),
  COST_LIMIT_REACHED: final(402, 'Start it again with a higher limit; finished results were kept.', 'Mit einer höheren Grenze erneut starten; fertige Ergebnisse wurden behalten.'),
  LEASE_EXPIRED: code(410, 'Start a new worker.', 'Einen neuen Worker starten.'),
} as const satisfies Record<string, ErrorCodeFacts>;

export type ErrorCode = keyof typeof errorCodes;

/** True where it makes no sense to try the same again. */
export const isFinalError = (code: ErrorCode): boolean => errorCodes[code].final === true;

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCodes, text);
