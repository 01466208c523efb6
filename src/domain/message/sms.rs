//! A message as a text message: of two parts at most, in the networks' own alphabet where that can be.

use crate::domain::calendar::zone::Zone;
use crate::domain::message::facts::VisitFacts;
use crate::domain::message::gsm;
use crate::domain::message::kind::Kind;
use crate::domain::message::sentences::Words;

/// Each part is paid for.
pub const PARTS_MAX: usize = 2;

/// Writes a message out. What does not fit is left out, the least needed first: the address, who does it, what is done.
pub fn write(kind: Kind, facts: &VisitFacts, zone: &Zone, link: Option<&str>) -> String {
    let words = Words { language: facts.language(), zone };
    let all: Vec<String> = (0..=LEAVES_OUT_MAX)
        .map(|leaves_out| said(kind, facts, &words, link, leaves_out))
        .collect();
    let fits = |text: &String| gsm::parts(text) <= PARTS_MAX;
    let plain = all.iter().filter_map(|text| gsm::in_alphabet(text)).find(fits);
    plain.or_else(|| all.iter().find(|text| fits(text)).cloned()).unwrap_or_else(|| {
        let shortest = all.last().map(String::as_str).unwrap_or_default();
        cut(&gsm::in_alphabet(shortest).unwrap_or_else(|| shortest.to_owned()))
    })
}

/// In so many steps things are left out.
const LEAVES_OUT_MAX: u8 = 4;

fn said(
    kind: Kind,
    facts: &VisitFacts,
    words: &Words,
    link: Option<&str>,
    leaves_out: u8,
) -> String {
    let salon = &facts.salon;
    let is_off = kind == Kind::Cancelled;
    let mut text =
        format!("{}: {} {}", salon.name, words.short_opening(kind), words.short(facts.starts_at));
    let what = Some(facts.service.as_str()).filter(|service| !service.is_empty() && leaves_out < 3);
    let who = facts.staff.as_deref().filter(|_| leaves_out < 2 && !is_off);
    match (what, who) {
        (Some(what), _) if is_off => text += &format!(", {what},"),
        (Some(what), Some(who)) => text += &format!(", {what} {}", words.with(who)),
        (Some(what), None) => text += &format!(", {what}"),
        (None, Some(who)) => text += &format!(" {}", words.with(who)),
        (None, None) => {}
    }
    text += words.short_closing(kind);
    text += ".";
    if !is_off && !salon.address.is_empty() && leaves_out < 1 {
        text += &format!(" {}.", salon.address);
    }
    if !salon.phone.is_empty() {
        text += &format!(" Tel. {}", salon.phone);
    }
    if let Some(link) = link.filter(|_| !is_off && leaves_out < LEAVES_OUT_MAX) {
        text += &format!(" {link}");
    }
    one_line(&text)
}

/// Names come from outside; a text message is one line of what can be read.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning that fits, where even the shortest does not.
fn cut(text: &str) -> String {
    let ends: Vec<usize> = text.char_indices().map(|(at, letter)| at + letter.len_utf8()).collect();
    let fits = |end: &usize| text.get(..*end).is_some_and(|kept| gsm::parts(kept) <= PARTS_MAX);
    let kept = ends.partition_point(fits);
    let end = kept.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or_default();
    text.get(..end).unwrap_or_default().to_owned()
}
