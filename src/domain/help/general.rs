//! E01.. to E03..: commands, the configuration, the database.

use crate::domain::help::topic::{Topic, topic};

/// By number.
pub(super) const TOPICS: &[Topic] = &[
    topic(
        100,
        "command",
        [
            "Ein Befehl kann nicht tun, was er soll",
            "Der Satz davor sagt, woran es liegt: an einem Argument, an einer Datei, daran, dass `chairside serve` nicht läuft.",
            "Jeder Befehl erklärt seine Argumente mit `--help`; `chairside status` zeigt, ob das Ganze läuft.",
            "Das Genannte ändern und den Befehl noch einmal geben. Geändert wurde nichts.",
        ],
        [
            "A command cannot do what it should",
            "The sentence before it says why: an argument, a file, or that `chairside serve` does not run.",
            "Each command explains its arguments with `--help`; `chairside status` shows whether the whole works.",
            "Change what is named and give the command again. Nothing was changed.",
        ],
    ),
    topic(
        101,
        "invalid",
        [
            "Die Eingabe passt nicht",
            "Etwas, das gesagt oder geschickt wurde, lässt sich so nicht annehmen; der Satz davor sagt, wie es richtig wäre.",
            "Am Befehl, im Formular oder im Rumpf der Anfrage.",
            "So ändern, wie der Satz es sagt. Geändert wurde nichts.",
        ],
        [
            "The input does not fit",
            "Something that was said or sent cannot be taken; the sentence before it says how it would be right.",
            "At the command, in the form, or in the body of the request.",
            "Change it as the sentence says. Nothing was changed.",
        ],
    ),
    topic(
        102,
        "not_found",
        [
            "Das gibt es nicht",
            "Was genannt wurde, gibt es nicht, nicht mehr, oder nicht für den, der fragt.",
            "Die Listen zeigen, was es gibt: `chairside appointments list --all`, `chairside mappings list`, `chairside hosts list`, `chairside events list`.",
            "Die Nummer oder den Namen aus der Liste nehmen; und nachsehen, ob die richtige Datenbank gelesen wurde: sie steht über der Antwort.",
        ],
        [
            "There is no such thing",
            "What was named is not there, not any more, or not for who asks.",
            "The lists show what there is: `chairside appointments list --all`, `chairside mappings list`, `chairside hosts list`, `chairside events list`.",
            "Take the number or name from the list; and see whether the right database was read: it stands above the answer.",
        ],
    ),
    topic(
        103,
        "conflict",
        [
            "Es steht schon anders",
            "Was verlangt wird, widerspricht dem, was inzwischen gilt: jemand anders war schneller, oder es ist schon getan.",
            "Der Satz davor nennt, was jetzt gilt.",
            "Neu ansehen und, wenn es noch gewollt ist, noch einmal verlangen. Geändert wurde nichts.",
        ],
        [
            "It is already otherwise",
            "What is asked for contradicts what is so by now: somebody else was quicker, or it is done already.",
            "The sentence before it names what is so now.",
            "Look again and, if it is still wanted, ask again. Nothing was changed.",
        ],
    ),
    topic(
        104,
        "unavailable",
        [
            "Etwas antwortet gerade nicht",
            "Was gebraucht wird, ist im Augenblick nicht zu haben: Cal.com, Retell, der Mailserver, oder eine Adresse, auf der schon jemand lauscht.",
            "`chairside doctor` sieht alles nacheinander an und sagt, was fehlt.",
            "Gleich noch einmal versuchen. Bleibt es so, hilft der Satz von `chairside doctor` weiter.",
        ],
        [
            "Something does not answer now",
            "What is needed cannot be had at the moment: Cal.com, Retell, the mail server, or an address on which somebody listens already.",
            "`chairside doctor` looks at everything and says what is missing.",
            "Try again in a moment. If it stays so, the sentence of `chairside doctor` helps.",
        ],
    ),
    topic(
        105,
        "internal",
        [
            "Ein Fehler von Chairside",
            "Etwas kam anders, als das Programm es kennt. Es wurde nichts halb getan: was begonnen war, ist zurückgenommen.",
            "Das Protokoll nennt die Ursache an derselben Uhrzeit: unter systemd `journalctl -u chairside`.",
            "Die Zeilen des Protokolls aufheben und melden; `chairside version` dazu. Einmal darf man es noch einmal versuchen.",
        ],
        [
            "A fault of Chairside",
            "Something came otherwise than the program knows it. Nothing is half done: what was begun has been taken back.",
            "The log names the cause at the same time of day: under systemd `journalctl -u chairside`.",
            "Keep these lines of the log and report them, with `chairside version`. It may be tried once more.",
        ],
    ),
    topic(
        201,
        "configuration",
        [
            "Die Konfiguration ist fehlerhaft",
            "In appliance.toml, in der Umgebung oder in einem Argument steht etwas, das nicht geht, oder es fehlt etwas.",
            "`chairside check-config` nennt alle Fehler auf einmal mit Datei, Zeile und Schlüssel; `chairside config keys` erklärt jeden Schlüssel.",
            "Jede genannte Zeile ändern, `chairside check-config` noch einmal, dann starten. Ein laufendes Programm behält bis dahin das Alte.",
        ],
        [
            "The configuration is at fault",
            "In appliance.toml, in the environment or in an argument stands something that cannot be, or something is missing.",
            "`chairside check-config` tells all faults at once with file, line and key; `chairside config keys` explains every key.",
            "Change each line that is named, `chairside check-config` again, then start. A running program keeps the old one until then.",
        ],
    ),
    topic(
        301,
        "database_locked",
        [
            "Die Datenbank ist gesperrt",
            "Ein anderer Prozess hält die Datenbank fest, meist ein Werkzeug für SQLite mit offener Änderung.",
            "`fuser chairside.db` nennt den Prozess; `chairside status` sagt, wer bedient.",
            "Den anderen Prozess beenden. Danach geht es von selbst weiter.",
        ],
        [
            "The database is locked",
            "Another process holds the database, mostly a tool for SQLite with an open change.",
            "`fuser chairside.db` names the process; `chairside status` says who serves.",
            "End the other process. Then this goes on by itself.",
        ],
    ),
    topic(
        302,
        "database_full",
        [
            "Die Platte ist voll",
            "Auf der Platte der Datenbank ist kein Platz mehr: es wird nichts gebucht.",
            "`df -h` im Ordner der Datenbank; `chairside backup list` zeigt, was Sicherungen belegen.",
            "Platz schaffen, zum Beispiel alte Sicherungen auf eine andere Platte. Danach geht es von selbst weiter.",
        ],
        [
            "The disk is full",
            "There is no room left on the database's disk: nothing is booked.",
            "`df -h` in the database's folder; `chairside backup list` shows what backups take.",
            "Make room, for example by moving old backups to another disk. Then this goes on by itself.",
        ],
    ),
    topic(
        303,
        "database_read_only",
        [
            "Die Datenbank lässt sich nicht beschreiben",
            "Die Datei oder ihr Ordner gehört einem anderen Benutzer, oder die Platte ist nur lesbar eingehängt.",
            "`ls -l` im Ordner der Datenbank; `mount` zeigt, ob die Platte nur lesbar ist.",
            "Datei und Ordner dem Benutzer geben, unter dem Chairside läuft. Danach geht es von selbst weiter.",
        ],
        [
            "The database cannot be written",
            "The file or its folder belongs to another user, or the disk is mounted read-only.",
            "`ls -l` in the database's folder; `mount` shows whether the disk is read-only.",
            "Give file and folder to the user under whom Chairside runs. Then this goes on by itself.",
        ],
    ),
    topic(
        304,
        "database_faulty",
        [
            "Lesen oder Schreiben der Datenbank misslingt",
            "Das Betriebssystem meldet einen Fehler der Datei: die Platte, ein Netzlaufwerk, oder zu wenige offene Dateien.",
            "`dmesg` und `ulimit -a`; die Datenbank gehört nicht auf ein Netzlaufwerk.",
            "Die Platte prüfen, Grenzen erhöhen, und eine Sicherung bereitlegen: `chairside backup list`.",
        ],
        [
            "Reading or writing the database fails",
            "The operating system reports a fault of the file: the disk, a network drive, or too few open files.",
            "`dmesg` and `ulimit -a`; the database does not belong on a network drive.",
            "Check the disk, raise the limits, and have a backup at hand: `chairside backup list`.",
        ],
    ),
    topic(
        305,
        "database_damaged",
        [
            "Die Datenbank ist beschädigt",
            "Was in der Datei steht, ergibt keinen Sinn: die Platte hat etwas verloren, oder es ist keine Datenbank von Chairside.",
            "`chairside doctor` sieht jede Seite durch; `chairside backup list` nennt die Sicherungen.",
            "Anhalten und die neueste Sicherung zurückspielen: `chairside restore FILE`. Die beschädigte Datei wird dabei aufgehoben.",
        ],
        [
            "The database is damaged",
            "What is in the file makes no sense: the disk lost something, or it is no database of Chairside's.",
            "`chairside doctor` looks through every page; `chairside backup list` names the backups.",
            "Stop, and put the newest backup back: `chairside restore FILE`. The damaged file is kept.",
        ],
    ),
    topic(
        306,
        "database_gone",
        [
            "Die Datenbank ist fort",
            "Wo die Datei sein sollte, ist nichts oder eine andere: was jetzt geschrieben würde, wäre nach einem Neustart nicht da.",
            "`ls -l` im Ordner der Datenbank: verschoben, gelöscht, oder die Platte nicht eingehängt?",
            "Genau dieselbe Datei zurücklegen, dann geht es weiter; sonst anhalten und `chairside restore FILE`.",
        ],
        [
            "The database is gone",
            "Where the file should be is nothing or another one: what is written now would not be there after a restart.",
            "`ls -l` in the database's folder: moved, deleted, or is the disk not mounted?",
            "Put the very same file back and this goes on; else stop and `chairside restore FILE`.",
        ],
    ),
];
