//! The people of the salon, and the context in which one of them may be chosen.

use crate::domain::ids::{BranchId, CompanyId, StaffId};
use crate::domain::service::catalogue::PausePolicy;
use crate::domain::stored::stored_enum;
use crate::domain::text::fold::{fold, fold_word, turn_round};

/// A person who works at the salon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Who it is.
    pub id: StaffId,
    /// The company.
    pub company: CompanyId,
    /// The branch; `None` means all of the company's.
    pub branch: Option<BranchId>,
    /// As the salon writes it, for example `Jürgen Weiß`.
    pub name: String,
    /// Lower-case addresses; several, because people have several calendars.
    pub emails: Vec<String>,
    /// Inactive staff never match.
    pub active: bool,
    /// The wish about pauses, over what a service says; never `Never`.
    pub pause_bookable_policy: Option<PausePolicy>,
}

impl StaffMember {
    /// The first word of the name: what callers say. Of `Last, First` it is the first word after the comma.
    pub fn first_name(&self) -> &str {
        let name = turn_round(&self.name).map_or(self.name.as_str(), |(_, first)| first);
        name.split_whitespace().next().unwrap_or(name)
    }

    /// What callers may say besides the full name, folded: first names (the first word, or all but the
    /// last), and last names (the last word, or all but the first, as in `van der Berg`).
    fn short_names(&self) -> ([String; 2], [String; 2]) {
        let turned = turn_round(&self.name).map(|(last, first)| format!("{first} {last}"));
        let name = turned.as_ref().unwrap_or(&self.name);
        // Blanks part names and hyphens do not: `Anna-Lena` is one first name.
        let words: Vec<&str> = name.split_whitespace().collect();
        let folded = |part: Option<&[&str]>| {
            fold_word(&part.unwrap_or_default().join(" ")).as_str().to_owned()
        };
        let rest = words.len().saturating_sub(1);
        (
            [folded(words.get(..1)), folded(words.get(..rest))],
            [folded(words.get(rest..)), folded(words.get(1..))],
        )
    }
}

/// Where a booking belongs. A staff member outside it never matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TenantContext {
    /// The tenant of the booking.
    pub company: CompanyId,
    /// Its branch, where known. Without one the whole company's staff are candidates.
    pub branch: Option<BranchId>,
}

stored_enum! {
    /// Why a staff member may not be used in a context. Told to people, never swallowed.
    pub enum Unusable {
        /// Left or on leave.
        Inactive = "inactive",
        /// Belongs to another company.
        OtherCompany = "other_company",
        /// Belongs to another branch than the booking.
        OtherBranch = "other_branch",
        /// No such person.
        Missing = "missing",
    }
}

impl Unusable {
    /// As said to a caller who wanted this person: goes on after the name.
    pub fn told(self) -> &'static str {
        match self {
            Unusable::Inactive => "is not active",
            Unusable::OtherCompany => "belongs to another company",
            Unusable::OtherBranch => "belongs to another branch",
            Unusable::Missing => "no longer exists",
        }
    }
}

impl TenantContext {
    /// `Ok` if this person may get a booking of this context, else the reason.
    pub fn admits(&self, staff: &StaffMember) -> Result<(), Unusable> {
        if staff.company != self.company {
            return Err(Unusable::OtherCompany);
        }
        if !staff.active {
            return Err(Unusable::Inactive);
        }
        match (self.branch, staff.branch) {
            (Some(wanted), Some(theirs)) if wanted != theirs => Err(Unusable::OtherBranch),
            _ => Ok(()),
        }
    }
}

/// Whom a caller means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// No one who works here.
    Nobody {
        /// The full names that exist, in the roster's order: what the agent can offer instead.
        known: Vec<String>,
    },
    /// Exactly this person.
    One(StaffId),
    /// Several people are called so; the agent must ask which one.
    Several(Vec<StaffId>),
}

/// What people put before a name. Stripped only if no name begins with it (`Bei Li`).
const BEFORE_NAMES: [&str; 12] =
    ["bei", "zu", "mit", "der", "dem", "frau", "herr", "herrn", "with", "mr", "mrs", "ms"];

/// Finds whom a caller means by a name, among those the context admits: by full name, else by first name, else
/// by last name; folded, so that `juergen` finds `Jürgen`. The first of these that finds a staff member decides.
pub fn find_by_wish(wish: &str, roster: &[StaffMember], context: TenantContext) -> Wish {
    let usable: Vec<&StaffMember> =
        roster.iter().filter(|staff| context.admits(staff).is_ok()).collect();
    let mut wish = wish.trim();
    while !fold(wish).is_empty() {
        let found = called(wish, &usable);
        match found.as_slice() {
            [] => {}
            [one] => return Wish::One(one.clone()),
            _ => return Wish::Several(found),
        }
        let Some((before, name)) = wish.split_once(char::is_whitespace) else { break };
        let before = fold_word(before.trim_end_matches('.'));
        if !BEFORE_NAMES.contains(&before.as_str()) {
            break;
        }
        wish = name.trim_start();
    }
    Wish::Nobody { known: usable.iter().map(|staff| staff.name.clone()).collect() }
}

fn called(wish: &str, usable: &[&StaffMember]) -> Vec<StaffId> {
    let (full, short) = (fold(wish), fold_word(wish));
    let all = |is_called: &dyn Fn(&StaffMember) -> bool| -> Vec<StaffId> {
        usable.iter().filter(|staff| is_called(staff)).map(|staff| staff.id.clone()).collect()
    };
    let is_short = |names: &[String; 2]| names.iter().any(|name| name == short.as_str());
    let by_full = all(&|staff| fold(&staff.name) == full);
    if !by_full.is_empty() {
        return by_full;
    }
    let by_first = all(&|staff| is_short(&staff.short_names().0));
    if !by_first.is_empty() {
        return by_first;
    }
    all(&|staff| is_short(&staff.short_names().1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(id: &str, name: &str) -> StaffMember {
        StaffMember {
            id: StaffId(id.to_owned()),
            company: CompanyId(1),
            branch: Some(BranchId(1)),
            name: name.to_owned(),
            emails: vec![],
            active: true,
            pause_bookable_policy: None,
        }
    }

    fn roster() -> Vec<StaffMember> {
        vec![
            staff("jw", "Jürgen Weiß"),
            staff("ev", "Emma Vogel"),
            staff("er", "Emma Roth"),
            staff("al", "Anna-Lena van der Berg"),
            staff("mk", "Kröger, Mia Sophie"),
            staff("bl", "Bei Li"),
            StaffMember { active: false, ..staff("gone", "Paula Ehemals") },
            StaffMember { branch: Some(BranchId(2)), ..staff("away", "Olga Nebenan") },
            StaffMember { company: CompanyId(2), ..staff("else", "Karl Fremd") },
        ]
    }

    const HERE: TenantContext = TenantContext { company: CompanyId(1), branch: Some(BranchId(1)) };

    #[test]
    fn a_wish_finds_the_person_it_means() {
        for (wish, expected) in [
            ("Jürgen Weiß", vec!["jw"]),
            ("weiss, juergen", vec!["jw"]),
            ("juergen", vec!["jw"]),
            ("bei Jürgen", vec!["jw"]),
            ("bei Herrn Weiss", vec!["jw"]),
            ("Emma", vec!["ev", "er"]),
            ("bei der Emma", vec!["ev", "er"]),
            ("Emma Roth", vec!["er"]),
            ("Frau Vogel", vec!["ev"]),
            ("Mrs. Vogel", vec!["ev"]),
            ("Anna-Lena", vec!["al"]),
            ("anna lena", vec!["al"]),
            ("Berg", vec!["al"]),
            ("Frau van der Berg", vec!["al"]),
            ("Mia", vec!["mk"]),
            ("Mia Sophie", vec!["mk"]),
            ("Frau Kroeger", vec!["mk"]),
            ("Bei", vec!["bl"]),
            ("bei Bei", vec!["bl"]),
            ("  bei   bei li ", vec!["bl"]),
        ] {
            let ids = expected.iter().map(|id| StaffId((*id).to_owned())).collect::<Vec<_>>();
            let expected = match ids.as_slice() {
                [one] => Wish::One(one.clone()),
                _ => Wish::Several(ids),
            };
            assert_eq!(find_by_wish(wish, &roster(), HERE), expected, "{wish:?}");
        }
    }

    #[test]
    fn nobody_comes_with_the_names_that_exist() {
        let known: Vec<String> = roster().iter().take(6).map(|staff| staff.name.clone()).collect();
        for wish in
            ["", " ", "-", "bei Frau", "Paula", "Olga", "Karl", "Em", "Emma Weiß", "Jurgen", "Anna"]
        {
            let expected = Wish::Nobody { known: known.clone() };
            assert_eq!(find_by_wish(wish, &roster(), HERE), expected, "{wish:?}");
        }
        let whole_company = TenantContext { branch: None, ..HERE };
        assert_eq!(
            find_by_wish("Olga", &roster(), whole_company),
            Wish::One(StaffId("away".to_owned()))
        );
    }

    #[test]
    fn first_names_are_what_callers_say() {
        let names: Vec<String> =
            roster().iter().take(5).map(|staff| staff.first_name().to_owned()).collect();
        assert_eq!(names, ["Jürgen", "Emma", "Emma", "Anna-Lena", "Mia"]);
        assert_eq!(staff("x", "").first_name(), "");
        assert_eq!(
            find_by_wish("", &[staff("x", "")], HERE),
            Wish::Nobody { known: vec![String::new()] }
        );
    }

    #[test]
    fn the_context_admits_only_its_own() {
        let roster = roster();
        let reasons: Vec<_> = roster.iter().rev().take(3).map(|staff| HERE.admits(staff)).collect();
        assert_eq!(
            reasons,
            [Err(Unusable::OtherCompany), Err(Unusable::OtherBranch), Err(Unusable::Inactive)]
        );
        let everywhere = StaffMember { branch: None, ..staff("x", "Ida Überall") };
        assert_eq!(HERE.admits(&everywhere), Ok(()));
        for why in
            [Unusable::Inactive, Unusable::OtherCompany, Unusable::OtherBranch, Unusable::Missing]
        {
            assert_eq!(Unusable::parse(why.as_str()), Some(why));
        }
    }
}
