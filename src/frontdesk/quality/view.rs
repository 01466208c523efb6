//! The rates over some days, each day by itself, and what would be alarmed at the end of them.

use crate::domain::Result;
use crate::domain::alarm::finding::Finding;
use crate::domain::alarm::kind::Level;
use crate::domain::alarm::quality;
use crate::domain::quality::rates::{Figures, Rate, Verdict, label, rates};
use crate::domain::quality::series::{DAYS_MAX, DayCounts};
use crate::domain::quality::{series, share};
use crate::frontdesk::Desk;
use crate::frontdesk::quality::facts;
use crate::store::quality::figures;
use crate::store::quality::span::Span;
use serde::Serialize;
use time::{Date, Duration, OffsetDateTime};

/// Which days are looked at, in UTC: as many as are wanted, the last of them cut where the looking ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First instant after it.
    pub until: OffsetDateTime,
    /// 1 to 366.
    pub days: u32,
}

impl Period {
    /// So many days until now.
    pub fn until_now(now: OffsetDateTime, days: u32) -> Period {
        // What was made in this very second counts.
        Period::as_of(now.saturating_add(Duration::SECOND), days)
    }

    /// So many days until an instant.
    pub fn as_of(until: OffsetDateTime, days: u32) -> Period {
        Period { until, days: days.clamp(1, DAYS_MAX) }
    }

    /// The last of its days.
    pub fn last(&self) -> Date {
        self.until.saturating_sub(Duration::NANOSECOND).date()
    }

    /// The first of its days.
    pub fn first(&self) -> Date {
        let back = Duration::days(i64::from(self.days.saturating_sub(1)));
        self.last().saturating_sub(back)
    }

    /// Its first instant.
    fn begin(&self) -> OffsetDateTime {
        self.first().midnight().assume_utc()
    }

    /// All of it.
    pub fn span(&self) -> Span {
        Span::between(self.begin(), self.until)
    }
}

/// How well it goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QualityView {
    /// First day, UTC.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Over all of the days.
    pub rates: Vec<RateView>,
    /// Oldest first, none left out.
    pub days: Vec<DayView>,
    /// What an alarm would tell at the end of the last day.
    pub alarms: Vec<AlarmLine>,
}

/// One rate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RateView {
    /// For programs; the same as in the metrics and the alarms.
    pub name: &'static str,
    /// For people.
    #[serde(skip)]
    pub label: String,
    /// So many.
    pub part: u64,
    /// Of so many.
    pub whole: u64,
    /// 0.0 to 1.0.
    pub value: Option<f64>,
    /// Empty if it only informs.
    pub target: &'static str,
    /// `ok`, `below`, `warn`, `alarm` or `no_data`.
    #[serde(serialize_with = "verdict_word")]
    pub verdict: Verdict,
}

/// One day: the columns of the view `staff_assignment_quality`, and the bookings among them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DayView {
    /// UTC.
    pub date: String,
    /// What was made on it.
    #[serde(flatten)]
    pub counts: Counts,
    /// With a staff member, in per cent with one decimal; `None` without any.
    pub success_rate: Option<f64>,
    /// That of the rate `staff_assignment`, of this day's bookings alone.
    #[serde(serialize_with = "verdict_word")]
    pub verdict: Verdict,
}

/// The numbers of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All appointments.
    pub total: u64,
    /// With a staff member.
    pub with_staff: u64,
    /// With a host.
    pub with_host: u64,
    /// With a booking at Cal.com.
    pub bookings: u64,
}

/// What an alarm would say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlarmLine {
    /// Which one.
    pub kind: &'static str,
    /// `warn` or `alarm`.
    #[serde(serialize_with = "level_word")]
    pub level: Level,
    /// In the salon's language.
    pub message: String,
}

fn verdict_word<S: serde::Serializer>(
    verdict: &Verdict,
    to: S,
) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(verdict.as_str())
}

fn level_word<S: serde::Serializer>(level: &Level, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_str(level.as_str())
}

/// How well it went in a period.
pub fn of(desk: &Desk, period: Period) -> Result<QualityView> {
    let (company, language) = (desk.salon.company, desk.salon.language);
    let ((figures, counted), facts) = desk.store.read(|connection| {
        Ok((
            figures::by_day(connection, company, (period.begin(), period.until))?,
            facts::facts(connection, &desk.salon, period.until)?,
        ))
    })?;
    let days = series::filled(&counted, period.last(), period.days);
    let rate = |one: &Rate| RateView {
        name: one.name,
        label: label(one.name, language).to_owned(),
        part: one.part,
        whole: one.whole,
        value: one.value,
        target: one.target,
        verdict: one.verdict,
    };
    Ok(QualityView {
        from: period.first().to_string(),
        until: period.last().to_string(),
        rates: rates(&figures).iter().map(rate).collect(),
        days: days.into_iter().map(|(date, counts)| day(date, counts)).collect(),
        alarms: quality::findings(&facts, language).iter().filter_map(line).collect(),
    })
}

fn day(date: Date, counts: DayCounts) -> DayView {
    let DayCounts { total, with_staff, with_host, bookings, bookings_with_staff } = counts;
    let figures = Figures { bookings, bookings_with_staff, ..Figures::default() };
    let assigned = rates(&figures).into_iter().find(|rate| rate.name == "staff_assignment");
    DayView {
        date: date.to_string(),
        counts: Counts { total, with_staff, with_host, bookings },
        success_rate: percent(with_staff, total),
        verdict: assigned.map_or(Verdict::NoData, |rate| rate.verdict),
    }
}

/// With one decimal, as the view rounds.
fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| share::tenths(part, whole) as f64 / 10.0)
}

fn line(found: &Finding) -> Option<AlarmLine> {
    let (level, message) = found.broken()?;
    Some(AlarmLine { kind: found.kind.as_str(), level, message: message.to_owned() })
}
