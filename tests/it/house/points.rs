//! What docs/points.md promises is shown by tests that are there.

use crate::house::imports;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// So many points there are.
const POINTS: usize = 43;

/// The tests there are, by their names: folder, file, function.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut names = BTreeSet::new();
    for file in imports::files(&root) {
        let module = file.strip_prefix(&root).unwrap().with_extension("");
        let module = module.to_string_lossy().replace('/', "::");
        let text = fs::read_to_string(&file).unwrap();
        for rest in text.split("#[test]\nfn ").skip(1) {
            names.insert(format!("{module}::{}", rest.split('(').next().unwrap()));
        }
    }
    names
}

#[test]
fn every_test_that_is_named_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/points.md")).unwrap();
    let tests = tests();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).skip(2).collect();
    assert_eq!(rows.len(), POINTS);
    for (number, row) in (1..).zip(rows) {
        assert!(row.starts_with(&format!("| {number} |")), "{row}");
        let words: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
        let named: Vec<&&str> = words.iter().filter(|word| word.contains("::")).collect();
        let is_by_hand = row.contains("tried by hand");
        assert!(is_by_hand || !named.is_empty(), "nothing shows {row}");
        for name in named {
            let is_room = name.ends_with("::") && tests.iter().any(|test| test.starts_with(*name));
            assert!(is_room || tests.contains::<str>(name), "there is no test {name}");
        }
    }
}
