//! What kind of thing a word says.

/// What kind of thing a word says. The file's comments tell what each is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Act,
    Side,
    Zone,
    Style,
    Adult,
    People,
    Person,
    Several,
    Persons,
    Number,
    Measure,
    Not,
    /// Says no to what was said before it, where nothing follows: `färben nicht`.
    NotBehind,
    And,
    With,
    But,
    Or,
    Title,
    Place,
    Generic,
    Prefix,
    Filler,
    Known,
}

impl Kind {
    /// As the file calls it.
    pub(super) fn parse(name: &str) -> Option<Kind> {
        Some(match name {
            "object" => Kind::Object,
            "act" => Kind::Act,
            "side" => Kind::Side,
            "zone" => Kind::Zone,
            "style" => Kind::Style,
            "adult" => Kind::Adult,
            "people" => Kind::People,
            "person" => Kind::Person,
            "several" => Kind::Several,
            "persons" => Kind::Persons,
            "number" => Kind::Number,
            "measure" => Kind::Measure,
            "not" => Kind::Not,
            "not-behind" => Kind::NotBehind,
            "and" => Kind::And,
            "with" => Kind::With,
            "but" => Kind::But,
            "or" => Kind::Or,
            "title" => Kind::Title,
            "place" => Kind::Place,
            "generic" => Kind::Generic,
            "prefix" => Kind::Prefix,
            "filler" => Kind::Filler,
            "known" => Kind::Known,
            _ => return None,
        })
    }

    /// Whether it says something of a service.
    pub(super) fn tells(self) -> bool {
        use Kind::{Act, Adult, Object, People, Side, Style, Zone};
        matches!(self, Object | Act | Side | Zone | Style | Adult | People)
    }

    /// Whether a word of this kind may be a part of a compound.
    pub(super) fn is_part(self) -> bool {
        self.tells() || matches!(self, Kind::Generic | Kind::Prefix)
    }
}
