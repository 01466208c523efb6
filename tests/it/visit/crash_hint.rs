//! SIGKILL before and after every durable write of a webhook: what was answered with 2xx is never lost, and what was
//! not is harmless. No poll helps here.

use crate::support::at_calcom::post_at_calcom;
use crate::support::harness::{CUT_EMMA, agent};
use crate::visit::crash_run::{Family, HINT, Place, Side};
use serde_json::json;
use std::os::unix::process::ExitStatusExt;
use std::time::{Duration, Instant};

/// How long anything may take. Only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the program lived on.
fn survives(side: Side, at: u32) -> bool {
    let place = Place::furnished(&Family { name: HINT, prepared_as: None, loses: None });
    let body = json!({ "eventTypeId": CUT_EMMA, "start": place.noon(), "attendee":
        { "name": "Ada Anders", "email": "ada@example.com", "timeZone": "Europe/Berlin" } });
    post_at_calcom(&place.sandbox, "/v2/bookings", &body);
    let webhook = place.sandbox.take_webhooks().remove(0);
    let known = || {
        place.here() == place.there()
            && place.count("SELECT count(*) FROM inbox WHERE state = 'open'") == 0
    };
    let (kept, died) = {
        let mut program = place.start(Some((side, at)));
        let url = program.url.clone();
        let deliver = || {
            let request = agent().post(format!("{}/api/calcom/webhook", url.as_ref()?));
            let request = request.header("x-cal-signature-256", &webhook.signature);
            request.send(&webhook.body).ok().filter(|answer| answer.status() == 204)
        };
        let kept = deliver().is_some();
        let mut died = None;
        wait_until(|| {
            died = program.child.try_wait().unwrap();
            died.is_some() || (kept && known())
        });
        // The rows show before the program dies of their commit. Only one that writes again has lived through it.
        if died.is_none() && deliver().is_none() {
            died = Some(program.child.wait().unwrap());
        }
        (kept, died)
    };
    if let Some(status) = died {
        assert_eq!(status.signal(), Some(9));
        let _program = place.start(None);
        if kept {
            wait_until(known);
        }
        wait_until(|| place.count("SELECT count(*) FROM inbox WHERE state = 'open'") == 0);
    }
    let rows = place.count("SELECT count(*) FROM appointments");
    assert!(
        rows == 1 || (rows == 0 && !kept),
        "{side:?} commit {at}: {rows} appointments, kept: {kept}"
    );
    died.is_none()
}

fn wait_until(mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "not in time");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_webhook_that_was_answered_is_never_lost() {
    for side in [Side::Before, Side::After] {
        let survived = (1..20).find(|at| survives(side, *at)).expect("it survives some day");
        // Writing the salon down, keeping the webhook, recording the booking.
        assert!(survived > 3, "was the program built without debug assertions?");
    }
}
