//! What each booking of a visit carries of its part in Cal.com's metadata, so that the part of us that sees it first, in
//! whichever database, makes the same rows of it.

use crate::domain::service::catalogue::PausePolicy;
use crate::domain::visit::booking::meta;
use crate::domain::visit::layout::PartKind;
use std::collections::BTreeMap;

/// The key of the only segment of a simple visit.
pub const SIMPLE_SEGMENT: &str = "A";
/// As the tables' checks have it.
const SEGMENTS_MAX: u32 = 26;
/// Parts are segments and held pauses; a pause may be held in two pieces.
const POSITION_MAX: u32 = 3 * SEGMENTS_MAX;
/// As the tables' checks have it.
const AROUND_MAX_MINUTES: u32 = 240;
/// A segment's name longer than this is cut.
const NAME_MAX_CHARS: usize = 100;

/// A part of a visit, as its booking tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartNote {
    /// `A`, or `A+` for the held pause behind A.
    pub segment: String,
    /// From 1, over all parts in time order.
    pub position: u32,
    /// How many segments of active work the visit has.
    pub segments: u32,
    /// Active work, or a pause that is held.
    pub kind: PartKind,
    /// What the visit's pauses are for.
    pub policy: Option<PausePolicy>,
    /// As spoken; empty for a simple visit.
    pub name: String,
    /// After it, at the beginning of a free pause.
    pub settle_minutes: u32,
    /// Before it, at the end of a free pause.
    pub return_minutes: u32,
    /// Behind the whole visit.
    pub buffer_minutes: u32,
}

impl PartNote {
    /// The only part of a simple visit.
    pub fn simple() -> PartNote {
        PartNote {
            segment: SIMPLE_SEGMENT.to_owned(),
            position: 1,
            segments: 1,
            kind: PartKind::Work,
            policy: None,
            name: String::new(),
            settle_minutes: 0,
            return_minutes: 0,
            buffer_minutes: 0,
        }
    }

    /// Puts it into a booking's metadata; what is as in a simple visit is left out.
    pub fn write(&self, metadata: &mut BTreeMap<String, String>) {
        let mut put = |key: &str, value: String| metadata.insert(key.to_owned(), value);
        put(meta::SEGMENT, self.segment.clone());
        if self.buffer_minutes > 0 || self.settle_minutes > 0 || self.return_minutes > 0 {
            let (settle, back) = (self.settle_minutes, self.return_minutes);
            put(meta::AROUND, format!("{settle},{back},{}", self.buffer_minutes));
        }
        if self.segments <= 1 && self.kind == PartKind::Work {
            return;
        }
        put(meta::POSITION, self.position.to_string());
        put(meta::SEGMENTS, self.segments.to_string());
        put(meta::KIND, self.kind.as_str().to_owned());
        put(meta::NAME, self.name.clone());
        if let Some(policy) = self.policy {
            put(meta::POLICY, policy.as_str().to_owned());
        }
    }

    /// Reads it back. Metadata comes from outside: what is missing or out of bounds is as in a simple visit.
    pub fn read(metadata: &BTreeMap<String, String>) -> PartNote {
        let text =
            |key: &str| metadata.get(key).map(String::as_str).filter(|text| !text.is_empty());
        let number = |key: &str, most: u32| {
            text(key)
                .and_then(|text| text.parse().ok())
                .filter(|number| (1..=most).contains(number))
        };
        let mut around = text(meta::AROUND).unwrap_or_default().split(',').map(|part| {
            part.parse().ok().filter(|minutes| *minutes <= AROUND_MAX_MINUTES).unwrap_or(0)
        });
        PartNote {
            segment: text(meta::SEGMENT).unwrap_or(SIMPLE_SEGMENT).to_owned(),
            position: number(meta::POSITION, POSITION_MAX).unwrap_or(1),
            segments: number(meta::SEGMENTS, SEGMENTS_MAX).unwrap_or(1),
            kind: text(meta::KIND).and_then(PartKind::parse).unwrap_or(PartKind::Work),
            policy: text(meta::POLICY).and_then(PausePolicy::parse),
            name: clean(text(meta::NAME).unwrap_or_default()),
            settle_minutes: around.next().unwrap_or(0),
            return_minutes: around.next().unwrap_or(0),
            buffer_minutes: around.next().unwrap_or(0),
        }
    }
}

fn clean(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(NAME_MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let whole = PartNote {
            segment: "B".into(),
            position: 3,
            segments: 4,
            kind: PartKind::Work,
            policy: Some(PausePolicy::Flexible),
            name: "Waschen".into(),
            settle_minutes: 0,
            return_minutes: 5,
            buffer_minutes: 10,
        };
        let held = PartNote { segment: "A+".into(), kind: PartKind::Pause, ..whole.clone() };
        let buffered = PartNote { buffer_minutes: 15, ..PartNote::simple() };
        for note in [whole, held, PartNote::simple(), buffered] {
            let mut metadata = BTreeMap::new();
            note.write(&mut metadata);
            assert_eq!(PartNote::read(&metadata), note);
        }
        let mut metadata = BTreeMap::new();
        PartNote::simple().write(&mut metadata);
        assert_eq!(metadata.len(), 1, "a simple booking carries its segment alone");
    }

    #[test]
    fn what_cannot_be_is_as_in_a_simple_visit() {
        for (key, value) in [
            (meta::POSITION, "0"),
            (meta::POSITION, "9999999999"),
            (meta::SEGMENTS, "27"),
            (meta::SEGMENTS, "-4"),
            (meta::KIND, "<script>"),
            (meta::POLICY, "FREE"),
            (meta::AROUND, "241,x,-1"),
            (meta::SEGMENT, ""),
            (meta::NAME, "\r\n"),
        ] {
            let metadata = BTreeMap::from([(key.to_owned(), value.to_owned())]);
            assert_eq!(PartNote::read(&metadata), PartNote::simple(), "{key} {value}");
        }
    }
}
