//! The private socket between the gate and tiny_http.

use std::fs::DirBuilder;
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{env, fs, io};
use uuid::Uuid;

const PREFIX: &str = "chairside-gate-";
const SOCKET: &str = "gate.sock";
/// A younger folder may belong to a process that is just starting.
const STALE_AFTER: Duration = Duration::from_secs(60);

/// A folder only we may enter, with the socket's name in it. Both are removed with this value.
#[derive(Debug)]
pub(crate) struct PrivateSocket {
    folder: PathBuf,
    path: PathBuf,
}

impl PrivateSocket {
    /// Makes the folder and listens in it. What killed processes left behind is removed.
    pub(crate) fn listen() -> io::Result<(PrivateSocket, UnixListener)> {
        let parent = env::temp_dir();
        remove_stale(&parent);
        let folder = parent.join(format!("{PREFIX}{}", Uuid::new_v4().simple()));
        DirBuilder::new().mode(0o700).create(&folder)?;
        let socket = PrivateSocket { path: folder.join(SOCKET), folder };
        let listener = UnixListener::bind(&socket.path)?;
        Ok((socket, listener))
    }

    /// Where the socket is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for PrivateSocket {
    fn drop(&mut self) {
        remove(&self.folder);
    }
}

fn remove(folder: &Path) {
    let socket = fs::remove_file(folder.join(SOCKET));
    let socket = socket.or_else(|e| if e.kind() == ErrorKind::NotFound { Ok(()) } else { Err(e) });
    if let Err(error) = socket.and_then(|()| fs::remove_dir(folder)) {
        log::debug!("server: {} stays behind: {error}", folder.display());
    }
}

/// Removes the folders of processes that could not do so: no process listens there any more.
fn remove_stale(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        // The name first: the folder of temporary files may be full of others'.
        if !entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)) {
            continue;
        }
        let Ok(changed) = entry.metadata().and_then(|data| data.modified()) else { continue };
        let age = SystemTime::now().duration_since(changed).unwrap_or_default();
        if age > STALE_AFTER {
            let folder = entry.path();
            match UnixStream::connect(folder.join(SOCKET)) {
                Err(e)
                    if [ErrorKind::ConnectionRefused, ErrorKind::NotFound].contains(&e.kind()) =>
                {
                    remove(&folder);
                }
                Ok(_) | Err(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PREFIX, PrivateSocket, SOCKET, remove_stale};
    use std::fs;
    use std::fs::File;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    use std::time::{Duration, SystemTime};

    #[test]
    fn only_we_may_enter_and_nothing_is_left() {
        let (socket, listener) = PrivateSocket::listen().unwrap();
        let folder = socket.path().parent().unwrap().to_owned();
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        drop((socket, listener));
        assert!(!folder.exists());
    }

    #[test]
    fn only_what_is_old_and_deserted_is_removed() {
        let parent = tempfile::tempdir().unwrap();
        let old = SystemTime::now() - Duration::from_secs(3600);
        let make = |name: &str, is_old: bool| {
            let folder = parent.path().join(name);
            fs::create_dir(&folder).unwrap();
            let listener = UnixListener::bind(folder.join(SOCKET)).unwrap();
            if is_old {
                File::open(&folder).unwrap().set_modified(old).unwrap();
            }
            (folder, listener)
        };
        let (deserted, listener) = make(&format!("{PREFIX}1"), true);
        drop(listener);
        let (young, listener) = make(&format!("{PREFIX}2"), false);
        drop(listener);
        let (used, _listener) = make(&format!("{PREFIX}3"), true);
        let (foreign, listener) = make("other-1", true);
        drop(listener);
        remove_stale(parent.path());
        assert!(!deserted.exists());
        assert!(young.exists() && used.exists() && foreign.exists());
    }
}
