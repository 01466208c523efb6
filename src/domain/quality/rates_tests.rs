//! Every target has its edges.

use super::rates::*;

fn find(figures: &Figures, name: &str) -> Rate {
    rates(figures).into_iter().find(|rate| rate.name == name).unwrap()
}

#[test]
fn every_target_has_its_edges() {
    use Verdict::*;
    type Case = (&'static str, fn(&mut Figures, u64), &'static [(u64, Verdict)]);
    let cases: [Case; 10] = [
        (
            "staff_assignment",
            |f, n| f.bookings_with_staff = n,
            &[
                (1000, Ok),
                (900, Ok),
                (899, Below),
                (800, Below),
                (799, Warn),
                (700, Warn),
                (699, Alarm),
                (0, Alarm),
            ],
        ),
        ("staff_assignment_all", |f, n| f.with_staff = n, &[(1000, Ok), (0, Ok)]),
        (
            "host_extraction",
            |f, n| f.with_host = n,
            &[(1000, Ok), (990, Ok), (989, Warn), (950, Warn), (949, Alarm), (0, Alarm)],
        ),
        (
            "matched_by_email",
            |f, n| (f.matched_by_email, f.matched_manual) = (n, 1000 - n),
            &[(1000, Ok), (900, Ok), (899, Warn), (0, Warn)],
        ),
        (
            "matched_by_name",
            |f, n| (f.matched_by_name, f.matched_by_email) = (n, 1000 - n),
            &[(0, Ok), (50, Ok), (100, Ok), (101, Warn), (1000, Warn)],
        ),
        (
            "failed",
            |f, n| (f.failed, f.with_host) = (n, 1000),
            &[(0, Ok), (99, Ok), (100, Warn), (200, Warn), (201, Alarm), (1000, Alarm)],
        ),
        (
            "automatic_mappings",
            |f, n| (f.automatic_mappings, f.mappings) = (n, 1000),
            &[(1000, Ok), (501, Ok), (500, Warn), (0, Warn)],
        ),
        (
            "manual_intervention",
            |f, n| f.corrected = n,
            &[(0, Ok), (99, Ok), (100, Warn), (1000, Warn)],
        ),
        (
            "calcom_data",
            |f, n| f.with_calcom_data = n,
            &[(1000, Ok), (901, Ok), (900, Warn), (0, Warn)],
        ),
        ("wishes_met", |f, n| (f.wishes_met, f.wishes) = (n, 1000), &[(1000, Ok), (0, Ok)]),
    ];
    let names: Vec<_> = rates(&Figures::default()).iter().map(|rate| rate.name).collect();
    assert_eq!(names, cases.each_ref().map(|case| case.0));
    for (name, set, edges) in cases {
        for (part, verdict) in edges {
            let mut figures = Figures { appointments: 1000, bookings: 1000, ..Figures::default() };
            set(&mut figures, *part);
            let rate = find(&figures, name);
            assert_eq!(
                (rate.verdict, rate.value),
                (*verdict, Some(*part as f64 / 1000.0)),
                "{name} {part}"
            );
        }
    }
}

#[test]
fn without_data_there_is_no_verdict() {
    for rate in rates(&Figures::default()) {
        assert_eq!((rate.value, rate.verdict), (None, Verdict::NoData), "{}", rate.name);
    }
    let huge = Figures {
        bookings: u64::MAX,
        with_host: u64::MAX,
        matched_by_name: u64::MAX,
        matched_manual: 1,
        ..Figures::default()
    };
    assert_eq!(find(&huge, "host_extraction").verdict, Verdict::Ok);
}

/// The six days of the predecessor that nobody noticed.
#[test]
fn a_quiet_failure_is_loud() {
    let october = Figures {
        appointments: 20,
        with_staff: 3,
        bookings: 9,
        bookings_with_staff: 2,
        mappings: 1,
        ..Figures::default()
    };
    let percent = |name| find(&october, name).value.map(|value| (value * 1000.0).round() / 10.0);
    assert_eq!(percent("staff_assignment_all"), Some(15.0));
    assert_eq!(percent("staff_assignment"), Some(22.2));
    assert_eq!(percent("host_extraction"), Some(0.0));
    for name in ["staff_assignment", "host_extraction"] {
        assert_eq!(find(&october, name).verdict, Verdict::Alarm, "{name}");
    }
    assert_eq!(find(&october, "automatic_mappings").verdict, Verdict::Warn);
    assert_eq!(find(&october, "failed").verdict, Verdict::NoData);
}
