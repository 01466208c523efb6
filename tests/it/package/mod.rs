//! What the packages are made of fits together. That they install, run and go again is `deploy/try-package.sh`.

use std::fs;
use std::path::Path;
use std::process::Command;
use toml::{Table, Value};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// What `deploy/package.sh` makes before the Debian package is put together.
const MADE: &str = "target/package/";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn metadata() -> Table {
    let manifest: Table = read("Cargo.toml").parse().unwrap();
    assert_eq!(manifest["package"]["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
    manifest["package"]["metadata"]["deb"].as_table().unwrap().clone()
}

/// Each asset: where it is from, and where it goes.
fn assets() -> Vec<(String, String)> {
    let assets = metadata()["assets"].as_array().unwrap().clone();
    let text = |asset: &Value, place: usize| asset[place].as_str().unwrap().to_owned();
    assets.iter().map(|asset| (text(asset, 0), text(asset, 1))).collect()
}

/// The values of a key in the unit.
fn unit(key: &str) -> Vec<String> {
    let lines = read("deploy/chairside.service");
    let values = lines.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    values.map(str::to_owned).collect()
}

fn is_there(pattern: &str) -> bool {
    let Some((folder, name)) = pattern.rsplit_once('/').filter(|(_, name)| name.contains('*'))
    else {
        return Path::new(ROOT).join(pattern).is_file();
    };
    let end = name.strip_prefix('*').unwrap();
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).unwrap();
    entries.filter_map(Result::ok).any(|entry| entry.file_name().to_str().unwrap().ends_with(end))
}

#[test]
fn every_file_of_the_package_is_there_or_made_by_the_script() {
    let script = read("deploy/package.sh");
    for (from, to) in assets() {
        match from.strip_prefix(MADE) {
            None => assert!(is_there(&from), "{from} is not there"),
            Some(made) => {
                let folder = made.split('/').next().unwrap();
                assert!(script.contains(&format!("\"$out/{folder}")), "nothing makes {from}");
                let name = made.rsplit('/').next().unwrap();
                let is_named = name.contains('*') || script.contains(&format!("/{name}\""));
                assert!(is_named, "the script makes no {name}");
            }
        }
        assert!(to.starts_with("usr/"), "{to}");
    }
    for page in fs::read_dir(Path::new(ROOT).join("docs")).unwrap().filter_map(Result::ok) {
        let name = page.file_name().into_string().unwrap();
        let is_page = page.path().is_file();
        assert!(!is_page || name.ends_with(".md"), "docs/{name} is not packed");
    }
}

#[test]
fn the_unit_starts_what_the_package_brings_as_the_user_that_it_makes() {
    let metadata = metadata();
    let units = metadata["systemd-units"].as_table().unwrap();
    let file = format!(
        "{}{}.service",
        units["unit-scripts"].as_str().unwrap(),
        units["unit-name"].as_str().unwrap()
    );
    assert_eq!(file, "deploy/chairside.service");
    let (_, to) = assets().into_iter().find(|(from, _)| from.ends_with("bin/chairside")).unwrap();
    let start = unit("ExecStart");
    assert_eq!(start, [format!("/{to}chairside serve")]);
    let (user, state) = (unit("User"), unit("StateDirectory"));
    let data = format!("/var/lib/{}", state[0]);
    assert_eq!(unit("WorkingDirectory"), [data.as_str()]);
    assert_eq!((&user, &unit("Group")), (&vec!["chairside".to_owned()], &user));
    let made = read("deploy/debian/postinst");
    let adds = format!("adduser --quiet --system --group --home {data}");
    assert!(made.contains(&adds), "{adds}");
    assert!(made.contains(&format!("install -d -o {0} -g {0} -m 0700 {data}\n", user[0])));
    assert!(metadata["depends"].as_str().unwrap().contains("adduser"));
    assert!(read("deploy/debian/postrm").contains(&format!("rm -rf {data}\n")));
}

#[test]
fn the_scripts_are_read_by_a_shell_and_leave_room_for_the_units() {
    let folder = metadata()["maintainer-scripts"].as_str().unwrap().to_owned();
    let scripts = ["postinst", "prerm", "postrm"].map(|name| format!("{folder}{name}"));
    let all = scripts.iter().map(String::as_str).chain([
        "deploy/package.sh",
        "deploy/try-package.sh",
        "deploy/measure.sh",
    ]);
    for script in all {
        let path = Path::new(ROOT).join(script);
        let read_by = Command::new("bash").arg("-n").arg(&path).status().unwrap();
        assert!(read_by.success(), "{script}");
        if script.starts_with(&folder) {
            assert!(read(script).contains("\n#DEBHELPER#\n"), "{script}");
            assert!(read(script).contains("\nset -e\n"), "{script}");
        }
    }
}

/// Data is taken away at a purge that asks for it alone; at a removal, an upgrade and a failed installation it never is.
#[test]
fn only_a_purge_that_asks_for_it_takes_the_data() {
    let script = read("deploy/debian/postrm");
    for (argument, asked, goes) in [
        ("remove", "yes", false),
        ("upgrade", "yes", false),
        ("abort-install", "yes", false),
        ("disappear", "yes", false),
        ("purge", "", false),
        ("purge", "no", false),
        ("purge", "yes", true),
    ] {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        fs::create_dir(&data).unwrap();
        fs::write(data.join("chairside.db"), "the salon").unwrap();
        // The script itself, with another folder, and without a user to take away.
        let text = script.replace("/var/lib/chairside", data.to_str().unwrap());
        let file = place.path().join("postrm");
        fs::write(&file, text.replace("command -v deluser", "false")).unwrap();
        let ended =
            Command::new("sh").arg(&file).arg(argument).env("CHAIRSIDE_PURGE_DATA", asked).output();
        let ended = ended.unwrap();
        assert!(ended.status.success(), "{argument}: {ended:?}");
        assert_eq!(data.join("chairside.db").exists(), !goes, "{argument} {asked}");
    }
}

#[test]
fn the_container_is_the_program_alone_and_not_root() {
    let file = read("deploy/Containerfile");
    let has = |line: &str| assert!(file.lines().any(|one| one.starts_with(line)), "no {line}");
    has("FROM scratch");
    has(&format!("COPY {MADE}bin/chairside /chairside"));
    has("USER 10001:10001");
    has("VOLUME /data");
    has("HEALTHCHECK ");
    assert!(file.contains(r#"CMD ["/chairside", "healthcheck"]"#));
    let asked = crate::help::run(&["healthcheck", "--help"], &[]);
    assert_eq!(asked.code, Some(0));
    let script = read("deploy/package.sh");
    assert!(script.contains("\"$out/data\"") && script.contains("\"$out/bin\""));
}
