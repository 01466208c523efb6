//! Storeys, rooms, and no circle between files: what may use what.

use crate::house::imports::{self, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every room of `src`, lowest first: a folder, or a file that stands elsewhere than the rest of its folder. A file
/// uses its own room and those before it.
const ROOMS: &[&str] = &[
    "domain",
    "domain/text",
    "domain/service",
    "domain/people",
    "domain/calendar",
    "domain/speech",
    "domain/speech/time/words",
    "domain/speech/time/atoms",
    "domain/speech/time/facts",
    "domain/speech/time/settle",
    "domain/speech/time",
    "domain/speech/say.rs",
    "domain/speech/say_tests.rs",
    "domain/speech/service",
    "domain/speech/staff",
    "domain/speech/sentence.rs",
    "domain/speech/sentence_tests.rs",
    "domain/speech/hostile_tests.rs",
    "domain/speech/say_back_tests.rs",
    "domain/host",
    "domain/suggest",
    "domain/customer",
    "domain/visit",
    "domain/message",
    "domain/event_type",
    "domain/audit",
    "domain/quality",
    "domain/alarm",
    "domain/agent",
    "domain/access",
    "domain/backup",
    "domain/retention",
    "domain/doctor",
    "domain/help",
    "judge",
    "judge/speech",
    "server",
    "server/parse",
    "server/inside",
    "server/gate",
    "server/workers.rs",
    "server/serve.rs",
    "sandbox",
    "sandbox/fault",
    "sandbox/salon",
    "sandbox/webhook",
    "sandbox/api",
    "sandbox/http",
    "sandbox/sms",
    "sandbox/retell",
    "sandbox/stand_in",
    "logging",
    "config/source",
    "config",
    "calcom",
    "calcom/wire",
    "calcom/client",
    "retell",
    "retell/client",
    "post",
    "post/mail",
    "post/sms",
    "post/postbox.rs",
    "store/file",
    "store/db",
    "store",
    "store/visit",
    "store/host",
    "store/service",
    "store/messages",
    "store/customer",
    "store/quality",
    "store/alarm",
    "store/access",
    "saga",
    "frontdesk/free_times",
    "frontdesk",
    "frontdesk/messages",
    "frontdesk/diary",
    "frontdesk/telling",
    "frontdesk/voice",
    "frontdesk/event_type",
    "frontdesk/offer",
    "frontdesk/service",
    "frontdesk/door",
    "frontdesk/visit/steps",
    "frontdesk/visit",
    "frontdesk/host",
    "frontdesk/customer",
    "frontdesk/sick",
    "frontdesk/functions",
    "frontdesk/phone",
    "frontdesk/quality",
    "frontdesk/alarm",
    "frontdesk/understand",
    "frontdesk/by_desk",
    "frontdesk/own_page",
    "frontdesk/access",
    "frontdesk/day",
    "frontdesk/settings",
    "frontdesk/first_run",
    "frontdesk/rehearsal",
    "frontdesk/agent",
    "frontdesk/running",
    "recording/line",
    "recording/redact",
    "recording",
    "frontdesk/event",
    "frontdesk/needs",
    "frontdesk/retention",
    "ops",
    "ops/doctor",
    "ops/bundle",
    "work/notifier.rs",
    "work/lane",
    "work",
    "metrics",
    "http/log_sums.rs",
    "http/doors.rs",
    "http/context.rs",
    "http/page/base",
    "http/page/access",
    "http/page/customer",
    "http/page/event",
    "http/page/services",
    "http/page/mapping",
    "http/page/team",
    "http/page/message",
    "http/page/day",
    "http/page/needs",
    "http/page/quality",
    "http/page",
    "http/page/table.rs",
    "http/page/door.rs",
    "http",
    "http/first_run",
    "appliance",
    "replay",
    "demo",
    "cli/console",
    "cli",
    "cli/appointments",
    "cli/customers",
    "cli/event_types",
    "cli/events",
    "cli/mappings",
    "cli/quality",
    "cli/messages",
    "cli/replay",
    "cli/retell",
    "cli/sagas",
    "cli/services",
    "cli/suggestions",
    "cli/understand",
    "cli/run.rs",
];

/// Storeys that could be crates: what each may use of the others, and who may use it.
const WALLED: [Walled; 2] = [
    Walled { storey: "server", uses: &[], used_by: &["http", "appliance", "demo", "cli"] },
    Walled {
        storey: "sandbox",
        uses: &["domain::visit::booking::BookingStatus"],
        used_by: &["demo", "cli"],
    },
];

struct Walled {
    storey: &'static str,
    uses: &'static [&'static str],
    used_by: &'static [&'static str],
}

/// The program's sources.
fn ours() -> Sources {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = imports::files(&src).into_iter().map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        (path.strip_prefix(&src).unwrap().to_owned(), text)
    });
    imports::sources(files)
}

/// Which room a file is in, and where that stands.
fn room(path: &Path) -> (usize, &str) {
    let folder = path.parent().unwrap().to_str().unwrap();
    let name = if folder.is_empty() { path.file_stem().unwrap().to_str().unwrap() } else { folder };
    let own = path.to_str().and_then(|file| ROOMS.iter().position(|room| *room == file));
    let place = own.or_else(|| ROOMS.iter().position(|room| *room == name));
    (place.unwrap_or(usize::MAX), own.map_or(name, |place| ROOMS[place]))
}

fn storey(module: &str) -> &str {
    module.split("::").next().unwrap()
}

/// Each module with the modules it uses.
fn arrows(sources: &Sources) -> BTreeMap<&str, BTreeSet<&str>> {
    let targets = |module: &str| {
        let used = imports::used(sources, module);
        let files = used.iter().filter_map(|path| imports::file_of(sources, path));
        files.filter(|target| *target != module).collect()
    };
    sources.keys().map(|module| (module.as_str(), targets(module))).collect()
}

/// What is wrong with a layout, a sentence each.
fn faults(sources: &Sources) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.values() {
        if room(&source.path).0 == usize::MAX {
            faults.push(format!("{}: outside the listed rooms", source.path.display()));
        }
    }
    let arrows = arrows(sources);
    for (module, used) in &arrows {
        let (height, own) = room(&sources[*module].path);
        for target in used {
            let (below, other) = room(&sources[*target].path);
            if below > height && below != usize::MAX {
                faults.push(format!("{module} uses {target}: {own} may not use {other}"));
            }
        }
        faults.extend(through_walls(sources, module));
    }
    for circle in circles(&arrows) {
        faults.push(format!("a circle: {}", circle.join(", ")));
    }
    faults
}

fn through_walls(sources: &Sources, module: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for path in imports::used(sources, module) {
        for wall in &WALLED {
            let (from, to) = (storey(module) == wall.storey, storey(&path) == wall.storey);
            if from && !to && !wall.uses.contains(&path.as_str()) {
                faults.push(format!("{module} uses {path}: {} knows nothing of it", wall.storey));
            }
            if to && !from && !wall.used_by.contains(&storey(module)) {
                faults.push(format!("{module} uses {path}: {} is not for it", wall.storey));
            }
        }
    }
    faults
}

/// The strongly connected parts with more than one file (Tarjan).
fn circles<'a>(arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<Vec<&'a str>> {
    let mut walk =
        Walk { arrows, seen: BTreeMap::new(), low: BTreeMap::new(), open: vec![], found: vec![] };
    for module in arrows.keys() {
        if !walk.seen.contains_key(module) {
            walk.go(module);
        }
    }
    walk.found
}

struct Walk<'w, 'a> {
    arrows: &'w BTreeMap<&'a str, BTreeSet<&'a str>>,
    seen: BTreeMap<&'a str, usize>,
    low: BTreeMap<&'a str, usize>,
    open: Vec<&'a str>,
    found: Vec<Vec<&'a str>>,
}

impl<'a> Walk<'_, 'a> {
    fn go(&mut self, module: &'a str) {
        let number = self.seen.len();
        self.seen.insert(module, number);
        self.low.insert(module, number);
        self.open.push(module);
        for next in &self.arrows[module] {
            if !self.seen.contains_key(next) {
                self.go(next);
            }
            if self.open.contains(next) {
                let low = self.low[module].min(self.low[next]);
                self.low.insert(module, low);
            }
        }
        if self.low[module] == number {
            let from = self.open.iter().position(|one| *one == module).unwrap();
            let part = self.open.split_off(from);
            if part.len() > 1 {
                self.found.push(part);
            }
        }
    }
}

#[test]
fn every_file_is_in_a_room_and_uses_only_what_is_below_it() {
    let faults = faults(&ours());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The rooms that are listed are there: a list that names what is gone guards nothing.
#[test]
fn every_listed_room_is_there() {
    let ours = ours();
    let there: BTreeSet<&str> = ours.values().map(|source| room(&source.path).1).collect();
    let gone: Vec<_> = ROOMS.iter().filter(|room| !there.contains(**room)).collect();
    assert!(gone.is_empty(), "listed and not there: {gone:?}");
}

/// The guard itself: each kind of fault, put in, is seen.
#[test]
fn an_upward_import_a_circle_and_a_file_without_a_room_are_seen() {
    let put = |path: &str, text: &str| (PathBuf::from(path), text.to_owned());
    let cases = [
        (
            "domain may not use saga",
            put("domain/ids.rs", "use crate::saga::{self, engine::drive};"),
        ),
        (
            "domain may not use saga",
            put("domain/ids.rs", "fn f() { crate::saga::engine::drive() }"),
        ),
        ("domain may not use saga", put("domain/ids.rs", "use super::super::saga::engine;")),
        ("a circle: saga::engine, saga::step", put("saga/step.rs", "use super::engine::drive;")),
        (
            "a circle: saga, saga::engine",
            put("saga/engine.rs", "use crate::saga::drive;\nuse crate::saga::step::Step;"),
        ),
        ("outside the listed rooms", put("saga/deep/down.rs", "")),
        ("outside the listed rooms", put("loose.rs", "")),
        ("server knows nothing of it", put("server/queue.rs", "use crate::domain::ids;")),
        ("sandbox is not for it", put("work/poll.rs", "use crate::sandbox::core;")),
    ];
    let right = || {
        vec![
            put(
                "domain/ids.rs",
                "/// See crate::saga::engine.\nconst A: &str = \"use crate::saga;\";",
            ),
            put("domain/mod.rs", "pub mod ids;"),
            put("saga/engine.rs", "use crate::saga::step::{Step as S};\nuse crate::domain::ids;"),
            put("saga/mod.rs", "mod engine;\npub use engine::drive;"),
            put("saga/step.rs", "#[cfg(test)]\nmod tests { use crate::saga::engine::drive; }"),
            put("sandbox/core.rs", "use crate::domain::visit::booking::BookingStatus;"),
        ]
    };
    assert_eq!(faults(&imports::sources(right())), Vec::<String>::new());
    for (fault, file) in cases {
        let name = file.0.clone();
        let mut files = right();
        files.retain(|(path, _)| *path != name);
        files.push(file);
        let seen = faults(&imports::sources(files));
        assert!(seen.iter().any(|seen| seen.contains(fault)), "{name:?} {fault}: {seen:?}");
    }
}
