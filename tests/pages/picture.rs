//! A picture of each page, and what can be seen to be wrong with it without looking.

use crate::demo::Demo;
use crate::list;
use crate::look;
use crate::look::Look;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A telephone, a tablet, a screen.
const WIDTHS: [u32; 3] = [390, 768, 1280];
/// Nobody scrolls further to look at a picture.
const HEIGHT_MAX: u64 = 4_000;

/// What the browser knows of a page.
const SEEN: &str = "
    const name = one => one.getAttribute('aria-label') || one.getAttribute('aria-labelledby')
        || [...(one.labels || [])].map(label => label.textContent).join('')
        || (/^(SELECT|TEXTAREA|INPUT)$/.test(one.tagName) ? '' : one.textContent);
    const controls = 'input:not([type=hidden]), select, textarea, button, summary, a[href]';
    return {
        language: document.documentElement.lang,
        headings: document.querySelectorAll('h1').length,
        content: document.documentElement.scrollWidth,
        height: document.documentElement.scrollHeight,
        nameless: [...document.querySelectorAll(controls)].filter(one => !name(one).trim())
            .map(one => one.outerHTML.slice(0, 100)),
    };";

/// Writes them all; what is wrong.
pub fn write(demo: &Demo, folder: &Path) -> Vec<String> {
    let mut faults = list::missing();
    fs::create_dir_all(folder).unwrap();
    let mut written = 0;
    look::every(demo, &mut |look| {
        for width in WIDTHS {
            look.widen(width);
            let seen = look.browser.script(SEEN);
            faults.extend(wrong(&seen, look, width));
            let height = seen["height"].as_u64().unwrap().clamp(400, HEIGHT_MAX);
            let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
            let shot = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
            let shot = look.browser.devtools("Page.captureScreenshot", &shot);
            let bytes = decoded(shot["data"].as_str().unwrap());
            fs::write(folder.join(format!("{}.png", look.name(width))), bytes).unwrap();
            written += 1;
        }
    });
    println!("{written} pictures in {}, {} faults", folder.display(), faults.len());
    faults
}

fn wrong(seen: &Value, look: &Look, width: u32) -> Vec<String> {
    let mut faults = Vec::new();
    if seen["headings"] != 1 {
        faults.push(format!("{} h1", seen["headings"]));
    }
    if seen["content"].as_u64() > Some(width.into()) {
        faults.push(format!("{} px wide", seen["content"]));
    }
    if seen["nameless"] != json!([]) {
        faults.push(format!("controls without a name: {}", seen["nameless"]));
    }
    // A customer's own page speaks as her messages do, whatever her browser asks for.
    if seen["language"] != look.language && look.page.name != "own" {
        faults.push(format!("speaks {}", seen["language"]));
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", look.name(width))).collect()
}

/// Base64, as the browser writes it.
fn decoded(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for four in text.as_bytes().chunks(4) {
        let letters = four.iter().filter(|byte| **byte != b'=').count();
        let bits = four.iter().fold(0_u32, |bits, byte| {
            bits << 6 | if *byte == b'=' { 0 } else { u32::from(value(*byte)) }
        });
        bytes.extend(&bits.to_be_bytes()[1..letters]);
    }
    bytes
}
