//! A visit drawn in text: a line per segment, bars for work, dots for pauses.

use crate::domain::service::catalogue::Composition;

/// The longest line is not longer.
const SIGNS_MAX: u32 = 60;
/// What one sign may stand for, minutes.
const SCALES: [u32; 6] = [5, 10, 15, 30, 60, 120];

/// Lines of the drawing: what, from, until, and the bar. Times count from the visit's start.
pub fn lines(composition: &Composition) -> Vec<Vec<String>> {
    let scale = scale(composition.minutes());
    let sign = |minute: u32| minute.checked_div(scale).unwrap_or(0);
    let mut lines = Vec::new();
    let mut from = 0_u32;
    let mut stretch = |what: String, minutes: u32, drawn: &str, behind: &str| {
        let until = from.saturating_add(minutes);
        let (start, end) = (sign(from), sign(until));
        // What is shorter than a sign is still to be seen.
        let length = end.saturating_sub(start).max(1);
        let repeat = |what: &str, count: u32| what.repeat(usize::try_from(count).unwrap_or(0));
        let bar = format!("{}{}{behind}", repeat(" ", start), repeat(drawn, length));
        lines.push(vec![what, clock(from), clock(until), bar]);
        from = until;
    };
    for segment in &composition.segments {
        stretch(format!("{} {}", segment.key, segment.name), segment.minutes, "█", "");
        if segment.pause_after_minutes > 0 {
            let policy = format!("  {}", composition.policy.as_str());
            stretch("  pause".into(), segment.pause_after_minutes, "·", &policy);
        }
    }
    if composition.buffer_minutes > 0 {
        stretch("  buffer".into(), composition.buffer_minutes, "-", "");
    }
    lines
}

/// How many minutes a sign of the drawing is.
pub fn scale(minutes: u32) -> u32 {
    let fits = |scale: &u32| minutes.div_ceil(*scale) <= SIGNS_MAX;
    SCALES.into_iter().find(fits).unwrap_or(120)
}

fn clock(minutes: u32) -> String {
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours}:{minutes:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::service::templates::template;

    #[test]
    fn a_visit_is_drawn_to_scale() {
        let composition = template("mens-cut-hot-towel").unwrap().composition;
        assert_eq!(
            lines(&composition).iter().map(|line| line.join("|")).collect::<Vec<_>>(),
            [
                "A Schneiden|0:00|0:25|█████",
                "B Heißes Tuch auflegen|0:25|0:30|     █",
                "  pause|0:30|0:35|      ·  blocked",
                "C Konturen und Finish|0:35|0:45|       ██",
                "  buffer|0:45|0:50|         -",
            ]
        );
        for (minutes, expected) in [(1, 5), (300, 5), (301, 10), (1440, 30), (u32::MAX, 120)] {
            assert_eq!(scale(minutes), expected, "{minutes}");
        }
    }
}
