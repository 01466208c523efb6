//! Absences written down and taken away, and a look at Cal.com's own lists.

use crate::domain::ids::{AbsenceId, StaffId};
use crate::domain::{Error, Result};
use crate::frontdesk::host::{staff_view, sync};
use crate::frontdesk::visit::absence;
use crate::frontdesk::visit::absence_span;
use crate::frontdesk::visit::absence_span::Fault;
use crate::http::page::base::ask::{Ask, go};
use crate::http::page::base::form::Form;
use crate::http::page::mapping::host::REASON_CHARS_MAX;
use crate::http::page::team::list;
use crate::http::page::team::list::{AwayDraft, STAFF};
use crate::server::message::Response;
use std::time::Duration;

/// How long a page of Cal.com's lists may take while somebody waits.
const PAGE_PATIENCE: Duration = Duration::from_secs(8);

/// `POST /absences`. The same twice is one.
pub(crate) fn add(ask: &Ask, form: &Form) -> Result<Response> {
    let desk = &ask.app.desk;
    let id = StaffId(form.get("staff").to_owned());
    let person = staff_view::list(desk)?.into_iter().find(|one| one.id == id);
    let person = person.ok_or(Error::NotFound("staff member"))?;
    let draft = AwayDraft {
        staff: id.0.clone(),
        from: form.get("from").to_owned(),
        from_time: form.get("from_time").to_owned(),
        until: form.get("until").to_owned(),
        until_time: form.get("until_time").to_owned(),
        reason: form.get("reason").to_owned(),
        ..AwayDraft::default()
    };
    let last = if draft.until.trim().is_empty() { &draft.from } else { &draft.until };
    let (from, until) = (moment(&draft.from, &draft.from_time), moment(last, &draft.until_time));
    let span = match absence_span::span(&desk.salon.zone, &from, &until, ask.language) {
        Ok(span) => span,
        Err(fault) => return list::page(ask, &faulty(ask, draft, &fault)),
    };
    let by = ask.known.user.name.as_str();
    match absence::add(desk, &id, span, &draft.reason, by) {
        Ok(_) => Ok(go(&format!("{STAFF}#p-{}", person.key))),
        Err(Error::Invalid(_)) if draft.reason.chars().count() > REASON_CHARS_MAX => {
            let told = ask.pick(
                format!("Das ist zu lang: höchstens {REASON_CHARS_MAX} Zeichen."),
                format!("This is too long: at most {REASON_CHARS_MAX} characters."),
            );
            list::page(ask, &AwayDraft { reason_fault: Some(told), ..draft })
        }
        Err(Error::Invalid(_)) => {
            let told = ask.pick(
                "Das ist schon vorbei oder dauert länger als zwei Jahre. Stimmt das Jahr?",
                "This is over already, or lasts more than two years. Is the year right?",
            );
            list::page(ask, &AwayDraft { until_fault: Some(told.to_owned()), ..draft })
        }
        Err(error) => Err(error),
    }
}

/// As an absence is written: a day, or a day with a time.
fn moment(day: &str, time: &str) -> String {
    let (day, time) = (day.trim(), time.trim());
    if time.is_empty() { day.to_owned() } else { format!("{day}T{time}") }
}

fn faulty(ask: &Ask, draft: AwayDraft, fault: &Fault) -> AwayDraft {
    let unread = |error: &Error| match error {
        Error::Invalid(why) => why.clone(),
        _ => ask.pick("Das ist kein Tag.", "This is no day.").to_owned(),
    };
    match fault {
        Fault::From(error) => AwayDraft { from_fault: Some(unread(error)), ..draft },
        Fault::Until(error) => AwayDraft { until_fault: Some(unread(error)), ..draft },
        Fault::Order => {
            let told = ask.pick("Das Ende liegt vor dem Anfang.", "It ends before it begins.");
            AwayDraft { until_fault: Some(told.to_owned()), ..draft }
        }
    }
}

/// `POST /absences/{id}/remove`.
pub(crate) fn remove(ask: &Ask, _: &Form) -> Result<Response> {
    match absence::remove(&ask.app.desk, AbsenceId(ask.number(0, "absence")?)) {
        // A second click, or somebody else did.
        Ok(_) | Err(Error::NotFound(_)) => Ok(go(STAFF)),
        Err(error) => Err(error),
    }
}

/// `POST /accounts/look`: Cal.com's member lists, now.
pub(crate) fn look(ask: &Ask, _: &Form) -> Result<Response> {
    let report = sync::hosts(&ask.app.desk, false, PAGE_PATIENCE)?;
    let (listed, changes, mapped) = (report.listed, report.changes.len(), report.mapped.len());
    Ok(go(&format!("{STAFF}?listed={listed}&changes={changes}&mapped={mapped}#accounts")))
}
