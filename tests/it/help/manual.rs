//! The manual and the completions are made from the commands: each has its page, and a shell completes it.

use crate::help::run;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};

/// Every command as words, by asking each for its help.
fn commands(path: &[&str], all: &mut BTreeSet<String>) {
    let said = run(&[path, &["--help"]].concat(), &[]);
    assert_eq!(said.code, Some(0), "{path:?}: {said:?}");
    all.insert(path.join("-"));
    let listed = said.out.split("Commands:\n").nth(1).unwrap_or_default();
    let listed = listed.lines().take_while(|line| line.starts_with("  "));
    for name in listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()) {
        if !name.is_empty() && name != "help" {
            commands(&[path, &[name]].concat(), all);
        }
    }
}

fn is_there(program: &str) -> bool {
    let mut asked = Command::new(program);
    asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    asked.status().is_ok_and(|status| status.success())
}

#[test]
fn every_command_has_a_page_that_a_formatter_takes() {
    let folder = tempfile::tempdir().unwrap();
    let written = run(&["man", folder.path().to_str().unwrap()], &[]);
    assert_eq!((written.code, written.out.as_str()), (Some(0), ""), "{written:?}");
    let mut all = BTreeSet::new();
    commands(&[], &mut all);
    let mut expected: BTreeSet<String> = all
        .iter()
        .map(
            |name| {
                if name.is_empty() { "chairside.1".into() } else { format!("chairside-{name}.1") }
            },
        )
        .collect();
    expected.insert("chairside-help.1".to_owned());
    let pages: BTreeSet<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(pages, expected);
    assert!(pages.len() > 80, "{}", pages.len());
    if is_there("groff") {
        for page in &pages {
            let made = Command::new("groff")
                .args(["-man", "-Kutf8", "-Tutf8", "-ww", "-z"])
                .arg(folder.path().join(page))
                .output()
                .unwrap();
            let complaints = String::from_utf8_lossy(&made.stderr).into_owned();
            assert!(made.status.success() && complaints.is_empty(), "{page}: {complaints}");
        }
    }
    let first = std::fs::read_to_string(folder.path().join("chairside.1")).unwrap();
    assert_eq!(run(&["man"], &[]).out, first);
    let nowhere = run(&["man", "/nowhere/at/all"], &[]);
    assert_eq!(
        (nowhere.code, nowhere.code_told.as_deref()),
        (Some(1), Some("E0100")),
        "{nowhere:?}"
    );
}

fn completed(script: &Path, words: &[&str]) -> Vec<String> {
    let (last, before) = words.split_last().unwrap();
    let line = format!(
        "source {script:?}; COMP_WORDS=({} {last:?}); COMP_CWORD={}; _chairside chairside {last:?} {}; \
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        before.join(" "),
        before.len(),
        before.last().unwrap(),
    );
    let output = Command::new("bash").args(["--norc", "-c", &line]).output().unwrap();
    assert!(output.stderr.is_empty(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_and_options() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("chairside.bash");
    std::fs::write(&script, run(&["completions", "bash"], &[]).out).unwrap();
    let read = Command::new("bash").arg("-n").arg(&script).status().unwrap();
    assert!(read.success());
    assert_eq!(completed(&script, &["chairside", "heal"]), ["healthcheck"]);
    assert_eq!(completed(&script, &["chairside", "mappings", "se"]), ["set"]);
    assert_eq!(completed(&script, &["chairside", "mappings", "set", "--sta"]), ["--staff"]);
    let all = completed(&script, &["chairside", ""]);
    assert!(all.contains(&"serve".to_owned()) && all.contains(&"help".to_owned()), "{all:?}");
    for shell in ["zsh", "fish"] {
        let made = run(&["completions", shell], &[]);
        assert!(made.code == Some(0) && made.out.contains("healthcheck"), "{shell}: {made:?}");
    }
    assert_eq!(run(&["completions", "dash"], &[]).code, Some(2));
}
