//! Whether a booking that is asked for is one that stands already: the same caller, service and minute once more.

use crate::domain::ids::StaffId;
use crate::domain::suggest::heard::heard;

/// What a caller has at one minute of one service.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// For whom; empty where no name is known.
    pub name: &'a str,
    /// Who does it; `None` where that is not known yet.
    pub staff: Option<&'a StaffId>,
}

/// What an order is beside what stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Another visit.
    New,
    /// This one of what stands, asked for again.
    Repeat(usize),
    /// Perhaps a second visit: for whom must be asked.
    ForWhom,
}

/// Judges an order for `name`, with whom the caller asks for. `is_told_apart`: the caller has been asked for whom it is,
/// or has written the name.
pub fn judge(
    standing: &[Standing],
    name: &str,
    wish: Option<&StaffId>,
    is_told_apart: bool,
) -> Again {
    let is_theirs = |one: &Standing| one.name.is_empty() || heard(one.name, name).is_same_person();
    match standing.iter().position(is_theirs) {
        Some(at) => {
            let staff = standing.get(at).and_then(|one| one.staff);
            let is_with_another = wish.is_some() && staff.is_some() && staff != wish;
            if is_with_another { Again::ForWhom } else { Again::Repeat(at) }
        }
        None if standing.is_empty() || is_told_apart => Again::New,
        None => Again::ForWhom,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_visit_at_one_minute_is_a_repeat_or_a_question() {
        let (emma, juergen) = (StaffId("emma".into()), StaffId("juergen".into()));
        let of = |name| Standing { name, staff: Some(&emma) };
        let pending = Standing { name: "Kim Muster", staff: None };
        let kim = [of("Kim Muster")];
        let two = [of("Lena Muster"), of("Kim Muster")];
        for (standing, name, wish, told_apart, expected) in [
            (&[][..], "Kim Muster", None, false, Again::New),
            (&kim[..], "Kim Muster", None, false, Again::Repeat(0)),
            (&kim[..], "Kim Mustr", None, false, Again::Repeat(0)),
            (&kim[..], "Kim Mustr", None, true, Again::Repeat(0)),
            (&kim[..], "Kim Muster", Some(&emma), false, Again::Repeat(0)),
            (&kim[..], "Kim Muster", Some(&juergen), false, Again::ForWhom),
            (&kim[..], "Kim Muster", Some(&juergen), true, Again::ForWhom),
            (&[pending][..], "Kim Muster", Some(&juergen), false, Again::Repeat(0)),
            (&kim[..], "Lena Muster", None, false, Again::ForWhom),
            (&kim[..], "Lena Muster", None, true, Again::New),
            (&kim[..], "Lena Muster", Some(&juergen), true, Again::New),
            (&two[..], "Kim Muster", None, false, Again::Repeat(1)),
            (&two[..], "Ada Anders", None, false, Again::ForWhom),
            (&[of("")][..], "Kim Muster", None, false, Again::Repeat(0)),
        ] {
            assert_eq!(judge(standing, name, wish, told_apart), expected, "{name} {wish:?}");
        }
    }
}
