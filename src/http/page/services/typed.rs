//! A service in the fields of a form, and back.

use crate::domain::service::catalogue::SegmentKey;
use crate::domain::service::draft::{Doer, Draft, Step, Turn};
use crate::domain::service::draft_read::{Field, StepField};
use crate::http::page::base::form::Form;
use crate::store::host::staff::Listed;

/// So many steps of a form are read; more than a service may have, so that it is told.
const STEPS_READ_MAX: usize = 30;

/// What a button of the form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Save,
    /// Only to be told what is wrong.
    Check,
    Turn(Turn),
}

/// Which button it was. Whatever is none of ours only checks.
pub(crate) fn wanted(form: &Form) -> Wanted {
    let said = form.get("do");
    if said == "save" {
        return Wanted::Save;
    }
    let (word, place) = said.split_once('.').unwrap_or((said, ""));
    let turn: fn(usize) -> Turn = match word {
        "add" => Turn::Add,
        "remove" => Turn::Remove,
        "up" => Turn::Up,
        "down" => Turn::Down,
        "same" => Turn::SameHands,
        _ => return Wanted::Check,
    };
    place.parse().map_or(Wanted::Check, |place| Wanted::Turn(turn(place)))
}

/// What was typed. Of what was not sent nothing.
pub(crate) fn draft(form: &Form, people: &[Listed]) -> Draft {
    let get = |name: &str| form.get(name).to_owned();
    let count = form.get("steps").parse::<usize>().unwrap_or(0).min(STEPS_READ_MAX);
    let step = |place: usize| {
        let of = |field: &str| get(&format!("s{place}.{field}"));
        Step {
            was: SegmentKey::parse(&of("was")),
            name: of("name"),
            minutes: of("minutes"),
            pause: of("pause"),
            performer: of("performer"),
            booked_as: of("booked"),
            hands: people
                .iter()
                .map(|one| Doer {
                    staff: one.key.clone(),
                    does: !of(&format!("does.{}", one.key)).is_empty(),
                    minutes: of(&format!("own.{}", one.key)),
                })
                .collect(),
        }
    };
    Draft {
        key: get("key"),
        name: get("name"),
        aliases: get("aliases"),
        policy: get("policy"),
        buffer: get("buffer"),
        order: get("order"),
        steps: (0..count).map(step).collect(),
    }
}

/// What a field is called in the page, for its fault.
pub(crate) fn id(field: Field) -> String {
    let of = |place: usize, name: &str| format!("s{place}-{name}");
    match field {
        Field::Key => "key".to_owned(),
        Field::Name => "name".to_owned(),
        Field::Aliases => "aliases".to_owned(),
        Field::Policy => "policy".to_owned(),
        Field::Buffer => "buffer".to_owned(),
        Field::Order => "order".to_owned(),
        Field::Steps => "steps".to_owned(),
        Field::Of(place, StepField::Name) => of(place, "name"),
        Field::Of(place, StepField::Minutes) => of(place, "minutes"),
        Field::Of(place, StepField::Pause) => of(place, "pause"),
        Field::Of(place, StepField::Performer) => of(place, "performer"),
        Field::Of(place, StepField::BookedAs) => of(place, "booked"),
        Field::Of(place, StepField::Hands) => of(place, "hands"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_that_is_none_of_ours_only_checks() {
        for (said, expected) in [
            ("save", Wanted::Save),
            ("up.2", Wanted::Turn(Turn::Up(2))),
            ("add.0", Wanted::Turn(Turn::Add(0))),
            ("add.-1", Wanted::Check),
            ("add", Wanted::Check),
            ("down.99999999999999999999999", Wanted::Check),
            ("drop table", Wanted::Check),
            ("", Wanted::Check),
        ] {
            let form = Form::of([("do", said)].into_iter());
            assert_eq!(wanted(&form), expected, "{said}");
        }
        let many = Form::of([("steps", "4000000000")].into_iter());
        assert_eq!(draft(&many, &[]).steps.len(), STEPS_READ_MAX);
    }
}
