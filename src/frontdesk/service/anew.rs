//! A service as it was typed into a form, checked against the people there are, and written.

use crate::domain::language::Language;
use crate::domain::service::description::Description;
use crate::domain::service::draft::Draft;
use crate::domain::service::draft_read;
use crate::domain::service::draft_read::{FieldFault, Told};
use crate::domain::service::edit::Edit;
use crate::domain::service::{edit, performers};
use crate::domain::{Error, Result};
use crate::frontdesk::event_type::length;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::service::admin;
use crate::frontdesk::service::admin::{Changed, ServiceView, hands};
use crate::frontdesk::{Desk, decider};
use crate::store::db::tx::Tx;
use crate::store::host::staff;
use crate::store::host::staff::Listed;
use crate::store::service::catalogue::DescribedBy;
use crate::store::service::{catalogue, write};
use std::collections::BTreeSet;

/// Everybody of the company, whether they do it or not: those who are active first, each by name.
pub(crate) fn people(desk: &Desk) -> Result<Vec<Listed>> {
    let company = desk.salon.company;
    let mut people = desk.store.read(|connection| staff::listed(connection, company))?;
    people.sort_by(|one, other| {
        let key = |one: &Listed| (!one.person.active, one.person.name.clone(), one.key.clone());
        key(one).cmp(&key(other))
    });
    Ok(people)
}

/// What was typed, as a description; else every fault at its field, those of the people too. `before` is the service
/// that is changed: what was so there is no fault now.
pub(crate) fn check(
    draft: &Draft,
    people: &[Listed],
    before: Option<&ServiceView>,
    language: Language,
) -> std::result::Result<Told, Vec<FieldFault>> {
    let told = draft_read::read(draft, language)?;
    let composition = &told.whole.composition;
    // The letter of a pooled segment may be another's by now.
    let was_pooled = |was: &Option<_>| {
        before.is_some_and(|before| was.is_some_and(|was| before.pooled.contains(&was)))
    };
    let places = composition.segments.iter().zip(&told.were);
    let pooled: BTreeSet<_> =
        places.filter(|(_, was)| was_pooled(was)).map(|(one, _)| one.key).collect();
    let hands = hands(&told.whole, people);
    let faults = performers::check(&composition.segments, &hands, &pooled);
    let is_new = |fault: &&_| before.is_none_or(|before| !before.unable.contains(fault));
    let faults: Vec<FieldFault> =
        faults.iter().filter(is_new).map(|fault| draft_read::of_people(fault, language)).collect();
    if faults.is_empty() { Ok(told) } else { Err(faults) }
}

/// Makes a new service; `by` says who. One that is there as described already is left as it is: a second click.
///
/// `Conflict` if the key is another service's, `Invalid` with what the people cannot do.
pub(crate) fn create(
    desk: &Desk,
    whole: Description,
    by: &str,
    told_in: Language,
) -> Result<Changed> {
    let by = decider::who(by)?;
    admin::not_of_the_file(desk, &whole.key, told_in)?;
    let (company, now, language) = (desk.salon.company, desk.now(), desk.salon.language);
    let created = desk.store.write(move |tx| {
        let told = length::told(tx, company, language)?;
        if let Some(row) = catalogue::find_by_key(tx, company, &whole.key)? {
            let service = admin::view(tx, company, row)?;
            if is_same(&service.described, &whole) {
                return Ok(Changed { service, changed: false });
            }
            return Err(Error::Conflict(told_in.pick(
                format!("es gibt schon eine Leistung {}", whole.key),
                format!("there is a service {} already", whole.key),
            )));
        }
        let written = write::put(tx, company, &whole, None, DescribedBy::Desk, now)?;
        length::warn(tx, company, language, &told, now)?;
        admin::done(tx, company, written, None, told_in)
    })?;
    admin::log_change(&created, &by);
    Ok(created)
}

/// Writes a service anew; `by` says who, `seen` which revision was changed. One that is so already is left as it is,
/// whatever its revision: a second click.
///
/// `NotFound` without such a service; `Conflict` if another revision is in force by now, or if `appliance.toml`
/// describes it; `Invalid` with what the people cannot do.
pub(crate) fn replace(
    desk: &Desk,
    key: &str,
    seen: i64,
    told: Told,
    by: &str,
    told_in: Language,
) -> Result<Changed> {
    let by = decider::who(by)?;
    admin::not_of_the_file(desk, key, told_in)?;
    let (company, now, language) = (desk.salon.company, desk.now(), desk.salon.language);
    let key = key.to_owned();
    let change = move |tx: &Tx| {
        let lengths = length::told(tx, company, language)?;
        let row = catalogue::find_by_key(tx, company, &key)?.ok_or(Error::NotFound("service"))?;
        let revision = row.revision;
        let before = admin::view(tx, company, row)?;
        let whole = Description { key: key.clone(), ..told.whole };
        if is_same(&before.described, &whole) {
            return Ok(Changed { service: before, changed: false });
        }
        Expected::This(Some(seen)).check(Some(&revision), || {
            Ok(told_in.pick(
                format!("{} ist jetzt Fassung {revision}", before.row.name),
                format!("{} is at revision {revision} now", before.row.name),
            ))
        })?;
        let (after, moves) =
            edit::apply(before.described.clone(), vec![Edit::Anew(whole, told.were)])?;
        let written = write::put(tx, company, &after, Some(&moves), DescribedBy::Desk, now)?;
        length::warn(tx, company, language, &lengths, now)?;
        admin::done(tx, company, written, Some(&before), told_in)
    };
    let changed = desk.store.write(change)?;
    admin::log_change(&changed, &by);
    Ok(changed)
}

/// The same, in whatever order its people are named.
fn is_same(one: &Description, other: &Description) -> bool {
    let sorted = |described: &Description| {
        let mut described = described.clone();
        described.performers.sort_by_key(|one| (one.segment, one.staff.clone()));
        described
    };
    sorted(one) == sorted(other)
}
