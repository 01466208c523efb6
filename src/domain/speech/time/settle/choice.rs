//! Several days to choose from: `Dienstag oder Mittwoch`, `am 8. oder 9. Januar`.

use crate::domain::speech::anchor::Anchor;
use crate::domain::speech::time::atoms::expr::{DayExpr, Trouble};
use crate::domain::speech::time::facts::doubt::Why;
use crate::domain::speech::time::facts::fact::{Role, What};
use crate::domain::speech::time::facts::parts::is_frame;
use crate::domain::speech::time::settle::frame::{in_frame, lend_month, needs_frame};
use crate::domain::speech::time::settle::stated::{Doubted, Stated};
use crate::domain::speech::time::settle::stretch::Days;
use time::Date;

/// One group, or several to choose from. What one of them names the others mean as well: `Di oder Mi nächster Woche`.
pub(crate) fn choice(
    group: &[Stated],
    frame: &[DayExpr],
    anchor: &Anchor,
) -> Result<Days, Doubted> {
    let numbers: Vec<usize> = group.iter().map(|one| one.number).collect();
    let exprs: Vec<&[DayExpr]> = group
        .iter()
        .filter_map(|one| match &one.fact.what {
            What::Day(exprs) => Some(exprs.as_slice()),
            _ => None,
        })
        .collect();
    if exprs.len() != group.len() {
        return Err((Why::Choice, numbers));
    }
    let mut own: Vec<DayExpr> = Vec::new();
    let mut framed = 0;
    if group.len() > 1 {
        // `nächste oder übernächste Woche Dienstag`: the Tuesday of both?
        let is_whole = |exprs: &&[DayExpr]| exprs.iter().all(is_frame);
        let is_within = |exprs: &&[DayExpr]| exprs.iter().any(is_frame) && !is_whole(exprs);
        if exprs.iter().any(is_whole) && exprs.iter().any(is_within) {
            return Err((Why::Choice, numbers));
        }
        for exprs in &exprs {
            let is_framed = exprs.iter().any(is_frame) && !exprs.iter().all(is_frame);
            if is_framed {
                framed += 1;
                own = exprs.iter().filter(|expr| is_frame(expr)).copied().collect();
            }
        }
    }
    let month = exprs.iter().flat_map(|exprs| exprs.iter()).rev().find_map(|expr| match expr {
        DayExpr::Date { month: Some(month), .. } => Some(*month),
        _ => None,
    });
    let mut days: Vec<Date> = Vec::new();
    let mut single = None;
    for exprs in &exprs {
        let mut exprs = exprs.to_vec();
        lend_month(&mut exprs, month.filter(|_| group.len() > 1));
        let frame = if framed == 1 && needs_frame(&exprs) { own.as_slice() } else { frame };
        let one = in_frame(&exprs, frame, anchor).map_err(|why| (why, numbers.clone()))?;
        days.extend(one.each());
        single = Some(one);
    }
    match single {
        Some(single) if group.len() == 1 => Ok(single),
        _ => Days::of(days).ok_or((Why::Trouble(Trouble::Unclear), numbers)),
    }
}

/// Whether other statements name a span around some days, or those name it themselves.
pub(crate) fn is_in_span(stated: &[Stated], group: &[Stated]) -> bool {
    let is_span = |one: &Stated| match &one.fact.what {
        What::Day(exprs) => exprs.iter().any(is_frame) && one.fact.role != Role::Not,
        What::Days { .. } => true,
        _ => false,
    };
    let is_other = |one: &&Stated| group.iter().all(|known| known.number != one.number);
    stated.iter().filter(is_other).any(is_span)
}
