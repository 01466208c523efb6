//! The visit's own link: a secret of 128 random bits, of which the database keeps the hash alone. It is good until the visit
//! is over.

use crate::domain::digest::hex;
use crate::domain::ids::{AppointmentId, CompanyId};
use crate::domain::message::ics;
use crate::domain::message::ics::{Event, Method};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::how_told::HowTold;
use crate::frontdesk::telling::gather;
use crate::store::db::tx::Tx;
use crate::store::messages::{outbox, visit_link};
use crate::store::visit::appointment;
use crate::store::visit::appointment::Appointment;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

/// Random bytes of a link.
const TOKEN_BYTES: usize = 16;
/// The same as they are written: six bits a letter.
const TOKEN_LETTERS: usize = 22;
/// What a link is after the address of the appliance.
pub(crate) const PATH: &str = "/v/";

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A new link for a visit: its secret, which is told to nobody but the customer.
pub(crate) fn make(
    tx: &Tx,
    setting: &HowTold,
    visit_ref: &str,
    now: OffsetDateTime,
) -> Result<String> {
    let token = fresh();
    visit_link::insert(tx, setting.company, &hash(&token), visit_ref, now)?;
    Ok(token)
}

/// 128 random bits. A random UUID has 122, so it takes two.
fn fresh() -> String {
    let mut random = Sha256::new();
    random.update(Uuid::new_v4().as_bytes());
    random.update(Uuid::new_v4().as_bytes());
    let bytes: Vec<u8> = random.finalize().iter().take(TOKEN_BYTES).copied().collect();
    written(&bytes)
}

/// Six bits a letter, none of which an address would have to escape.
fn written(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(TOKEN_LETTERS);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in bytes {
        bits = (bits << 8 | u32::from(*byte)) & 0xffff;
        held += 8;
        while held >= 6 {
            held -= 6;
            text.push(letter(bits >> held));
        }
    }
    if held > 0 {
        text.push(letter(bits << (6 - held)));
    }
    text
}

fn letter(bits: u32) -> char {
    LETTERS.get((bits & 63) as usize).map_or('A', |byte| char::from(*byte))
}

fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The visit behind a link, by its reference, while it is not over. `None` for everything that is no link, or none any more.
pub(crate) fn visit(
    connection: &Connection,
    company: CompanyId,
    token: &str,
    now: OffsetDateTime,
) -> Result<Option<(String, AppointmentId, Appointment)>> {
    // Only what may be one is hashed and looked up.
    if token.len() != TOKEN_LETTERS || !token.bytes().all(|byte| LETTERS.contains(&byte)) {
        return Ok(None);
    }
    let Some(visit_ref) = visit_link::find(connection, company, &hash(token))? else {
        return Ok(None);
    };
    let found = appointment::find_by_ref(connection, &visit_ref)?;
    let found = found.filter(|(_, row)| row.ends_at > now);
    Ok(found.map(|(id, row)| (visit_ref, id, row)))
}

/// The same for calendars, as it stands now. `NotFound` for everything that is no link, or none any more.
pub(crate) fn calendar(desk: &Desk, token: &str) -> Result<String> {
    let gone = || Error::NotFound("visit");
    let (company, setting, now) = (desk.salon.company, &desk.salon.telling, desk.now());
    desk.store.read(|connection| {
        let (visit_ref, id, row) = visit(connection, company, token, now)?.ok_or_else(gone)?;
        let reached =
            gather::reached(connection, setting, (&visit_ref, &row), None)?.ok_or_else(gone)?;
        let newest = outbox::newest(connection, &visit_ref)?;
        let facts = gather::facts(connection, setting, (id, &visit_ref, &row), &reached.language)?;
        let event = Event {
            method: Method::Publish,
            is_off: !row.status.stands(),
            sequence: newest.as_ref().map_or(0, |message| message.revision),
            written_at: newest.map_or(now, |message| message.written_at),
            domain: &desk.salon.config.calcom.attendee_domain,
            organizer: ("", ""),
            attendee: None,
            link: None,
        };
        Ok(ics::write(&event, &facts, &desk.salon.zone))
    })
}

#[cfg(test)]
mod tests {
    use super::{TOKEN_LETTERS, fresh, written};

    #[test]
    fn a_secret_is_22_letters_and_never_the_same() {
        let all: std::collections::BTreeSet<String> = (0..1_000).map(|_| fresh()).collect();
        assert_eq!(all.len(), 1_000);
        assert!(all.iter().all(|one| one.len() == TOKEN_LETTERS));
    }

    #[test]
    fn letters_are_base64_for_addresses() {
        assert_eq!(written(&[0xfb, 0xff, 0xfe]), "-__-");
        assert_eq!(written(b"foob"), "Zm9vYg");
        assert_eq!(written(b""), "");
    }
}
