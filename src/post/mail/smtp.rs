//! SMTP (RFC 5321) over TLS from the start (RFC 8314) or from STARTTLS on (RFC 3207). What was asked for is never given
//! up: a server without STARTTLS, or with a certificate that is not its own, gets no letter and no password.

use crate::post::mail::letter::Letter;
use crate::post::mail::mime::compose;
use crate::post::mail::transport::MailTransport;
use crate::post::outcome::{Failure, Sent, taken};
use crate::post::patience::{Gone, Patience};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Response, Severity};
use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The answer to DATA, and to nothing else.
const GO_ON: u16 = 354;
/// How a certificate begins.
const PEM_HEAD: &[u8] = b"-----BEGIN CERTIFICATE-----";
/// For the goodbye.
const GOODBYE_TIMEOUT: Duration = Duration::from_secs(2);

/// How the connection is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte, usually on port 465.
    Tls,
    /// TLS after STARTTLS, usually on port 587.
    StartTls,
    /// None: on a loopback address only.
    None,
}

/// Which server, and how patient we are with it.
#[derive(Clone)]
pub struct SmtpOptions {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// User and password.
    pub login: Option<(String, String)>,
    /// Certificates in PEM that are trusted beside the usual ones: of a server with one of its own making.
    pub extra_roots: Option<Vec<u8>>,
    /// Until a connection stands, and for each answer.
    pub step_timeout: Duration,
    /// For the whole of one letter.
    pub total_timeout: Duration,
}

impl fmt::Debug for SmtpOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpOptions({}:{}, {:?})", self.host, self.port, self.security)
    }
}

/// A mail server. A connection a letter.
pub struct Smtp {
    server: Arc<Server>,
    patience: Patience,
}

struct Server {
    options: SmtpOptions,
    tls: Option<TlsParameters>,
}

impl Smtp {
    /// Checks the options; nothing is sent. The error is a sentence for the operator.
    pub fn new(options: SmtpOptions) -> Result<Smtp, String> {
        let tls = match options.security {
            Security::None => None,
            Security::Tls | Security::StartTls => Some(tls(&options)?),
        };
        Ok(Smtp { server: Arc::new(Server { options, tls }), patience: Patience::default() })
    }
}

fn tls(options: &SmtpOptions) -> Result<TlsParameters, String> {
    let mut parameters = TlsParameters::builder(options.host.clone());
    if let Some(pem) = &options.extra_roots {
        // A file without any is no error to whoever reads it, and would trust nobody more.
        if !pem.windows(PEM_HEAD.len()).any(|part| part == PEM_HEAD) {
            return Err("mail.ca_file holds no certificate (PEM)".into());
        }
        let root = Certificate::from_pem(pem)
            .map_err(|error| format!("mail.ca_file holds no certificate: {error}"))?;
        parameters = parameters.add_root_certificate(root);
    }
    parameters.build_rustls().map_err(|error| format!("mail: TLS cannot be used: {error}"))
}

impl MailTransport for Smtp {
    fn send(&self, letter: &Letter) -> Sent {
        let mail = compose(letter)?;
        let address = |text: &str| text.parse::<Address>();
        let (Ok(from), Ok(to)) =
            (address(letter.from.address.as_str()), address(letter.to.address.as_str()))
        else {
            return Err(Failure::refused("the address", "no mail server takes it"));
        };
        let most = self.server.options.total_timeout;
        let handed_over = Arc::new(AtomicBool::new(false));
        let (server, is_handed_over) = (self.server.clone(), handed_over.clone());
        let ended =
            self.patience.within(most, move || server.deliver(from, to, &mail, &is_handed_over));
        match ended {
            Ok(sent) => sent,
            Err(Gone::NotBegun) => {
                Err(Failure::not_sent("smtp busy", "the last connection still hangs"))
            }
            Err(Gone::TooLong) if handed_over.load(Ordering::Acquire) => {
                Err(Failure::unknown("smtp time-out", "no answer to the letter"))
            }
            Err(Gone::TooLong) => Err(Failure::not_sent("smtp time-out", "before the letter")),
        }
    }

    fn try_out(&self, from: &str) -> Result<(), Failure> {
        let from = from.parse::<Address>();
        let from = from.map_err(|_| Failure::refused("the address", "no mail server takes it"))?;
        let (most, server) = (self.server.options.total_timeout, self.server.clone());
        let ended = self.patience.within(most, move || {
            let mut connection = server.connected(&from)?;
            if connection.set_timeout(Some(GOODBYE_TIMEOUT)).is_ok() {
                drop(connection.quit());
            }
            Ok(())
        });
        ended.unwrap_or_else(|_| Err(Failure::not_sent("smtp time-out", "before the letter")))
    }

    fn name(&self) -> String {
        let options = &self.server.options;
        format!("smtp {}:{}", options.host, options.port)
    }
}

impl Server {
    fn deliver(&self, from: Address, to: Address, mail: &[u8], handed_over: &AtomicBool) -> Sent {
        let mut connection = self.connected(&from)?;
        let command =
            |stage, outcome: Result<Response, Error>| outcome.map_err(|e| before(stage, &e));
        command("MAIL", connection.command(Mail::new(Some(from), Vec::new())))?;
        // Only here a no is about this letter: everything before is about us or the server.
        let recipient = connection.command(Rcpt::new(to, Vec::new()));
        recipient.map_err(|error| about_the_letter("RCPT", &error))?;
        let go_on = command("DATA", connection.command(Data))?;
        // Whoever says yes to something else is answering something else: what it took nobody knows, so it gets nothing.
        if !go_on.has_code(GO_ON) {
            return Err(Failure::not_sent(format!("smtp {} at DATA", go_on.code()), "out of step"));
        }
        handed_over.store(true, Ordering::Release);
        match connection.message(mail) {
            Ok(answer) if answer.code().severity != Severity::PositiveCompletion => Err(
                Failure::unknown(format!("smtp {} at the letter", answer.code()), "out of step"),
            ),
            Ok(answer) => {
                // It has been taken; whether the goodbye is heard changes nothing, so it is not waited for long.
                if connection.set_timeout(Some(GOODBYE_TIMEOUT)).is_ok() {
                    drop(connection.quit());
                }
                taken(answer.first_line())
            }
            Err(error) if error.status().is_some() => Err(about_the_letter("the letter", &error)),
            Err(error) => Err(Failure::unknown("smtp no answer to the letter", words(&error))),
        }
    }

    /// A connection that is secured as it must be, and known to the server.
    fn connected(&self, from: &Address) -> Result<SmtpConnection, Failure> {
        let options = &self.options;
        // Not the box's own name, which tells more than anybody needs.
        let hello = ClientId::Domain(from.domain().to_owned());
        let at_once = self.tls.as_ref().filter(|_| options.security == Security::Tls);
        let server = (options.host.as_str(), options.port);
        let connected =
            SmtpConnection::connect(server, Some(options.step_timeout), &hello, at_once, None);
        let mut connection = connected.map_err(|error| before("connecting", &error))?;
        if let (Security::StartTls, Some(tls)) = (options.security, &self.tls) {
            if !connection.can_starttls() {
                return Err(Failure::not_sent("smtp no STARTTLS", "the server does not offer it"));
            }
            connection.starttls(tls, &hello).map_err(|error| before("STARTTLS", &error))?;
        }
        if options.security != Security::None && !connection.is_encrypted() {
            return Err(Failure::not_sent("smtp no TLS", "the connection is not encrypted"));
        }
        if let Some((user, password)) = &options.login {
            let login = Credentials::new(user.clone(), password.clone());
            let known = connection.auth(DEFAULT_MECHANISMS, &login);
            known.map_err(|error| before("the login", &error))?;
        }
        Ok(connection)
    }
}

/// A no before the letter is about us or about the server, and may be mended: it is sent again.
fn before(stage: &str, error: &Error) -> Failure {
    Failure::not_sent(code(stage, error), words(error))
}

/// A no that is about this letter: for good, or for now.
fn about_the_letter(stage: &str, error: &Error) -> Failure {
    match error.is_permanent() {
        true => Failure::refused(code(stage, error), words(error)),
        false => Failure::not_sent(code(stage, error), words(error)),
    }
}

fn code(stage: &str, error: &Error) -> String {
    match error.status() {
        Some(status) => format!("smtp {status} at {stage}"),
        None if error.is_timeout() => format!("smtp time-out at {stage}"),
        None => format!("smtp failed at {stage}"),
    }
}

fn words(error: &Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}
