//! Few open files: too few are refused at the start, and with the least that is taken it works under load.

use crate::served::Served;
use serde_json::json;
use std::thread;

/// At the same time: some fewer than the connections that so few files allow.
const CALLERS: usize = 30;

#[test]
fn too_few_files_are_refused_with_a_sentence_that_names_the_number() {
    let mut served = Served::start();
    for files in [32, 64, 128, 255] {
        let refused = served.refused_start(&format!("ulimit -n {files}"));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!((refused.status.code(), refused.stdout.len()), (Some(1), 0), "{files}: {said}");
        assert_eq!(said.lines().count(), 1, "{files}: {said}");
        assert!(said.contains(&format!("may open {files} files")), "{said}");
        assert!(said.contains("256") && said.contains("LimitNOFILE"), "{said}");
    }
}

#[test]
fn with_the_least_number_of_files_all_are_answered() {
    let served = Served::start_with("ulimit -n 256");
    thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let served = &served;
                scope.spawn(move || {
                    let webhook = served.webhook(&format!("call_{caller}"), 1000).0;
                    let known = served.function("check_customer", json!({}));
                    let free = json!({ "service": "Haarschnitt", "staff": "Emma" });
                    let offers = served.function("check_availability", free);
                    (webhook, known.0, offers.0)
                })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.join().unwrap(), (204, 200, 200), "{}", served.log());
        }
    });
    served.becomes("ready");
    assert!(served.told("ERROR").is_empty(), "{:?}", served.told("ERROR"));
}
