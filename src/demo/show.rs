//! `demo`: a whole day of a salon, played through the real program, with a built-in stand-in for Cal.com.
//!
//! Needs no network, no account and no file. The day judges itself: every call must end as it should, Cal.com must hold
//! no booking that Chairside does not know, and what customers were told lies in a folder. That alone is left behind.

use crate::frontdesk::diary::view;
use crate::frontdesk::door::look;
use crate::sandbox::stand_in::WebhookMode;

use crate::demo::call::{Call, Entry};
use crate::demo::look::Line;
use crate::demo::play::Player;
use crate::demo::print::Paper;
use crate::demo::stage::{Stage, for_log};
use crate::demo::told::Told;
use crate::demo::{after, day, print, salon, standing, told};
use crate::domain::ids::AppointmentId;
use crate::domain::quality::rates::{Rate, rates};
use crate::store::quality::figures;
use crate::store::quality::span::Span;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use uuid::Uuid;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// End after the day instead of going on listening.
    pub(crate) once: bool,
    /// Print one JSON object and nothing else, and end.
    pub(crate) json: bool,
}

/// A folder that is gone when the demo is, but for what is kept of it.
struct Folder {
    path: PathBuf,
    /// A folder in it.
    kept: Option<PathBuf>,
}

impl Folder {
    fn new() -> Result<Folder, String> {
        let name = format!("chairside-demo-{}", Uuid::new_v4().simple());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path)
            .map_err(|error| format!("cannot make the folder {}: {error}", path.display()))?;
        Ok(Folder { path, kept: None })
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn remove(&self) -> io::Result<()> {
        let Some(kept) = &self.kept else { return fs::remove_dir_all(&self.path) };
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            if path.is_dir() && path != *kept {
                fs::remove_dir_all(&path)?;
            } else if !path.is_dir() {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = self.remove() {
            eprintln!("chairside: {} could not be removed: {error}", self.path.display());
        }
    }
}

struct Played {
    lines: Vec<Line>,
    /// What did not end as it should, in sentences.
    faults: Vec<String>,
}

struct Verdict {
    rates: Vec<Rate>,
    orphans: usize,
    told: Told,
    /// What is not as it should be, in sentences.
    faults: Vec<String>,
}

/// Plays the day, prints it, and goes on listening unless told otherwise.
pub(crate) fn run(options: Options) -> Result<ExitCode, String> {
    let log = env_logger::Env::default().default_filter_or("error");
    env_logger::Builder::from_env(log).try_init().map_err(|error| error.to_string())?;
    // Before anything is made that must be taken away again.
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(|error| error.to_string())?;
    let mut folder = Folder::new()?;
    let stage = Stage::open(folder.path())?;
    let entries = day::entries();
    let paper = Paper::new(&entries, options.json);
    let Some(Played { lines, faults }) = play(&stage, &entries, &paper, &mut signals)? else {
        return Err("ended before the day was over".into());
    };
    let verdict = judge(&stage, &lines, faults)?;
    if options.json {
        let counts = stage.sandbox.counts();
        let day = print::object(&lines, &verdict.rates, counts, verdict.orphans, &verdict.told);
        paper.write(&day.to_string());
    }
    print_day(&stage, &lines, &verdict, &paper)?;
    if !verdict.faults.is_empty() {
        return Err(format!("the day did not go as it should: {}", verdict.faults.join("; ")));
    }
    if paper.is_unread() {
        return Ok(ExitCode::SUCCESS);
    }
    if options.once || options.json {
        // Who was told where it lies may look at it.
        folder.kept = Some(verdict.told.folder);
    } else {
        listen(&stage, folder.path(), &paper, &mut signals)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Plays every entry. `None` if a signal came.
fn play(
    stage: &Stage,
    entries: &[Entry],
    paper: &Paper,
    signals: &mut Signals,
) -> Result<Option<Played>, String> {
    paper.head(salon::IN_A_LINE);
    standing::book(stage)?;
    paper.say("");
    paper.columns();
    let mut player = Player::new(stage);
    let mut faults = Vec::new();
    for entry in entries {
        if signals.pending().next().is_some() {
            paper.done();
            return Ok(None);
        }
        match entry {
            Entry::Call(call) => {
                let line = player.play(call)?;
                let fault = differs(call, line);
                paper.line(line, fault.is_none());
                faults.extend(fault);
            }
            Entry::Storm { at: (hour, minute) } => {
                let said = player.storm((*hour, *minute))?;
                paper.between(&format!("{hour:02}:{minute:02}"), &said);
            }
        }
    }
    player.close()?;
    paper.done();
    Ok(Some(Played { lines: player.into_lines(), faults }))
}

/// What is not as the day was written.
fn differs(call: &Call, line: &Line) -> Option<String> {
    let expected = &call.expected;
    let wanted = [Some(expected.outcome), expected.staff, expected.rule, expected.host_source];
    let found = [
        Some(line.outcome.as_str()),
        line.staff.as_deref(),
        line.rule.as_deref(),
        line.host_source.as_deref(),
    ];
    if wanted == found {
        return None;
    }
    let words = |parts: [Option<&str>; 4]| parts.map(|part| part.unwrap_or("–")).join(" / ");
    Some(format!("{} should end with {} and ended with {}", call.id, words(wanted), words(found)))
}

/// Asks Cal.com what really stands there, and the database how well it goes.
fn judge(stage: &Stage, lines: &[Line], mut faults: Vec<String>) -> Result<Verdict, String> {
    let desk = stage.desk();
    let mut known = BTreeSet::new();
    for booking in stage.sandbox.bookings() {
        if look::knows_booking(desk, &booking.uid).map_err(for_log)? {
            known.insert(booking.uid);
        }
    }
    let orphans = stage.sandbox.orphans(&known).len();
    if orphans > 0 {
        faults.push(format!("Cal.com holds {orphans} bookings that Chairside does not know"));
    }
    let company = desk.salon.company;
    let figures = desk.store.read(|connection| figures::figures(connection, company, Span::ALL));
    let mut told = told::read(stage, lines)?;
    faults.append(&mut told.faults);
    Ok(Verdict { rates: rates(&figures.map_err(for_log)?), orphans, told, faults })
}

fn print_day(
    stage: &Stage,
    lines: &[Line],
    verdict: &Verdict,
    paper: &Paper,
) -> Result<(), String> {
    let counts = stage.sandbox.counts();
    paper.say("");
    paper.legend();
    paper.say("");
    paper.rates(&verdict.rates);
    paper.say("");
    paper.head("Alarms");
    paper.alarms(&verdict.told);
    paper.say("");
    let folder = verdict.told.folder.display();
    paper.head(&format!("{} messages to customers, in {folder}", verdict.told.sent.len()));
    paper.messages(&verdict.told);
    paper.say("");
    let mut unassigned = Vec::new();
    for line in lines {
        let Some(id) = line.appointment.filter(|_| line.staff.is_none()) else { continue };
        let diary = view::of(stage.desk(), AppointmentId(id)).map_err(for_log)?;
        if diary.is_some_and(|diary| diary.staff.is_none()) {
            unassigned.push(line.call_id.as_str());
        }
    }
    if !unassigned.is_empty() {
        paper.say(&format!(
            "No staff member is guessed for {}: a person must look.",
            unassigned.join(", ")
        ));
    }
    paper.say(&format!(
        "Cal.com, asked by itself: {} bookings made, {} of them cancelled, {} standing; {} unknown to Chairside.",
        counts.created, counts.cancelled, counts.standing, verdict.orphans
    ));
    let good = verdict.faults.is_empty();
    if good {
        paper.end(&format!("All {} lines ended as they should.", lines.len()), good);
    } else {
        paper.end(&format!("{} things are not as they should be.", verdict.faults.len()), good);
    }
    Ok(())
}

/// Goes on until a signal comes; from now on the clock runs by itself and webhooks come at once.
fn listen(
    stage: &Stage,
    folder: &Path,
    paper: &Paper,
    signals: &mut Signals,
) -> Result<(), String> {
    stage.clock.run_on();
    stage.sandbox.set_webhooks(WebhookMode::Deliver);
    let config = after::write_config(stage, folder)?;
    after::tell(stage, &config, paper);
    signals.forever().next();
    Ok(())
}
