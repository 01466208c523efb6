//! What was typed of a service, as a description; or what is wrong with it, each at its field.

use crate::domain::language::Language;
use crate::domain::service::catalogue::{
    BookedAs, BookingOrder, Composition, PausePolicy, Performer, SegmentKey, ServiceSegment,
};
use crate::domain::service::check::{
    BUFFER_MINUTES_MAX, Fault, FaultKind, SEGMENT_NAME_CHARS_MAX, SEGMENTS_MAX, VISIT_MINUTES_MAX,
};
use crate::domain::service::description;
use crate::domain::service::description::{ALIASES_MAX, Description, Performs};
use crate::domain::service::draft::{Draft, Step, key_of};
use crate::domain::service::performers::StaffFault;

/// Where something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Key,
    Name,
    Aliases,
    Policy,
    Buffer,
    Order,
    /// All of the steps together.
    Steps,
    /// A step, from 0.
    Of(usize, StepField),
}

/// Where in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepField {
    Name,
    Minutes,
    Pause,
    Performer,
    BookedAs,
    Hands,
}

/// What is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    pub at: Field,
    pub told: String,
}

/// A service that is right by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub whole: Description,
    /// Which segment each one was before.
    pub were: Vec<Option<SegmentKey>>,
}

/// Reads what was typed. Else every fault, in the order of the form; whether there are people who can do it is
/// `performers`' business.
pub fn read(draft: &Draft, language: Language) -> Result<Told, Vec<FieldFault>> {
    let mut reader = Reader { language, faults: Vec::new() };
    let whole = reader.whole(draft);
    let Reader { faults, .. } = reader;
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Told { whole, were: draft.steps.iter().map(|step| step.was).collect() })
}

/// Where a fault of the people belongs.
pub fn of_people(fault: &StaffFault, language: Language) -> FieldFault {
    let at = match fault {
        StaffFault::Nobody { segment, .. } | StaffFault::OtherBranch { segment, .. } => {
            place(*segment).map_or(Field::Steps, |place| Field::Of(place, StepField::Hands))
        }
        StaffFault::NoOneDoesAll { .. } => Field::Steps,
    };
    FieldFault { at, told: fault.sentence(language) }
}

fn place(key: SegmentKey) -> Option<usize> {
    (0..SEGMENTS_MAX).find(|place| SegmentKey::nth(*place) == Some(key))
}

struct Reader {
    language: Language,
    faults: Vec<FieldFault>,
}

impl Reader {
    fn wrong(&mut self, at: Field, told: impl Into<String>) {
        self.faults.push(FieldFault { at, told: told.into() });
    }

    fn kind(&mut self, at: Field, kind: FaultKind) {
        let told = Fault { segment: None, name: String::new(), kind }.sentence(self.language);
        self.wrong(at, told);
    }

    fn whole(&mut self, draft: &Draft) -> Description {
        let language = self.language;
        let name = draft.name.trim().to_owned();
        let most = SEGMENT_NAME_CHARS_MAX;
        let what = language.pick("der Name", "the name");
        if let Some(told) = description::name_fault(what, &name, most, language) {
            self.wrong(Field::Name, told);
        }
        let key = match draft.key.trim() {
            "" => key_of(&name),
            key => key.to_owned(),
        };
        if let Some(told) = description::key_fault(&key, language).filter(|_| !name.is_empty()) {
            self.wrong(Field::Key, told);
        }
        let aliases = self.aliases(&draft.aliases);
        let policy = self.word(Field::Policy, &draft.policy, PausePolicy::parse);
        let buffer_minutes = self.number(Field::Buffer, &draft.buffer, Some(0), BUFFER_MINUTES_MAX);
        let booking_order = self.word(Field::Order, &draft.order, BookingOrder::parse);
        let is_composite = draft.is_composite();
        let segments = self.segments(draft, &name);
        let policy = match is_composite {
            // One that is missing is told once: nothing else is wrong because of it.
            true => {
                policy.unwrap_or(match segments.iter().any(|one| one.pause_after_minutes > 0) {
                    true => PausePolicy::Free,
                    false => PausePolicy::Never,
                })
            }
            false => PausePolicy::Never,
        };
        let performers = self.performers(draft);
        let composition = Composition { segments, policy, buffer_minutes };
        self.check(&composition, draft.steps.len());
        Description {
            key,
            name,
            aliases,
            composition,
            booking_order: booking_order.unwrap_or_default(),
            performers,
        }
    }

    fn aliases(&mut self, typed: &str) -> Vec<String> {
        let all = typed.split(',').map(str::trim).filter(|alias| !alias.is_empty());
        let all: Vec<String> = all.map(str::to_owned).collect();
        let language = self.language;
        let what = language.pick("ein weiterer Name", "another name");
        let fault =
            |alias: &String| description::name_fault(what, alias, SEGMENT_NAME_CHARS_MAX, language);
        if let Some(told) = all.iter().find_map(fault) {
            self.wrong(Field::Aliases, told);
        }
        if all.len() > ALIASES_MAX {
            let most = language.pick("weitere Namen sind das meiste", "other names are the most");
            self.wrong(Field::Aliases, format!("{ALIASES_MAX} {most}"));
        }
        all
    }

    /// With more than there may be only that is told.
    fn segments(&mut self, draft: &Draft, name: &str) -> Vec<ServiceSegment> {
        let count = draft.steps.len();
        if count > SEGMENTS_MAX {
            self.kind(Field::Steps, FaultKind::TooManySegments(count));
            return Vec::new();
        }
        let mut segments = Vec::new();
        for (place, step) in draft.steps.iter().enumerate() {
            let Some(key) = SegmentKey::nth(place) else { break };
            let at = |field| Field::Of(place, field);
            let is_last = place.saturating_add(1) == count;
            // What stands behind the last one is kept in the form for the case that it moves up again.
            let pause_after_minutes = match is_last {
                true => 0,
                false => self.number(at(StepField::Pause), &step.pause, Some(0), VISIT_MINUTES_MAX),
            };
            let performer = self.word(at(StepField::Performer), &step.performer, Performer::parse);
            let booked_as = self.word(at(StepField::BookedAs), &step.booked_as, BookedAs::parse);
            segments.push(ServiceSegment {
                key,
                name: if count == 1 { name } else { step.name.trim() }.to_owned(),
                minutes: self.number(
                    at(StepField::Minutes),
                    &step.minutes,
                    None,
                    VISIT_MINUTES_MAX,
                ),
                pause_after_minutes,
                performer: performer.unwrap_or(Performer::Same),
                booked_as: booked_as.unwrap_or(BookedAs::Staff),
            });
        }
        segments
    }

    fn performers(&mut self, draft: &Draft) -> Vec<Performs> {
        let mut performers = Vec::new();
        for (place, step) in draft.steps.iter().enumerate() {
            let Some(segment) = SegmentKey::nth(place) else { break };
            performers.extend(self.doers(place, segment, step));
        }
        performers
    }

    fn doers(&mut self, place: usize, segment: SegmentKey, step: &Step) -> Vec<Performs> {
        let mut doers = Vec::new();
        for doer in step.hands.iter().filter(|doer| doer.does) {
            let minutes = match doer.minutes.trim() {
                "" => None,
                own => {
                    let at = Field::Of(place, StepField::Hands);
                    Some(self.number(at, own, None, VISIT_MINUTES_MAX))
                }
            };
            doers.push(Performs { segment, staff: doer.staff.clone(), minutes });
        }
        doers
    }

    /// What is wrong with all of it together; what was told of a field is not told again.
    fn check(&mut self, composition: &Composition, count: usize) {
        let Err(faults) = composition.clone().check() else { return };
        for fault in faults {
            let names = [FaultKind::NameEmpty, FaultKind::NameTooLong, FaultKind::NameOdd];
            let is_the_services = count == 1 && names.contains(&fault.kind);
            if count > SEGMENTS_MAX || is_the_services {
                continue;
            }
            let at = at(&fault);
            if !self.faults.iter().any(|known| known.at == at) {
                self.kind(at, fault.kind);
            }
        }
    }

    /// A number of minutes, at most so many. What is wrong with it is told once; one minute stands for it then.
    fn number(&mut self, at: Field, typed: &str, empty: Option<u32>, most: u32) -> u32 {
        let typed = typed.trim();
        let language = self.language;
        if typed.is_empty() {
            if let Some(empty) = empty {
                return empty;
            }
            self.wrong(at, language.pick("Wie viele Minuten?", "How many minutes?"));
            return 1;
        }
        let least = empty.unwrap_or(1);
        match typed.parse::<i128>() {
            Ok(number) if (i128::from(least)..=i128::from(most)).contains(&number) => {
                u32::try_from(number).unwrap_or(least)
            }
            // Also more digits than any number here has.
            Ok(_) | Err(_) if is_number(typed) => {
                let told = language.pick(
                    format!("Möglich sind {least} bis {most} Minuten."),
                    format!("Possible are {least} to {most} minutes."),
                );
                self.wrong(at, told);
                1
            }
            Ok(_) | Err(_) => {
                let told = language.pick(
                    "Bitte ganze Minuten, nur Ziffern.",
                    "Whole minutes, please, digits only.",
                );
                self.wrong(at, told);
                1
            }
        }
    }

    fn word<T>(&mut self, at: Field, typed: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
        let found = parse(typed);
        if found.is_none() {
            self.wrong(at, self.language.pick("Bitte eines auswählen.", "Please choose one."));
        }
        found
    }
}

fn is_number(typed: &str) -> bool {
    let digits = typed.strip_prefix('-').unwrap_or(typed);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn at(fault: &Fault) -> Field {
    let of = |field| {
        let place = fault.segment.and_then(place);
        place.map_or(Field::Steps, |place| Field::Of(place, field))
    };
    match fault.kind {
        FaultKind::NoSegment
        | FaultKind::TooManySegments(_)
        | FaultKind::KeyOutOfOrder(_)
        | FaultKind::VisitTooLong(_) => Field::Steps,
        FaultKind::NameEmpty | FaultKind::NameTooLong | FaultKind::NameOdd => of(StepField::Name),
        FaultKind::NoMinutes | FaultKind::TooManyMinutes(_) => of(StepField::Minutes),
        FaultKind::PauseTooLong(_) | FaultKind::PauseForbidden(_) | FaultKind::PauseTrailing(_) => {
            of(StepField::Pause)
        }
        FaultKind::HeldByPool(_) => of(StepField::BookedAs),
        FaultKind::PauseMissing(_) => Field::Policy,
        FaultKind::BufferTooLong(_) => Field::Buffer,
    }
}
