//! `services`: describing, showing, changing and rehearsing, through the real program.

use crate::support::harness::{START, TestClock, config_text, sandbox};
use crate::support::program;
use crate::support::program::Said;
use chairside::sandbox::stand_in::Sandbox;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A configured program that is run command by command; `ansatzfarbe` is not in its file.
pub struct Salon {
    _sandbox: Sandbox,
    pub folder: tempfile::TempDir,
    config: PathBuf,
}

impl Salon {
    pub fn open() -> Salon {
        let sandbox = sandbox(&TestClock::at(START));
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("test.db");
        let text = config_text(&sandbox.base_url(), &database, "");
        let (before, _) = text.split_once("[[services]]\nkey = \"ansatzfarbe\"").unwrap();
        let config = folder.path().join("appliance.toml");
        std::fs::write(&config, before).unwrap();
        program::served(&config);
        Salon { _sandbox: sandbox, folder, config }
    }

    /// The words of a line, parted by blanks; `~` stands for a blank within a word.
    pub fn run(&self, line: &str) -> Said {
        let words: Vec<String> = line.split(' ').map(|word| word.replace('~', " ")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        program::run(&self.config, &words)
    }

    /// Starts `serve` and stops it once it listens.
    fn serves(&self) -> Said {
        let mut command = program::command(&self.config, &["serve"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("listening"), "{line}");
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        program::said(child.wait_with_output().unwrap())
    }

    pub fn good(&self, line: &str) -> Said {
        let said = self.run(line);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{line}: {said:?}");
        said
    }

    /// The sentence of a refusal, which changes nothing.
    pub fn refused(&self, line: &str) -> String {
        let before = self.good("services list --json").json();
        let said = self.run(line);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{line}: {said:?}");
        assert_eq!(self.good("services list --json").json(), before, "{line}");
        said.err.trim_end().strip_prefix("chairside: ").unwrap().to_owned()
    }

    fn show(&self, key: &str) -> Value {
        self.good(&format!("services show {key} --json")).json()
    }
}

/// Emma is slower at A, and Jürgen alone does D.
pub const ADD: &str = "services add ansatzfarbe --name Ansatzfärbung --alias Farbe --policy free --segment \
    A:Farbe~auftragen:30:pause~45:takes~Emma=40 --segment B:Waschen:15 --segment C:Schneiden:30 --segment \
    D:Föhnen:30:any:staff~juergen --staff Emma,juergen --by Nadine";

fn segment(show: &Value, index: usize) -> Value {
    let segment = &show["segments"][index];
    let who = segment["staff"].as_array().unwrap().iter();
    let who: Vec<String> =
        who.map(|one| format!("{}{}", one["key"].as_str().unwrap(), one["minutes"])).collect();
    json!([
        segment["key"],
        segment["name"],
        segment["minutes"],
        segment["pause_after"],
        segment["performer"],
        who.join(" ")
    ])
}

#[test]
fn a_service_is_described_shown_and_changed() {
    let salon = Salon::open();
    let added = salon.good(ADD);
    assert!(added.out.ends_with("done; visits that are booked stay as they are\n"), "{added:?}");
    let show = salon.good("services show ansatzfarbe").out;
    let drawn = "\
                   from  until  one sign is 5 minutes
A Farbe auftragen  0:00  0:30   ██████
  pause            0:30  1:15         ·········  free
B Waschen          1:15  1:30                  ███
C Schneiden        1:30  2:00                     ██████
D Föhnen           2:00  2:30                           ██████
";
    assert!(show.contains(drawn), "{show}");
    assert!(show.contains("A  Farbe auftragen  30       45           same       staff      Emma Vogel (40), Jürgen Weiß\n"), "{show}");
    let first = salon.show("ansatzfarbe");
    assert_eq!(
        json!([
            first["minutes"],
            first["composite"],
            first["revision"],
            first["described_by"],
            first["faults"],
            first["aliases"]
        ]),
        json!([150, true, 1, "desk", [], ["Farbe"]])
    );
    assert_eq!(
        segment(&first, 0),
        json!(["A", "Farbe auftragen", 30, 45, "same", "emma40 juergennull"])
    );
    assert_eq!(segment(&first, 3), json!(["D", "Föhnen", 30, 0, "any", "juergennull"]));
    for (line, index, expected) in [
        (
            "--revision 1 --of B --rename Auswaschen --minutes 20 --pause 5 --performers Jürgen~Weiß,emma",
            1,
            json!(["B", "Auswaschen", 20, 5, "same", "emmanull juergennull"]),
        ),
        (
            "--of A --takes Emma=",
            0,
            json!(["A", "Farbe auftragen", 30, 45, "same", "emmanull juergennull"]),
        ),
        (
            "--add B:Kopfmassage:10:staff~emma,juergen:takes~juergen=12",
            1,
            json!(["B", "Kopfmassage", 10, 0, "same", "emmanull juergen12"]),
        ),
        ("--remove B", 1, json!(["B", "Auswaschen", 20, 5, "same", "emmanull juergennull"])),
        ("--reorder A,C,B,D", 2, json!(["C", "Auswaschen", 20, 5, "same", "emmanull juergennull"])),
        (
            "--policy flexible --buffer 15 --order first_first --name Neu",
            0,
            json!(["A", "Farbe auftragen", 30, 45, "same", "emmanull juergennull"]),
        ),
    ] {
        let said = salon.good(&format!("services edit ansatzfarbe {line} --by Kim --json")).json();
        assert_eq!(said["changed"], true, "{line}");
        assert_eq!(segment(&said["service"], index), expected, "{line}");
    }
    let last = salon.show("ansatzfarbe");
    assert_eq!(
        json!([
            last["name"],
            last["pause_policy"],
            last["buffer_minutes"],
            last["booking_order"],
            last["revision"],
            last["minutes"]
        ]),
        json!(["Neu", "flexible", 15, "first_first", 7, 160])
    );
    assert_eq!(
        salon.refused("services edit ansatzfarbe --revision 3 --name Alt --by Kim"),
        "changed meanwhile: service ansatzfarbe is at revision 7 now; look again"
    );
    let said = salon.good("services edit ansatzfarbe --name Neu --by Kim");
    assert!(said.out.ends_with("nothing changed: it was so already\n"), "{said:?}");
    let simple = salon.good("services edit ansatzfarbe --simple 120 --by Kim --json").json();
    assert_eq!(
        json!([simple["service"]["composite"], simple["service"]["pause_policy"]]),
        json!([false, "never"])
    );
    let table = salon.good("services list").out;
    assert!(
        table.contains("ansatzfarbe  Neu          120      1         never   command         8\n"),
        "{table}"
    );
    assert!(
        table.contains("schnitt      Haarschnitt  45       1         never   appliance.toml  1\n"),
        "{table}"
    );
}

#[test]
fn templates_are_where_to_start_from() {
    let salon = Salon::open();
    let list = salon.good("services template").out;
    assert_eq!(list.lines().count(), 6, "{list}");
    let file = salon.folder.path().join("service.toml");
    let json_file = salon.folder.path().join("service.json");
    for (name, minutes, policy) in [
        ("colour-cut", 150, "free"),
        ("root-colour-long", 170, "free"),
        ("highlights", 190, "flexible"),
        ("perm", 140, "free"),
        ("mens-cut-hot-towel", 45, "blocked"),
    ] {
        std::fs::write(&file, salon.good(&format!("services template {name}")).out).unwrap();
        let add = format!("services add --file {} --by Kim", file.display());
        let nobody = salon.refused(&add);
        assert!(
            nobody.starts_with("segment A (") && nobody.contains("no active staff member"),
            "{nobody}"
        );
        let added = salon.good(&format!("{add} --staff emma --json")).json();
        assert_eq!(
            json!([
                added["service"]["key"],
                added["service"]["minutes"],
                added["service"]["pause_policy"]
            ]),
            json!([name, minutes, policy])
        );
        assert_eq!(
            salon.refused(&format!("{add} --staff emma")),
            format!("there is a service {name} already")
        );
        std::fs::write(&json_file, salon.good(&format!("services template {name} --json")).out)
            .unwrap();
        let again = format!(
            "services add zwei-{name} --file {} --staff emma --by Kim --json",
            json_file.display()
        );
        assert_eq!(salon.good(&again).json()["service"]["segments"], added["service"]["segments"]);
        let straight =
            format!("services add drei-{name} --template {name} --staff emma --by Kim --json");
        assert_eq!(
            salon.good(&straight).json()["service"]["segments"],
            added["service"]["segments"]
        );
    }
    let said = salon.good("services edit perm --template colour-cut --by Kim --json").json();
    assert_eq!(
        json!([said["service"]["minutes"], said["service"]["name"]]),
        json!([150, "Dauerwelle"])
    );
    std::fs::write(&file, salon.good("services template highlights").out).unwrap();
    let whole =
        format!("services edit perm --file {} --staff emma --by Kim --json", file.display());
    let said = salon.good(&whole).json();
    assert_eq!(json!([said["service"]["key"], said["service"]["minutes"]]), json!(["perm", 190]));
    assert_eq!(
        salon.refused("services template dauerwelle"),
        "there is no template dauerwelle; there are colour-cut, root-colour-long, highlights, perm, mens-cut-hot-towel"
    );
}

#[test]
fn a_visit_is_rehearsed_without_booking_it() {
    let salon = Salon::open();
    let text = std::fs::read_to_string(&salon.config).unwrap();
    let whole = config_text("http://127.0.0.1:9", &salon.folder.path().join("test.db"), "");
    let (_, colour) = whole.split_once("[[services]]\nkey = \"ansatzfarbe\"").unwrap();
    let hours = "name = \"Probe Mitte\"\nhours = { tuesday = [\"09:00-12:00\"] }";
    let text = text.replace("name = \"Probe Mitte\"", hours);
    let text = text
        .replace("name = \"Jürgen Weiß\"", "name = \"Jürgen Weiß\"\npause_policy = \"blocked\"");
    std::fs::write(&salon.config, format!("{text}[[services]]\nkey = \"ansatzfarbe\"{colour}"))
        .unwrap();
    program::served(&salon.config);
    let said = salon.good("services rehearse ansatzfarbe --at 2026-12-01T09:00 --staff emma");
    assert_eq!(
        said.out,
        "\
Ansatzfärbung, 2026-12-01, with Emma Vogel; pauses free. Nothing is booked.

                         when         who         event type
1 von 4 Farbe auftragen  09:00\u{2013}09:30  Emma Vogel  511
2 von 4 Waschen          10:15\u{2013}10:30  Emma Vogel  512
3 von 4 Schneiden        10:30\u{2013}11:00  Emma Vogel  513
4 von 4 Föhnen           11:00\u{2013}11:30  Emma Vogel  514

pause 09:30\u{2013}10:15: Emma Vogel is free for others 09:30\u{2013}10:10, by phone, web and desk
would be booked in this order: D, C, B, A
"
    );
    let said = salon
        .good("services rehearse ansatzfarbe --at 2026-12-01T10:00 --staff Jürgen --json")
        .json();
    assert_eq!(said["booking_order"], json!(["D", "C", "B", "A+", "A"]));
    assert_eq!(
        said["parts"][1],
        json!({ "key": "A+", "label": "Pause nach 1 von 4", "kind": "pause", "staff": "juergen", "event_type_id": 525,
            "start": "2026-12-01T10:30:00+01:00", "end": "2026-12-01T11:15:00+01:00",
            "settle_minutes": 0, "return_minutes": 0, "buffer_minutes": 0 })
    );
    assert_eq!(
        json!([said["pauses"][0]["held"], said["pauses"][0]["bookable_from"]]),
        json!([true, null])
    );
    assert_eq!(
        said["remarks"],
        json!(["4 von 4 Föhnen: Probe Mitte is closed then"]),
        "it ends at 12:30 and the branch shuts at 12:00"
    );
    // The pause is 45 real minutes, whatever the clock does.
    let said = salon
        .good("services rehearse ansatzfarbe --at 2026-03-29T01:20 --staff emma --json")
        .json();
    assert_eq!(
        json!([said["parts"][0]["end"], said["parts"][1]["start"]]),
        json!(["2026-03-29T01:50:00+01:00", "2026-03-29T03:35:00+02:00"])
    );
    for (line, sentence) in [
        ("--at 2026-03-29T02:30", "Possible are 1:30 or 3:30."),
        ("--at 2026-13-01T02:30", "no such"),
        ("--at morgen", ""),
        ("--at 2026-12-01T10:00 --staff Roswitha", "no staff member is called Roswitha"),
    ] {
        let why = salon.refused(&format!("services rehearse ansatzfarbe {line}"));
        assert!(why.contains(sentence) && !why.is_empty(), "{line}: {why}");
    }
    let said =
        salon.run("services rehearse ansatzfarbe --at 2026-12-01T09:00 --staff Paula~Ehemals");
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("fault: Paula Ehemals is not active\n"), "{said:?}");
    assert!(
        said.out.contains("fault: there is no event type for A of Paula Ehemals\n"),
        "{said:?}"
    );
    let said = salon.run("services rehearse nichts --at 2026-12-01T09:00");
    assert_eq!(
        said.err,
        "chairside: there is no service nichts; there are ansatzfarbe, bart, schnitt\n"
    );
}

#[test]
fn the_configuration_wins_over_a_command_and_says_so() {
    let salon = Salon::open();
    assert_eq!(
        salon.refused("services edit schnitt --name Schnitt --by Kim"),
        "the configuration describes service schnitt and wins at each start: change it there"
    );
    assert_eq!(
        salon.refused("services add schnitt --name Schnitt --minutes 30 --staff emma --by Kim"),
        "the configuration describes service schnitt and wins at each start: change it there"
    );
    salon.good("services add pony --name Pony --minutes 15 --staff emma --by Kim");
    let before = std::fs::read_to_string(&salon.config).unwrap();
    let entry = "[[services]]\nkey = \"pony\"\nname = \"Pony schneiden\"\nduration_minutes = 20\nstaff = [\"juergen\"]\n";
    std::fs::write(&salon.config, format!("{before}{entry}")).unwrap();
    // A command does not write what the file says.
    assert_eq!(salon.show("pony")["name"], "Pony");
    let said = salon.serves();
    assert!(said.err.contains("service pony: it was described with a command"), "{said:?}");
    assert!(said.err.contains("the configuration wins"), "{said:?}");
    let show = salon.show("pony");
    assert_eq!(
        json!([show["name"], show["minutes"], show["described_by"], show["revision"]]),
        json!(["Pony schneiden", 20, "file", 2])
    );
    assert!(!salon.serves().err.contains("service pony"), "told once, and written once");
    assert_eq!(salon.show("pony"), show);
    // Taken out of the file it can be changed with a command again.
    std::fs::write(&salon.config, before).unwrap();
    let said = salon.good("services edit pony --name Pony --by Kim --json").json();
    assert_eq!(
        json!([said["service"]["described_by"], said["service"]["name"]]),
        json!(["desk", "Pony"])
    );
}
