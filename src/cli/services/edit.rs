//! `services edit`: what was said, turned into changes.

use crate::cli::console::desk;
use crate::cli::console::outcome::describe;
use crate::cli::services::arguments;
use crate::config::SegmentEntry;
use crate::domain::service::catalogue::{
    BookedAs, BookingOrder, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use crate::domain::service::edit::SegmentEdit;
use crate::domain::service::{edit, templates};
use crate::frontdesk::Desk;
use crate::frontdesk::expected::Expected;
use crate::frontdesk::service::admin;
use crate::frontdesk::service::admin::Changed;
use clap::Args;
use std::path::PathBuf;

/// The changes. Those of the segments' order are made first, one at a time.
#[derive(Args)]
pub struct Edit {
    /// The service's key.
    key: String,
    /// The revision you saw: refused if the service was changed since.
    #[arg(long)]
    revision: Option<i64>,
    /// Another name.
    #[arg(long)]
    name: Option<String>,
    /// What callers say as well, in place of what they said until now; may be repeated.
    #[arg(long)]
    alias: Vec<String>,
    /// What the pauses are for: free, blocked, flexible or never.
    #[arg(long)]
    policy: Option<String>,
    /// Kept free behind the visit, minutes.
    #[arg(long, allow_negative_numbers = true)]
    buffer: Option<i64>,
    /// last_first or first_first: in which order a visit is booked at Cal.com.
    #[arg(long)]
    order: Option<String>,
    /// Who does every segment: keys or names, parted by commas.
    #[arg(long, value_delimiter = ',')]
    staff: Vec<String>,
    #[command(flatten)]
    segment: OfSegment,
    /// A new segment like "B:Kopfmassage:10", which gets this letter.
    #[arg(long, group = "structure")]
    add: Option<String>,
    /// The letter of a segment that is no longer done.
    #[arg(long, group = "structure")]
    remove: Option<String>,
    /// The present letters in their new order, parted by commas.
    #[arg(long, group = "structure", value_delimiter = ',')]
    reorder: Vec<String>,
    /// Stops being composite: one segment of so many minutes. Its event types are given back.
    #[arg(long, group = "structure", allow_negative_numbers = true)]
    simple: Option<i64>,
    /// The segments of this template, for those who do the service now.
    #[arg(long, group = "structure")]
    template: Option<String>,
    /// All of it anew, from a file as for `services add --file`; its key does not count.
    #[arg(long, group = "structure")]
    file: Option<PathBuf>,
    /// Who changes it.
    #[arg(long)]
    by: String,
}

#[derive(Args)]
struct OfSegment {
    /// The letter of the segment that the following are about.
    #[arg(long)]
    of: Option<String>,
    /// Its name.
    #[arg(long, requires = "of")]
    rename: Option<String>,
    /// Its active work.
    #[arg(long, requires = "of", allow_negative_numbers = true)]
    minutes: Option<i64>,
    /// The pause behind it, minutes.
    #[arg(long, requires = "of", allow_negative_numbers = true)]
    pause: Option<i64>,
    /// same (the one who does the visit) or any (handed over).
    #[arg(long, requires = "of")]
    performer: Option<String>,
    /// staff (an event type per person) or pool (Cal.com chooses).
    #[arg(long, requires = "of")]
    booked_as: Option<String>,
    /// Who does it: keys or names, parted by commas.
    #[arg(long, requires = "of", value_delimiter = ',')]
    performers: Vec<String>,
    /// Who takes longer or is quicker: emma=40; "emma=" takes the own length away. May be repeated.
    #[arg(long, requires = "of")]
    takes: Vec<String>,
}

/// Makes the changes, all or none.
pub fn run(desk: &Desk, edit: Edit) -> Result<Changed, String> {
    let known = arguments::find(desk, &edit.key)?;
    let expected = edit.revision.map_or(Expected::Any, |revision| Expected::This(Some(revision)));
    let (key, by) = (known.row.key, edit.by.clone());
    let edits = edits(desk, edit)?;
    if edits.is_empty() {
        return Err("say what is to change; `chairside services edit --help` tells what can".into());
    }
    admin::edit(desk, &key, expected, edits, &by).map_err(describe)
}

fn edits(desk: &Desk, edit: Edit) -> Result<Vec<edit::Edit>, String> {
    use edit::Edit as One;
    let mut edits = Vec::new();
    if let Some(said) = &edit.add {
        let (key, entry) = arguments::segment(desk, said)?;
        edits.push(One::Add(key, segment(key, &entry)?));
        let takes = entry.staff_minutes.into_iter();
        let takes = takes.map(|(who, own)| Ok((who, Some(number("takes", own)?))));
        let takes = takes.collect::<Result<Vec<_>, String>>()?;
        let staff = (!entry.staff.is_empty()).then_some(entry.staff);
        if staff.is_some() || !takes.is_empty() {
            edits.push(One::Segment(key, SegmentEdit { staff, takes, ..SegmentEdit::default() }));
        }
    }
    if let Some(said) = &edit.remove {
        edits.push(One::Remove(letter(said)?));
    }
    if !edit.reorder.is_empty() {
        let keys = edit.reorder.iter().map(|said| letter(said)).collect::<Result<_, _>>()?;
        edits.push(One::Reorder(keys));
    }
    if let Some(minutes) = edit.simple {
        edits.push(One::Simple(number("--simple", minutes)?));
    }
    if let Some(name) = &edit.template {
        let template = templates::template(name);
        let template = template.ok_or_else(|| arguments::no_template(name))?;
        edits.push(One::Compose(template.composition));
    }
    if let Some(path) = &edit.file {
        let entry = arguments::read_file(path)?;
        if !entry.event_types.is_empty() {
            return Err("event_types can only be given with `services add`".into());
        }
        edits.push(One::Whole(entry.describe().map_err(|faults| faults.join("\n"))?));
    }
    edits.extend(edit.name.map(One::Name));
    if !edit.alias.is_empty() {
        edits.push(One::Aliases(edit.alias));
    }
    let policy =
        word(edit.policy, PausePolicy::parse, "--policy", "free, blocked, flexible or never");
    edits.extend(policy?.map(One::Policy));
    if let Some(minutes) = edit.buffer {
        edits.push(One::Buffer(number("--buffer", minutes)?));
    }
    let order = word(edit.order, BookingOrder::parse, "--order", "last_first or first_first");
    edits.extend(order?.map(One::Order));
    if !edit.staff.is_empty() {
        edits.push(One::Staff(desk::staff_keys(desk, &edit.staff)?));
    }
    if let Some(key) = &edit.segment.of {
        edits.push(One::Segment(letter(key)?, of_segment(desk, edit.segment)?));
    }
    Ok(edits)
}

/// A new segment; the words were looked at when it was read.
fn segment(key: SegmentKey, said: &SegmentEntry) -> Result<ServiceSegment, String> {
    let performer = said.performer.as_deref().and_then(Performer::parse);
    let booked_as = said.booked_as.as_deref().and_then(BookedAs::parse);
    Ok(ServiceSegment {
        key,
        name: said.name.clone(),
        minutes: number("the minutes", said.minutes)?,
        pause_after_minutes: number("the pause", said.pause_after)?,
        performer: performer.unwrap_or(Performer::Same),
        booked_as: booked_as.unwrap_or(BookedAs::Staff),
    })
}

fn of_segment(desk: &Desk, said: OfSegment) -> Result<SegmentEdit, String> {
    let staff = match said.performers.as_slice() {
        [] => None,
        people => Some(desk::staff_keys(desk, people)?),
    };
    let mut takes = Vec::new();
    for one in &said.takes {
        let (who, minutes) = arguments::takes(desk, one)?;
        takes.push((who, minutes.map(|minutes| number("--takes", minutes)).transpose()?));
    }
    Ok(SegmentEdit {
        name: said.rename,
        minutes: said.minutes.map(|minutes| number("--minutes", minutes)).transpose()?,
        pause_after: said.pause.map(|minutes| number("--pause", minutes)).transpose()?,
        performer: word(said.performer, Performer::parse, "--performer", "same or any")?,
        booked_as: word(said.booked_as, BookedAs::parse, "--booked-as", "staff or pool")?,
        staff,
        takes,
    })
}

fn letter(said: &str) -> Result<SegmentKey, String> {
    SegmentKey::parse(said.trim())
        .ok_or_else(|| format!("{} is no segment: say a letter, A to Z", desk::echo(said)))
}

/// How much is too much is the service's check to say.
fn number(what: &str, minutes: i64) -> Result<u32, String> {
    if minutes < 0 {
        return Err(format!("{what} must not be negative"));
    }
    Ok(u32::try_from(minutes).unwrap_or(u32::MAX))
}

fn word<T>(
    said: Option<String>,
    parse: fn(&str) -> Option<T>,
    what: &str,
    words: &str,
) -> Result<Option<T>, String> {
    let Some(said) = said else { return Ok(None) };
    parse(&said).map(Some).ok_or_else(|| format!("{what} must be {words}"))
}
