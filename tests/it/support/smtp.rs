//! A mail server in this process that can go wrong at every line: what it was given, and when.

use crate::support::certificate::Certificate;
pub use crate::support::smtp_fault::{SmtpFault, Stage};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A line that says nothing for so long ends the connection.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// A letter that was taken.
#[derive(Clone, Debug)]
pub struct Received {
    pub from: String,
    pub to: String,
    /// As sent, dots taken back, lines ending with CR LF.
    pub data: String,
    pub is_encrypted: bool,
    /// User and password as base64, if there was a login.
    pub login: Option<String>,
}

impl Received {
    /// A header's value, not unfolded.
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.data.split("\r\n").find_map(|line| line.strip_prefix(&start)).unwrap_or_default()
    }
}

type Watch = Box<dyn Fn(Stage) + Send + Sync>;

#[derive(Default)]
struct Shared {
    received: Mutex<Vec<Received>>,
    faults: Mutex<VecDeque<SmtpFault>>,
    /// What comes of connections for which nothing is said.
    usual: Mutex<Option<SmtpFault>>,
    /// Everything that was said before the connection was encrypted.
    in_the_clear: Mutex<Vec<String>>,
    watch: Mutex<Option<Arc<Watch>>>,
    streams: Mutex<Vec<TcpStream>>,
    tls: Option<Arc<ServerConfig>>,
    is_tls_from_the_start: bool,
    connections: Mutex<u64>,
}

/// A running mail server. Dropping it stops it.
pub struct SmtpServer {
    shared: Arc<Shared>,
    pub address: SocketAddr,
    acceptor: Option<JoinHandle<()>>,
}

impl SmtpServer {
    /// In the clear alone.
    pub fn plain() -> SmtpServer {
        SmtpServer::start(None, false)
    }

    /// With STARTTLS.
    pub fn starttls(certificate: &Certificate) -> SmtpServer {
        SmtpServer::start(Some(certificate), false)
    }

    /// With TLS from the first byte.
    pub fn tls(certificate: &Certificate) -> SmtpServer {
        SmtpServer::start(Some(certificate), true)
    }

    fn start(certificate: Option<&Certificate>, is_tls_from_the_start: bool) -> SmtpServer {
        let tls = certificate.map(config);
        let shared = Arc::new(Shared { tls, is_tls_from_the_start, ..Shared::default() });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let in_thread = shared.clone();
        let acceptor = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if in_thread.connections.lock().unwrap().eq(&u64::MAX) {
                    return;
                }
                in_thread.streams.lock().unwrap().push(stream.try_clone().unwrap());
                *in_thread.connections.lock().unwrap() += 1;
                let shared = in_thread.clone();
                std::thread::spawn(move || serve(&shared, stream));
            }
        });
        SmtpServer { shared, address, acceptor: Some(acceptor) }
    }

    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    /// The Message-IDs of what was taken, in order, doubles too.
    pub fn ids(&self) -> Vec<String> {
        self.received().iter().map(|one| one.header("Message-ID").to_owned()).collect()
    }

    /// For the next connection; several are for those after it.
    pub fn fault(&self, fault: SmtpFault) {
        self.shared.faults.lock().unwrap().push_back(fault);
    }

    /// For every connection from now on.
    pub fn always(&self, fault: Option<SmtpFault>) {
        *self.shared.usual.lock().unwrap() = fault;
    }

    /// Called at each stage of each connection.
    pub fn watch(&self, watch: impl Fn(Stage) + Send + Sync + 'static) {
        *self.shared.watch.lock().unwrap() = Some(Arc::new(Box::new(watch)));
    }

    /// What was said before anything was encrypted.
    pub fn in_the_clear(&self) -> Vec<String> {
        self.shared.in_the_clear.lock().unwrap().clone()
    }

    pub fn connections(&self) -> u64 {
        *self.shared.connections.lock().unwrap()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        *self.shared.connections.lock().unwrap() = u64::MAX;
        for stream in self.shared.streams.lock().unwrap().drain(..) {
            stream.shutdown(Shutdown::Both).ok();
        }
        TcpStream::connect(self.address).ok();
        self.acceptor.take().unwrap().join().unwrap();
    }
}

fn config(certificate: &Certificate) -> Arc<ServerConfig> {
    let cert = CertificateDer::from_pem_file(&certificate.cert).unwrap();
    let key = PrivateKeyDer::from_pem_file(&certificate.key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.unwrap().with_no_client_auth().with_single_cert(vec![cert], key);
    Arc::new(config.unwrap())
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

struct Session<'a> {
    shared: &'a Shared,
    stream: BufReader<Box<dyn Stream>>,
    fault: SmtpFault,
    is_encrypted: bool,
    from: String,
    to: String,
    login: Option<String>,
}

/// Why a connection ends.
struct Over;

fn serve(shared: &Shared, stream: TcpStream) {
    stream.set_read_timeout(Some(SILENCE_MAX)).unwrap();
    stream.set_nodelay(true).unwrap();
    let next = shared.faults.lock().unwrap().pop_front();
    let fault = next.or(*shared.usual.lock().unwrap()).unwrap_or(SmtpFault::None);
    let raw = stream.try_clone().unwrap();
    let inner: Box<dyn Stream> = match (&shared.tls, shared.is_tls_from_the_start) {
        (Some(tls), true) => encrypted(tls, stream),
        _ => Box::new(stream),
    };
    let mut session = Session {
        shared,
        stream: BufReader::new(inner),
        fault,
        is_encrypted: shared.is_tls_from_the_start,
        from: String::new(),
        to: String::new(),
        login: None,
    };
    drop(session.talk(&raw));
    raw.shutdown(Shutdown::Both).ok();
}

fn encrypted(tls: &Arc<ServerConfig>, stream: TcpStream) -> Box<dyn Stream> {
    let connection = ServerConnection::new(tls.clone()).unwrap();
    Box::new(StreamOwned::new(connection, stream))
}

impl Session<'_> {
    fn talk(&mut self, raw: &TcpStream) -> Result<(), Over> {
        self.at(Stage::Connected);
        match self.fault {
            SmtpFault::Greeting421 => return self.say("421 not now"),
            SmtpFault::OtherProtocol => return self.say("HTTP/1.1 400 Bad Request"),
            SmtpFault::DripGreeting => {
                for _ in 0..10_000 {
                    self.write(b"2")?;
                    std::thread::sleep(Duration::from_millis(100));
                }
            }
            _ => {}
        }
        self.say("220 mail.example ESMTP")?;
        loop {
            let line = self.line()?;
            let word: String = line.chars().take(4).collect::<String>().to_uppercase();
            match word.as_str() {
                "EHLO" => self.hello()?,
                "STAR" => {
                    self.say(match self.fault {
                        SmtpFault::OneAnswerTooMany => "220 go on\r\n250 and on",
                        _ => "220 go on",
                    })?;
                    let tls = self.shared.tls.clone().unwrap();
                    self.stream = BufReader::new(encrypted(&tls, raw.try_clone().unwrap()));
                    self.is_encrypted = true;
                }
                "AUTH" => self.auth(&line)?,
                "MAIL" => self.mail(&line)?,
                "RCPT" => self.rcpt(&line)?,
                "DATA" => self.data()?,
                "QUIT" => return self.say("221 bye"),
                _ => self.say("502 what?")?,
            }
        }
    }

    fn hello(&mut self) -> Result<(), Over> {
        self.at(Stage::Hello);
        let offers =
            self.shared.tls.is_some() && !self.is_encrypted && self.fault != SmtpFault::NoStartTls;
        self.say("250-mail.example")?;
        if offers {
            self.say("250-STARTTLS")?;
        }
        if self.fault != SmtpFault::NoAuth {
            self.say("250-AUTH PLAIN LOGIN")?;
        }
        self.say("250 8BITMIME")
    }

    fn auth(&mut self, line: &str) -> Result<(), Over> {
        if self.fault == SmtpFault::Auth535 {
            return self.say("535 5.7.8 wrong");
        }
        self.login = line.split(' ').nth(2).map(str::to_owned);
        self.say("235 welcome")
    }

    fn mail(&mut self, line: &str) -> Result<(), Over> {
        self.at(Stage::Mail);
        if self.fault == SmtpFault::Mail554 {
            return self.say("554 5.7.1 not from you");
        }
        self.from = between(line);
        self.say("250 ok")
    }

    fn rcpt(&mut self, line: &str) -> Result<(), Over> {
        self.at(Stage::Rcpt);
        self.to = between(line);
        match self.fault {
            SmtpFault::Rcpt451 => self.say("451 4.7.1 come back later"),
            SmtpFault::Rcpt550 => {
                let answer = format!("550 5.1.1 <{}> unknown", self.to);
                self.say(&answer)
            }
            _ => self.say("250 ok"),
        }
    }

    fn data(&mut self) -> Result<(), Over> {
        self.at(Stage::Data);
        self.say("354 go on")?;
        if self.fault == SmtpFault::DropAtData {
            return Err(Over);
        }
        let mut data = String::new();
        loop {
            let line = self.line()?;
            if line == "." {
                break;
            }
            if self.fault == SmtpFault::DropInLetter && data.len() > 500 {
                return Err(Over);
            }
            data += line.strip_prefix('.').unwrap_or(&line);
            data += "\r\n";
        }
        match self.fault {
            SmtpFault::Letter451 => return self.say("451 4.3.0 disk"),
            SmtpFault::Letter552 => return self.say("552 5.3.4 too big"),
            SmtpFault::LetterGoOn => return self.say("354 go on"),
            _ => {}
        }
        self.shared.received.lock().unwrap().push(Received {
            from: self.from.clone(),
            to: self.to.clone(),
            data,
            is_encrypted: self.is_encrypted,
            login: self.login.clone(),
        });
        self.at(Stage::Letter);
        match self.fault {
            SmtpFault::DropAfterLetter => return Err(Over),
            SmtpFault::HangAfterLetter => self.line().map(drop)?,
            _ => {}
        }
        self.say("250 2.0.0 taken")?;
        self.at(Stage::Answered);
        Ok(())
    }

    fn at(&self, stage: Stage) {
        let watch = self.shared.watch.lock().unwrap().clone();
        if let Some(watch) = watch {
            watch(stage);
        }
    }

    fn line(&mut self) -> Result<String, Over> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).map_err(|_| Over)?;
        if read == 0 {
            return Err(Over);
        }
        let line = line.trim_end_matches(['\r', '\n']).to_owned();
        if !self.is_encrypted {
            self.shared.in_the_clear.lock().unwrap().push(line.clone());
        }
        Ok(line)
    }

    fn say(&mut self, line: &str) -> Result<(), Over> {
        self.write(format!("{line}\r\n").as_bytes())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Over> {
        let stream = self.stream.get_mut();
        stream.write_all(bytes).and_then(|()| stream.flush()).map_err(|_| Over)
    }
}

fn between(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map(|(inner, _)| inner.to_owned()).unwrap_or_default()
}
