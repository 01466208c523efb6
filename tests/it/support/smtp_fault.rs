//! What can go wrong with the tests' mail server, and where a connection stands.

/// What goes wrong with the next connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpFault {
    /// Nothing: a connection that goes well between others.
    None,
    /// It does not offer STARTTLS.
    NoStartTls,
    /// `451` to the recipient.
    Rcpt451,
    /// `550` to the recipient.
    Rcpt550,
    /// `554` to the sender.
    Mail554,
    /// `535` to the login.
    Auth535,
    /// It offers no login.
    NoAuth,
    /// `421` in place of a greeting.
    Greeting421,
    /// `451` to the letter.
    Letter451,
    /// `552` to the letter.
    Letter552,
    /// The letter is taken, and the connection closed without an answer.
    DropAfterLetter,
    /// The connection is closed in place of the letter.
    DropAtData,
    /// The connection is closed in the middle of the letter.
    DropInLetter,
    /// The letter is taken, and nothing is said any more.
    HangAfterLetter,
    /// It speaks another language.
    OtherProtocol,
    /// Another answer right behind the one to STARTTLS, which somebody in between could have put there.
    OneAnswerTooMany,
    /// A yes to the letter that is none: `354`.
    LetterGoOn,
    /// A greeting that never ends, a byte now and then.
    DripGreeting,
}

/// How far a connection has come. The word stands for the moment right before our answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Connected,
    Hello,
    Mail,
    Rcpt,
    Data,
    /// The letter is there and taken, and nobody has been told.
    Letter,
    /// The answer to the letter is out.
    Answered,
}
