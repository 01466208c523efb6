//! Certificates of our own making, by openssl: one that is right, and one that is another server's.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A certificate and its key, as files in PEM. It is its own authority.
pub struct Certificate {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// Makes one for this name, good for a day.
pub fn make(folder: &Path, host: &str) -> Certificate {
    let (cert, key) =
        (folder.join(format!("{host}.cert.pem")), folder.join(format!("{host}.key.pem")));
    let names = format!("subjectAltName=DNS:{host}");
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
        .args(["-days", "1", "-subj", &format!("/CN={host}")])
        .args(["-addext", &names, "-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&cert)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("openssl is installed (test.sh does so)");
    assert!(made.success());
    Certificate { cert, key }
}
