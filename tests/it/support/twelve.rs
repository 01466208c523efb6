//! A salon of twelve, beside the test salon: all do a colour of four segments (`Grosse Farbe`), and a simple service (`Pony`).

use crate::support::harness::{Setup, TestApp};
use chairside::config::Config;
use chairside::sandbox::stand_in::{SandboxEventType, SandboxTeam, SandboxUser};

pub const PEOPLE: i64 = 12;
const SEGMENTS: [&str; 4] = ["A", "B", "C", "D"];
pub const FIRST_HOST: i64 = 8_000;
const FIRST_EVENT_TYPE: i64 = 9_000;

/// Of a person's segment; the fifth is the simple service.
pub fn event_type(person: i64, segment: usize) -> i64 {
    FIRST_EVENT_TYPE + person * 10 + i64::try_from(segment).unwrap()
}

/// The running program. What is not at Cal.com yet when it starts is put there at once.
pub fn salon(change: fn(&mut Config)) -> TestApp {
    let mut text = "[booking]\nanswer_deadline_seconds = 8\n".to_owned();
    let (mut whole, mut simple) = (String::new(), String::new());
    for person in 0..PEOPLE {
        text += &format!(
            "[[staff]]\nkey = \"p{person}\"\nname = \"Person{person} Probe\"\nbranch = \"mitte\"\n\
             emails = [\"p{person}@salon.example\"]\n"
        );
        for (place, segment) in SEGMENTS.iter().enumerate() {
            let id = event_type(person, place);
            whole += &format!("{{ id = {id}, staff = \"p{person}\", segment = \"{segment}\" }},\n");
        }
        simple += &format!("{{ id = {}, staff = \"p{person}\" }},\n", event_type(person, 4));
    }
    text += &format!(
        "[[services]]\nkey = \"gross\"\nname = \"Grosse Farbe\"\npause_policy = \"free\"\nsegments = [\n\
         {{ name = \"Eins\", minutes = 30, pause_after = 30 }},\n{{ name = \"Zwei\", minutes = 15 }},\n\
         {{ name = \"Drei\", minutes = 15 }},\n{{ name = \"Vier\", minutes = 15 }},\n]\n\
         event_types = [\n{whole}]\n[[services]]\nkey = \"klein\"\nname = \"Pony\"\n\
         duration_minutes = 15\nevent_types = [\n{simple}]\n"
    );
    let app = TestApp::start_with(&Setup { extra: text, change });
    for person in 0..PEOPLE {
        let host = FIRST_HOST + person;
        let name = format!("Person{person} Probe");
        let email = format!("p{person}@salon.example");
        app.sandbox.add_user(SandboxUser::new(host, &name, &email, &format!("p{person}")));
        for (place, minutes) in [30, 15, 15, 15, 15].into_iter().enumerate() {
            let id = event_type(person, place);
            app.sandbox.add_event_type(SandboxEventType {
                id: Some(id),
                slot_interval_minutes: Some(15),
                ..SandboxEventType::personal("Teil", &format!("teil-{id}"), minutes, host)
            });
        }
    }
    app.sandbox.add_team(SandboxTeam {
        id: 91,
        name: "Zwölf".into(),
        slug: "zwoelf".into(),
        members: (0..PEOPLE).map(|person| FIRST_HOST + person).collect(),
    });
    app
}
