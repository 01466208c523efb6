//! What an address or a username says: weaker than a name, because people share addresses and choose handles
//! as they like.

use crate::domain::host::identity::Host;
use crate::domain::people::given::{are_akin, forms, is_known};
use crate::domain::people::staff::StaffMember;
use crate::domain::suggest::words::{Name, Reading, Word, is_noise};
use crate::domain::text::letters::bare;

/// From here on a handle tells first and last name both.
pub(crate) const HANDLE_FULL_PERCENT: u8 = 80;
/// From here on a handle tells one of them and at least begins the other.
pub(crate) const HANDLE_BOTH_PERCENT: u8 = 55;
/// `anna.mueller`.
const FULL_PERCENT: u8 = 100;
/// `annamueller`: one reading of several.
const JOINED_PERCENT: u8 = 95;
/// The same handle elsewhere.
const SAME_HANDLE_PERCENT: u8 = 75;
/// `a.mueller`.
const INITIAL_FAMILY_PERCENT: u8 = 70;
/// `anna.m`.
const GIVEN_INITIAL_PERCENT: u8 = 60;
/// `anna`.
const GIVEN_PERCENT: u8 = 35;
/// `mueller`.
const FAMILY_PERCENT: u8 = 30;
/// Letters from which a handle is one person's own, and a part of one a name.
const HANDLE_LETTERS_MIN: usize = 4;

/// Handles of a business and not of a person.
const SHARED: [&str; 22] = [
    "info",
    "kontakt",
    "contact",
    "hallo",
    "hello",
    "mail",
    "email",
    "office",
    "buero",
    "buro",
    "desk",
    "empfang",
    "booking",
    "bookings",
    "buchungen",
    "post",
    "admin",
    "service",
    "home",
    "shop",
    "privat",
    "work",
];

/// How much the host's addresses and username sound like this person, 0 to 100; `None` if there is nothing but
/// what a whole branch may use. The person's own addresses help after a change of name.
pub(crate) fn likeness(
    host: &Host,
    host_names: &[Name],
    staff: &StaffMember,
    names: &[Name],
) -> Option<u8> {
    let locals = host.emails.iter().map(|email| local(email));
    // A display name of one word is a handle as well: `annamueller`.
    let lone = host_names.iter().filter_map(Name::lone).flatten().map(|word| word.bare.clone());
    let lone: Vec<Vec<String>> = lone.map(|word| vec![word]).collect();
    let mut handles: Vec<Vec<String>> = locals
        .chain(host.username.as_deref())
        .map(parts)
        .filter(|parts| !parts.is_empty())
        .collect();
    let own: Vec<Vec<String>> = staff.emails.iter().map(|email| parts(local(email))).collect();
    let by_own = host_names
        .iter()
        .flat_map(Name::readings)
        .map(|reading| own.iter().map(|handle| evidence(handle, &reading)).max().unwrap_or(0));
    // Less than both names would only say again what the name has said.
    let by_own = by_own.max().filter(|percent| *percent >= HANDLE_BOTH_PERCENT);
    let is_long = |handle: &Vec<String>| handle.concat().len() >= HANDLE_LETTERS_MIN;
    let same = handles.iter().any(|handle| is_long(handle) && own.contains(handle));
    let same = same.then_some(SAME_HANDLE_PERCENT);
    let has_handle = !handles.is_empty();
    handles.extend(lone);
    let readings = names.iter().flat_map(Name::readings);
    let by_name = readings
        .map(|reading| handles.iter().map(|handle| evidence(handle, &reading)).max().unwrap_or(0));
    let by_name = by_name.max().filter(|percent| has_handle || *percent > GIVEN_PERCENT);
    by_name.max(by_own).max(same)
}

fn local(email: &str) -> &str {
    email.split_once('@').map_or(email, |(local, _)| local)
}

/// The words of a handle in `bare` form; digits and signs part them.
fn parts(handle: &str) -> Vec<String> {
    let lower = handle.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let own = words.filter(|word| !SHARED.contains(word) && !is_noise(word));
    own.map(bare).collect()
}

/// What a handle says of a name read so.
fn evidence(handle: &[String], reading: &Reading<'_>) -> u8 {
    let joined = match handle {
        [joined] => joined_evidence(joined, reading),
        _ => 0,
    };
    joined.max(parted_evidence(handle, reading))
}

fn full<'a>(words: &'a [&Word]) -> impl Iterator<Item = &'a str> {
    words.iter().filter(|word| !word.is_short).map(|word| word.bare.as_str())
}

fn begins(words: &[&Word], initial: &str) -> bool {
    initial.chars().nth(1).is_none() && words.iter().any(|word| word.bare.starts_with(initial))
}

fn parted_evidence(handle: &[String], reading: &Reading<'_>) -> u8 {
    let is_given = |part: &String| {
        full(&reading.given).any(|name| name == part || are_akin(name, part))
            || full(&reading.given).collect::<String>() == *part
    };
    let is_family = |part: &String| {
        full(&reading.family).any(|name| name == part)
            || full(&reading.family).collect::<String>() == *part
    };
    if handle.iter().any(|part| is_known(part) && !is_given(part) && !is_family(part)) {
        return 0;
    }
    let (given, family) = (handle.iter().any(is_given), handle.iter().any(is_family));
    let begins_given = || handle.iter().any(|part| begins(&reading.given, part));
    let begins_family = || handle.iter().any(|part| begins(&reading.family, part));
    match (given, family) {
        (true, true) => FULL_PERCENT,
        (false, true) if begins_given() => INITIAL_FAMILY_PERCENT,
        (true, false) if begins_family() => GIVEN_INITIAL_PERCENT,
        (true, false) => GIVEN_PERCENT,
        (false, true) => FAMILY_PERCENT,
        (false, false) => 0,
    }
}

/// First and last name run together, in either order, one of them perhaps an initial.
fn joined_evidence(handle: &str, reading: &Reading<'_>) -> u8 {
    let whole = |words: &[&Word]| full(words).collect::<String>();
    let mut given: Vec<String> = full(&reading.given).flat_map(forms).map(str::to_owned).collect();
    given.push(whole(&reading.given));
    let mut family: Vec<String> = full(&reading.family).map(str::to_owned).collect();
    family.push(whole(&reading.family));
    let mut found = 0;
    for first in given.iter().filter(|name| !name.is_empty()) {
        for last in family.iter().filter(|name| !name.is_empty()) {
            found = found.max(run_together(handle, first, last));
        }
    }
    found
}

fn run_together(handle: &str, first: &str, last: &str) -> u8 {
    let initial = |name: &str| name.chars().take(1).collect::<String>();
    // The seam may look like an umlaut, so the whole is laid bare again.
    let is = |one: &str, other: &str| {
        handle == bare(&format!("{one}{other}")) || handle == bare(&format!("{other}{one}"))
    };
    if is(first, last) {
        JOINED_PERCENT
    } else if last.len() >= HANDLE_LETTERS_MIN && is(&initial(first), last) {
        INITIAL_FAMILY_PERCENT
    } else if first.len() >= HANDLE_LETTERS_MIN && is(first, &initial(last)) {
        GIVEN_INITIAL_PERCENT
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{CompanyId, HostId, StaffId};
    use crate::domain::suggest::words::names;

    fn said(email: &str, name: &str, own: &[&str]) -> Option<u8> {
        let host = Host {
            id: HostId(1),
            name: None,
            emails: vec![email.to_owned()],
            username: None,
            time_zone: None,
        };
        let staff = StaffMember {
            id: StaffId("x".to_owned()),
            company: CompanyId(1),
            branch: None,
            name: name.to_owned(),
            emails: own.iter().map(|email| (*email).to_owned()).collect(),
            active: true,
            pause_bookable_policy: None,
        };
        likeness(&host, &[], &staff, &names(name))
    }

    #[test]
    fn handles_say_names() {
        for (handle, expected) in [
            ("anna.mueller", Some(FULL_PERCENT)),
            ("mueller.anna82", Some(FULL_PERCENT)),
            ("anna_muller", Some(FULL_PERCENT)),
            ("annamueller", Some(JOINED_PERCENT)),
            ("muelleranni", Some(JOINED_PERCENT)),
            ("a.mueller", Some(INITIAL_FAMILY_PERCENT)),
            ("amueller", Some(INITIAL_FAMILY_PERCENT)),
            ("annam", Some(GIVEN_INITIAL_PERCENT)),
            ("anna.m", Some(GIVEN_INITIAL_PERCENT)),
            ("anni", Some(GIVEN_PERCENT)),
            ("mueller", Some(FAMILY_PERCENT)),
            ("mia.mueller", Some(0)),
            ("andrea.mueller", Some(0)),
            ("sonne", Some(0)),
            ("info", None),
            ("salon.friseur", None),
            ("4711", None),
        ] {
            let email = format!("{handle}@example.com");
            assert_eq!(said(&email, "Anna Müller", &[]), expected, "{handle}");
        }
    }

    #[test]
    fn the_same_handle_elsewhere_is_the_same_person() {
        let own = ["schnippi@salon.example"];
        assert_eq!(said("schnippi@example.com", "Anna Müller", &own), Some(SAME_HANDLE_PERCENT));
        assert_eq!(said("info@example.com", "Anna Müller", &["info@salon.example"]), None);
    }
}
