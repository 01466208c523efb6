//! A visit drawn to scale: work, pauses and what is kept free behind it.

use crate::domain::language::Language;
use crate::domain::service::catalogue::{Composition, PausePolicy};
use crate::http::page::base::when;
use maud::{Markup, html};

/// Of the width, in thousandths of a percent.
const WHOLE: u64 = 100_000;
/// Narrower than this there is no room for a letter.
const LETTER_FROM: u64 = 4_000;
/// Lines of the clock, minutes apart: the first that gives no more than so many.
const TICKS: [u32; 5] = [15, 30, 60, 120, 240];
const TICKS_MAX: u32 = 8;

/// A stretch of it.
pub(crate) struct Stretch {
    /// The segment's letter, where it is work.
    pub letter: Option<String>,
    /// The segment's name; empty of anything else.
    pub name: String,
    /// `work`, the policy of a pause, or `buffer`.
    pub kind: &'static str,
    /// Minutes from the visit's start.
    pub from: u32,
    pub minutes: u32,
}

/// The stretches of a visit, in order.
pub(crate) fn stretches(composition: &Composition) -> Vec<Stretch> {
    let mut all = Vec::new();
    let mut from = 0_u32;
    let mut add = |letter, name: &str, kind, minutes: u32| {
        if minutes > 0 {
            all.push(Stretch { letter, name: name.to_owned(), kind, from, minutes });
            from = from.saturating_add(minutes);
        }
    };
    for segment in &composition.segments {
        add(Some(segment.key.to_string()), &segment.name, "work", segment.minutes);
        add(None, "", composition.policy.as_str(), segment.pause_after_minutes);
    }
    add(None, "", "buffer", composition.buffer_minutes);
    all
}

/// `A Färben 30 Minuten, Pause 45 Minuten`: the same in words.
fn words(stretches: &[Stretch], language: Language) -> String {
    let minutes = language.pick("Minuten", "minutes");
    let word = |one: &Stretch| match (&one.letter, one.kind) {
        (Some(letter), _) => format!("{letter} {} {} {minutes}", one.name, one.minutes),
        (None, "buffer") => {
            format!("{} {} {minutes}", language.pick("Puffer", "buffer"), one.minutes)
        }
        (None, policy) => {
            let policy = PausePolicy::parse(policy).map_or("", |policy| policy.word(language));
            format!("{} {} {minutes} ({policy})", language.pick("Pause", "pause"), one.minutes)
        }
    };
    stretches.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Drawn with letters and a clock.
pub(crate) fn large(composition: &Composition, language: Language) -> Markup {
    let all = stretches(composition);
    let whole = all.last().map_or(1, |last| last.from.saturating_add(last.minutes)).max(1);
    let step = TICKS.into_iter().find(|step| whole / step <= TICKS_MAX);
    let step = step.unwrap_or_else(|| (whole / TICKS_MAX).max(1));
    html! {
        svg .bars width="100%" height="86" role="img" aria-label=(words(&all, language)) {
            title { (words(&all, language)) }
            @for tick in (0..=whole).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
                line .tick x1=(part(tick, whole)) x2=(part(tick, whole)) y1="0" y2="64" {}
                @if thousandths(tick, whole) < WHOLE - LETTER_FROM {
                    text .clock x=(part(tick, whole)) y="81" dx="2" { (when::minute(u16::try_from(tick).unwrap_or(u16::MAX))) }
                }
            }
            @for one in &all {
                rect class={ "b-" (one.kind) } x=(part(one.from, whole)) y="10" height="44" rx="5" width=(part(one.minutes, whole)) {}
                @if thousandths(one.minutes, whole) >= LETTER_FROM {
                    text class={ "in-" (one.kind) } x=(middle(one, whole)) y="38" text-anchor="middle" { (one.letter.as_deref().unwrap_or_default()) }
                }
            }
        }
    }
}

/// Drawn small, so long that `whole` minutes would fill the width. The words beside it say the same.
pub(crate) fn small(composition: &Composition, whole: u32) -> Markup {
    html! {
        svg .bars width="100%" height="14" aria-hidden="true" {
            @for one in &stretches(composition) {
                rect class={ "b-" (one.kind) } x=(part(one.from, whole)) y="1" height="12" rx="3" width=(part(one.minutes, whole)) {}
            }
        }
    }
}

fn thousandths(minutes: u32, whole: u32) -> u64 {
    u64::from(minutes).saturating_mul(WHOLE).checked_div(u64::from(whole)).unwrap_or(0)
}

/// `12.500%`.
fn part(minutes: u32, whole: u32) -> String {
    percent(thousandths(minutes, whole))
}

fn middle(one: &Stretch, whole: u32) -> String {
    let half = thousandths(one.minutes, whole) / 2;
    percent(thousandths(one.from, whole).saturating_add(half))
}

fn percent(thousandths: u64) -> String {
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::service::templates::template;

    #[test]
    fn a_visit_is_drawn_to_scale_and_told_in_words() {
        let composition = template("mens-cut-hot-towel").unwrap().composition;
        let drawn = large(&composition, Language::De).into_string();
        // 25 of 50 minutes, the buffer behind it counted.
        assert!(
            drawn.contains("x=\"0.000%\" y=\"10\" height=\"44\" rx=\"5\" width=\"50.000%\""),
            "{drawn}"
        );
        let told = "A Schneiden 25 Minuten, B Heißes Tuch auflegen 5 Minuten, Pause 5 Minuten (gebunden), \
            C Konturen und Finish 10 Minuten, Puffer 5 Minuten";
        assert!(drawn.contains(told), "{drawn}");
        let mut odd = composition;
        odd.segments.iter_mut().for_each(|one| one.minutes = u32::MAX);
        assert!(large(&odd, Language::En).into_string().len() < 20_000);
        odd.segments.clear();
        odd.buffer_minutes = 0;
        large(&odd, Language::En);
    }
}
