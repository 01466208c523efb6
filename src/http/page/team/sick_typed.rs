//! Who is ill and when, as it was typed.

use crate::domain::Error;
use crate::domain::Result;
use crate::domain::ids::StaffId;
use crate::frontdesk::needs::people;
use crate::frontdesk::sick::affected::Sick;
use crate::frontdesk::visit::absence_span;
use crate::frontdesk::visit::absence_span::Fault;
use crate::http::page::base::ask::Ask;
use crate::http::page::base::fields;
use crate::http::page::base::form::Form;
use time::Duration;

/// Where the page is.
pub(crate) const SICK: &str = "/sick";
/// The fields of the question.
pub(crate) const FIELD: [&str; 3] = ["staff", "day", "until"];
/// Who is away for longer is away as planned, and has no visits to be moved in a hurry.
const DAYS_MAX: i64 = 31;

/// Which field is wrong, and why.
pub(crate) struct Wrong {
    pub field: Field,
    pub told: String,
}

/// A field of the question.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Staff,
    Day,
    Until,
}

/// Where the answer to this question is.
pub(crate) fn address(typed: &Form) -> String {
    let pairs = FIELD.map(|name| format!("{name}={}", fields::encoded(typed.get(name))));
    format!("{SICK}?{}", pairs.join("&"))
}

/// What was asked; `None` if nothing was yet.
pub(crate) fn read(ask: &Ask, typed: &Form) -> Result<std::result::Result<Option<Sick>, Wrong>> {
    if FIELD.iter().all(|name| typed.get(name).trim().is_empty()) {
        return Ok(Ok(None));
    }
    let wrong = |field, told: &str| Ok(Err(Wrong { field, told: told.to_owned() }));
    let desk = ask.desk();
    let staff = StaffId(typed.get("staff").to_owned());
    if !people::choices(desk)?.iter().any(|one| one.staff_id == staff) {
        return wrong(Field::Staff, ask.pick("Wähle, wer fehlt.", "Choose who is away."));
    }
    let (day, until) = (typed.get("day").trim(), typed.get("until").trim());
    let last = if until.is_empty() { day } else { until };
    let span = match absence_span::span(&desk.salon.zone, day, last, ask.language) {
        Ok(span) => span,
        Err(Fault::From(error)) => return wrong(Field::Day, &unread(ask, error)),
        Err(Fault::Until(error)) => return wrong(Field::Until, &unread(ask, error)),
        Err(Fault::Order) => {
            let told = ask.pick("Das Ende liegt vor dem Anfang.", "It ends before it begins.");
            return wrong(Field::Until, told);
        }
    };
    if span.end() <= desk.now() {
        return wrong(Field::Day, ask.pick("Das ist schon vorbei.", "This is over already."));
    }
    let (first, _) = desk.salon.zone.local(span.start());
    let (end, _) = desk.salon.zone.local(span.end());
    // The end is the first minute of the day behind: calendar days, whatever the clock does in them.
    if end - first > Duration::days(DAYS_MAX) {
        let told = ask.pick(
            format!("Hier gehen höchstens {DAYS_MAX} Tage auf einmal."),
            format!("At most {DAYS_MAX} days at once here."),
        );
        return wrong(Field::Until, &told);
    }
    Ok(Ok(Some(Sick { staff, span })))
}

fn unread(ask: &Ask, error: Error) -> String {
    match error {
        Error::Invalid(why) => why,
        _ => ask.pick("Das ist kein Tag.", "This is no day.").to_owned(),
    }
}
