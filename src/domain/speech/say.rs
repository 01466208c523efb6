//! Stub.
use crate::domain::calendar::speak::{speak_day, speak_time};
use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::reading::When;

/// Stub.
pub fn when(when: &When, anchor: &Anchor) -> String {
    let day = when.from_day.map(|d| speak_day(d, anchor.language)).unwrap_or_default();
    let time = when.from_time.map(|t| speak_time(t, anchor.language)).unwrap_or_default();
    format!("{day} {time}").trim().to_owned()
}
