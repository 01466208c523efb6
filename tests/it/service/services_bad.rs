//! Services that cannot be: each refused with a sentence, and nothing changed.

use crate::service::services_cli::{ADD, Salon};

#[test]
fn what_cannot_be_is_refused_with_a_sentence() {
    let salon = Salon::open();
    salon.good(ADD);
    // Only Emma does B, so A cannot be Jürgen's alone.
    salon.good("services edit ansatzfarbe --of B --performers emma --by Kim");
    let long = "x".repeat(10_240);
    let many: String =
        (0..12).map(|n| format!(" --segment {}:Schritt:5", char::from(b'A' + n))).collect();
    for (line, sentence) in [
        ("add x --name X --minutes 0 --staff emma", "0 minutes of work".to_owned()),
        (
            "add x --name X --minutes -5 --staff emma",
            "duration_minutes must not be negative".into(),
        ),
        ("add x --name X --minutes 99999999999 --staff emma", "at most 1440".into()),
        ("add x --name X --staff emma", "give duration_minutes".into()),
        ("add x --minutes 5 --staff emma", "say how it is called with --name".into()),
        (
            &format!("add x --name {long} --minutes 5 --staff emma"),
            "the name has 10240 characters, at most 60".into(),
        ),
        (
            "add x --name Zwei\nZeilen --minutes 5 --staff emma",
            "the name holds control characters".into(),
        ),
        (
            &format!("add {long} --name X --minutes 5 --staff emma"),
            "the key must be letters, digits and hyphens".into(),
        ),
        ("add x/y --name X --minutes 5 --staff emma", "the key must be letters".into()),
        ("add x --name X --minutes 5", "segment A (X): no active staff member does it".into()),
        ("add x --name X --minutes 5 --staff Roswitha", "no staff member is called Roswitha".into()),
        ("add x --name X --minutes 5 --staff paula", "Paula Ehemals is not active".into()),
        ("add x --name X --minutes 5 --staff emma,emma", "emma is named twice".into()),
        (
            "add x --name X --policy never --segment A:Eins:5:pause~5 --segment B:Zwei:5 --staff emma",
            "Segment A (\"Eins\"): 5 minutes of pause, but the service's policy is \"never\""
                .into(),
        ),
        (
            "add x --name X --policy free --segment A:Eins:5:pause~5 --segment B:Zwei:5:pause~5 --staff emma",
            "Segment B (\"Zwei\"): 5 minutes of pause behind the last segment".into(),
        ),
        (
            "add x --name X --policy free --segment A:Eins:5 --segment B:Zwei:5 --staff emma",
            "no pause has even 1 minute".into(),
        ),
        (
            "add x --name X --policy immer --segment A:Eins:5 --staff emma",
            "pause_policy must be".into(),
        ),
        (
            "add x --name X --segment A:Eins:5 --segment C:Zwei:5 --staff emma",
            "the letters run from A without a gap".into(),
        ),
        (
            "add x --name X --segment Eins --staff emma",
            "must be like \"A:Farbe auftragen:30:pause 30\"".into(),
        ),
        ("add x --name X --segment A:Eins:5:morgen --staff emma", "not \"morgen\"".into()),
        (&format!("add x --name X{many} --staff emma"), "has 12 segments, at most 10".into()),
        (
            "add x --name X --segment A:Eins:5:staff~emma --segment B:Zwei:5:staff~juergen",
            "no staff member does all the segments that one person has to do (A Emma Vogel; B Jürgen Weiß)"
                .into(),
        ),
        (
            "edit nichts --name X",
            "there is no service nichts; there are ansatzfarbe, bart, schnitt".into(),
        ),
        ("edit ansatzfarbe", "say what is to change".into()),
        (
            "edit ansatzfarbe --of A --minutes 0",
            "Segment A (\"Farbe auftragen\"): 0 minutes".into(),
        ),
        ("edit ansatzfarbe --of A --minutes -1", "--minutes must not be negative".into()),
        ("edit ansatzfarbe --of D --pause 5", "behind the last segment".into()),
        ("edit ansatzfarbe --of E --pause 5", "there is no segment E; there are A, B, C, D".into()),
        ("edit ansatzfarbe --of aa --pause 5", "aa is no segment".into()),
        ("edit ansatzfarbe --of A --performers juergen", "no staff member does all".into()),
        ("edit ansatzfarbe --policy never", "the service's policy is \"never\"".into()),
        ("edit ansatzfarbe --buffer 999", "at most 240".into()),
        ("edit ansatzfarbe --reorder A,B", "name each of A, B, C, D once".into()),
        ("edit ansatzfarbe --remove Z", "there is no segment Z".into()),
        ("edit ansatzfarbe --simple 0", "0 minutes of work".into()),
        ("edit ansatzfarbe --add F:X:5", "the new segment can be A to E, not F".into()),
        ("edit ansatzfarbe --of A --takes paula=5", "paula does not do it".into()),
        ("edit ansatzfarbe --file /nowhere/x.toml", "cannot read /nowhere/x.toml".into()),
    ] {
        let line = format!("services {line} --by Kim");
        let why = salon.refused(&line);
        assert!(why.contains(&sentence), "{line}: {why}");
        assert!(why.len() < 1000, "{line}: {why}");
    }
    let anonymous = salon.refused("services edit ansatzfarbe --name X --by ~");
    assert_eq!(anonymous, "a name of 1 to 80 characters is needed: who decides");
    let said = salon.run("services edit ansatzfarbe --minutes 5 --by Kim");
    assert_eq!(said.code, Some(2), "which segment is meant is not said: {said:?}");
}

#[test]
fn a_file_with_faults_is_refused_whole() {
    let salon = Salon::open();
    let file = salon.folder.path().join("service.toml");
    let add = format!("services add --file {} --by Kim", file.display());
    let good = "key = \"x\"\nname = \"X\"\nstaff = [\"emma\"]\nduration_minutes = 30\n";
    for (text, sentences) in [
        ("key = \"x\"\n", &["missing field `name`"][..]),
        ("nonsense", &["service.toml"]),
        ("{\"key\": 1}", &["invalid type"]),
        (&format!("{good}colour = 1\n"), &["unknown field `colour`"]),
        (&good.replace("emma", "niemand"), &["segment A: no staff member has the key niemand"]),
        (
            &format!("{good}event_types = [{{ id = 0 }}]\n"),
            &["event type 0: Cal.com's numbers are positive"],
        ),
        (
            &format!("{good}event_types = [{{ id = 504 }}]\n"),
            &["event type 504 is another service's already"],
        ),
        (
            &format!("{good}event_types = [{{ id = 9, branch = \"nord\" }}]\n"),
            &["event type 9 names no branch"],
        ),
        (
            &format!("{good}event_types = [{{ id = 9, segment = \"B\" }}]\n"),
            &["event type 9 is for a segment B"],
        ),
        (
            &format!("{good}event_types = [{{ id = 9, segment = \"A+\" }}]\n"),
            &["event type 9 is for a pause behind A"],
        ),
        (
            "key = \"x\"\nname = \"X\"\nstaff = [\"emma\"]\nduration_minutes = 7\nbooking_order = \"any\"\nbuffer_minutes = -1\n\
             segments = [{ name = \"\", minutes = -3, performer = \"me\" }, { name = \"B\", minutes = 5, booked_as = \"x\",\n\
             staff_minutes = { juergen = 5, emma = 0 } }]\n",
            &[
                "booking_order must be \"last_first\" or \"first_first\"",
                "buffer_minutes must not be negative",
                "segment A: minutes must not be negative",
                "segment A: performer must be \"same\" or \"any\"",
                "segment B: booked_as must be \"staff\" or \"pool\"",
                "segment B: staff_minutes names juergen, who does not do it",
                "duration_minutes = 7, but its segments and pauses take 6; leave it out",
                "Segment A: The name is missing",
                "B emma: own length must be 1 to 1440 minutes",
            ],
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let why = salon.refused(&add);
        for sentence in sentences {
            assert!(why.contains(sentence), "{text}: {sentence} is missing in: {why}");
        }
    }
    std::fs::write(&file, format!("{good}# {}\n", "x".repeat(300_000))).unwrap();
    assert!(salon.refused(&add).ends_with("longer than 262144 bytes"));
    std::fs::write(&file, good).unwrap();
    salon.good(&add);
}
