//! Writing down how function calls were answered, all that came since the last step in one go.

use crate::domain::Result;
use crate::frontdesk::Desk;
use crate::store::quality::answers;

/// Writes down what waits. Gives how many there were. What cannot be written is lost: it is only counted.
pub(crate) fn step(desk: &Desk) -> Result<usize> {
    let waiting = desk.answers.take();
    let count = waiting.len();
    if count > 0 {
        desk.store.write(move |tx| waiting.iter().try_for_each(|one| answers::insert(tx, one)))?;
    }
    Ok(count)
}
