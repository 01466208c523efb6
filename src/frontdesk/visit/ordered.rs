//! Who at the desk ordered a booking, a move or a cancellation: a row of the trail, in the transaction that opens it. What
//! came of it stands with the visit.

use crate::domain::Result;
use crate::domain::audit::chain::Action;
use crate::domain::ids::AppointmentId;
use crate::domain::stored::stored_enum;
use crate::frontdesk::decider::Person;
use crate::frontdesk::visit::outcome::Opening;
use crate::store::db::tx::Tx;
use crate::store::host::audit;
use serde_json::{Value, json};
use time::OffsetDateTime;

stored_enum! {
    /// What was ordered, as it stands in the row under [`ORDERED`].
    pub enum Deed {
        /// A new visit.
        Book = "book",
        /// Another time or person.
        Move = "move",
        /// To call it off.
        Cancel = "cancel",
    }
}

/// The field of a row that tells an order from a change.
pub(crate) const ORDERED: &str = "ordered";

/// Who wants a visit changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The customer, on the phone.
    Caller,
    /// The customer, on her own page.
    Page,
    /// The customer, on the salon's website.
    Web,
    /// Somebody at the desk.
    Salon,
}

impl By {
    /// What Cal.com shows as the reason; it wants one.
    pub(crate) fn to_cancel(self) -> &'static str {
        match self {
            By::Caller => "cancelled by the customer on the phone",
            By::Page => "cancelled by the customer on her page",
            By::Web => "cancelled by the customer on the website",
            By::Salon => "cancelled by the salon",
        }
    }

    /// What Cal.com shows as the reason.
    pub(crate) fn to_move(self) -> &'static str {
        match self {
            By::Caller => "moved by the customer on the phone",
            By::Page => "moved by the customer on her page",
            By::Web => "moved by the customer on the website",
            By::Salon => "moved by the salon",
        }
    }
}

/// Who wants a visit changed; a person only where somebody at the desk is known by name.
#[derive(Clone, Debug)]
pub struct Orderer {
    pub(crate) by: By,
    pub(crate) person: Option<Person>,
}

impl From<By> for Orderer {
    fn from(by: By) -> Orderer {
        Orderer { by, person: None }
    }
}

impl From<&Person> for Orderer {
    fn from(person: &Person) -> Orderer {
        Orderer { by: By::Salon, person: Some(person.clone()) }
    }
}

/// What an order is about.
pub(crate) enum About {
    /// A visit that is to be, by the name of the saga that makes it, and its service's name.
    New { visit: String, service: String },
    /// One that there is.
    Known(AppointmentId),
}

/// Writes the row, if the saga is opened now and somebody at the desk ordered it.
pub(crate) fn note(
    tx: &Tx,
    person: Option<&Person>,
    (deed, about): (Deed, &About),
    opening: &Opening,
    now: OffsetDateTime,
) -> Result<()> {
    let (Some(person), Opening::New) = (person, opening) else { return Ok(()) };
    let row = audit::Change {
        mapping: None,
        action: Action::Updated,
        old: None,
        new: Some(values(deed, about)),
        decider: person.decider(),
    };
    audit::append(tx, &row, now)
}

fn values(deed: Deed, about: &About) -> Value {
    match about {
        About::New { visit, service } => {
            json!({ ORDERED: deed.as_str(), "visit": visit, "service": service })
        }
        About::Known(id) => json!({ ORDERED: deed.as_str(), "appointment_id": id.0 }),
    }
}
