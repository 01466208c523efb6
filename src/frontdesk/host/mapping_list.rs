//! The mappings a page at a time, with who each host is.

use crate::domain::Result;
use crate::domain::host::kinds::MappingSource;
use crate::domain::ids::HostId;
use crate::domain::text::fold::fold;
use crate::frontdesk::Desk;
use crate::frontdesk::host::mapping_view::MappingView;
use crate::frontdesk::host::{mapping_view, told};
use crate::store::db::slice::{Place, Slice};
use crate::store::host::mapping_list;
use serde::Serialize;

/// Letters of a filter that are looked at.
const TEXT_CHARS_MAX: usize = 80;

/// Which mappings are listed. Unset means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// In the name of the staff member or the host, in the host's addresses, or its number.
    pub text: String,
    pub active: Option<bool>,
    pub source: Option<MappingSource>,
}

/// A mapping of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MappingLine {
    #[serde(flatten)]
    pub mapping: MappingView,
    /// Who it is at Cal.com.
    pub name: Option<String>,
    pub emails: Vec<String>,
}

/// A page of the mappings, the newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MappingPage {
    pub slice: Slice<MappingLine>,
    /// How many count, of all.
    pub on: u32,
    /// How many are off, of all.
    pub off: u32,
}

/// A page of at most so many.
pub(crate) fn page(desk: &Desk, wanted: &Wanted, place: Place, most: u32) -> Result<MappingPage> {
    let company = desk.salon.company;
    let text: String = wanted.text.trim().chars().take(TEXT_CHARS_MAX).collect();
    desk.store.read(|connection| {
        let roster = told::roster(connection, company)?;
        let folded = fold(&text);
        let named = roster.iter().filter(|who| fold(&who.name).as_str().contains(folded.as_str()));
        let filter = mapping_list::Filter {
            staff: named.map(|who| who.id.clone()).collect(),
            text: Some(text).filter(|text| !text.is_empty()),
            active: wanted.active,
            source: wanted.source,
        };
        let found = mapping_list::page(connection, company, &filter, place, most)?;
        let (on, off) = mapping_list::count(connection, company)?;
        let slice = found.try_map(|one| {
            let mapping = mapping_view::view(desk, &one.row, &roster);
            Ok(MappingLine { mapping, name: one.name, emails: one.emails })
        })?;
        Ok(MappingPage { slice, on, off })
    })
}

/// What a host is called for people: the name, else an address, else the number.
pub(crate) fn label(name: Option<&str>, emails: &[String], host: HostId) -> String {
    let name = name.filter(|name| !name.trim().is_empty());
    name.or(emails.first().map(String::as_str)).map_or_else(|| host.to_string(), str::to_owned)
}
