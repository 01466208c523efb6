//! What the two long runs, `attack` and `schedules`, are started with.

/// How much of a run is done, and how.
pub struct Arguments {
    /// Which ones; as each of the two runs describes it.
    pub chosen: Option<String>,
    /// `--threads`: how many at a time.
    pub threads: usize,
    /// `--every`: each so manieth alone.
    pub every: usize,
}

/// As they were given; so many threads on each core unless they say otherwise.
pub fn read(threads_per_core: usize) -> Arguments {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let mut read = Arguments { chosen: None, threads: cores * threads_per_core, every: 1 };
    let mut given = std::env::args().skip(1);
    while let Some(one) = given.next() {
        let mut number = || given.next().and_then(|number| number.parse().ok()).expect("a number");
        match one.as_str() {
            "--threads" => read.threads = number(),
            "--every" => read.every = number(),
            _ => read.chosen = Some(one),
        }
    }
    read
}
