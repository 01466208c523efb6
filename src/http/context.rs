//! What every handler may use.

use crate::frontdesk::Desk;
use crate::http::log_sums::Sums;
use crate::metrics::meter::Meter;
use crate::work::Work;
use std::sync::Arc;

/// The appliance, as far as a request needs it.
pub struct App {
    /// The use cases.
    pub desk: Arc<Desk>,
    /// To be woken when a hint arrives, and where days are recorded.
    pub work: Arc<Work>,
    /// How long things take.
    pub meter: Arc<Meter>,
    /// What strangers can cause, counted.
    pub sums: Sums,
}
