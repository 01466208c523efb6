//! The folder: what in it keeps the first run from beginning, and what keeps its end from being written.

use crate::first_run::world::{Empty, Served, again, bare, finish};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

/// What `serve` says that does not begin. Nothing is said but this.
fn refused(folder: &Path, more: &[&str], variables: &[(&str, &str)]) -> String {
    let output = bare(folder).args(more).envs(variables.iter().copied()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn only_where_nothing_was_said_is_anything_asked() {
    let empty = Empty::new();
    let folder = empty.folder();
    for (more, variables, told) in [
        (&["--config", "appliance.toml"][..], &[][..], "cannot read appliance.toml"),
        (&["--config", "other.toml"], &[], "cannot read other.toml"),
        (&[], &[("CHAIRSIDE_COMPANY_NAME", "Salon")], "company.key is missing"),
        (&["--set", "company.name=Salon"], &[], "company.key is missing"),
        (&["--set", "server.listen=0.0.0.0:0"], &[], "loopback"),
        (&["--set", "server.listen=nowhere"], &[], "server.listen must be an address"),
        (&["--set", "database.path=gone/x.db"], &[], "mkdir"),
    ] {
        let said = refused(&folder, more, variables);
        assert!(said.contains(told), "{more:?} {variables:?}: {said}");
        assert_eq!(empty.files(), [""; 0]);
    }
    // A link that points nowhere is a file that cannot be read, and so is one that is empty.
    std::os::unix::fs::symlink("/nowhere/else", empty.at("appliance.toml")).unwrap();
    assert!(refused(&folder, &[], &[]).contains("cannot read"));
    fs::remove_file(empty.at("appliance.toml")).unwrap();
    fs::write(empty.at("appliance.toml"), "").unwrap();
    assert!(refused(&folder, &[], &[]).contains("company.key is missing"));
    fs::remove_file(empty.at("appliance.toml")).unwrap();
    // A database whose configuration is gone is nobody's to write over.
    fs::write(empty.at("chairside.db"), "x").unwrap();
    assert!(
        refused(&folder, &[], &[]).contains("chairside.db is there, and appliance.toml is not")
    );
    assert_eq!(fs::read(empty.at("chairside.db")).unwrap(), b"x");
}

#[test]
fn what_came_meanwhile_is_not_written_over() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    empty.answer_all(&mut visitor);
    for name in ["appliance.toml", "chairside.db"] {
        fs::write(empty.at(name), "another's").unwrap();
        let seen = finish(&mut visitor);
        assert_eq!(seen.status, 409, "{}", seen.html);
        assert!(seen.text().contains("is there already"), "{}", seen.text());
        assert_eq!(fs::read(empty.at(name)).unwrap(), b"another's");
        assert_eq!(empty.files(), [name]);
        fs::remove_file(empty.at(name)).unwrap();
    }
    // Nothing is lost by it.
    assert_eq!(finish(&mut visitor).status, 303);
    assert_eq!(again(&served, &visitor).open("/welcome").status, 200);
}

/// The database cannot be made although the file can be written: a folder is in the place of what SQLite needs.
#[test]
fn what_cannot_be_made_whole_is_taken_back() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    empty.answer_all(&mut visitor);
    fs::create_dir(empty.at("chairside.db.lock")).unwrap();
    let seen = finish(&mut visitor);
    assert_eq!(seen.status, 409, "{}", seen.html);
    assert!(seen.text().contains("nichts davon ist geblieben"), "{}", seen.text());
    assert_eq!(empty.files(), ["chairside.db.lock"]);
    fs::remove_dir(empty.at("chairside.db.lock")).unwrap();
    assert_eq!(finish(&mut visitor).status, 303);
}

/// The folder is gone by the time it is written to.
#[test]
fn a_folder_that_is_gone_is_told_and_nothing_is_lost() {
    let empty = Empty::new();
    let served = empty.serve();
    let mut visitor = empty.owner(&served);
    empty.answer_all(&mut visitor);
    fs::remove_dir(empty.folder()).unwrap();
    let seen = finish(&mut visitor);
    assert_eq!(seen.status, 409, "{}", seen.html);
    assert!(seen.text().contains("cannot write appliance.toml"), "{}", seen.text());
    assert_eq!(visitor.get("/begin/salon").status, 200);
}

/// Where to listen and where to keep the data may be said, and is written down with the rest.
#[test]
fn what_is_said_of_the_machine_is_kept() {
    let empty = Empty::new();
    fs::create_dir(empty.at("data")).unwrap();
    let served = Served::start(&empty.folder(), &["--set", "database.path=data/salon.db"]);
    let mut visitor = empty.owner(&served);
    empty.answer_all(&mut visitor);
    assert_eq!(finish(&mut visitor).status, 303);
    assert!(empty.at("data/salon.db").exists());
    let text = fs::read_to_string(empty.at("appliance.toml")).unwrap();
    assert!(text.contains("\npath = \"data/salon.db\"\n"), "{text}");
    assert!(text.contains("\nlisten = \"127.0.0.1:0\"\n"), "{text}");
}

/// A disk that takes nothing more, for the file and for the database; and a folder that only others may write into.
#[test]
fn a_folder_that_takes_nothing_is_told_and_nothing_is_left() {
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let as_nobody = "exec setpriv --reuid=65534 --regid=65534 --clear-groups";
    let as_nobody = if is_root { as_nobody } else { "exec" };
    for (script, mode, told) in [
        ("ulimit -S -f 8; exec", 0o755, "cannot write appliance.toml"),
        ("ulimit -S -f 60; exec", 0o755, "nichts davon ist geblieben"),
        (as_nobody, 0o555, "cannot write appliance.toml"),
    ] {
        let empty = Empty::new();
        fs::set_permissions(empty.folder(), fs::Permissions::from_mode(mode)).unwrap();
        let served = Served::start_by(&empty.folder(), script);
        let mut visitor = empty.owner(&served);
        empty.answer_all(&mut visitor);
        let seen = finish(&mut visitor);
        assert_eq!(seen.status, 409, "{script}: {}", seen.html);
        assert!(seen.text().contains(told), "{script}: {}", seen.text());
        assert_eq!(empty.files(), [""; 0], "{script}");
        // Nothing is lost by it.
        assert_eq!(visitor.open("/begin").form("/begin").action, "/begin");
        served.kill();
    }
}
