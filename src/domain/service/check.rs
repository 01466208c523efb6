//! Whether a service can be done as it is described: every fault at once, each with the way to mend it.

use crate::domain::language::Language;
use crate::domain::service::catalogue::{
    BookedAs, Composition, PausePolicy, SegmentKey, ServiceSegment,
};
use crate::domain::text::direction::is_direction;

/// A visit of more is a day at the salon; each is a booking at Cal.com.
pub const SEGMENTS_MAX: usize = 10;
/// One segment, one pause and a whole visit last at most a day.
pub const VISIT_MINUTES_MAX: u32 = 1_440;
/// Kept free behind a visit at most.
pub const BUFFER_MINUTES_MAX: u32 = 240;
/// A segment's name is part of an event type's title.
pub const SEGMENT_NAME_CHARS_MAX: usize = 60;
/// So much of a name stands in a sentence about it.
const ECHO_CHARS_MAX: usize = 30;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where; `None` if the whole service is meant.
    pub segment: Option<SegmentKey>,
    /// The segment's name, fit to be shown; may be empty.
    pub name: String,
    pub kind: FaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    NoSegment,
    TooManySegments(usize),
    /// The segments' letters are not A, B, C… in order; this one is due.
    KeyOutOfOrder(SegmentKey),
    NameEmpty,
    /// Its name has more than `SEGMENT_NAME_CHARS_MAX` characters.
    NameTooLong,
    /// Its name has line breaks, control characters or marks that turn the direction of writing.
    NameOdd,
    /// It takes no time.
    NoMinutes,
    /// It takes longer than a day.
    TooManyMinutes(u32),
    /// The pause behind it is longer than a day.
    PauseTooLong(u32),
    /// There is a pause, and the service has none.
    PauseForbidden(u32),
    /// There is a pause behind the last segment.
    PauseTrailing(u32),
    /// There is no pause, and this policy is about pauses.
    PauseMissing(PausePolicy),
    /// The pause behind it is held, but no staff member is named who could be.
    HeldByPool(PausePolicy),
    /// All together lasts longer than a day.
    VisitTooLong(u32),
    /// More is kept free behind it than `BUFFER_MINUTES_MAX`.
    BufferTooLong(u32),
}

impl Composition {
    /// Gives it back if it can be done, else every fault, in the order of the segments.
    ///
    /// A pause that is held (`blocked`, `flexible`) needs a named person on the segment before it, because that is the
    /// one who is held, and in a pool that is not known until Cal.com has chosen. Who comes after the pause
    /// may be any: a handover ends the hold as well.
    pub fn check(self) -> Result<Composition, Vec<Fault>> {
        let mut faults = Vec::new();
        let whole = |kind| Fault { segment: None, name: String::new(), kind };
        let count = self.segments.len();
        if count == 0 {
            faults.push(whole(FaultKind::NoSegment));
        }
        if count > SEGMENTS_MAX {
            faults.push(whole(FaultKind::TooManySegments(count)));
        }
        for (index, segment) in self.segments.iter().enumerate() {
            let is_last = index.saturating_add(1) == count;
            let due = SegmentKey::nth(index).filter(|due| *due != segment.key);
            let kinds = due.map(FaultKind::KeyOutOfOrder).into_iter();
            let kinds = kinds.chain(name_fault(&segment.name));
            let kinds = kinds.chain(minutes_fault(segment.minutes));
            let kinds = kinds.chain(pause_fault(segment, self.policy, is_last));
            let named =
                |kind| Fault { segment: Some(segment.key), name: shown(&segment.name), kind };
            faults.extend(kinds.map(named));
        }
        let has_pause = self.segments.iter().any(|segment| segment.pause_after_minutes > 0);
        if matches!(self.policy, PausePolicy::Free | PausePolicy::Flexible) && !has_pause {
            faults.push(whole(FaultKind::PauseMissing(self.policy)));
        }
        if self.minutes() > VISIT_MINUTES_MAX {
            faults.push(whole(FaultKind::VisitTooLong(self.minutes())));
        }
        if self.buffer_minutes > BUFFER_MINUTES_MAX {
            faults.push(whole(FaultKind::BufferTooLong(self.buffer_minutes)));
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}

fn name_fault(name: &str) -> Option<FaultKind> {
    if name.trim().is_empty() {
        return Some(FaultKind::NameEmpty);
    }
    if name.chars().any(|letter| letter.is_control() || is_direction(letter)) {
        return Some(FaultKind::NameOdd);
    }
    (name.chars().count() > SEGMENT_NAME_CHARS_MAX).then_some(FaultKind::NameTooLong)
}

fn minutes_fault(minutes: u32) -> Option<FaultKind> {
    match minutes {
        0 => Some(FaultKind::NoMinutes),
        1..=VISIT_MINUTES_MAX => None,
        more => Some(FaultKind::TooManyMinutes(more)),
    }
}

fn pause_fault(segment: &ServiceSegment, policy: PausePolicy, is_last: bool) -> Option<FaultKind> {
    let pause = segment.pause_after_minutes;
    if pause == 0 {
        return None;
    }
    if is_last {
        return Some(FaultKind::PauseTrailing(pause));
    }
    if policy == PausePolicy::Never {
        return Some(FaultKind::PauseForbidden(pause));
    }
    if pause > VISIT_MINUTES_MAX {
        return Some(FaultKind::PauseTooLong(pause));
    }
    let held_by_pool = policy.holds() && segment.booked_as == BookedAs::Pool;
    held_by_pool.then_some(FaultKind::HeldByPool(policy))
}

/// A name as it may stand in a sentence, whatever was typed.
fn shown(name: &str) -> String {
    let odd = |letter: &char| letter.is_control() || is_direction(*letter);
    name.trim().chars().filter(|letter| !odd(letter)).take(ECHO_CHARS_MAX).collect()
}

impl Fault {
    /// What is wrong, where, and how to mend it. Safe to show to outsiders.
    pub fn sentence(&self, language: Language) -> String {
        let what = self.kind.words(language);
        let Some(key) = self.segment else { return what };
        if self.name.is_empty() {
            return format!("Segment {key}: {what}");
        }
        match language {
            Language::De => format!("Segment {key} („{}“): {what}", self.name),
            Language::En => format!("Segment {key} (\"{}\"): {what}", self.name),
        }
    }
}

impl FaultKind {
    fn words(self, language: Language) -> String {
        match language {
            Language::De => self.german(),
            Language::En => self.english(),
        }
    }

    fn german(self) -> String {
        match self {
            FaultKind::NoSegment => {
                "Die Leistung hat kein Segment. Sie braucht mindestens eines, mit Name und Minuten."
                    .into()
            }
            FaultKind::TooManySegments(count) => format!(
                "Die Leistung hat {count} Segmente, höchstens {SEGMENTS_MAX} sind möglich. Bitte Arbeitsschritte zusammenfassen."
            ),
            FaultKind::KeyOutOfOrder(due) => {
                format!("Die Buchstaben laufen ohne Lücke ab A; hier muss {due} stehen.")
            }
            FaultKind::NameEmpty => "Der Name fehlt. Bitte sagen, was getan wird.".into(),
            FaultKind::NameTooLong => {
                format!("Der Name hat mehr als {SEGMENT_NAME_CHARS_MAX} Zeichen. Bitte kürzen.")
            }
            FaultKind::NameOdd => {
                "Der Name enthält Zeilenumbrüche oder Steuerzeichen. Bitte neu eintippen.".into()
            }
            FaultKind::NoMinutes => "0 Minuten Arbeit. Mindestens 1 Minute angeben.".into(),
            FaultKind::TooManyMinutes(minutes) => {
                format!(
                    "{minutes} Minuten Arbeit, höchstens {VISIT_MINUTES_MAX} (ein Tag) sind möglich."
                )
            }
            FaultKind::PauseTooLong(minutes) => {
                format!(
                    "{minutes} Minuten Pause, höchstens {VISIT_MINUTES_MAX} (ein Tag) sind möglich."
                )
            }
            FaultKind::PauseForbidden(minutes) => format!(
                "{minutes} Minuten Pause, aber die Leistung hat die Regel „keine Pausen“. Die Pause auf 0 setzen oder eine andere Regel wählen."
            ),
            FaultKind::PauseTrailing(minutes) => format!(
                "{minutes} Minuten Pause nach dem letzten Segment. Die Pause auf 0 setzen; Zeit nach dem Besuch ist ein Puffer."
            ),
            FaultKind::PauseMissing(policy) => format!(
                "Die Regel „{}“ gilt für Pausen, aber keine Pause hat auch nur 1 Minute. Eine Pause eintragen oder die Regel „keine Pausen“ wählen.",
                policy.word(Language::De)
            ),
            FaultKind::HeldByPool(policy) => format!(
                "In der Pause danach bleibt jemand gebunden (Regel „{}“), aber das Segment bucht einen Pool, und niemand weiß vorher, wer es ist. Das Segment je Mitarbeiterin buchen oder die Regel „frei“ wählen.",
                policy.word(Language::De)
            ),
            FaultKind::VisitTooLong(minutes) => format!(
                "Der Besuch dauert {minutes} Minuten, höchstens {VISIT_MINUTES_MAX} (ein Tag) sind möglich. Bitte in zwei Leistungen teilen."
            ),
            FaultKind::BufferTooLong(minutes) => {
                format!(
                    "Der Puffer hat {minutes} Minuten, höchstens {BUFFER_MINUTES_MAX} sind möglich."
                )
            }
        }
    }

    fn english(self) -> String {
        match self {
            FaultKind::NoSegment => {
                "The service has no segment. It needs at least one, with a name and minutes.".into()
            }
            FaultKind::TooManySegments(count) => format!(
                "The service has {count} segments, at most {SEGMENTS_MAX} are possible. Join some steps."
            ),
            FaultKind::KeyOutOfOrder(due) => {
                format!("The letters run from A without a gap; this one must be {due}.")
            }
            FaultKind::NameEmpty => "The name is missing. Say what is done.".into(),
            FaultKind::NameTooLong => {
                format!("The name has more than {SEGMENT_NAME_CHARS_MAX} characters. Shorten it.")
            }
            FaultKind::NameOdd => {
                "The name has line breaks or control characters. Type it anew.".into()
            }
            FaultKind::NoMinutes => "0 minutes of work. Give at least 1 minute.".into(),
            FaultKind::TooManyMinutes(minutes) => {
                format!(
                    "{minutes} minutes of work, at most {VISIT_MINUTES_MAX} (a day) are possible."
                )
            }
            FaultKind::PauseTooLong(minutes) => {
                format!(
                    "{minutes} minutes of pause, at most {VISIT_MINUTES_MAX} (a day) are possible."
                )
            }
            FaultKind::PauseForbidden(minutes) => format!(
                "{minutes} minutes of pause, but the service's policy is \"never\" (no pauses). Set the pause to 0 or choose another policy."
            ),
            FaultKind::PauseTrailing(minutes) => format!(
                "{minutes} minutes of pause behind the last segment. Set it to 0; time behind the visit is a buffer."
            ),
            FaultKind::PauseMissing(policy) => format!(
                "The policy \"{}\" is about pauses, but no pause has even 1 minute. Enter a pause or choose the policy \"never\".",
                policy.as_str()
            ),
            FaultKind::HeldByPool(policy) => format!(
                "A staff member stays bound in the pause behind it (policy \"{}\"), but the segment books a pool, and who that will be is not known beforehand. Book the segment per staff member or choose the policy \"free\".",
                policy.as_str()
            ),
            FaultKind::VisitTooLong(minutes) => format!(
                "The visit lasts {minutes} minutes, at most {VISIT_MINUTES_MAX} (a day) are possible. Make two services of it."
            ),
            FaultKind::BufferTooLong(minutes) => {
                format!(
                    "The buffer has {minutes} minutes, at most {BUFFER_MINUTES_MAX} are possible."
                )
            }
        }
    }
}
