//! Small pictures of numbers over time. Each tells in words what it shows; the numbers stand in a table beside it.

use maud::{Markup, html};

/// Units of the drawing; it is stretched to the width there is.
const WIDTH: usize = 1_000;
const HEIGHT: f64 = 100.0;
/// So far the highest and the lowest stay from the edge, that the line is seen whole.
const EDGE: f64 = 4.0;

/// A rate from 0.0 to 1.0, with gaps where there is none, and where its target lies.
pub(crate) fn line(title: &str, points: &[Option<f64>], target: Option<f64>) -> Markup {
    html! {
        svg .curve viewBox={ "0 0 " (WIDTH) " 100" } preserveAspectRatio="none" role="img" aria-label=(title) {
            title { (title) }
            path .tick d={ "M0 " (height(0.0)) "H" (WIDTH) "M0 " (height(1.0)) "H" (WIDTH) } {}
            @if let Some(target) = target { path .target d={ "M0 " (height(target)) "H" (WIDTH) } {} }
            path .rate d=(path(points)) {}
        }
    }
}

/// The line; a point with nothing beside it is a dot.
fn path(points: &[Option<f64>]) -> String {
    let mut path = String::new();
    let mut is_drawing = false;
    for (place, point) in points.iter().enumerate() {
        match point {
            Some(value) => {
                let x = across(place, points.len());
                let y = height(*value);
                path.push_str(&match is_drawing {
                    true => format!("L{x} {y}"),
                    false => format!("M{x} {y}h0"),
                });
                is_drawing = true;
            }
            None => is_drawing = false,
        }
    }
    path
}

/// Where the middle of a step is.
fn across(place: usize, steps: usize) -> usize {
    let middle = place.saturating_mul(2).saturating_add(1).saturating_mul(WIDTH);
    middle.checked_div(steps.saturating_mul(2)).unwrap_or(0)
}

fn height(value: f64) -> String {
    let room = HEIGHT - 2.0 * EDGE;
    format!("{:.1}", EDGE + (1.0 - value.clamp(0.0, 1.0)) * room)
}

/// Counts, the highest as high as the picture.
pub(crate) fn bars(title: &str, counts: &[u64]) -> Markup {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let step = WIDTH.checked_div(counts.len()).unwrap_or(WIDTH).max(1);
    html! {
        svg .curve viewBox={ "0 0 " (WIDTH) " 100" } preserveAspectRatio="none" role="img" aria-label=(title) {
            title { (title) }
            path .tick d={ "M0 " (height(0.0)) "H" (WIDTH) } {}
            @for (place, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                rect .bar x=(across(place, counts.len()).saturating_sub(step / 3)) width=((step * 2 / 3).max(1)) y=(height(*count as f64 / most as f64))
                    height=(format!("{:.1}", (*count as f64 / most as f64) * (HEIGHT - 2.0 * EDGE))) {}
            }
        }
    }
}

/// A bar as long as this is of the most. The number beside it says the same.
pub(crate) fn share(count: u64, most: u64) -> Markup {
    let percent = count.saturating_mul(100).checked_div(most).unwrap_or(0);
    html! {
        svg .part width="100%" height="8" aria-hidden="true" {
            rect .bar width={ (percent) "%" } height="8" rx="3" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_gaps_where_nothing_is_known() {
        let drawn = path(&[Some(1.0), Some(0.5), None, Some(0.0)]);
        assert_eq!(drawn, "M125 4.0h0L375 50.0M875 96.0h0");
        assert_eq!((path(&[]), path(&[None])), (String::new(), String::new()));
        let told = line("Verstanden: 50 %", &[Some(2.0)], Some(0.9)).into_string();
        assert!(told.contains("<title>Verstanden: 50 %</title>"), "{told}");
        assert!(told.contains("class=\"target\" d=\"M0 13.2H1000\""), "{told}");
    }

    #[test]
    fn bars_are_as_high_as_their_counts() {
        let drawn = bars("x", &[0, 2, 4]).into_string();
        assert!(drawn.contains("y=\"50.0\" height=\"46.0\""), "{drawn}");
        assert!(drawn.contains("y=\"4.0\" height=\"92.0\""), "{drawn}");
        assert_eq!(drawn.matches("<rect").count(), 2);
        bars("x", &[]);
        assert!(share(1, 0).into_string().contains("width=\"0%\""));
        assert!(share(u64::MAX, u64::MAX).into_string().contains("<rect"));
    }
}
