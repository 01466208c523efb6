//! Judging services and names as they are said, as they are labelled.

use crate::domain::Result;
use crate::domain::error::Error;
use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::language::Language;
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::speech::absent::is_absent;
use crate::domain::speech::service::{Heard, Named, find};
use crate::domain::speech::{customer_name, staff};
use crate::judge::speech_line::{ASK, language, short};
use crate::judge::speech_lists::Lists;
use crate::judge::speech_report::{Came, Judged, Set};
use serde::Deserialize;
use serde_json::Value;

/// What is wanted where no service was said.
const NONE: &str = "none";

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
}

/// Finds the service of a line. The error says what is wrong with the line.
pub(crate) fn judge_service(line: Value, lists: &Lists) -> Result<Judged> {
    let line: ServiceLine =
        serde_json::from_value(line).map_err(|fault| Error::invalid(fault.to_string()))?;
    let language = language(&line.lang)?;
    let list = lists.prices(&line.list);
    let list = list.ok_or_else(|| Error::Invalid(format!("no price list {}", short(&line.list))))?;
    let known: Vec<Named> = list.iter().map(|one| Named {
        key: &one.key,
        name: &one.name,
        aliases: &one.aliases,
    }).collect();
    if ![ASK, NONE].contains(&line.want.as_str()) && !known.iter().any(|one| one.key == line.want) {
        return Err(Error::Invalid(format!("no service {} in {}", short(&line.want), line.list)));
    }
    let heard = find(&known, &line.said, language);
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
