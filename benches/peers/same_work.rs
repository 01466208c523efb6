//! That both do the work that is compared, before anything is measured.

use crate::side::{BOTH, Side};
use crate::{Outcome, bench_requests};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// Both keep out what is not signed or was changed on its way, book once what is asked twice, and know who does it.
pub fn check(peer: &Path) -> Outcome<()> {
    eprintln!("peers: do both do the same work?");
    for which in BOTH {
        let mut side = Side::start(peer, which, Duration::ZERO, false)?;
        let name = side.name();
        side.book(1, 1)?;
        let request = bench_requests::book(0)?;
        let (status, body) = side.ask(&request)?;
        if !bench_requests::is_booked(status, &body) {
            let body = String::from_utf8_lossy(&body);
            return Err(format!("{name} answered {status} when it was asked twice: {body}"));
        }
        let told: Value = serde_json::from_slice(&body).unwrap_or_default();
        if told.get("appointment_id").and_then(Value::as_i64) != Some(1) {
            return Err(format!("{name} names no first appointment: {told}"));
        }
        let mut changed = request;
        if let Some(last) = changed.iter_mut().rfind(|byte| byte.is_ascii_digit()) {
            *last = if *last == b'0' { b'1' } else { b'0' };
        }
        let (status, _) = side.ask(&changed)?;
        if status != 401 {
            return Err(format!(
                "{name} answered {status} to what was changed after it was signed"
            ));
        }
        side.webhooks(1, 1)?;
        side.check()?;
    }
    Ok(())
}
