//! `pauses` and `warnings`, with and without a running program.

use crate::visit::live::Live;
use crate::visit::world;
use crate::visit::world::agree;
use chairside::sandbox::stand_in::Operation;
use serde_json::{Value, json};

#[test]
fn a_pause_is_listed_and_released_beside_the_running_program() {
    let live = Live::start_with("flexible", world::flexible);
    assert_eq!(live.book()["status"], "booked");
    let until = ["pauses", "list", "--until", &live.day];
    let listed = live.json(&until);
    assert_eq!(listed[0]["held_as"], "A+", "{listed}");
    assert_eq!(listed[0]["policy"], "flexible");
    assert_eq!(listed[0]["staff"], "Emma Vogel");
    for (arguments, sentence) in [
        (["pauses", "release", "1", "--from", "09:00"], "no pause of this visit is held then"),
        (["pauses", "release", "1", "--pause", "B+"], "held pause not found"),
        (["pauses", "release", "4711", "--pause", "A+"], "appointment not found"),
    ] {
        live.refused(&[arguments.as_slice(), &["--by", "Nadine"]].concat(), sentence);
    }
    let stop = std::sync::atomic::AtomicBool::new(false);
    let said = std::thread::scope(|scope| {
        let app = &live.app;
        let ticking = scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                app.clock.forward(time::Duration::seconds(1));
                app.appliance.work.tick();
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        });
        let said = live.cli(&["pauses", "release", "1", "--until", "11:00", "--by", "Nadine"]);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        ticking.join().unwrap();
        said
    });
    assert_eq!(said.out, "the pause is released at Cal.com\n", "{said:?}");
    live.settle();
    agree(&live.app, "released");
    let listed = live.json(&until);
    let clock = |value: &Value| value.as_str().unwrap()[11..16].to_owned();
    let all: Vec<(String, String, String)> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let usable = one["usable"].as_array().map(|gaps| {
                let gap = |gap: &Value| format!("{}-{}", clock(&gap["start"]), clock(&gap["end"]));
                gaps.iter().map(gap).collect::<Vec<_>>().join(" ")
            });
            (clock(&one["start"]), clock(&one["end"]), usable.unwrap_or("held".into()))
        })
        .collect();
    let row = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(all, [row("10:30", "11:00", "10:30-11:00"), row("11:00", "11:15", "held")]);
    assert!(live.cli(&until).out.contains("free, usable 10:30–11:00"));
}

#[test]
fn an_order_without_a_running_program_is_noted() {
    let live = Live::start_with("flexible", world::flexible);
    world::refuse(&live.app, Operation::Book, 4);
    assert_eq!(live.book()["status"], "booked", "the hold is refused, the visit stands");
    let raised = live.json(&["warnings", "list"]);
    assert_eq!(raised[0]["appointment_id"], 1, "{raised}");
    live.refused(&["warnings", "clear", "99"], "there is no warning 99");
    live.json(&["warnings", "clear", "1"]);
    assert_eq!(live.json(&["warnings", "list"]), json!([]));
    live.refused(&["pauses", "release", "1", "--by", "Nadine"], "held pause not found");
    // The next day's pause is held; nobody runs the program.
    let next = world::colour(&live.app, &format!("{}T14:00", live.day));
    assert_eq!(next["status"], "booked", "{next}");
    let said = live.cli(&["pauses", "release", "2", "--by", "Nadine"]);
    assert!(said.out.starts_with("it is noted, and `serve` has not done it yet"), "{said:?}");
    live.refused(&["pauses", "release", "2", "--by", "Jonas"], "try again later");
    live.settle();
    assert_eq!(live.keys_there(), ["D", "C", "B", "A", "D", "C", "B", "A"]);
    agree(&live.app, "done later");
}
