//! `check-config`: every fault of the configuration at once, and whether the database it names is its own.

use crate::cli::console::desk;
use crate::cli::console::given::ConfigArguments;
use crate::cli::console::outcome::{Outcome, describe, misconfigured};
use crate::cli::console::print;
use crate::config::{Config, Fault, Given};
use crate::frontdesk::settings::warnings::warnings;
use crate::post::postbox::Postbox;
use crate::store::file::recognise::recognise;
use serde::Serialize;
use std::process::ExitCode;

/// The arguments.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub config: ConfigArguments,
    /// Prints one JSON object: the faults, each with file, line, key, what is wrong and its mend.
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Checked {
    good: bool,
    faults: Vec<FaultView>,
    warnings: Vec<String>,
}

/// A fault, for programs.
#[derive(Serialize)]
struct FaultView {
    key: String,
    /// `file`, `environment`, `credential`, `argument`, or `default` where nothing was said.
    from: &'static str,
    /// The file, where the fault is in it or something is missing there.
    file: Option<String>,
    line: Option<usize>,
    /// The variable's or credential's name.
    name: Option<String>,
    wrong: String,
    mend: String,
}

/// Reads the file and says what it would do.
pub fn run(arguments: &Arguments) -> Outcome {
    let given = Given::from(&arguments.config);
    let file = given.path.display().to_string();
    let config = match Config::load_or_faults(given) {
        Ok(config) => config,
        Err(refused) if arguments.json => {
            let faults = refused.faults.iter().map(|fault| view(fault, &file)).collect();
            return print_json(&Checked { good: false, faults, warnings: Vec::new() });
        }
        Err(refused) => return Err(misconfigured(refused.to_string())),
    };
    let warnings = warnings(&config);
    // What is read when it is made, such as a certificate; nothing is sent.
    let used = Postbox::of(&config).map(drop).map_err(describe).and_then(|()| {
        recognise(&config.database.path, Some(&config.company.key)).map(drop).map_err(describe)
    });
    if arguments.json {
        let faults: Vec<FaultView> = used.err().into_iter().map(of_use).collect();
        return print_json(&Checked { good: faults.is_empty(), faults, warnings });
    }
    used?;
    let database = config.database.path.display().to_string();
    print::say_database(&database, desk::READ_ONLY);
    println!(
        "{file}: good. {} listens on {}, {} branches, {} staff members, {} services.",
        config.company.name,
        config.server.listen,
        config.branches.len(),
        config.staff.len(),
        config.services.len()
    );
    for warning in warnings {
        println!("warning: {warning}");
    }
    Ok(ExitCode::SUCCESS)
}

fn print_json(checked: &Checked) -> Outcome {
    let text = serde_json::to_string(checked).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(if checked.good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn view(fault: &Fault, file: &str) -> FaultView {
    let is_in_file = matches!(fault.origin.kind(), "file" | "default");
    FaultView {
        key: fault.key.clone(),
        from: fault.origin.kind(),
        file: is_in_file.then(|| file.to_owned()),
        line: fault.origin.line(),
        name: (!is_in_file).then(|| fault.origin.shown(file)),
        wrong: fault.wrong.clone(),
        mend: fault.mend.clone(),
    }
}

/// What only shows when the configuration is used: a certificate, another company's database.
fn of_use(wrong: String) -> FaultView {
    FaultView {
        key: String::new(),
        from: "default",
        file: None,
        line: None,
        name: None,
        wrong,
        mend: "See to what it names, or name something else".to_owned(),
    }
}
