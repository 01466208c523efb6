//! The names of faults, for headers, slugs and metadata, and what the command's help says of them.

use crate::sandbox::answer::Saying;
use crate::sandbox::fault::faults::{DRIP_INTERVAL, FaultKind, HostShape, REDIRECT_TARGET};
use crate::sandbox::fault::lies::Becomes;
use std::time::Duration;

/// Every name, with an example of its value, and what it does. "Done" means that the work is done nevertheless.
pub const FAULT_NAMES: [(&str, &str); 45] = [
    ("lost-answer", "done; the connection closes without an answer"),
    ("never-arrives", "the connection closes, nothing done"),
    ("error-500-before", "a bare 500, nothing done"),
    ("error-500-after", "a bare 500, done"),
    ("error-503", "503 in the envelope, nothing done"),
    ("html-502", "the gateway's page, done"),
    ("html-200", "a captive portal's page with 200, nothing done"),
    ("redirect=http://other.example/", "302 to there, nothing done"),
    ("delay-ms=50", "takes this much longer"),
    ("delay-after-ms=50", "done; the answer waits"),
    ("late-write-ms=50", "no answer; done when the clock has gone on so far"),
    ("cut-body", "done; less body than promised"),
    ("drip-ms=5", "done; one byte of the body per interval"),
    ("huge", "done; a body of a gigabyte"),
    ("content-type=text/plain", "done; the answer says this type"),
    ("data-array", "done; `data` is an array around itself"),
    ("status-error-200", "200 with status error, nothing done"),
    ("status-error-200-after", "200 with status error, done"),
    ("not-done", "answered as if it were done, nothing done"),
    (
        "unchanged",
        "success and the booking as it is, nothing done; a new booking: the newest one there is",
    ),
    ("429", "the rate limit's answer, nothing done"),
    ("429=30", "the same with Retry-After, as given"),
    ("429-reset=30", "the same with X-RateLimit-Reset-Default"),
    ("slot-taken", "400 as for a taken slot, nothing done"),
    ("conflict-409", "the bare 409 of a lost race, nothing done"),
    (
        "refuse=400:BadRequestException:No",
        "that status, code and message in the envelope, nothing done",
    ),
    ("refuse-after=400:BadRequestException:No", "the same, done"),
    ("refuse-bare=409:No", "that status and message without the envelope, nothing done"),
    ("refuse-bare-after=409:No", "the same, done"),
    ("field=/data/start=>\"2027-01-05T09:00:00Z\"", "done; that field of the answer is this JSON"),
    ("field=/data/metadata=>removed", "done; the field is missing (`!` does as well)"),
    ("field=/data/uid=>null", "done; the field is null"),
    ("field=/data/id=>text", "done; the field's value as text"),
    ("field=/data/uid=>number", "done; a number that the text holds, else one made of its length"),
    ("field=/data/start=>doubled", "done; an array of it twice"),
    ("field=/data/start=>wrapped", "done; an array of it"),
    ("replace={\"status\":\"success\"}", "done; the whole body is this JSON"),
    ("no-hosts", "done; the answer of a POST names no host"),
    ("hosts-empty", "done; no host anywhere"),
    ("unknown-host", "done; the placeholder for a user who is gone"),
    ("host-in-user", "done; `user` in place of `hosts`"),
    ("host-in-organizer", "done; `organizer` in place of `hosts`"),
    ("host-id-text", "done; the host's id is text"),
    ("host-name-null", "done; the host's name is null"),
    ("drip", "as drip-ms, once a second"),
];

/// What a value may hold commas in, and so ends a list of names.
const OPEN_ENDED: [&str; 3] = ["field=", "replace=", "refuse"];

/// The part of the command's help that tells of faults.
pub fn help() -> String {
    let mut text = "Faults. A request asks for them in the header x-sandbox-fault, commas between \
                    several (one whose value may hold commas comes last); an event type for its own \
                    bookings in metadata.sandboxFault or as `fault-<name>` in its slug:\n"
        .to_owned();
    for (name, what) in FAULT_NAMES {
        text.push_str(&format!("  {name}\n        {what}\n"));
    }
    text.push_str(SWITCHES_HELP);
    text
}

const SWITCHES_HELP: &str =
    "\nA program that starts the stand-in itself (chairside::sandbox::stand_in) can also:
  let the list of bookings, or every look, lag behind (list_lag, single_lag);
  revoke the key, or its right to book (revoke_key, forbid_booking, restore_key);
  let an event type refuse: a required field, the phone, a far start, moving, seats (rule),
  delete it or change its length or confirmation (remove_event_type, change_event_type);
  let lists never end, or repeat their first page (endless_lists); write long notes (write_notes);
  keep less metadata than was sent (keep_metadata); make long uids (uid_length);
  act for somebody at Cal.com: desk_move, desk_cancel, desk_reassign, desk_confirm, desk_decline,
  desk_edit, with the webhook sent, held or dropped.
";

impl FaultKind {
    /// The fault of a name; several take a value: `delay-ms=50`, `drip-ms=5`, `redirect=http://…`.
    /// In place of `=` a `-` does as well for numbers, so that a slug can hold it.
    pub fn parse(name: &str) -> Option<FaultKind> {
        let name = name.trim();
        timed(name).or_else(|| worded(name)).or_else(|| plain(name))
    }

    /// The faults of a list with commas between them; what is no fault's name is passed over.
    pub(crate) fn parse_list(text: &str) -> Vec<FaultKind> {
        let mut faults = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let whole = OPEN_ENDED.iter().any(|prefix| rest.starts_with(prefix));
            let (name, after) = match rest.split_once(',') {
                Some(parts) if !whole => parts,
                _ => (rest, ""),
            };
            faults.extend(FaultKind::parse(name));
            rest = after.trim_start();
        }
        faults
    }
}

/// Those with a number of milliseconds.
fn timed(name: &str) -> Option<FaultKind> {
    let of = |key: &str| Some(Duration::from_millis(value_of(name, key)?.parse().ok()?));
    let before = of("delay-ms").or_else(|| of("delay-before-ms")).map(FaultKind::DelayBefore);
    before
        .or_else(|| of("delay-after-ms").map(FaultKind::DelayAfter))
        .or_else(|| of("drip-ms").map(FaultKind::Drip))
        .or_else(|| of("late-write-ms").map(FaultKind::LateWrite))
}

/// Those with a text.
fn worded(name: &str) -> Option<FaultKind> {
    let (key, value) = name.split_once('=')?;
    Some(match key {
        "redirect" => FaultKind::Redirect(value.to_owned()),
        "content-type" => FaultKind::ContentType(value.to_owned()),
        "429" => FaultKind::RetryAfter(value.to_owned()),
        "429-reset" => FaultKind::RateReset(value.to_owned()),
        "refuse" => FaultKind::Refuse(saying(value)?),
        "refuse-after" => FaultKind::RefuseAfter(saying(value)?),
        "refuse-bare" => FaultKind::Refuse(bare(value)?),
        "refuse-bare-after" => FaultKind::RefuseAfter(bare(value)?),
        "replace" => FaultKind::Replace(serde_json::from_str(value).ok()?),
        "field" => {
            let (pointer, becomes) = value.split_once("=>")?;
            let becomes = Becomes::parse(becomes.trim())?;
            FaultKind::Field { pointer: pointer.trim().to_owned(), becomes }
        }
        _ => return None,
    })
}

fn saying(value: &str) -> Option<Saying> {
    let (status, rest) = value.split_once(':')?;
    let (code, message) = rest.split_once(':')?;
    Some(Saying::new(status_of(status)?, code, message))
}

fn bare(value: &str) -> Option<Saying> {
    let (status, message) = value.split_once(':')?;
    Some(Saying::bare(status_of(status)?, message))
}

fn status_of(text: &str) -> Option<u16> {
    text.parse().ok().filter(|status| (200..600).contains(status))
}

fn plain(name: &str) -> Option<FaultKind> {
    let kind = match name {
        "lost-answer" => FaultKind::LostAnswer,
        "never-arrives" => FaultKind::NeverArrives,
        "error-500-before" => FaultKind::Error500Before,
        "error-500-after" => FaultKind::Error500After,
        "error-503" => FaultKind::Error503,
        "html-502" => FaultKind::Html502,
        "429" => FaultKind::TooManyRequests,
        "cut-body" => FaultKind::CutBody,
        "html-200" => FaultKind::Html200,
        "data-array" => FaultKind::DataArray,
        "status-error-200" => FaultKind::StatusError200,
        "status-error-200-after" => FaultKind::StatusError200After,
        "not-done" => FaultKind::NotDone,
        "unchanged" => FaultKind::Unchanged,
        "redirect" => FaultKind::Redirect(REDIRECT_TARGET.to_owned()),
        "drip" => FaultKind::Drip(DRIP_INTERVAL),
        "huge" => FaultKind::Huge,
        "slot-taken" => FaultKind::SlotTaken,
        "conflict-409" => FaultKind::Conflict409,
        "no-hosts" => FaultKind::Host(HostShape::MissingInPost),
        "hosts-empty" => FaultKind::Host(HostShape::Empty),
        "unknown-host" => FaultKind::Host(HostShape::Unknown),
        "host-in-user" => FaultKind::Host(HostShape::InUser),
        "host-in-organizer" => FaultKind::Host(HostShape::InOrganizer),
        "host-id-text" => FaultKind::Host(HostShape::TextId),
        "host-name-null" => FaultKind::Host(HostShape::NullName),
        _ => return None,
    };
    Some(kind)
}

fn value_of<'a>(name: &'a str, key: &str) -> Option<&'a str> {
    name.strip_prefix(key)?.strip_prefix(['=', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_values_are_read_in_both_spellings() {
        let delay = FaultKind::DelayBefore(Duration::from_millis(50));
        assert_eq!(FaultKind::parse("delay-ms=50"), Some(delay.clone()));
        assert_eq!(FaultKind::parse("delay-ms-50"), Some(delay));
        assert_eq!(
            FaultKind::parse("redirect=http://h.example/x"),
            Some(FaultKind::Redirect("http://h.example/x".into()))
        );
        let nonsense = [
            "",
            "delay-ms",
            "delay-ms=soon",
            "lost_answer",
            "field=/data",
            "field=/data=>maybe",
            "refuse=x:y:z",
            "refuse=99:y:z",
            "refuse=400:y",
            "replace={",
            "429-soon",
        ];
        for nonsense in nonsense {
            assert_eq!(FaultKind::parse(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn every_name_of_the_help_is_a_fault() {
        for (name, _) in FAULT_NAMES {
            assert!(FaultKind::parse(name).is_some(), "{name}");
            assert_eq!(FaultKind::parse_list(&format!("huge, {name}")).len(), 2, "{name}");
        }
    }

    #[test]
    fn a_value_with_commas_ends_the_list() {
        let replaced = serde_json::json!({ "a": [1, 2] });
        let faults = FaultKind::parse_list("drip-ms=1, nothing,replace={\"a\":[1,2]}");
        assert_eq!(
            faults,
            [FaultKind::Drip(Duration::from_millis(1)), FaultKind::Replace(replaced)]
        );
    }
}
