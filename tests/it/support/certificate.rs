//! Certificates of our own making, by openssl: right ones, another server's, and one that ran out.

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
    let mut command = Command::new("openssl");
    command
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
        .args(["-days", "1", "-subj", &format!("/CN={host}")])
        .args(["-addext", &names, "-addext", "basicConstraints=critical,CA:FALSE"]);
    run(command.arg("-keyout").arg(&key).arg("-out").arg(&cert));
    Certificate { cert, key }
}

/// One for this name that ran out long ago.
pub fn expired(folder: &Path, host: &str) -> Certificate {
    let file = |name: &str| folder.join(format!("{host}.expired.{name}"));
    let (cert, key, csr, config) = (file("cert.pem"), file("key.pem"), file("csr"), file("conf"));
    let place = folder.to_str().unwrap();
    let text = format!(
        "[ca]\ndefault_ca = own\n[own]\nnew_certs_dir = {place}\ndatabase = {place}/index.txt\nserial = {place}/serial\n\
         default_md = sha256\npolicy = any\nx509_extensions = of_a_server\n[any]\ncommonName = supplied\n\
         [of_a_server]\nsubjectAltName = DNS:{host}\nbasicConstraints = critical,CA:FALSE\n"
    );
    std::fs::write(&config, text).unwrap();
    std::fs::write(folder.join("index.txt"), "").unwrap();
    std::fs::write(folder.join("serial"), "01\n").unwrap();
    let mut request = Command::new("openssl");
    request.args(["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]);
    request.args(["-subj", &format!("/CN={host}"), "-keyout"]).arg(&key).arg("-out").arg(&csr);
    run(&mut request);
    let mut sign = Command::new("openssl");
    sign.args(["ca", "-batch", "-selfsign", "-notext", "-config"]).arg(&config);
    sign.args(["-startdate", "20200101000000Z", "-enddate", "20200102000000Z"]);
    sign.arg("-in").arg(&csr).arg("-keyfile").arg(&key).arg("-out").arg(&cert);
    run(&mut sign);
    Certificate { cert, key }
}

fn run(command: &mut Command) {
    let made = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(made.expect("openssl is installed (test.sh does so)").success());
}
