//! A service in its form: what was typed, and what is wrong with it.

use crate::domain::service::draft::Draft;
use crate::domain::service::draft_read::{Field, FieldFault};
use crate::http::page::base::ask::Ask;
use crate::http::page::services::typed;
use crate::store::host::staff::Listed;
use maud::{Markup, html};

/// A service on the way.
pub(crate) struct Editor<'a> {
    pub ask: &'a Ask<'a>,
    /// The key of the one that is changed, and the revision that was seen; `None` for a new one.
    pub of: Option<(&'a str, i64)>,
    pub draft: &'a Draft,
    pub people: &'a [Listed],
    pub faults: &'a [FieldFault],
    /// What stands above the form.
    pub above: Markup,
}

impl Editor<'_> {
    /// What is wrong with a field, under it; the place is there also while nothing is.
    pub fn fault(&self, field: Field) -> Markup {
        let id = typed::id(field);
        let told = self.faults.iter().filter(|fault| fault.at == field);
        html! { div id={ "f-" (id) } .slot { @for fault in told { p .fault role="alert" { (fault.told) } } } }
    }

    /// Whether something is wrong there.
    pub fn is_wrong(&self, field: Field) -> bool {
        self.faults.iter().any(|fault| fault.at == field)
    }
}
