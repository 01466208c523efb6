//! Damaged names.

use chairside::cli::damaged_measure::measure;

#[test]
fn scratch() {
    let n = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let seed = std::env::var("SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let start = std::time::Instant::now();
    let found = measure(n, seed);
    println!("{:?}", start.elapsed());
    for row in &found.rows {
        let p = |n: usize| n as f64 * 100.0 / row.cases.max(1) as f64;
        println!("{:?} all {} renamed {} nearer {} cases {} first {:.1} absent {:.1} shown {:.2}", row.place, row.all, row.renamed, row.nearer, row.cases, p(row.first), p(row.absent), row.shown as f64 / row.cases.max(1) as f64);
    }
    println!("strangers {} strong {} silent {} wrong {}", found.strangers, found.strangers_strong, found.strangers_silent, found.assigned_wrongly);
    for m in &found.missed { println!("{m:?}"); }
}
