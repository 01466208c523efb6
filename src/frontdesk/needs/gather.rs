//! Gathering what needs a person from the lists that the commands show: nothing here is found out anew.

use crate::domain::Result;
use crate::domain::alarm::kind::Level;
use crate::domain::calendar::local_time::LocalTime;
use crate::domain::ids::StaffId;
use crate::domain::language::Language;
use crate::domain::message::kind::Kind as MessageKind;
use crate::frontdesk::Desk;
use crate::frontdesk::alarm::view as alarms;
use crate::frontdesk::event::list::left_dead_lines;
use crate::frontdesk::host::appointment_view::{AppointmentLine, Wanted};
use crate::frontdesk::host::suggestion_view::EntryView;
use crate::frontdesk::host::{appointment_view, suggestion_view};
use crate::frontdesk::needs::act::{Act, Button};
use crate::frontdesk::needs::outside::{DEAD_SHOWN_MAX, of_dead, of_drift};
use crate::frontdesk::needs::people;
use crate::frontdesk::needs::people::Choice;
use crate::frontdesk::needs::view::{AboutView, NeedKind, NeedView, NeedsView};
use crate::frontdesk::telling::message_view;
use crate::frontdesk::telling::message_view::MessageView;
use crate::frontdesk::visit::callback_view::CallbackView;
use crate::frontdesk::visit::saga_view::SagaView;
use crate::frontdesk::visit::warning_view::WarningView;
use crate::frontdesk::visit::{callback_view, saga_view, warning_view};
use crate::store::messages::outbox::Which;
use crate::store::messages::warning::Kind;
use crate::store::service::event_map_sync;

/// Buttons with people on them; the others are reached from the list of hosts.
const PEOPLE_MAX: usize = 4;
/// Appointments named with a host.
const APPOINTMENTS_MAX: usize = 5;

/// Everything that needs a person now.
pub(crate) fn needs(desk: &Desk) -> Result<NeedsView> {
    let language = desk.salon.language;
    let sagas = saga_view::unsettled(desk)?;
    let stuck: Vec<&SagaView> =
        sagas.iter().filter(|saga| saga.state == "stuck" || saga.overdue).collect();
    let hosts = suggestion_view::queue(desk)?.hosts;
    let wanted = Wanted { unassigned: true, ..Wanted::default() };
    let unassigned = appointment_view::list(desk, wanted)?.appointments;
    let messages = message_view::list(desk, Which::Unsent)?;
    let staff = people::choices(desk)?;
    let mut needs: Vec<NeedView> = stuck.iter().map(|saga| of_saga(saga, language)).collect();
    let callbacks = callback_view::list(desk, false)?;
    needs.extend(callbacks.into_iter().map(|one| of_callback(one, language)));
    let is_shown = |entry: &&EntryView| entry.upcoming > 0 || !entry.suggestions.is_empty();
    needs.extend(
        hosts.iter().filter(is_shown).map(|entry| of_host(entry, &unassigned, (&staff, language))),
    );
    let of_no_shown_host = |line: &&AppointmentLine| {
        let host = line.host.as_ref().map(|host| host.id);
        !hosts.iter().filter(is_shown).any(|entry| Some(entry.host) == host)
    };
    needs.extend(
        unassigned.iter().filter(of_no_shown_host).map(|line| of_unassigned(line, language)),
    );
    needs.extend(outside(desk)?);
    let warnings = warning_view::list(desk, false)?.into_iter();
    let told_already = |one: &WarningView| {
        one.kind == Kind::Stuck.as_str() && stuck.iter().any(|saga| saga.saga == one.subject)
    };
    needs.extend(
        warnings.filter(|one| !told_already(one)).map(|one| of_warning(one, &messages, language)),
    );
    let open = alarms::of(desk, false)?.alarms.into_iter().filter(|one| one.acked_by.is_none());
    needs.extend(open.map(|one| of_alarm(one, language)));
    let since = |need: &NeedView| need.since.as_ref().map(LocalTime::instant);
    // What has no beginning comes behind what has one.
    needs.sort_by_key(|need| (need.kind, since(need).is_none(), since(need)));
    Ok(NeedsView { needs, staff })
}

/// What came in and is dead, and what stands otherwise at Cal.com.
fn outside(desk: &Desk) -> Result<Vec<NeedView>> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    // One more than have a card of their own tells that there are more.
    let mut needs = of_dead(&left_dead_lines(desk, DEAD_SHOWN_MAX.saturating_add(1))?, language);
    let drift = desk.store.read(|connection| event_map_sync::out_of_step(connection, company))?;
    needs.extend(drift.iter().map(|one| of_drift(one, language)));
    Ok(needs)
}

fn of_saga(saga: &SagaView, language: Language) -> NeedView {
    let title = language.pick(
        "Ein Besuch ließ sich nicht ganz eintragen oder absagen.",
        "A visit could not be settled.",
    );
    let standing = saga.parts.iter().filter(|part| part.status == Some("accepted")).count();
    let all = saga.parts.len();
    let mut told = vec![language.pick(
        format!("{standing} von {all} Teilen stehen bei Cal.com."),
        format!("{standing} of {all} parts stand at Cal.com."),
    )];
    told.extend(saga.why.clone());
    let id = || saga.saga.clone();
    let mut buttons = vec![Button::new(
        Act::SagaRetry { saga: id() },
        language.pick("Nochmals versuchen", "Try again"),
    )];
    if saga.state == "stuck" {
        buttons.push(Button::new(
            Act::SagaAdopt { saga: id() },
            language.pick("So lassen", "Leave it so"),
        ));
        buttons.push(Button::new(
            Act::SagaCancel { saga: id() },
            language.pick("Rest absagen", "Call off the rest"),
        ));
    }
    let about = saga.appointment_id.map(|appointment_id| AboutView {
        appointment_id,
        start: saga.parts.first().map(|part| part.start.clone()),
        service: None,
        customer: None,
    });
    NeedView {
        kind: NeedKind::Stuck,
        title: title.to_owned(),
        told,
        since: Some(saga.opened_at.clone()),
        appointments: about.into_iter().collect(),
        buttons,
    }
}

fn of_callback(one: CallbackView, language: Language) -> NeedView {
    let who = [one.customer_name.as_str(), one.phone.as_str()];
    let who = who.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let unknown = language.pick("unbekannte Nummer", "number not known");
    let about = one.appointment_id.map(|appointment_id| AboutView {
        appointment_id,
        start: None,
        service: None,
        customer: None,
    });
    NeedView {
        kind: NeedKind::Callback,
        title: language
            .pick("Wir haben einen Rückruf versprochen.", "We promised to call back.")
            .to_owned(),
        told: vec![if who.is_empty() { unknown.to_owned() } else { who }, one.wish],
        since: Some(one.last_at),
        appointments: about.into_iter().collect(),
        buttons: vec![Button::new(
            Act::CallbackDone { callback: one.callback },
            language.pick("Angerufen", "Called"),
        )],
    }
}

fn of_host(
    entry: &EntryView,
    unassigned: &[AppointmentLine],
    (staff, language): (&[Choice], Language),
) -> NeedView {
    let called = |id: &StaffId, name: &str| {
        let known = staff.iter().find(|one| one.staff_id == *id);
        known.map_or(name, |one| one.name.as_str()).to_owned()
    };
    let name = entry.name.clone().or(entry.emails.first().cloned());
    let name = name.unwrap_or_else(|| entry.host.to_string());
    let is = |staff_id| Act::HostIs { host: entry.host, staff: staff_id, seen: entry.seen.clone() };
    let mut buttons: Vec<Button> = Vec::new();
    for one in &entry.suggestions {
        buttons.push(Button::new(is(one.staff_id.clone()), called(&one.staff_id, &one.staff)));
    }
    for one in &entry.candidates {
        let act = is(one.staff_id.clone());
        if !buttons.iter().any(|button| button.act == act) {
            buttons.push(Button::new(act, called(&one.staff_id, &one.staff)));
        }
    }
    buttons.truncate(PEOPLE_MAX);
    if let Some(first) = entry.suggestions.first() {
        let (host, staff, seen) = (entry.host, first.staff_id.clone(), entry.seen.clone());
        let not = language.pick("Nicht", "Not");
        buttons.push(Button::new(
            Act::HostIsNot { host, staff, seen },
            format!("{not} {}", called(&first.staff_id, &first.staff)),
        ));
    }
    let pick = language.pick("Jemand anderes", "Somebody else");
    let pick = if buttons.is_empty() { language.pick("Zuordnen", "Assign") } else { pick };
    buttons
        .push(Button::new(Act::HostIsOneOfUs { host: entry.host, seen: entry.seen.clone() }, pick));
    let own = unassigned
        .iter()
        .filter(|line| line.host.as_ref().is_some_and(|host| host.id == entry.host));
    let mut told = vec![entry.told.clone()];
    told.extend(entry.suggestions.first().map(|one| one.told.clone()));
    NeedView {
        kind: NeedKind::Host,
        title: language.pick(format!("Wer ist {name}?"), format!("Who is {name}?")),
        told,
        since: None,
        appointments: own.take(APPOINTMENTS_MAX).map(about).collect(),
        buttons,
    }
}

fn of_unassigned(line: &AppointmentLine, language: Language) -> NeedView {
    let appointment = line.appointment_id;
    NeedView {
        kind: NeedKind::Unassigned,
        title: language
            .pick("Ein Termin wartet auf eine Person.", "An appointment has no staff member.")
            .to_owned(),
        told: line.why.clone().into_iter().collect(),
        since: None,
        appointments: vec![about(line)],
        buttons: vec![Button::new(
            Act::Assign { appointment },
            language.pick("Zuordnen", "Assign"),
        )],
    }
}

fn of_warning(one: WarningView, messages: &[MessageView], language: Language) -> NeedView {
    let failed = |message: &&MessageView| {
        message.state == "given_up"
            && message.kind_told != MessageKind::Reminder
            && one.appointment_id.is_some()
            && message.appointment_id == one.appointment_id
    };
    let failed =
        messages.iter().rev().find(failed).filter(|_| one.kind == Kind::MessageFailed.as_str());
    let mut buttons: Vec<Button> = failed
        .map(|message| {
            let again = language.pick("Noch einmal senden", "Send again");
            let (message, seen) = (message.message.clone(), message.seen.clone());
            Button::new(Act::Resend { message, seen }, again)
        })
        .into_iter()
        .collect();
    buttons.push(Button::new(
        Act::WarningClear { warning: one.warning },
        language.pick("Erledigt", "Done"),
    ));
    let about = one.appointment_id.map(|appointment_id| AboutView {
        appointment_id,
        start: None,
        service: None,
        customer: None,
    });
    let title = match failed {
        Some(_) => {
            language.pick("Eine Nachricht ist nicht angekommen.", "A message did not arrive.")
        }
        None => language.pick("Bitte nachsehen.", "Please look."),
    };
    NeedView {
        kind: NeedKind::Warning,
        title: title.to_owned(),
        told: vec![one.message],
        since: Some(one.last_raised_at),
        appointments: about.into_iter().collect(),
        buttons,
    }
}

fn of_alarm(one: alarms::AlarmView, language: Language) -> NeedView {
    let title = match one.level {
        Level::Alarm => language.pick("Alarm", "Alarm"),
        Level::Warn => language.pick("Achtung", "Take note"),
    };
    NeedView {
        kind: NeedKind::Alarm,
        title: title.to_owned(),
        told: vec![one.message],
        since: Some(one.began_at),
        appointments: Vec::new(),
        buttons: vec![Button::new(
            Act::AlarmSeen { kind: one.kind },
            language.pick("Gesehen", "Seen"),
        )],
    }
}

fn about(line: &AppointmentLine) -> AboutView {
    AboutView {
        appointment_id: line.appointment_id,
        start: Some(line.start.clone()),
        service: line.service.clone(),
        customer: line.customer.clone(),
    }
}
