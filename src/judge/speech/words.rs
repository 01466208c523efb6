//! Judging services and names as they are said, as they are labelled.

use crate::domain::Result;
use crate::domain::error::Error;
use crate::domain::ids::{CompanyId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::speech::customer_name::{Called, called};
use crate::domain::speech::service::{Heard, Named, find, find_in_rest};
use crate::domain::speech::staff;
use crate::judge::speech::line::{ASK, language, short};
use crate::judge::speech::lists::{Lists, Person};
use crate::judge::speech::report::{Came, Judged, Set};
use serde::Deserialize;
use serde_json::Value;

/// What is wanted where no service was said.
const NONE: &str = "none";
/// What is wanted where the value says that there is no name.
const ABSENT: &str = "absent";
/// What is wanted where nobody in particular is meant, or nobody was named.
const ANYBODY: &str = "anybody";
/// Of whom everybody of a roster is.
pub(crate) const COMPANY: CompanyId = CompanyId(1);

/// A line of a set of services.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceLine {
    said: String,
    lang: String,
    /// Which price list.
    list: String,
    /// The service's key, "ask" or "none".
    want: String,
    kind: String,
    /// It is what is left of a whole sentence, and no argument of its own.
    #[serde(default)]
    rest: bool,
}

/// Finds the service of a line. The error says what is wrong with the line.
pub(crate) fn judge_service(line: Value, lists: &Lists) -> Result<Judged> {
    let line: ServiceLine =
        serde_json::from_value(line).map_err(|fault| Error::invalid(fault.to_string()))?;
    let language = language(&line.lang)?;
    let list = lists.prices(&line.list);
    let list =
        list.ok_or_else(|| Error::Invalid(format!("no price list {}", short(&line.list))))?;
    let known: Vec<Named> = list
        .iter()
        .map(|one| Named { key: &one.key, name: &one.name, aliases: &one.aliases })
        .collect();
    if ![ASK, NONE].contains(&line.want.as_str()) && !known.iter().any(|one| one.key == line.want) {
        return Err(Error::Invalid(format!("no service {} in {}", short(&line.want), line.list)));
    }
    let heard = match line.rest {
        true => {
            let words: Vec<String> = line.said.split_whitespace().map(str::to_owned).collect();
            find_in_rest(&known, &words, language)
        }
        false => find(&known, &line.said, language),
    };
    let key = match &heard {
        Heard::One { index, .. } => known.get(*index).map(|one| one.key),
        Heard::Ask(_) | Heard::Nothing => None,
    };
    let came = match (line.want.as_str(), key, &heard) {
        (ASK, None, _) | (NONE, _, Heard::Nothing) => Came::Right,
        (wanted, Some(key), _) if wanted == key => Came::Right,
        (_, None, _) => Came::Asked,
        (_, Some(_), _) => Came::Wrong,
    };
    let understood = match &heard {
        Heard::One { .. } => key.unwrap_or_default().to_owned(),
        Heard::Ask(question) => format!("asked: {question}"),
        Heard::Nothing => "nothing".to_owned(),
    };
    let said = format!("{} [{}]", line.said, line.list);
    let (set, kind, wanted) = (Set::Services, line.kind, line.want);
    Ok(Judged { set, language, kind, said, wanted, understood, came })
}

/// A line of a set of names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameLine {
    said: String,
    #[serde(rename = "as")]
    is: Is,
    #[serde(default = "german")]
    lang: String,
    /// Which roster; of a staff member's name.
    #[serde(default)]
    roster: String,
    /// A staff member's id, "anybody", "ask", "absent", or the customer's name as it should be written.
    want: String,
    kind: String,
}

/// Whose name is expected.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Is {
    Staff,
    Customer,
}

fn german() -> String {
    Language::De.as_str().to_owned()
}

/// What was made of a name, in the words of the label.
enum Name {
    /// Somebody, or a name.
    Means(String),
    Asked(String),
}

/// Finds whom a line means. The error says what is wrong with the line.
pub(crate) fn judge_name(line: Value, lists: &Lists) -> Result<Judged> {
    let line: NameLine =
        serde_json::from_value(line).map_err(|fault| Error::invalid(fault.to_string()))?;
    let language = language(&line.lang)?;
    let heard = match line.is {
        Is::Staff => staff_member(&line, lists)?,
        Is::Customer => customer(&line.said),
    };
    let came = match (&heard, line.want.as_str()) {
        (Name::Asked(_), ASK) => Came::Right,
        (Name::Means(what), wanted) if is_same(line.is, what, wanted) => Came::Right,
        (Name::Asked(_), _) => Came::Asked,
        (Name::Means(_), _) => Came::Wrong,
    };
    let understood = match heard {
        Name::Means(what) => what,
        Name::Asked(why) => format!("asked: {why}"),
    };
    let (set, kind, said, wanted) = (Set::Names, line.kind, line.said, line.want);
    Ok(Judged { set, language, kind, said, wanted, understood, came })
}

/// Whether what was made of a name comes to what was wanted. Without a staff member's name it may be anybody; without a
/// customer's it is asked for, as where it is no name.
fn is_same(is: Is, what: &str, wanted: &str) -> bool {
    let (one, other) = match is {
        Is::Staff => (ANYBODY, ABSENT),
        Is::Customer => (ABSENT, ASK),
    };
    what == wanted || (what == one && wanted == other)
}

fn staff_member(line: &NameLine, lists: &Lists) -> Result<Name> {
    let roster = lists.roster(&line.roster);
    let roster =
        roster.ok_or_else(|| Error::Invalid(format!("no roster {}", short(&line.roster))))?;
    let people: Vec<StaffMember> = roster.iter().map(person).collect();
    Ok(match staff::hear(&line.said, &people, TenantContext { company: COMPANY, branch: None }) {
        staff::Heard::Anybody => Name::Means(ANYBODY.to_owned()),
        staff::Heard::One(id) => Name::Means(id.0),
        other => Name::Asked(format!("{other:?}")),
    })
}

pub(crate) fn person(one: &Person) -> StaffMember {
    StaffMember {
        id: StaffId(one.id.clone()),
        company: COMPANY,
        branch: None,
        name: one.name.clone(),
        emails: Vec::new(),
        active: one.active,
        pause_bookable_policy: None,
    }
}

fn customer(said: &str) -> Name {
    match called(said) {
        Called::Name(name) => Name::Means(name),
        Called::Absent => Name::Means(ABSENT.to_owned()),
        Called::Placeholder => Name::Asked("a placeholder".to_owned()),
        Called::Odd => Name::Asked("no name".to_owned()),
    }
}
