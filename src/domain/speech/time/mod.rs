//! Stub.
use crate::domain::calendar::read;
use crate::domain::calendar::zone::WallTime;
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::{Ask, Field, Reading, When};

/// Stub.
pub fn read(said: &[(Field, &str)], anchor: &Anchor) -> Reading {
    let mut when = When::default();
    let ask = |error: crate::domain::Error| Reading {
        when: When::default(),
        ask: Some(Ask { part: None, question: error.to_string() }),
        rest: Vec::new(),
    };
    for (field, text) in said {
        match field {
            Field::Date => match read::parse_day(text, anchor.today, anchor.language) {
                Ok(day) => {
                    when.from_day = Some(day);
                    when.to_day = Some(day);
                }
                Err(e) => return ask(e),
            },
            Field::DateFrom => match read::parse_day(text, anchor.today, anchor.language) {
                Ok(day) => {
                    when.from_day = Some(day);
                    when.to_day.get_or_insert(day);
                }
                Err(e) => return ask(e),
            },
            Field::DateTo => match read::parse_day(text, anchor.today, anchor.language) {
                Ok(day) => {
                    when.to_day = Some(day);
                }
                Err(e) => return ask(e),
            },
            Field::Time => match read::parse_time(text, anchor.language) {
                Ok(t) => {
                    when.from_time = Some(t);
                    when.to_time = Some(t);
                    when.exact = true
                }
                Err(e) => return ask(e),
            },
            Field::Earliest => match read::parse_time(text, anchor.language) {
                Ok(t) => {
                    when.from_time = Some(t);
                }
                Err(e) => return ask(e),
            },
            Field::Latest => match read::parse_time(text, anchor.language) {
                Ok(t) => {
                    when.to_time = Some(t);
                }
                Err(e) => return ask(e),
            },
            Field::When => {}
            Field::Start => {
                match read::parse_instant(text, anchor.zone, anchor.language).and_then(|w| {
                    if let WallTime::Exact(_) = w {
                        Ok(w)
                    } else {
                        read::settle(w, anchor.zone, anchor.language).map(WallTime::Exact)
                    }
                }) {
                    Ok(WallTime::Exact(at)) => {
                        let (d, t) = anchor.zone.local(at);
                        when.from_day = Some(d);
                        when.to_day = Some(d);
                        when.from_time = Some(t);
                        when.to_time = Some(t);
                        when.exact = true;
                    }
                    Ok(_) => {}
                    Err(e) => return ask(e),
                }
            }
        }
    }
    Reading { when, ask: None, rest: Vec::new() }
}
