//! One host as it stands: who it is and why, what hangs on it, who it might be, and its whole story.

use crate::domain::host::identity::HostSighting;
use crate::domain::host::matching_sentence;
use crate::domain::ids::{HostId, MappingId};
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::door::resolve;
use crate::frontdesk::door::rules::Rules;
use crate::frontdesk::host::mapping_list::label;
use crate::frontdesk::host::mapping_view::{MappingView, StoryView};
use crate::frontdesk::host::suggestion_view::EntryView;
use crate::frontdesk::host::{mapping_view, suggestion_view, unassigned};
use crate::store::host::{identity, mapping};

/// A host as it stands now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HostStand {
    /// The name at Cal.com, or what there is instead of one.
    pub label: String,
    /// The mapping that counts.
    pub active: Option<MappingView>,
    /// What is decided of a booking of this host today, a sentence in the desk's language.
    pub decided: String,
    /// Appointments of this host.
    pub upcoming: u32,
    pub past: u32,
    /// Those of them that nobody does.
    pub unassigned: usize,
    /// Who it might be, while nobody knows.
    pub entry: Option<EntryView>,
    pub story: StoryView,
}

/// A host as it stands. `NotFound` if it was never seen.
pub(crate) fn of(desk: &Desk, host: HostId) -> Result<HostStand> {
    let story = mapping_view::story(desk, host)?;
    let stands = unassigned::host_stands(desk, host)?;
    let entry = match suggestion_view::entry(desk, host) {
        Ok(entry) => Some(entry),
        // It is mapped.
        Err(Error::Conflict(_)) => None,
        Err(error) => return Err(error),
    };
    let decided = match &entry {
        Some(entry) => entry.told.clone(),
        None => decided(desk, host)?,
    };
    Ok(HostStand {
        label: label(story.name.as_deref(), &story.emails, host),
        active: story.mappings.iter().find(|row| row.active).cloned(),
        decided,
        upcoming: stands.upcoming,
        past: stands.past,
        unassigned: stands.left.len(),
        entry,
        story,
    })
}

/// Whose mapping it is, and whether it counts. `NotFound` if there is none of this number here.
pub(crate) fn of_mapping(desk: &Desk, id: MappingId) -> Result<(HostId, bool)> {
    let company = desk.salon.company;
    let row = desk.store.read(|connection| mapping::find(connection, id))?;
    let row = row.filter(|row| row.company == company).ok_or(Error::NotFound("mapping"))?;
    Ok((row.host, row.active))
}

fn decided(desk: &Desk, host: HostId) -> Result<String> {
    let rules = Rules::of(&desk.salon);
    desk.store.read(|connection| {
        let known = identity::find(connection, rules.company, host)?;
        let known = known.ok_or(Error::NotFound("host"))?;
        let sighting = HostSighting::Seen { host: known.host, source: String::new() };
        let decision = resolve::ask(connection, &rules, &sighting, None)?;
        Ok(matching_sentence::sentence(&decision, &sighting, desk.salon.language))
    })
}
