/** How the commands that speak with a server are called. */
export const remoteUsage = {
  en: `aima and a server: everything that the page does, from here.

  aima login [ADDRESS]          sign in; keeps a key in ~/.config/aima, never the password
      --email NAME              asked for unless given; the password is asked for (or a line of standard input)
      --token KEY|-             an API key that is there already; - reads it from standard input
  aima logout                   revokes the key and forgets it
  aima whoami                   who this is, where, and what is allowed
  aima upload FILE|FOLDER…      into the library, going on after breaks; what is there already is skipped
      --job NAME                and makes a job of them (--profile NAME, --batch)
      --names A,B --context WORDS --notes WORDS     what the job shall know; models that describe are told of it
      --at-once N               files at the same time (default: 3)
  aima media [ID]               the library, or one medium (--kind video|image|audio, --text WORDS)
  aima jobs                     all jobs (--state a,b --stage a,b --text WORDS --all)
  aima job ID                   one job with its media
  aima start ID                 what it will take in time and money, then starts (--yes: without asking)
      --max-usd N               it stops there and keeps what it has (default: the workspace's)
      --offer ID                which machine, where there are several
      --watch                   and watches it
  aima offers ID                the machines it could run on, by what the job would cost on each (--why: what was left out)
      --interruptible, --secure, --region A,B, --gpu NAME, --max-usd-hour N, --machines N: for start, too
  aima machines [ID]            rented machines that run (--all: all there were; --job ID), or one with its log
  aima machines stop-all        ends all of them at once (--installation: every workspace's; --yes)
  aima costs [ID]               what machines cost by day (--days N), or a job to the second
  aima providers                who lends machines, and whether their keys work (set NAME, remove NAME, test [NAME])
  aima watch ID                 its progress until it is done; Ctrl-C leaves it running
  aima pause|resume|cancel ID   what is finished is kept
  aima retry ID                 only what failed
  aima results ID               what was found, in short; --json: the whole document (--out FILE)
      --media ID                of one medium
      --observations            single findings: --analyzer A --label L --text WORDS --from MS --to MS --min-confidence N --limit N
  aima confirm ID               ends a job in two steps: says what is wiped, then wipes (--anonymise, --yes)
  aima archive                  confirmed jobs (--text WORDS --from DAY --to DAY)
  aima keys [make NAME|revoke ID]       API keys (make: --scope a,b --days N)
  aima audit [list|export|verify]       who did what (--system: the installation; verify: --head N:HASH that was written down)
  aima workspaces               where one belongs (another one: aima login --workspace ID)

  Everywhere: --server ADDRESS (or AIMA_SERVER), --workspace ID, --json, --lang de|en. AIMA_TOKEN holds a key
  for programs. Without a login the server is http://127.0.0.1:8000.

Exit codes: 0 done · 1 error · 2 usage · 3 nothing readable · 4 partly failed or incomplete · 130 cancelled`,
  de: `aima und ein Server: alles, was die Seite kann, von hier aus.

  aima login [ADRESSE]          anmelden; behält einen Schlüssel in ~/.config/aima, nie das Passwort
      --email NAME              wird sonst gefragt; das Passwort wird gefragt (oder eine Zeile der Standardeingabe)
      --token SCHLÜSSEL|-       ein API-Schlüssel, den es schon gibt; - liest ihn von der Standardeingabe
  aima logout                   widerruft den Schlüssel und vergisst ihn
  aima whoami                   wer das ist, wo, und was erlaubt ist
  aima upload DATEI|ORDNER…     in die Mediathek, nach Abbrüchen geht es weiter; was schon da ist, wird übersprungen
      --job NAME                und macht einen Auftrag daraus (--profile NAME, --batch)
      --names A,B --context WORTE --notes WORTE     was der Auftrag wissen soll; beschreibende Modelle erfahren es
      --at-once N               Dateien zugleich (Vorgabe: 3)
  aima media [ID]               die Mediathek oder ein Medium (--kind video|image|audio, --text WORTE)
  aima jobs                     alle Aufträge (--state a,b --stage a,b --text WORTE --all)
  aima job ID                   ein Auftrag mit seinen Medien
  aima start ID                 was er an Zeit und Geld braucht, dann startet er (--yes: ohne zu fragen)
      --max-usd N               dort hält er an und behält, was er hat (Vorgabe: die des Bereichs)
      --offer ID                welche Maschine, wo es mehrere gibt
      --watch                   und zusehen
  aima offers ID                die Maschinen, auf denen er laufen könnte, nach seinen Kosten dort (--why: was ausschied)
      --interruptible, --secure, --region A,B, --gpu NAME, --max-usd-hour N, --machines N: auch für start
  aima machines [ID]            gemietete Maschinen, die laufen (--all: alle, die es gab; --job ID), oder eine mit ihrem Protokoll
  aima machines stop-all        beendet alle sofort (--installation: die aller Bereiche; --yes)
  aima costs [ID]               was Maschinen am Tag kosteten (--days N), oder ein Auftrag auf die Sekunde
  aima providers                wer Maschinen verleiht und ob die Schlüssel gelten (set NAME, remove NAME, test [NAME])
  aima watch ID                 sein Fortschritt, bis er fertig ist; Strg-C lässt ihn laufen
  aima pause|resume|cancel ID   was fertig ist, bleibt
  aima retry ID                 nur was fehlschlug
  aima results ID               was gefunden wurde, kurz; --json: das ganze Dokument (--out DATEI)
      --media ID                eines Mediums
      --observations            einzelne Funde: --analyzer A --label L --text WORTE --from MS --to MS --min-confidence N --limit N
  aima confirm ID               schließt ihn in zwei Schritten ab: sagt, was gelöscht wird, löscht es (--anonymise, --yes)
  aima archive                  bestätigte Aufträge (--text WORTE --from TAG --to TAG)
  aima keys [make NAME|revoke ID]       API-Schlüssel (make: --scope a,b --days N)
  aima audit [list|export|verify]       wer was tat (--system: die Installation; verify: --head N:HASH, das notiert wurde)
  aima workspaces               wo man dazugehört (in einen anderen: aima login --workspace ID)

  Überall: --server ADRESSE (oder AIMA_SERVER), --workspace ID, --json, --lang de|en. AIMA_TOKEN enthält einen
  Schlüssel für Programme. Ohne Anmeldung ist der Server http://127.0.0.1:8000.

Rückgabewerte: 0 fertig · 1 Fehler · 2 Aufruf falsch · 3 nichts Lesbares · 4 teilweise fehlgeschlagen · 130 abgebrochen`,
};
