//! The page's stylesheet, script and icon: the same for everybody, with nothing of the salon's in them.

use crate::domain::digest::hex;
use crate::domain::{Error, Result};
use crate::server::message::{Request, Response};
use maud::html;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;

/// What does not depend on a number.
const SHEET: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("page.js");

/// Rows of a day's board: five minutes each.
pub(crate) const ROW_MINUTES: u16 = 5;
const DAY_ROWS: u16 = 24 * 60 / ROW_MINUTES;
/// Things side by side that still get a width of their own.
pub(crate) const LANES_MAX: usize = 4;

/// Their addresses hold what is in them, so browsers may keep them for good.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Letters of what is in them.
const MARK_LETTERS: usize = 12;

/// The sheet with its classes of numbers: a policy without inline styles leaves no other way to place things.
static STYLE: LazyLock<String> = LazyLock::new(|| {
    let mut sheet = SHEET.to_owned();
    // Writing to a string cannot fail.
    let mut rule = |text: String| sheet.push_str(&text);
    for row in 0..DAY_ROWS {
        rule(format!(".at-{row}{{grid-row-start:{}}}", row.saturating_add(1)));
    }
    for rows in 1..=DAY_ROWS {
        rule(format!(".for-{rows}{{grid-row-end:span {rows}}}"));
    }
    for hours in 1..=24 {
        rule(format!(".hours-{hours}{{--hours:{hours}}}"));
    }
    for of in 2..=LANES_MAX {
        for lane in 0..of {
            rule(format!(
                ".of-{of}.lane-{lane}{{width:calc(100%/{of});margin-left:calc(100%*{lane}/{of})}}"
            ));
        }
    }
    sheet
});

static STYLE_MARK: LazyLock<String> = LazyLock::new(|| mark(&STYLE));
static SCRIPT_MARK: LazyLock<String> = LazyLock::new(|| mark(SCRIPT));

fn mark(text: &str) -> String {
    let mut hash = hex(&Sha256::digest(text.as_bytes()));
    hash.truncate(MARK_LETTERS);
    hash
}

/// Where a page finds it.
pub(crate) fn address(path: &str) -> String {
    let mark = if path == "/page.js" { &*SCRIPT_MARK } else { &*STYLE_MARK };
    format!("{path}?{mark}")
}

pub(crate) fn style(_: &Request) -> Result<Response> {
    Ok(kept("text/css; charset=utf-8", STYLE.clone()))
}

pub(crate) fn script(_: &Request) -> Result<Response> {
    Ok(kept("text/javascript; charset=utf-8", SCRIPT.to_owned()))
}

/// A comb, with the number of things to do.
pub(crate) fn icon(request: &Request) -> Result<Response> {
    let number = request.path.rsplit('/').next().unwrap_or_default();
    let number: u8 = number.parse().map_err(|_| Error::NotFound("icon"))?;
    let mut teeth = String::new();
    for tooth in 0..6_u8 {
        write!(teeth, "M{} 14v12", 6_u8.saturating_add(tooth.saturating_mul(4)))
            .map_err(Error::internal)?;
    }
    let drawn = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" {
            rect width="32" height="32" rx="7" fill="#7c2d50" {}
            path d={ "M5 10h22v4H5z" (teeth) } fill="none" stroke="#fff" stroke-width="2" {}
            @if number > 0 {
                circle cx="22" cy="22" r="10" fill="#fff" {}
                text x="22" y="26.5" text-anchor="middle" font-family="sans-serif" font-size="13" font-weight="700" fill="#7c2d50" {
                    (number)
                }
            }
        }
    };
    Ok(kept("image/svg+xml", drawn.into_string()))
}

fn kept(content_type: &'static str, body: String) -> Response {
    let answer =
        Response { status: 200, content_type, headers: Vec::new(), body: body.into_bytes() };
    answer.with_header("Cache-Control", FOR_GOOD)
}
