//! The form of `application/x-www-form-urlencoded`, which most gateways take.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

pub(crate) const FORM_TYPE: &str = "application/x-www-form-urlencoded";

/// Fields as a body.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let fields = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    fields.collect::<Vec<_>>().join("&")
}

/// A value as a form has it.
pub(crate) fn encoded(value: &str) -> String {
    utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
}
