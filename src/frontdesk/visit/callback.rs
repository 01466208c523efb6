//! Notes to call a customer back, where no saga leaves one.

use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::store::messages::callback;
use crate::store::messages::callback::NewCallback;

/// Leaves a note to call a customer back.
pub fn leave(desk: &Desk, note: NewCallback) -> Result<()> {
    let (company, now) = (desk.salon.company, desk.now());
    desk.store.write(move |tx| callback::leave(tx, company, &note, now))
}
