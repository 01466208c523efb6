//! A span of time as it is said on the command line: two instants or days on the salon's clock.

use crate::cli::console::outcome::describe;
use crate::domain::calendar::interval::Interval;
use crate::domain::language::Language;
use crate::frontdesk::Desk;
use crate::frontdesk::visit::absence_span;
use crate::frontdesk::visit::absence_span::Fault;

/// Both ends on the salon's clock. A reading that does not exist or comes twice is refused with a sentence.
pub(crate) fn span(desk: &Desk, from: &str, until: &str) -> Result<Interval, String> {
    absence_span::span(&desk.salon.zone, from, until, Language::En).map_err(|fault| match fault {
        Fault::From(why) => format!("--from: {}", describe(why)),
        Fault::Until(why) => format!("--until: {}", describe(why)),
        Fault::Order => "an absence ends after it starts".to_owned(),
    })
}
