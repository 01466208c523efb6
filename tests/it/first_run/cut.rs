//! The first run cut off by SIGKILL at every step: nothing is half done. Before the last step nothing was written; after it
//! the next `serve` serves.

use crate::first_run::world::{Empty, STEPS, Served, finish};
use crate::support::visitor::Visitor;
use chairside::config::Config;
use std::fs;

#[test]
fn a_kill_at_any_step_leaves_an_empty_folder() {
    let empty = Empty::new();
    for answered in 0..=STEPS.len() {
        let served = empty.serve();
        let mut visitor = empty.owner(&served);
        STEPS[..answered].iter().for_each(|step| empty.answer(&mut visitor, step));
        served.kill();
        assert_eq!(empty.files(), [""; 0], "after {answered} steps");
    }
}

/// While it writes and makes: whichever of it is there, the next start either asks again or serves.
#[test]
fn a_kill_while_it_is_written_leaves_all_or_nothing() {
    let mut seen = [0, 0];
    for round in 0..8_u64 {
        let empty = Empty::new();
        let served = empty.serve();
        let mut visitor = empty.owner(&served);
        empty.answer_all(&mut visitor);
        let form = visitor.open("/begin").form("/begin");
        std::thread::scope(|scope| {
            let mut last = visitor.clone();
            // Whether it is answered depends on the kill; a browser that hears nothing is no fault.
            let sent = scope.spawn(move || {
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| last.send(&form).status))
            });
            if round > 0 {
                let file = empty.at("appliance.toml");
                crate::first_run::world::until("the file", || file.exists().then_some(()));
            }
            std::thread::sleep(std::time::Duration::from_millis(round.pow(2) * 3));
            served.kill();
            sent.join().unwrap().ok();
        });
        let is_written = empty.at("appliance.toml").exists();
        seen[usize::from(is_written)] += 1;
        if is_written {
            // Whole, and the next start serves with it; who did not come in yet gets a link.
            Config::load(&empty.at("appliance.toml")).unwrap();
            let served = Served::begin(&empty.folder());
            assert_eq!(served.get("/readyz").0, 200, "round {round}");
            assert_eq!(Visitor::at(&served.url).get("/login").status, 200);
        } else {
            // Whatever is left is no obstacle: it asks again, and comes to the end.
            let left = empty.files();
            assert!(left.iter().all(|name| name == "appliance.toml.part"), "{left:?}");
            let served = empty.serve();
            let mut visitor = empty.owner(&served);
            empty.answer_all(&mut visitor);
            assert_eq!(finish(&mut visitor).status, 303, "round {round}");
        }
        assert!(fs::metadata(empty.at("appliance.toml")).unwrap().len() > 1000);
    }
    assert!(seen[1] > 0, "never killed after the file was there");
}
