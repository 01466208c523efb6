//! What the functions read is what the table says of them, and so is what the documentation says.

use crate::frontdesk::functions::argument::{Argument, READ};
use crate::frontdesk::functions::function::Function;
use crate::frontdesk::functions::table::{ANY, TABLE, row};
use crate::frontdesk::phone::availability::AvailabilityArgs;
use crate::frontdesk::phone::book::BookArgs;
use crate::frontdesk::phone::callback::CallbackArgs;
use crate::frontdesk::phone::cancel::CancelArgs;
use crate::frontdesk::phone::reschedule::RescheduleArgs;
use serde_json::{Map, Value, json};

const DOCS: &str = include_str!("../../../docs/functions.md");

/// What a function makes of arguments, as text.
fn read(function: Function, args: &Map<String, Value>) -> String {
    match function {
        Function::CheckCustomer | Function::ListAppointments => String::new(),
        Function::CheckAvailability => format!("{:?}", AvailabilityArgs::parse(args)),
        Function::BookAppointment => format!("{:?}", BookArgs::parse(args)),
        Function::RescheduleAppointment => format!("{:?}", RescheduleArgs::parse(args)),
        Function::CancelAppointment => format!("{:?}", CancelArgs::parse(args)),
        Function::RequestCallback => format!("{:?}", CallbackArgs::parse(args)),
    }
}

/// Something that every kind of argument can be.
fn sample(argument: Argument) -> Value {
    match argument {
        Argument::Name => json!("Kim Muster"),
        _ => json!("Dienstag 10 Uhr"),
    }
}

#[test]
fn every_argument_that_is_described_is_read_and_no_other() {
    for (at, function) in Function::ALL.into_iter().enumerate() {
        assert_eq!(TABLE[at].function, function);
        let row = row(function);
        assert_eq!(row.function, function);
        let nothing = read(function, &Map::new());
        for (name, argument) in READ {
            let args = Map::from_iter([(name.to_owned(), sample(argument))]);
            let is_read = read(function, &args) != nothing;
            assert_eq!(is_read, row.reads_named(name), "{} {name}", function.as_str());
        }
    }
}

#[test]
fn no_argument_is_described_twice() {
    for row in &TABLE {
        for (at, one) in row.parameters.iter().enumerate() {
            let before = row.parameters.iter().take(at);
            assert!(before.clone().all(|other| other.argument != one.argument), "{one:?}");
        }
        let own = |at: usize| row.statuses.iter().take(at).chain(ANY);
        for (at, one) in row.statuses.iter().enumerate() {
            assert!(own(at).all(|other| other.status != one.status), "{one:?}");
        }
    }
}

/// The words in `…` of a cell.
fn code(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_documentation_names_the_same() {
    for row in &TABLE {
        let name = format!("| `{}` |", row.function.as_str());
        let line = DOCS.lines().find(|line| line.starts_with(&name));
        let line = line.unwrap_or_else(|| panic!("{name} is not in docs/functions.md"));
        let cells: Vec<&str> = line.split('|').collect();
        let offered: Vec<&str> = row.parameters.iter().map(|one| one.argument.name()).collect();
        assert_eq!(code(cells[2]), offered, "{name}");
        let statuses: Vec<&str> = row.statuses.iter().map(|one| one.status.as_str()).collect();
        assert_eq!(code(cells[3]), statuses, "{name}");
    }
    for one in ANY {
        assert!(DOCS.contains(&format!("`{}`", one.status.as_str())), "{one:?}");
    }
}
