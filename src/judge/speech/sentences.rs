//! Judging whole sentences: when, what and with whom together, as it is labelled.

use crate::domain::Result;
use crate::domain::calendar::zone::Zone;
use crate::domain::error::Error;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::Field;
use crate::domain::speech::sentence::{House, Said, Understood, understand};
use crate::domain::speech::service::Named;
use crate::domain::speech::shop;
use crate::domain::speech::written::Written;
use crate::judge::speech::line::{ASK, language, now, short};
use crate::judge::speech::lists::Lists;
use crate::judge::speech::report::{Came, Judged, Set};
use crate::judge::speech::times;
use crate::judge::speech::words::{COMPANY, person};
use serde::Deserialize;
use serde_json::Value;

/// A line of a set of sentences.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sentence: String,
    lang: String,
    /// On the salon's clock.
    now: String,
    /// Which price list, and which roster.
    list: String,
    roster: String,
    /// What must be understood; or "ask".
    want: Value,
    kind: String,
}

/// All that must be understood.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    when: Written,
    /// The service's key.
    #[serde(default)]
    service: Option<String>,
    /// The staff member's id.
    #[serde(default)]
    staff: Option<String>,
    #[serde(default)]
    anybody: bool,
}

/// Reads a line's sentence and compares. The error says what is wrong with the line.
pub(crate) fn judge(line: Value, lists: &Lists) -> Result<Judged> {
    let line: Line =
        serde_json::from_value(line).map_err(|fault| Error::invalid(fault.to_string()))?;
    let list = lists.prices(&line.list);
    let list =
        list.ok_or_else(|| Error::Invalid(format!("no price list {}", short(&line.list))))?;
    let roster = lists.roster(&line.roster);
    let roster =
        roster.ok_or_else(|| Error::Invalid(format!("no roster {}", short(&line.roster))))?;
    let services: Vec<Named> = list
        .iter()
        .map(|one| Named { key: &one.key, name: &one.name, aliases: &one.aliases })
        .collect();
    let people: Vec<_> = roster.iter().map(person).collect();
    let house = House { services: &services, roster: &people, branches: &[], company: COMPANY };
    let (zone, language, at) = (Zone::parse(shop::ZONE)?, language(&line.lang)?, now(&line.now)?);
    let opening = shop::open(shop::HOURS)?;
    let anchor =
        Anchor { today: at.date(), now: at.time(), zone: &zone, opening: &opening, language };
    let wanted = match line.want.as_str() {
        Some(ASK) => None,
        Some(_) | None => {
            let wanted = serde_json::from_value::<Wanted>(line.want);
            Some(wanted.map_err(|fault| Error::Invalid(format!("want: {fault}")))?)
        }
    };
    let said = [(Field::When, line.sentence.as_str())];
    let understood = understand(&Said { times: &said, ..Said::default() }, &house, &anchor);
    let got = got(&understood, &services);
    let asked = understood.asks.first().map(|question| question.ask.question.as_str());
    let came = match (&wanted, asked) {
        (None, Some(_)) => Came::Right,
        (Some(_), Some(_)) => Came::Asked,
        (Some(wanted), None) if *wanted == got => Came::Right,
        (Some(_) | None, None) => Came::Wrong,
    };
    Ok(Judged {
        set: Set::Sentences,
        language,
        kind: line.kind,
        said: format!("{} [{}]", line.sentence, line.now),
        came,
        wanted: wanted.as_ref().map_or_else(|| ASK.to_owned(), told),
        understood: asked.map_or_else(|| told(&got), |question| format!("asked: {question}")),
    })
}

fn got(understood: &Understood, services: &[Named]) -> Wanted {
    let service = understood.service.and_then(|at| services.get(at));
    Wanted {
        when: Written::of(&understood.when),
        service: service.map(|one| one.key.to_owned()),
        staff: understood.staff.as_ref().map(|id| id.0.clone()),
        anybody: understood.anybody,
    }
}

/// What was said of it alone.
fn told(wanted: &Wanted) -> String {
    let parts = [
        Some(times::json(&wanted.when)).filter(|when| !when.is_empty()),
        wanted.service.as_ref().map(|key| format!("service {key}")),
        wanted.staff.as_ref().map(|id| format!("staff {id}")),
        wanted.anybody.then(|| "anybody".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
