//! How good assigning and suggesting by name are, measured on labelled pairs.
//!
//! A pair is a host, a roster, and who of them the host is: one JSON object a line. See `fixtures/names`.

use crate::domain::Result;
use crate::domain::error::Error;
use crate::domain::host::identity::{Host, HostSighting};
use crate::domain::host::matching::decide;
use crate::domain::ids::{CompanyId, HostId, StaffId};
use crate::domain::people::staff::{StaffMember, TenantContext};
use crate::domain::suggest::ranking::{Known, Suggestion, suggest};
use crate::domain::suggest::weights::Weights;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Pairs in one text; more is no fixture.
pub const PAIRS_MAX: usize = 100_000;
/// The salon of every pair.
const CONTEXT: TenantContext = TenantContext { company: CompanyId(1), branch: None };

/// What is to be expected of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The same name after folding: must be assigned without any address.
    Exact,
    /// A person would recognise who it is: must stand first among the suggestions.
    Recognisable,
    /// Nobody can tell from this who it is.
    Unrecognisable,
    /// Made to mislead.
    Trap,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PairHost {
    id: i64,
    name: Option<String>,
    #[serde(default)]
    emails: Vec<String>,
    username: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PairStaff {
    key: String,
    name: String,
    #[serde(default)]
    emails: Vec<String>,
    active: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PairLine {
    host: PairHost,
    roster: Vec<PairStaff>,
    who: Option<String>,
    kind: Kind,
    why: String,
}

/// A labelled pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// As Cal.com shows it.
    pub host: Host,
    /// All of one company, without branches.
    pub roster: Vec<StaffMember>,
    /// Who the host is; `None` if nobody of them, or nobody can tell.
    pub who: Option<StaffId>,
    /// What is to be expected.
    pub kind: Kind,
    /// Why so, in a few words.
    pub why: String,
}

/// Something that did not come out as it should.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// In the text, from 1.
    pub line: usize,
    /// Which figure it spoils.
    pub what: &'static str,
    /// The host's name.
    pub host: String,
    /// Who the host is.
    pub expected: Option<String>,
    /// Who came out.
    pub got: Option<String>,
    /// The pair's note.
    pub why: String,
}

/// The figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// All pairs.
    pub pairs: usize,
    /// Pairs assigned automatically to a wrong person, with addresses or without them. Must be 0.
    pub automatic_wrong: usize,
    /// Of the exact pairs, those assigned to the right person by the name alone.
    pub exact_found: usize,
    /// Pairs with the same name after folding.
    pub exact_total: usize,
    /// Of the recognisable pairs, those whose person stands first among the suggestions, ahead of all others.
    pub recognised_first: usize,
    /// Pairs that a person would recognise.
    pub recognisable_total: usize,
    /// Pairs of whatever kind whose first suggestion is another person and not weak.
    pub misled: usize,
    /// Pairs without anybody whom one could tell.
    pub nobody_total: usize,
    /// Of these, those without any suggestion.
    pub nobody_silent: usize,
    /// Every one that spoils a figure.
    pub failures: Vec<Failure>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "pairs                    {}", self.pairs)?;
        writeln!(f, "automatically wrong      {}", self.automatic_wrong)?;
        writeln!(f, "exact names found        {} of {}", self.exact_found, self.exact_total)?;
        let (first, total) = (self.recognised_first, self.recognisable_total);
        writeln!(f, "recognised first         {first} of {total}")?;
        writeln!(f, "misled                   {}", self.misled)?;
        writeln!(f, "nobody, and silent       {} of {}", self.nobody_silent, self.nobody_total)?;
        for failure in &self.failures {
            let name = |who: &Option<String>| who.clone().unwrap_or_else(|| "nobody".to_owned());
            let (expected, got) = (name(&failure.expected), name(&failure.got));
            let Failure { line, what, host, why, .. } = failure;
            writeln!(f, "line {line}: {what}: {host:?} is {expected}, came out as {got} ({why})")?;
        }
        Ok(())
    }
}

/// Reads pairs, one JSON object a line. The error names the line.
pub fn read(text: &str) -> Result<Vec<Pair>> {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() > PAIRS_MAX {
        return Err(Error::invalid(format!("more than {PAIRS_MAX} pairs")));
    }
    let numbered = lines.iter().enumerate();
    let read = numbered.map(|(at, line)| {
        pair(line).map_err(|why| Error::invalid(format!("line {}: {why}", at.saturating_add(1))))
    });
    read.collect()
}

/// Reads the pairs and measures. `threshold` is the one for automatic assignment; with a threshold of 0 it shows
/// that suggestions do not assign however low it is.
pub fn judge(text: &str, threshold: u8) -> Result<Report> {
    read(text).map(|pairs| judge_pairs(&pairs, threshold))
}

/// The same of pairs that are read already.
pub fn judge_pairs(pairs: &[Pair], threshold: u8) -> Report {
    let weights = Weights::default();
    let mut report = Report { pairs: pairs.len(), ..Report::default() };
    for (at, pair) in pairs.iter().enumerate() {
        let line = at.saturating_add(1);
        judge_automatic(&mut report, line, pair, threshold);
        judge_suggestions(&mut report, line, pair, &weights);
    }
    report
}

/// How many pairs are assigned to a wrong person at this threshold, with addresses or without them.
pub fn assigned_wrongly(pairs: &[Pair], threshold: u8) -> usize {
    let wrong = |pair: &&Pair| Assigned::at(pair, threshold).wrong(pair).is_some();
    pairs.iter().filter(wrong).count()
}

/// Who a pair's host is assigned to.
struct Assigned {
    /// By name and addresses.
    with: Option<StaffId>,
    /// By the name alone.
    without: Option<StaffId>,
}

impl Assigned {
    fn at(pair: &Pair, threshold: u8) -> Assigned {
        let assigned = |host: Host| {
            let sighting = HostSighting::Seen { host, source: "pair".to_owned() };
            decide(&sighting, None, &pair.roster, CONTEXT, threshold).staff
        };
        Assigned {
            with: assigned(pair.host.clone()),
            without: assigned(Host { emails: Vec::new(), ..pair.host.clone() }),
        }
    }

    fn wrong(&self, pair: &Pair) -> Option<&StaffId> {
        let mut found = [&self.with, &self.without].into_iter().flatten();
        found.find(|staff| Some(*staff) != pair.who.as_ref())
    }
}

fn judge_automatic(report: &mut Report, line: usize, pair: &Pair, threshold: u8) {
    let assigned = Assigned::at(pair, threshold);
    if let Some(wrong) = assigned.wrong(pair) {
        count(&mut report.automatic_wrong);
        report.failures.push(failure("assigned automatically", line, pair, Some(wrong)));
    }
    if pair.kind == Kind::Exact {
        count(&mut report.exact_total);
        let without = assigned.without;
        if without.is_some() && without == pair.who {
            count(&mut report.exact_found);
        } else {
            report.failures.push(failure("exact and not found", line, pair, without.as_ref()));
        }
    }
}

fn judge_suggestions(report: &mut Report, line: usize, pair: &Pair, weights: &Weights) {
    let known = Known { bound: &[], rejected: &[], history: None, practices: &[], weights };
    let found = suggest(&pair.host, &pair.roster, CONTEXT, &known);
    let first = found.first();
    let named = first.map(|first| &first.staff);
    let is_ahead = |first: &Suggestion| first.margin.is_none_or(|margin| margin > 0);
    if pair.kind == Kind::Recognisable {
        count(&mut report.recognisable_total);
        if first.is_some_and(is_ahead) && named == pair.who.as_ref() {
            count(&mut report.recognised_first);
        } else {
            report.failures.push(failure("not recognised", line, pair, named));
        }
    }
    if first.is_some_and(|first| !first.is_weak() && is_ahead(first)) && named != pair.who.as_ref()
    {
        count(&mut report.misled);
        report.failures.push(failure("misled", line, pair, named));
    }
    if pair.who.is_none() {
        count(&mut report.nobody_total);
        if found.is_empty() {
            count(&mut report.nobody_silent);
        }
    }
}

fn count(figure: &mut usize) {
    *figure = figure.saturating_add(1);
}

fn failure(what: &'static str, line: usize, pair: &Pair, got: Option<&StaffId>) -> Failure {
    Failure {
        line,
        what,
        host: pair.host.name.clone().unwrap_or_default(),
        expected: pair.who.as_ref().map(StaffId::to_string),
        got: got.map(StaffId::to_string),
        why: pair.why.clone(),
    }
}

/// A line, or what is wrong with it.
fn pair(line: &str) -> std::result::Result<Pair, String> {
    let line: PairLine = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let mut roster: Vec<StaffMember> = Vec::new();
    for staff in line.roster {
        let id = StaffId(staff.key);
        if roster.iter().any(|other| other.id == id) {
            return Err(format!("the key {id} is there twice"));
        }
        roster.push(StaffMember {
            id,
            company: CONTEXT.company,
            branch: None,
            name: staff.name,
            emails: staff.emails.iter().map(|email| email.to_lowercase()).collect(),
            active: staff.active.unwrap_or(true),
            pause_bookable_policy: None,
        });
    }
    let who = line.who.map(StaffId);
    if who.as_ref().is_some_and(|who| roster.iter().all(|staff| staff.id != *who || !staff.active))
    {
        return Err("who is nobody active of the roster".to_owned());
    }
    let needs_who = matches!(line.kind, Kind::Exact | Kind::Recognisable);
    if needs_who && who.is_none() {
        return Err("this kind needs a who".to_owned());
    }
    let host = Host {
        id: HostId(line.host.id),
        name: line.host.name,
        emails: line.host.emails.iter().map(|email| email.to_lowercase()).collect(),
        username: line.host.username,
        time_zone: None,
    };
    Ok(Pair { host, roster, who, kind: line.kind, why: line.why })
}
