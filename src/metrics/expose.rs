//! Everything measured as Prometheus reads it: text, version 0.0.4. There are gauges and histograms alone, whose names are
//! the same in that format and in OpenMetrics.

use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::metrics::gauges;
use crate::metrics::meter::Meter;
use prometheus_client::encoding::text::encode_registry;
use prometheus_client::registry::Registry;

/// The type of the text.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The text. If the database cannot be read, what does not need it is there all the same, and the error beside it.
pub fn text(desk: &Desk, meter: &Meter) -> Result<(String, Option<Error>)> {
    let mut now = Registry::default();
    gauges::of_process(desk, &mut now);
    let failed = gauges::of_database(desk, &mut now).err();
    let mut text = String::new();
    encode_registry(&mut text, &now).map_err(Error::internal)?;
    encode_registry(&mut text, meter.registry()).map_err(Error::internal)?;
    Ok((text, failed))
}
