//! Judging an expression of time, as it is labelled.

use crate::domain::Result;
use crate::domain::calendar::zone::Zone;
use crate::domain::error::Error;
use crate::domain::speech::absent::is_absent;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{Field, Reading};
use crate::domain::speech::shop;
use crate::domain::speech::time::read;
use crate::domain::speech::written::Written;
use crate::judge::speech::line::{ASK, language, now, short};
use crate::judge::speech::report::{Came, Judged, Set};
use serde::Deserialize;
use serde_json::Value;

/// Words in an argument of a function.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    field: String,
    text: String,
}

/// A line of a set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    said: Vec<Said>,
    lang: String,
    /// On the salon's clock.
    now: String,
    /// What must be understood, as `Written`; or "ask".
    want: Value,
    kind: String,
    /// The shop's hours where they are not the usual ones.
    open: Option<String>,
}

/// Reads a line's expression and compares. The error says what is wrong with the line.
pub(crate) fn judge(line: Value) -> Result<Judged> {
    let line: Line =
        serde_json::from_value(line).map_err(|fault| Error::invalid(fault.to_string()))?;
    let (zone, language, now) = (Zone::parse(shop::ZONE)?, language(&line.lang)?, now(&line.now)?);
    let opening = shop::open(line.open.as_deref().unwrap_or(shop::HOURS))?;
    let anchor =
        Anchor { today: now.date(), now: now.time(), zone: &zone, opening: &opening, language };
    let said = line.said.iter().map(|one| {
        let field = Field::parse(&one.field);
        let field =
            field.ok_or_else(|| Error::Invalid(format!("no field {}", short(&one.field))))?;
        Ok((field, one.text.as_str()))
    });
    let said = said.collect::<Result<Vec<(Field, &str)>>>()?;
    let wanted = match line.want.as_str() {
        Some(ASK) => None,
        Some(_) | None => {
            let wanted = serde_json::from_value::<Written>(line.want);
            Some(wanted.map_err(|fault| Error::Invalid(format!("want: {fault}")))?)
        }
    };
    // As the desk does with every argument.
    let present: Vec<(Field, &str)> =
        said.iter().filter(|(_, text)| !is_absent(text)).copied().collect();
    let reading = read(&present, &anchor);
    let parts: Vec<String> = said.iter().map(|(field, text)| part(*field, text)).collect();
    Ok(Judged {
        set: Set::Times,
        language,
        kind: line.kind,
        said: format!("{} [{}]", parts.join(", "), line.now),
        came: came(wanted.as_ref(), &reading),
        wanted: wanted.as_ref().map_or_else(|| ASK.to_owned(), json),
        understood: understood(&reading),
    })
}

fn came(wanted: Option<&Written>, reading: &Reading) -> Came {
    match (wanted, &reading.ask) {
        (None, Some(_)) => Came::Right,
        (Some(_), Some(_)) => Came::Asked,
        (Some(wanted), None) if Written::of(&reading.when) == *wanted => Came::Right,
        (Some(_) | None, None) => Came::Wrong,
    }
}

fn part(field: Field, text: &str) -> String {
    if field == Field::When { text.to_owned() } else { format!("{}: {text}", field.as_str()) }
}

fn understood(reading: &Reading) -> String {
    match &reading.ask {
        Some(ask) => format!("asked: {}", ask.question),
        None => json(&Written::of(&reading.when)),
    }
}

/// What was said of it alone.
pub(crate) fn json(written: &Written) -> String {
    let value = serde_json::to_value(written).unwrap_or_default();
    let is_said = |value: &Value| !value.is_null() && *value != Value::Bool(false);
    let fields = value.as_object().into_iter().flatten().filter(|(_, value)| is_said(value));
    let fields: Vec<String> = fields.map(|(name, value)| format!("{name} {value}")).collect();
    fields.join(" ")
}
