//! Who takes part in the day, and the words in which its outcome is stored.

use crate::demo::call::Caller;

/// The rule that knows a host by its address, as it is stored.
pub(crate) const EMAIL: &str = "email";
/// The rule that knows a host by its name.
pub(crate) const NAME: &str = "name";
/// The answer of the call that booked named the host.
pub(crate) const POST: &str = "post:data.hosts";
/// It did not; a second question did.
pub(crate) const GET: &str = "get:data.hosts";
/// The list of bookings did: of a booking found again, or by the poll.
pub(crate) const LIST: &str = "list:hosts";

/// Jürgen, as people write it.
pub(crate) const JUERGEN: &str = "Jürgen Weiß";
/// The Ida of the branch Nord.
pub(crate) const IDA_NORD: &str = "Ida Böhm (Nord)";
/// The Ida of the branch Süd.
pub(crate) const IDA_SUED: &str = "Ida Böhm (Süd)";
/// Käthe, on Fridays.
pub(crate) const KAETHE: &str = "Käthe Schön";

/// Miriam, who is a customer for years and calls several times.
pub(crate) const MIRIAM: Caller = Caller::Number("+493023125201");
/// Karl, who moves an appointment.
pub(crate) const KARL: Caller = Caller::Number("+493023125202");
/// Sören, who calls one off.
pub(crate) const SOEREN: Caller = Caller::Number("+493023125203");

/// A number that calls once.
pub(crate) fn number(number: &'static str) -> Caller {
    Caller::Number(number)
}
