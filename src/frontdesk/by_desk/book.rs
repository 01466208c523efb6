//! Booking at the desk: a service, a person, a minute, a customer.

use crate::domain::calendar::read;
use crate::domain::digest::hex;
use crate::domain::ids::StaffId;
use crate::domain::people::person::{Email, PersonName, Phone};
use crate::domain::speech::placeholder::is_placeholder;
use crate::domain::visit::booking::Source;
use crate::domain::visit::saga_plan::PlannedContact;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::decider::Person;
use crate::frontdesk::diary::customer;
use crate::frontdesk::offer::ask::Wished;
use crate::frontdesk::offer::when;
use crate::frontdesk::visit::book::answer_again;
use crate::frontdesk::visit::book_at::{Booker, book_at};
use crate::frontdesk::visit::outcome::Booked;
use crate::store::host::staff;
use crate::store::service::catalogue;
use crate::store::visit::call::CallKey;
use sha2::{Digest, Sha256};
use std::time::Instant;
use time::macros::format_description;
use time::{Date, OffsetDateTime, Time};

/// What makes an order of the desk's known among others.
const FUNCTION: &str = "desk_booking";
/// The longest name of a form.
const ONCE_CHARS_MAX: usize = 64;

/// What stands in the form, as it was typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeskOrder<'a> {
    /// The form's own name: sent twice it books once.
    pub once: &'a str,
    /// The service's key.
    pub service: &'a str,
    /// A staff member's id; empty for anybody.
    pub staff: &'a str,
    /// `2026-12-01`, on the salon's calendar.
    pub day: &'a str,
    /// `10:05`, on the salon's clock.
    pub time: &'a str,
    pub name: &'a str,
    /// Empty where it is not known.
    pub phone: &'a str,
    pub email: &'a str,
}

/// Which field of the form is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Service,
    Staff,
    When,
    Name,
    Phone,
    Email,
}

/// A fault at a field, in the desk's language; or another fault.
#[derive(Debug)]
pub(crate) enum Fault {
    At(Field, String),
    Other(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Other(error)
    }
}

/// Books it, once per form as it was typed: what is changed in a form that was sent is another order. With a person chosen
/// it is that person or nobody. `person` is who orders it. `telling` is the desk of who fills the form in: faults are told in its language.
pub(crate) fn book(
    desk: &Desk,
    telling: &Desk,
    (order, person): (&DeskOrder, &Person),
    deadline: Instant,
) -> std::result::Result<Booked, Fault> {
    let typed =
        [order.service, order.staff, order.day, order.time, order.name, order.phone, order.email];
    let key = key(order.once, FUNCTION, &typed)?;
    if let Some(booked) = answer_again(desk, &key, deadline)? {
        return Ok(booked);
    }
    let wished = wished(telling, order)?;
    let start = start(telling, order.day, order.time)?;
    let who = Booker { person: Some(person.clone()), ..booker(telling, order, key)? };
    Ok(book_at(desk, wished, start, &who, deadline)?)
}

/// The name of an order: the form's own, and what was typed in it. `Invalid` if the form has none of ours.
pub(crate) fn key(once: &str, function: &'static str, typed: &[&str]) -> Result<CallKey> {
    let is_name = !once.is_empty()
        && once.len() <= ONCE_CHARS_MAX
        && once.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_name {
        return Err(Error::invalid("that form is not one of this page: please load it again"));
    }
    // Nothing of one order is another's: not its visit, not what is held for it.
    let call_id = format!("desk:{once}:{}", hash_of(typed));
    Ok(CallKey { call_id, function, args_key: String::new() })
}

/// What is kept of what was typed: whether it is the same, not what it was.
fn hash_of(typed: &[&str]) -> String {
    let trimmed: Vec<&str> = typed.iter().map(|text| text.trim()).collect();
    hex(&Sha256::digest(trimmed.join("\0")))
}

fn wished(desk: &Desk, order: &DeskOrder) -> std::result::Result<Wished, Fault> {
    let (language, company) = (desk.salon.language, desk.salon.company);
    let (service, person) = desk.store.read(|connection| {
        let mut sold = catalogue::active(connection, company)?.into_iter();
        let service = sold.find(|service| service.key == order.service);
        Ok((service, staff::find(connection, &StaffId(order.staff.to_owned()))?))
    })?;
    let service = service.ok_or_else(|| {
        let told = language.pick("Welche Leistung soll es sein?", "Which service shall it be?");
        Fault::At(Field::Service, told.to_owned())
    })?;
    let is_here = |person: &crate::domain::people::staff::StaffMember| {
        person.company == company && person.active
    };
    let person = person.filter(is_here);
    if person.is_none() && !order.staff.is_empty() {
        let told =
            language.pick("Diese Person arbeitet hier nicht.", "This person does not work here.");
        return Err(Fault::At(Field::Staff, told.to_owned()));
    }
    let (branch, staff) = (person.as_ref().and_then(|one| one.branch), person.map(|one| one.id));
    Ok(Wished { service, staff, branch })
}

/// The instant of a day and a time on the salon's clock, if something may still be booked then.
pub(crate) fn start(
    desk: &Desk,
    day: &str,
    time: &str,
) -> std::result::Result<OffsetDateTime, Fault> {
    let language = desk.salon.language;
    let day = Date::parse(day.trim(), format_description!("[year]-[month]-[day]"));
    let time = Time::parse(time.trim(), format_description!("[hour]:[minute]"));
    let (Ok(day), Ok(time)) = (day, time) else {
        let told = language.pick("An welchem Tag, um wie viel Uhr?", "On which day, at what time?");
        return Err(Fault::At(Field::When, told.to_owned()));
    };
    let at_when = |error: Error| match error {
        Error::Invalid(told) => Fault::At(Field::When, told),
        other => Fault::Other(other),
    };
    let zone = &desk.salon.zone;
    let start = read::settle(zone.instant(day, time), zone, language).map_err(at_when)?;
    when::check_start_at(desk, start).map_err(at_when)?;
    Ok(start)
}

fn booker(desk: &Desk, order: &DeskOrder, key: CallKey) -> std::result::Result<Booker, Fault> {
    let (language, country) = (desk.salon.language, &desk.salon.config.company.country_code);
    let phone = Some(order.phone.trim()).filter(|text| !text.is_empty());
    let phone = phone.map(|text| Phone::parse(text, country)).transpose().map_err(|_| {
        let told = language
            .pick("Das ist keine Telefonnummer.", "That is no telephone number.")
            .to_owned();
        Fault::At(Field::Phone, told)
    })?;
    let email = Some(order.email.trim()).filter(|text| !text.is_empty());
    let email = email.map(Email::parse).transpose().map_err(|_| {
        let told = language.pick("Das ist keine E-Mail-Adresse.", "That is no e-mail address.");
        Fault::At(Field::Email, told.to_owned())
    })?;
    let name = match order.name.trim() {
        "" => customer::caller(desk, phone.as_ref())?.map(|known| known.customer.name),
        typed => Some(typed.to_owned()),
    };
    let name = name.filter(|name| !is_placeholder(name));
    let name = name.ok_or_else(|| {
        let told = language.pick("Für wen ist der Termin?", "Whose appointment is it?");
        Fault::At(Field::Name, told.to_owned())
    })?;
    let name =
        PersonName::parse(&name).map_err(|fault| Fault::At(Field::Name, fault.told(language)))?;
    let email = email.map(|email| email.as_str().to_owned());
    let contact = PlannedContact { email, ..PlannedContact::default() };
    // A name that was written was not misheard.
    Ok(Booker {
        key,
        source: Source::WebApi,
        name,
        phone,
        contact,
        is_told_apart: true,
        person: None,
    })
}
