//! Recordings that end where no line ends: everything before the cut is replayed, the cut is told, exit code 1.

use crate::recording::replay::{Replayed, fixture, replay};
use chairside::recording::line::reader;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn day() -> Vec<u8> {
    fs::read(fixture("october/2026-10-05.jsonl")).unwrap()
}

fn replay_bytes(bytes: &[u8]) -> Replayed {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("day.jsonl");
    fs::write(&file, bytes).unwrap();
    replay(&file, &["--json"])
}

fn json(run: &Replayed) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

fn read(path: &Path, bytes: &[u8]) -> Result<(usize, Option<String>), String> {
    fs::write(path, bytes).unwrap();
    reader::read(path).map(|recording| (recording.entries.len(), recording.cut))
}

#[test]
fn wherever_it_is_cut_what_is_before_is_read_and_the_line_is_named() {
    let day = day();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("day.jsonl");
    let mut cuts = 0;
    for end in (1..day.len()).step_by(13) {
        let bytes = &day[..end];
        let whole = bytes.iter().filter(|byte| **byte == b'\n').count();
        let (lines, cut) = read(&path, bytes).unwrap();
        // A line that lacks nothing but its line break is whole.
        let ends_whole = bytes.last() == Some(&b'\n') || day[end] == b'\n';
        assert_eq!(cut.is_some(), !ends_whole, "{end}");
        assert_eq!(lines, whole + usize::from(day[end] == b'\n'), "{end}");
        if let Some(told) = cut {
            let place = format!("{}:{}: ", path.display(), whole + 1);
            assert!(told.starts_with(&place), "{told}");
            cuts += 1;
        }
    }
    assert!(cuts > 100, "{cuts}");
}

#[test]
fn a_cut_letter_zeros_of_a_power_cut_and_half_a_line_break() {
    let day = day();
    let whole = replay_bytes(&day).json();
    let tails: [&[u8]; 4] = [b"{\"kind\":\"M\xc3", b"{", &[0; 64], b"\xff\xfe"];
    for tail in tails {
        let run = replay_bytes(&[&day, tail].concat());
        assert_eq!(run.code, 1, "{tail:?}");
        assert!(
            run.stderr.contains("day.jsonl:9: the file ends in the middle of a line"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains("everything before it was replayed"), "{}", run.stderr);
        assert_eq!(json(&run), whole, "{tail:?}");
    }
    let half_a_break = [day.strip_suffix(b"\n").unwrap(), b"\r"].concat();
    assert_eq!(replay_bytes(&half_a_break).json(), whole);
}

#[test]
fn line_breaks_of_another_system_and_its_mark_are_none_of_the_lines() {
    let day = day();
    let whole = replay_bytes(&day);
    let text = String::from_utf8(day).unwrap().replace('\n', "\r\n");
    let run = replay_bytes(text.as_bytes());
    assert_eq!((run.code, &run.stdout), (0, &whole.stdout), "{}", run.stderr);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    assert_eq!(replay_bytes(&marked).stdout, whole.stdout);
    let cut = replay_bytes(&text.as_bytes()[..text.len() - 5]);
    assert_eq!(cut.code, 1);
    assert!(cut.stderr.contains("day.jsonl:8: the file ends"), "{}", cut.stderr);
}

#[test]
fn nothing_at_all_and_nothing_but_a_cut_line_are_told() {
    for nothing in [&b""[..], b"\n", b" \r\n\t\n", b"\xef\xbb\xbf"] {
        let run = replay_bytes(nothing);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{nothing:?}");
        assert!(run.stderr.contains("day.jsonl is empty"), "{}", run.stderr);
    }
    let run = replay_bytes(b"{\"at\":\"2026-10-05T06:00:00Z\",\"kind\":\"sal");
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains("day.jsonl:1: the file ends in the middle of a line"),
        "{}",
        run.stderr
    );
    // A day without anything in it, between two others, takes nothing away.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.jsonl"), day()).unwrap();
    fs::write(folder.path().join("2.jsonl"), b"").unwrap();
    let run = replay(folder.path(), &["--json"]);
    assert_eq!(run.json(), replay_bytes(&day()).json());
}
