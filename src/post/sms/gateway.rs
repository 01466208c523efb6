//! A gateway over HTTP.

use crate::post::hook::{Answer, Hook, Request};
use crate::post::outcome::{Failure, Sent};
use crate::post::sms::credit;
use crate::post::sms::seven::Seven;
use crate::post::sms::template::Template;
use crate::post::sms::text_message::TextMessage;
use crate::post::sms::transport::{Credit, SmsTransport};
use crate::post::sms::twilio::Twilio;
use std::time::Duration;

/// How the gateway wants it, and how it answers.
pub enum Shape {
    Seven(Seven),
    Twilio(Twilio),
    Template(Template),
}

impl Shape {
    fn request(&self, message: &TextMessage) -> Request {
        match self {
            Shape::Seven(seven) => seven.request(message),
            Shape::Twilio(twilio) => twilio.request(message),
            Shape::Template(template) => template.request(message),
        }
    }

    fn read(&self, answer: &Answer) -> Sent {
        match self {
            Shape::Seven(seven) => seven.read(answer),
            Shape::Twilio(twilio) => twilio.read(answer),
            Shape::Template(template) => template.read(answer),
        }
    }
}

/// A gateway.
pub struct Gateway {
    shape: Shape,
    hook: Hook,
}

impl Gateway {
    pub fn new(shape: Shape, connect_timeout: Duration, total_timeout: Duration) -> Gateway {
        Gateway { shape, hook: Hook::new(connect_timeout, total_timeout) }
    }
}

impl SmsTransport for Gateway {
    fn send(&self, message: &TextMessage) -> Sent {
        self.shape.read(&self.hook.post(&self.shape.request(message))?)
    }

    fn credit(&self) -> Result<Option<Credit>, Failure> {
        let (url, headers) = match &self.shape {
            Shape::Seven(seven) => seven.credit_request(),
            Shape::Twilio(twilio) => twilio.credit_request(),
            Shape::Template(_) => return Ok(None),
        };
        credit::read(&self.hook.get(&url, &headers)?).map(Some)
    }

    fn name(&self) -> String {
        let name = match &self.shape {
            Shape::Seven(_) => "seven.io",
            Shape::Twilio(_) => "Twilio",
            Shape::Template(_) => "a gateway of your own",
        };
        name.to_owned()
    }
}
