//! The salon in the configuration: every fault at once, each with its sentence.

use crate::support::harness::config_text;
use chairside::config::Config;
use std::path::Path;

fn text() -> String {
    config_text("http://127.0.0.1:9", Path::new("none"), "")
}

/// The faults of the test salon with something else in place of a part of it.
fn faults(from: &str, to: &str) -> Vec<String> {
    let text = text();
    assert!(text.contains(from), "{from}");
    let faults = Config::parse(&text.replacen(from, to, 1)).err().unwrap_or_default();
    faults.lines().map(str::to_owned).collect()
}

#[test]
fn the_salon_itself_is_good() {
    let config = Config::parse(&text()).unwrap();
    let margins = config.pauses.margins();
    assert_eq!((margins.settle_minutes, margins.return_minutes), (0, 5));
}

#[test]
fn hours_and_closures_are_checked() {
    let from = "name = \"Probe Mitte\"";
    for (said, told) in [
        (
            "hours = { monday = [\"09:00-18:00\", \"13:00-19:00\"] }",
            "hours: monday: 09:00-18:00 and 13:00-19:00 overlap",
        ),
        (
            "hours = { monday = [\"09:00-18:00\", \"09:00-18:00\"] }",
            "hours: monday: 09:00-18:00 and 09:00-18:00 overlap",
        ),
        (
            "hours = { monday = [\"18:00-09:00\"] }",
            "hours: monday: \"18:00-09:00\": a branch closes after it opens, on the same day",
        ),
        (
            "hours = { monday = [\"09:00-09:00\"] }",
            "hours: monday: \"09:00-09:00\": a branch closes after it opens, on the same day",
        ),
        (
            "hours = { monday = [\"09:00-24:30\"] }",
            "hours: monday: \"09:00-24:30\": opening hours are written as HH:MM, from 00:00 to 24:00",
        ),
        (
            "hours = { monday = [\"9-18\"] }",
            "hours: monday: \"9-18\": opening hours are written as HH:MM, from 00:00 to 24:00",
        ),
        ("hours = { monday = [\"immer\"] }", "hours: monday: \"immer\": write it like 09:00-18:00"),
        ("hours = {}", "hours: no day is open; leave hours out if Cal.com says when it is open"),
        (
            "closed = [{ day = \"2026-02-30\" }]",
            "closed: \"2026-02-30\" is no day; write it like 2026-12-25",
        ),
        (
            "closed = [{ day = \"25.12.2026\" }]",
            "closed: \"25.12.2026\" is no day; write it like 2026-12-25",
        ),
        (
            "closed = [{ day = \"2026-12-25\" }, { day = \"2026-12-25\" }]",
            "closed: 2026-12-25 is named twice",
        ),
        (
            "closed = [{ day = \"2026-12-25\", name = \"a\\nb\" }]",
            "closed: the name of 2026-12-25 holds control characters; it must be one line",
        ),
    ] {
        assert_eq!(
            faults(from, &format!("{from}\n{said}")),
            [format!("branch mitte: {told}")],
            "{said}"
        );
    }
    // Touching times do not overlap, in whichever order they stand.
    let noon =
        "hours = { monday = [\"12:00-18:00\", \"09:00-12:00\"], sunday = [\"00:00-24:00\"] }";
    assert_eq!(faults(from, &format!("{from}\n{noon}")), [""; 0]);
    let several =
        "hours = { monday = [\"x\"], friday = [\"10:00-09:00\"] }\nclosed = [{ day = \"x\" }]";
    assert_eq!(faults(from, &format!("{from}\n{several}")).len(), 3, "all at once");
    let long = format!("name = \"{}\"", "x".repeat(10_240));
    assert_eq!(faults(from, &long), ["branch mitte: the name has 10240 characters, at most 100"]);
    let odd = faults(from, &format!("{from}\nhours = {{ montag = [] }}"));
    assert!(odd.join(" ").contains("branches[0].hours.montag is not known"), "{odd:?}");
}

#[test]
fn people_are_checked() {
    for policy in ["never", "immer", ""] {
        let to = format!("name = \"Emma Vogel\"\npause_policy = \"{policy}\"");
        let told = "staff emma: pause_policy must be \"free\", \"blocked\" or \"flexible\"";
        assert_eq!(faults("name = \"Emma Vogel\"", &to), [told]);
    }
    let told = faults("name = \"Emma Vogel\"", "name = \"Emma\\u001b[2J\"");
    assert_eq!(told, ["staff emma: the name holds control characters; it must be one line"]);
}

#[test]
fn services_are_checked_with_the_segment_named() {
    let waschen = "{ name = \"Waschen\", minutes = 15 }";
    for (to, told) in [
        (
            "{ name = \"Waschen\", minutes = 0 }",
            "Segment B (\"Waschen\"): 0 minutes of work. Give at least 1 minute.",
        ),
        ("{ name = \"Waschen\", minutes = -15 }", "segment B: minutes must not be negative"),
        (
            "{ name = \"Waschen\", minutes = 15, pause_after = -5 }",
            "segment B: pause_after must not be negative",
        ),
        (
            "{ name = \"Waschen\", minutes = 15, performer = \"Emma\" }",
            "segment B: performer must be \"same\" or \"any\"",
        ),
        (
            "{ name = \"Waschen\", minutes = 15, staff = [\"emma\", \"emma\", \"juergen\"] }",
            "segment B: emma is named twice",
        ),
        (
            "{ name = \"Waschen\", minutes = 15, staff = [\"niemand\", \"emma\", \"juergen\"] }",
            "segment B: no staff member has the key niemand",
        ),
        (
            "{ name = \"Waschen\", minutes = 15, staff_minutes = { paula = 5 } }",
            "segment B: staff_minutes names paula, who does not do it",
        ),
        (
            "{ name = \"Waschen\", minutes = 15, staff = [\"emma\"] }",
            "event type 522 is juergen's, who does not do segment B",
        ),
        ("{ name = \"\", minutes = 15 }", "Segment B: The name is missing. Say what is done."),
    ] {
        assert_eq!(faults(waschen, to), [format!("service ansatzfarbe: {told}")], "{to}");
    }
    let long = faults(waschen, &format!("{{ name = \"{}\", minutes = 15 }}", "x".repeat(10_240)));
    assert_eq!((long.len(), long[0].len() < 200), (1, true), "{long:?}");
    let many = vec![waschen; 50].join(", ");
    let many = faults(waschen, &many);
    assert_eq!(
        (many.len(), many[0].contains("has 53 segments, at most 10")),
        (1, true),
        "{many:?}"
    );
    for (from, to, told) in [
        (
            "{ name = \"Föhnen\", minutes = 30 }",
            "{ name = \"Föhnen\", minutes = 30, pause_after = 5 }",
            "Segment D (\"Föhnen\"): 5 minutes of pause behind the last segment",
        ),
        (
            "pause_policy = \"free\"",
            "pause_policy = \"never\"",
            "Segment A (\"Farbe auftragen\"): 45 minutes of pause, but the service's policy is \"never\"",
        ),
        (
            "pause_policy = \"free\"",
            "",
            "Segment A (\"Farbe auftragen\"): 45 minutes of pause, but the service's policy is \"never\"",
        ),
        (
            "pause_policy = \"free\"",
            "pause_policy = \"free\"\nbuffer_minutes = 241",
            "The buffer has 241 minutes, at most 240 are possible.",
        ),
        (
            "pause_policy = \"free\"",
            "pause_policy = \"free\"\nduration_minutes = 149",
            "duration_minutes = 149, but its segments and pauses take 150; leave it out",
        ),
        (
            "segment = \"A+\"",
            "segment = \"B+\"",
            "event type 515 is for a pause behind B, which there is not",
        ),
        (
            "segment = \"A+\"",
            "segment = \"a\"",
            "event type 515 is for a segment a, which there is not",
        ),
        (
            "segment = \"A+\"",
            "segment = \"A\"",
            "event types 511 and 515 are for the same segment, person and branch",
        ),
        (
            "key = \"ansatzfarbe\"",
            "key = \"ansatz farbe\"",
            "the key must be letters, digits and hyphens, 1 to 64 characters",
        ),
        ("name = \"Ansatzfärbung\"", "name = \"\"", "the name is empty"),
        (
            "duration_minutes = 45",
            "duration_minutes = 0",
            "Segment A (\"Haarschnitt\"): 0 minutes of work",
        ),
        (
            "duration_minutes = 45",
            "duration_minutes = -45",
            "duration_minutes must not be negative",
        ),
        ("duration_minutes = 45", "", "give duration_minutes, or segments with their minutes"),
    ] {
        let all = faults(from, to);
        assert!(all[0].contains(told), "{to}: {all:?}");
    }
    assert_eq!(
        faults("key = \"bart\"", "key = \"schnitt\""),
        ["services: the key schnitt is used twice"]
    );
    let anywhere = "pause_policy = \"free\"\nstaff = [\"paula\"]";
    let told = faults("pause_policy = \"free\"", anywhere);
    assert!(
        told.iter()
            .any(|told| told
                .ends_with("segment A (Farbe auftragen): no active staff member does it")),
        "{told:?}"
    );
    let limits = faults("[poll]", "[pauses]\nsettle_minutes = 241\nreturn_minutes = 999\n[poll]");
    assert_eq!(
        limits,
        ["pauses.settle_minutes must be 0 to 240", "pauses.return_minutes must be 0 to 240"]
    );
}
