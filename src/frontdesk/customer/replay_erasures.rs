//! After an older database was put back, whoever was forgotten since is in it again. The ledger, which was kept
//! elsewhere, tells who.

use crate::domain::ids::CompanyId;
use crate::domain::people::person::Phone;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::customer::erase::How;
use crate::frontdesk::customer::ledger::{Hasher, Ledger};
use crate::frontdesk::customer::whom::Meant;
use crate::frontdesk::customer::{erase, whom};
use crate::frontdesk::decider::Person;
use crate::store::customer::erasure::Erasure;
use crate::store::customer::list::Known;
use crate::store::customer::{erasure, list};
use rusqlite::Connection;
use serde::Serialize;

/// What a replay came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Replayed {
    /// Entries of the ledger that was given.
    pub entries: usize,
    /// Who was in the database again and is not any more: the numbers of the customers here.
    pub erased: Vec<i64>,
    /// Numbers without a customer that were forgotten again.
    pub numbers: usize,
    /// Whose visits are not settled: replay once more after that.
    pub waiting: Vec<i64>,
    /// Entries that were written into this database's own ledger.
    pub taken_over: usize,
}

/// Forgets again whoever is in a ledger and in this database. Who came as a new customer after the erasure is not meant.
/// Once more changes nothing.
pub(crate) fn replay_erasures(desk: &Desk, ledger: &Ledger, person: &Person) -> Result<Replayed> {
    let entries = ledger.entries()?;
    let hasher = Hasher::of(desk.store.path())?;
    let mut replayed = Replayed { entries: entries.len(), ..Replayed::default() };
    for entry in &entries {
        let again = How { keep_visits: true, again: Some(entry.erased_at) };
        let company = desk.salon.company;
        let known =
            desk.store.read(|connection| again_there(connection, company, &hasher, entry))?;
        for known in known {
            let id = known.id.0;
            match erase::erase_meant(desk, Meant::Customer(known), again, person) {
                Ok(_) => replayed.erased.push(id),
                Err(Error::Conflict(_)) => replayed.waiting.push(id),
                Err(error) => return Err(error),
            }
        }
        let numbers = desk.store.read(|connection| numbers(desk, connection, &hasher, entry))?;
        for phone in numbers {
            erase::erase_meant(desk, Meant::Number(phone), again, person)?;
            replayed.numbers = replayed.numbers.saturating_add(1);
        }
        replayed.taken_over = replayed.taken_over.saturating_add(take_over(desk, entry)?);
    }
    Ok(replayed)
}

/// The customers of an entry, as far as they are older than the erasure: by the row, or by a number.
fn again_there(
    connection: &Connection,
    company: CompanyId,
    hasher: &Hasher,
    entry: &Erasure,
) -> Result<Vec<Known>> {
    let mut meant = Vec::new();
    for known in list::standing(connection, company)? {
        let is_row = entry.hashes.contains(&hasher.row(&known));
        let has_number = whom::phones(connection, &known)?
            .iter()
            .any(|phone| entry.hashes.contains(&hasher.phone(phone)));
        if is_row || (has_number && known.since < entry.erased_at) {
            meant.push(known);
        }
    }
    Ok(meant)
}

/// The numbers of an entry that no customer has, and that were heard of before the erasure.
fn numbers(
    desk: &Desk,
    connection: &Connection,
    hasher: &Hasher,
    entry: &Erasure,
) -> Result<Vec<Phone>> {
    let country = &desk.salon.config.company.country_code;
    let mut meant = Vec::new();
    for number in erasure::numbers_before(connection, entry.erased_at)? {
        if !entry.hashes.contains(&hasher.phone(&number)) {
            continue;
        }
        let Ok(phone) = Phone::parse(&number, country) else { continue };
        if matches!(whom::meant(desk, connection, phone.as_str())?, Meant::Number(_)) {
            meant.push(phone);
        }
    }
    Ok(meant)
}

/// Keeps the entry here too: the next database that is put back over this one needs it. Gives how many were written.
fn take_over(desk: &Desk, entry: &Erasure) -> Result<usize> {
    let (company, entry) = (desk.salon.company, entry.clone());
    desk.store.write(move |tx| {
        let known = erasure::all(tx, company)?;
        let is_known = |one: &Erasure| {
            one.erased_at == entry.erased_at
                && entry.hashes.iter().all(|hash| one.hashes.contains(hash))
        };
        if known.iter().any(is_known) {
            return Ok(0);
        }
        erasure::insert(tx, company, &entry)?;
        Ok(1)
    })
}
