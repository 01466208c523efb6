//! What the day is written in: who calls, what is said, what goes wrong on the way, and what must come of it.

use crate::sandbox::stand_in::{Fault, FaultKind, FaultOn, Operation};
use serde_json::{Value, json};

pub(crate) enum Entry {
    Call(Box<Call>),
    /// All webhooks held back so far come at once, out of order and repeated.
    Storm {
        /// Hour and minute in Berlin.
        at: (u8, u8),
    },
}

/// Whose number the telephone shows.
#[derive(Clone, Copy)]
pub(crate) enum Caller {
    /// E.164.
    Number(&'static str),
    Withheld,
    /// No telephone at all: a test in the browser.
    Web,
    /// No call: the form of the salon's website.
    Form,
    /// No call: it is done at Cal.com.
    Nobody,
}

/// What becomes of Cal.com's webhooks about this entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Webhooks {
    Come,
    Lost,
}

/// A call, or what is done at Cal.com.
pub(crate) struct Call {
    /// Hour and minute in Berlin.
    pub(crate) at: (u8, u8),
    pub(crate) id: String,
    pub(crate) caller: Caller,
    /// What is wanted, in a few words.
    pub(crate) asked: &'static str,
    /// One after the other.
    pub(crate) steps: Vec<Step>,
    /// What goes wrong at Cal.com meanwhile.
    pub(crate) troubles: Vec<Fault>,
    pub(crate) webhooks: Webhooks,
    pub(crate) expected: Expected,
}

pub(crate) enum Step {
    /// The voice agent calls a function; so often at once, and every answer must be the same.
    Function {
        name: &'static str,
        /// As the model fills them in.
        args: Value,
        /// The offer of the answer before that is taken, counted from 0.
        offer: Option<usize>,
        /// The answer's `status`.
        status: &'static str,
        /// How many requests at once.
        times: usize,
    },
    /// The form of the salon's website is sent.
    Form {
        /// Without its `request_id`.
        order: Value,
    },
    /// A booking made on Cal.com's own page.
    Page {
        event_type: i64,
        /// RFC 3339.
        start: &'static str,
        name: &'static str,
        /// Whether Retell tells of it by its event `appointment.created`.
        told_by_retell: bool,
    },
    /// A booking of an earlier call is called off at Cal.com.
    PageCancels { of: &'static str },
    /// A booking of an earlier call is given to another host at Cal.com.
    PageHandsOver { of: &'static str, to: i64 },
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) outcome: &'static str,
    pub(crate) staff: Option<&'static str>,
    /// By which rule it is known.
    pub(crate) rule: Option<&'static str>,
    /// Which answer named the host.
    pub(crate) host_source: Option<&'static str>,
}

impl Call {
    /// A call at this time; its id is given when the day is put together.
    pub(crate) fn at(hour: u8, minute: u8, caller: Caller, asked: &'static str) -> Call {
        let expected = Expected { outcome: "", staff: None, rule: None, host_source: None };
        Call {
            at: (hour, minute),
            id: String::new(),
            caller,
            asked,
            steps: Vec::new(),
            troubles: Vec::new(),
            webhooks: Webhooks::Come,
            expected,
        }
    }

    /// The agent calls a function and gets an answer of this status.
    pub(crate) fn does(mut self, name: &'static str, args: Value, status: &'static str) -> Call {
        self.steps.push(Step::Function { name, args, offer: None, status, times: 1 });
        self
    }

    /// The agent asks for times and gets some as asked for.
    pub(crate) fn asks(self, args: Value) -> Call {
        self.does("check_availability", args, "ok")
    }

    /// The agent books the n-th offer, counted from 0.
    pub(crate) fn takes(mut self, offer: usize, name: &str, status: &'static str) -> Call {
        let args = json!({ "customer_name": name, "execution_message": "Einen Moment, bitte." });
        let offer = Some(offer);
        self.steps.push(Step::Function { name: "book_appointment", args, offer, status, times: 1 });
        self
    }

    pub(crate) fn books(
        self,
        service: &str,
        start: &str,
        name: &str,
        status: &'static str,
    ) -> Call {
        let args = json!({ "service": service, "start": start, "customer_name": name });
        self.does("book_appointment", args, status)
    }

    /// The agent books a time in this branch.
    pub(crate) fn books_at(self, service: &str, branch: &str, start: &str, name: &str) -> Call {
        let args = json!({
            "service": service, "branch": branch, "start": start, "customer_name": name,
        });
        self.does("book_appointment", args, "booked")
    }

    /// The agent books a time with this person.
    pub(crate) fn books_with(self, service: &str, staff: &str, start: &str, name: &str) -> Call {
        let args =
            json!({ "service": service, "staff": staff, "start": start, "customer_name": name });
        self.does("book_appointment", args, "booked")
    }

    /// The agent moves the caller's only appointment to the n-th offer, counted from 0.
    pub(crate) fn moves(mut self, offer: usize) -> Call {
        self.steps.push(Step::Function {
            name: "reschedule_appointment",
            args: json!({}),
            offer: Some(offer),
            status: "rescheduled",
            times: 1,
        });
        self
    }

    /// The last function is sent so often at once.
    pub(crate) fn sent(mut self, how_often: usize) -> Call {
        if let Some(Step::Function { times, .. }) = self.steps.last_mut() {
            *times = how_often;
        }
        self
    }

    /// The customer fills in the form of the website.
    pub(crate) fn fills_in(mut self, order: Value) -> Call {
        self.steps.push(Step::Form { order });
        self
    }

    pub(crate) fn at_calcom(mut self, step: Step) -> Call {
        self.steps.push(step);
        self
    }

    /// The next call of this kind goes wrong.
    pub(crate) fn trouble(mut self, operation: Operation, what: FaultKind) -> Call {
        self.troubles.push(Fault::once(FaultOn::operation(operation), what));
        self
    }

    /// All calls of this kind go wrong.
    pub(crate) fn trouble_for_long(mut self, operation: Operation, what: FaultKind) -> Call {
        self.troubles.push(Fault::always(FaultOn::operation(operation), what));
        self
    }

    /// Cal.com's webhooks are lost.
    pub(crate) fn webhooks_lost(mut self) -> Call {
        self.webhooks = Webhooks::Lost;
        self
    }

    /// It ends with a booking of this person.
    pub(crate) fn ends(
        mut self,
        outcome: &'static str,
        staff: &'static str,
        rule: &'static str,
        host_source: &'static str,
    ) -> Entry {
        self.expected = Expected {
            outcome,
            staff: Some(staff),
            rule: Some(rule),
            host_source: Some(host_source),
        };
        Entry::Call(Box::new(self))
    }

    /// It ends with a booking without a staff member, as the outcome says.
    pub(crate) fn ends_unassigned(
        mut self,
        outcome: &'static str,
        rule: Option<&'static str>,
        host_source: Option<&'static str>,
    ) -> Entry {
        self.expected = Expected { outcome, staff: None, rule, host_source };
        Entry::Call(Box::new(self))
    }

    /// It ends without a booking.
    pub(crate) fn ends_so(mut self, outcome: &'static str) -> Entry {
        self.expected.outcome = outcome;
        Entry::Call(Box::new(self))
    }
}
