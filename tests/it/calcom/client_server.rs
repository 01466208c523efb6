//! A raw TCP server for the client's tests: it keeps what it is sent and says exactly what it is told.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// A server on a free port that counts connections, keeps requests, and plays a script on each connection.
pub struct Server {
    /// 127.0.0.1 and the port.
    pub address: SocketAddr,
    log: Arc<Mutex<Log>>,
    stop: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What a server has seen.
#[derive(Default)]
pub struct Log {
    connections: usize,
    requests: Vec<String>,
}

impl Server {
    /// Plays the script on each connection, one after the other.
    pub fn start(script: impl Fn(&mut TcpStream, &Mutex<Log>) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (log, stop) = (Arc::new(Mutex::new(Log::default())), Arc::new(AtomicBool::new(false)));
        let (shared, stopped) = (Arc::clone(&log), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                shared.lock().expect("the log").connections += 1;
                script(&mut stream, &shared);
            }
        });
        Server { address, log, stop, thread: Some(thread) }
    }

    /// Reads one request on each connection and answers it with these bytes.
    pub fn answering(bytes: Vec<u8>) -> Server {
        Server::start(move |stream, log| {
            read_request(stream, log);
            stream.write_all(&bytes).ok();
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn connections(&self) -> usize {
        self.log.lock().expect("the log").connections
    }

    pub fn requests(&self) -> Vec<String> {
        self.log.lock().expect("the log").requests.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        TcpStream::connect(self.address).ok();
        if let Some(thread) = self.thread.take() {
            assert!(thread.join().is_ok() || thread::panicking(), "the server panicked");
        }
    }
}

/// Reads a whole request into the log; false if the other side closed first.
pub fn read_request(stream: &mut TcpStream, log: &Mutex<Log>) -> bool {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_ascii_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length:")?.trim().parse::<usize>().ok()
            });
            if body.len() >= length.unwrap_or(0) {
                log.lock().expect("the log").requests.push(text);
                return true;
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return false,
            Ok(n) => bytes.extend_from_slice(&buffer[..n]),
        }
    }
}

/// An answer whose length is right. Headers end with CR LF each.
pub fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}").into_bytes()
}

/// An answer whose head is taken as it is.
pub fn raw(head: &str, body: &[u8]) -> Vec<u8> {
    [head.as_bytes(), b"\r\n\r\n", body].concat()
}
