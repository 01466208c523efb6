//! The rates as curves: step by step over a span of days, each with its target, and what else a dashboard shows: wishes,
//! pauses, how callers were understood, roads and rules.

use crate::domain::quality::pauses;
use crate::domain::quality::rates::{Rate, Verdict, label, rates};
use crate::domain::quality::steps;
use crate::domain::quality::steps::By;
use crate::domain::{Error, Result};
use crate::frontdesk::Desk;
use crate::frontdesk::quality::questions;
use crate::frontdesk::quality::questions::UnderstandingView;
use crate::frontdesk::quality::view::Period;
use crate::store::quality::by_word::WordRow;
use crate::store::quality::span::Span;
use crate::store::quality::{by_word, figures, stretches};
use serde::Serialize;
use std::collections::BTreeMap;
use time::Date;

/// Mappings are those of now and of no day: a curve of them would lie.
const OF_NO_DAY: &str = "automatic_mappings";

type Steps = [(Date, Date)];

/// How well it went, step by step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SeriesView {
    /// First day, UTC.
    pub from: String,
    /// Last day.
    pub until: String,
    /// `day` or `week`.
    pub by: &'static str,
    /// Oldest first, none left out. Every list of points has one for each.
    pub steps: Vec<StepView>,
    /// The rates, and how callers were understood.
    pub curves: Vec<CurveView>,
    /// What pauses brought, by the day on which they lay.
    pub pauses: PausesView,
    /// How many appointments came by which road.
    pub sources: Vec<WordView>,
    /// Of the bookings, by which rule the staff member was found; `none` where by none.
    pub rules: Vec<WordView>,
}

/// From one day to another, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// UTC.
    pub from: String,
    /// UTC.
    pub until: String,
}

/// One rate over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurveView {
    /// For programs; the same as in the metrics and the alarms.
    pub name: &'static str,
    /// For people, in the salon's language.
    pub label: String,
    /// Empty if it only informs.
    pub target: &'static str,
    /// Where the target lies, 0.0 to 1.0.
    pub target_value: Option<f64>,
    /// The target is met by little.
    pub less_is_better: bool,
    /// Over all of the steps.
    pub all: PointView,
    /// Step by step.
    pub points: Vec<PointView>,
}

/// A rate of one step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PointView {
    /// So many.
    pub part: u64,
    /// Of so many.
    pub whole: u64,
    /// 0.0 to 1.0; `None` where there is nothing to divide by.
    pub value: Option<f64>,
    /// `ok`, `below`, `warn`, `alarm` or `no_data`.
    pub verdict: &'static str,
}

/// What pauses brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PausesView {
    /// Over all of the steps.
    pub all: PausePointView,
    /// Step by step.
    pub points: Vec<PausePointView>,
}

/// The free pauses of one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PausePointView {
    /// How many.
    pub pauses: u64,
    /// How long they were together.
    pub minutes: u64,
    /// In how many of these minutes others were served.
    pub minutes_won: u64,
}

/// A road or a rule over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WordView {
    /// As stored.
    pub word: String,
    /// Step by step.
    pub points: Vec<WordPointView>,
}

/// The appointments of one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WordPointView {
    /// All of them.
    pub total: u64,
    /// With a staff member.
    pub with_staff: u64,
}

/// How well it went in a period, step by step.
pub fn of(desk: &Desk, period: Period, by: By) -> Result<SeriesView> {
    let cut = steps::steps(period.first(), period.last(), by);
    let mut curves = curves(desk, period, &cut)?;
    curves.extend(of_telephone(desk, period, &cut)?);
    let (company, span) = (desk.salon.company, period.span());
    let (sources, rules) = desk.store.read(|connection| {
        let sources = by_word::by_source(connection, company, span)?;
        Ok((sources, by_word::by_rule(connection, company, span)?))
    })?;
    let step = |(from, until): &(Date, Date)| StepView {
        from: from.to_string(),
        until: until.to_string(),
    };
    Ok(SeriesView {
        from: period.first().to_string(),
        until: period.last().to_string(),
        by: by.as_str(),
        curves,
        pauses: of_pauses(desk, period, &cut)?,
        sources: words(sources, &cut),
        rules: words(rules, &cut),
        steps: cut.iter().map(step).collect(),
    })
}

/// The rates of `quality`, each step by itself.
fn curves(desk: &Desk, period: Period, cut: &Steps) -> Result<Vec<CurveView>> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    let (all, each) = desk.store.read(|connection| {
        let mut each = Vec::new();
        for step in cut {
            let span = span(period, *step);
            each.push(rates(&figures::figures(connection, company, span)?));
        }
        Ok::<_, Error>((rates(&figures::figures(connection, company, period.span())?), each))
    })?;
    let curve = |rate: &Rate| {
        let of_step = |rates: &Vec<Rate>| {
            let found = rates.iter().find(|one| one.name == rate.name);
            found.map_or_else(|| plain(0, 0), point)
        };
        CurveView {
            name: rate.name,
            label: label(rate.name, language).to_owned(),
            target: rate.target,
            target_value: rate.target_percent.map(|percent| f64::from(percent) / 100.0),
            less_is_better: rate.less_is_better,
            all: point(rate),
            points: each.iter().map(of_step).collect(),
        }
    };
    Ok(all.iter().filter(|rate| rate.name != OF_NO_DAY).map(curve).collect())
}

/// A step as far as it lies in the period, whose last day may be cut.
fn span(period: Period, (first, last): (Date, Date)) -> Span {
    let ends = last.next_day().map(|next| next.midnight().assume_utc());
    let ends = ends.unwrap_or(period.until).min(period.until);
    Span::between(first.midnight().assume_utc(), ends)
}

fn point(rate: &Rate) -> PointView {
    let (part, whole, value) = (rate.part, rate.whole, rate.value);
    PointView { part, whole, value, verdict: rate.verdict.as_str() }
}

/// A share without a target.
fn plain(part: u64, whole: u64) -> PointView {
    let value = (whole > 0).then(|| part as f64 / whole as f64);
    let verdict = if whole > 0 { Verdict::Ok } else { Verdict::NoData };
    PointView { part, whole, value, verdict: verdict.as_str() }
}

/// What of the telephone is a share, and of what: its name, its label, German and English.
type Share = (&'static str, (&'static str, &'static str), fn(&UnderstandingView) -> (u64, u64));

const SHARES: [Share; 3] = [
    ("understood", ("Verstanden", "Understood"), |day| {
        (day.done.saturating_add(day.refused), day.functions)
    }),
    ("asked_back", ("Nachgefragt", "Asked back"), |day| (day.asked_back, day.functions)),
    ("given_up", ("Ergebnislose Anrufe", "Calls that came to nothing"), |day| {
        (day.given_up, day.calls)
    }),
];

/// How callers were understood, step by step.
fn of_telephone(desk: &Desk, period: Period, cut: &Steps) -> Result<Vec<CurveView>> {
    let days = questions::telephone(desk, period)?;
    let language = desk.salon.language;
    let curve = |(name, (german, english), share): &Share| {
        let mut counts = vec![(0_u64, 0_u64); cut.len()];
        for (date, day) in &days {
            let Some(count) = steps::place(cut, *date).and_then(|place| counts.get_mut(place))
            else {
                continue;
            };
            let (part, whole) = share(day);
            *count = (count.0.saturating_add(part), count.1.saturating_add(whole));
        }
        let sum = |all: (u64, u64), one: &(u64, u64)| {
            (all.0.saturating_add(one.0), all.1.saturating_add(one.1))
        };
        let (part, whole) = counts.iter().fold((0, 0), sum);
        CurveView {
            name,
            label: language.pick(*german, *english).to_owned(),
            target: "",
            target_value: None,
            less_is_better: false,
            all: plain(part, whole),
            points: counts.iter().map(|(part, whole)| plain(*part, *whole)).collect(),
        }
    };
    Ok(SHARES.iter().map(curve).collect())
}

fn of_pauses(desk: &Desk, period: Period, cut: &Steps) -> Result<PausesView> {
    let (company, span) = (desk.salon.company, period.span());
    let booked = desk.store.read(|connection| stretches::booked(connection, company, span))?;
    let mut points = vec![PausePointView::default(); cut.len()];
    let mut all = PausePointView::default();
    for pause in pauses::pauses(&booked) {
        let place = steps::place(cut, pause.at.start().date());
        let of_step = place.and_then(|place| points.get_mut(place));
        let minutes = u64::try_from(pause.at.duration().whole_minutes()).unwrap_or(0);
        for point in of_step.into_iter().chain([&mut all]) {
            point.pauses = point.pauses.saturating_add(1);
            point.minutes = point.minutes.saturating_add(minutes);
            point.minutes_won = point.minutes_won.saturating_add(pause.won_minutes);
        }
    }
    Ok(PausesView { all, points })
}

/// In the order of the words.
fn words(rows: Vec<WordRow>, cut: &Steps) -> Vec<WordView> {
    let mut words: BTreeMap<String, Vec<WordPointView>> = BTreeMap::new();
    for row in rows {
        let empty = || vec![WordPointView::default(); cut.len()];
        let points = words.entry(row.word).or_insert_with(empty);
        let Some(point) = steps::place(cut, row.day).and_then(|place| points.get_mut(place)) else {
            continue;
        };
        point.total = point.total.saturating_add(row.total);
        point.with_staff = point.with_staff.saturating_add(row.with_staff);
    }
    words.into_iter().map(|(word, points)| WordView { word, points }).collect()
}
