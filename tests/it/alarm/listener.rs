//! Somebody else's server, as a hook or a heartbeat meets it: it answers, refuses, sends elsewhere, or hangs.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::thread::JoinHandle;

/// What it does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// This status.
    Status(u16),
    /// A redirect of this status to itself.
    Elsewhere(u16),
    /// An answer whose head goes on for ever, a byte at a time.
    Drip,
    /// Words that are no HTTP.
    Nonsense,
    /// 200, and a body without an end.
    Endless,
    /// Reads and never answers, until it is stopped.
    Hang,
    /// Closes at once.
    Close,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Heard {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Heard {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

pub struct Listener {
    addr: SocketAddr,
    mood: Arc<Mutex<Mood>>,
    heard: Arc<Mutex<Vec<Heard>>>,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    pub fn start() -> Listener {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let mood = Arc::new(Mutex::new(Mood::Status(200)));
        let (heard, stopping) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        let (moods, ears, stop) = (mood.clone(), Arc::clone(&heard), stopping.clone());
        let thread = thread::spawn(move || serve(&listener, addr, &moods, &ears, &stop));
        Listener { addr, mood, heard, stopping, thread: Some(thread) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    pub fn mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// What came since the last time.
    pub fn take(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    pub fn paths(&self) -> Vec<String> {
        self.take().into_iter().map(|heard| heard.path).collect()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        TcpStream::connect(self.addr).ok();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn serve(
    listener: &TcpListener,
    addr: SocketAddr,
    mood: &Mutex<Mood>,
    heard: &Mutex<Vec<Heard>>,
    stopping: &AtomicBool,
) {
    // Those that hang are kept open until the end.
    let mut hanging = Vec::new();
    for stream in listener.incoming() {
        if stopping.load(Ordering::Relaxed) {
            return;
        }
        let mut stream = stream.unwrap();
        let mood = *mood.lock().unwrap();
        if mood == Mood::Close {
            continue;
        }
        let Some(request) = read(&stream) else { continue };
        heard.lock().unwrap().push(request);
        let answer = match mood {
            Mood::Status(status) => {
                format!("HTTP/1.1 {status} X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            }
            Mood::Elsewhere(status) => format!(
                "HTTP/1.1 {status} X\r\nLocation: http://{addr}/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ),
            Mood::Nonsense => "SSH-2.0-OpenSSH_9.2\r\n".to_owned(),
            Mood::Drip => {
                drip(stream, "HTTP/1.1 200 OK\r\nX-Y: ", stopping);
                continue;
            }
            Mood::Endless => {
                drip(stream, "HTTP/1.1 200 OK\r\n\r\n", stopping);
                continue;
            }
            Mood::Hang | Mood::Close => {
                hanging.push(stream);
                continue;
            }
        };
        stream.write_all(answer.as_bytes()).ok();
    }
}

/// Sends a byte every few moments until the other side hangs up.
fn drip(mut stream: TcpStream, begin: &str, stopping: &AtomicBool) {
    let mut goes_on = stream.write_all(begin.as_bytes()).is_ok();
    while goes_on && !stopping.load(Ordering::Relaxed) {
        thread::sleep(std::time::Duration::from_millis(20));
        goes_on = stream.write_all(b"x").is_ok();
    }
}

fn read(stream: &TcpStream) -> Option<Heard> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length")?.1.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Heard { path, headers, body: String::from_utf8(body).unwrap() })
}
