//! What is said about services on the command line and in files, turned into what the desk takes.

use crate::cli::console::desk;
use crate::cli::console::desk::echo;
use crate::cli::console::outcome::describe;
use crate::config::{SegmentEntry, ServiceEntry};
use crate::domain::Error;
use crate::domain::service::catalogue::SegmentKey;
use crate::domain::service::templates;
use crate::domain::service::templates::Template;
use crate::frontdesk::Desk;
use crate::frontdesk::service::admin;
use crate::frontdesk::service::admin::ServiceView;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A description is a page of text at most.
const FILE_MAX_BYTES: u64 = 256 * 1024;

/// The service of a key, or a sentence with the keys there are.
pub fn find(desk: &Desk, key: &str) -> Result<ServiceView, String> {
    match admin::service(desk, key) {
        Err(Error::NotFound(_)) => {
            let services = admin::services(desk).map_err(describe)?;
            let keys: Vec<&str> = services.iter().map(|one| one.row.key.as_str()).collect();
            Err(format!("there is no service {}; there are {}", echo(key), keys.join(", ")))
        }
        found => found.map_err(describe),
    }
}

/// Reads a description in the shape of `[[services]]`, as TOML or as JSON.
pub fn read_file(path: &Path) -> Result<ServiceEntry, String> {
    let cannot = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut text = String::new();
    let most = FILE_MAX_BYTES.saturating_add(1);
    File::open(path).map_err(cannot)?.take(most).read_to_string(&mut text).map_err(cannot)?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > FILE_MAX_BYTES {
        return Err(format!("{}: longer than {FILE_MAX_BYTES} bytes", path.display()));
    }
    let read = if text.trim_start().starts_with('{') {
        serde_json::from_str(&text).map_err(|error| error.to_string())
    } else {
        toml::from_str(&text).map_err(|error| error.to_string())
    };
    read.map_err(|why| format!("{}: {why}", path.display()))
}

/// Segments like `A:Farbe auftragen:30:pause 30`, in order.
pub fn segments(desk: &Desk, said: &[String]) -> Result<Vec<SegmentEntry>, String> {
    let mut segments = Vec::new();
    for (index, one) in said.iter().enumerate() {
        let (key, segment) = segment(desk, one)?;
        if SegmentKey::nth(index) != Some(key) {
            return Err(format!("\"{}\": the letters run from A without a gap", echo(one)));
        }
        segments.push(segment);
    }
    Ok(segments)
}

/// One segment like `A:Farbe auftragen:30:pause 30:any:pool:staff emma,mia:takes emma=40`.
pub fn segment(desk: &Desk, said: &str) -> Result<(SegmentKey, SegmentEntry), String> {
    let shape = || format!("\"{}\" must be like \"A:Farbe auftragen:30:pause 30\"", echo(said));
    let mut parts = said.split(':').map(str::trim);
    let key = parts.next().and_then(SegmentKey::parse).ok_or_else(shape)?;
    let name = parts.next().ok_or_else(shape)?.to_owned();
    let minutes = parts.next().and_then(|text| text.parse().ok()).ok_or_else(shape)?;
    let mut segment = SegmentEntry { name, minutes, ..SegmentEntry::default() };
    for part in parts {
        let (word, rest) = part.split_once(' ').unwrap_or((part, ""));
        match (word, rest.trim()) {
            ("pause", rest) => segment.pause_after = rest.parse().map_err(|_| shape())?,
            ("same" | "any", "") => segment.performer = Some(word.to_owned()),
            ("staff", "") => segment.booked_as = Some(word.to_owned()),
            ("pool", "") => segment.booked_as = Some(word.to_owned()),
            ("staff", rest) => {
                let names: Vec<String> = rest.split(',').map(|name| name.trim().into()).collect();
                segment.staff = desk::staff_keys(desk, &names)?;
            }
            ("takes", rest) => {
                for one in rest.split(',') {
                    let (who, minutes) = takes(desk, one)?;
                    let minutes = minutes.ok_or_else(shape)?;
                    segment.staff_minutes.insert(who, minutes);
                }
            }
            _ => {
                return Err(format!(
                    "\"{}\": behind the minutes can be pause, any, same, pool, staff and takes, not \"{}\"",
                    echo(said),
                    echo(part)
                ));
            }
        }
    }
    Ok((key, segment))
}

/// `emma=40`, and `emma=` where the own length is taken away.
pub fn takes(desk: &Desk, said: &str) -> Result<(String, Option<i64>), String> {
    let shape = || format!("\"{}\" must be like emma=40", echo(said));
    let (who, minutes) = said.split_once('=').ok_or_else(shape)?;
    let who = desk::staff_key(desk, who.trim())?;
    let minutes = minutes.trim();
    let minutes =
        if minutes.is_empty() { None } else { Some(minutes.parse().map_err(|_| shape())?) };
    Ok((who, minutes))
}

/// A template in the shape of the configuration; without performers yet.
pub fn template_entry(template: &Template) -> ServiceEntry {
    let segments = template.composition.segments.iter().map(|segment| SegmentEntry {
        name: segment.name.clone(),
        minutes: segment.minutes.into(),
        pause_after: segment.pause_after_minutes.into(),
        performer: Some(segment.performer.as_str().to_owned()),
        booked_as: Some(segment.booked_as.as_str().to_owned()),
        ..SegmentEntry::default()
    });
    ServiceEntry {
        key: template.key.to_owned(),
        name: template.name.to_owned(),
        segments: segments.collect(),
        pause_policy: Some(template.composition.policy.as_str().to_owned()),
        buffer_minutes: template.composition.buffer_minutes.into(),
        ..ServiceEntry::default()
    }
}

/// The sentence for a template that there is not.
pub fn no_template(name: &str) -> String {
    let all = templates::templates();
    let keys: Vec<&str> = all.iter().map(|template| template.key).collect();
    format!("there is no template {}; there are {}", echo(name), keys.join(", "))
}
