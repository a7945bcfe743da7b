//! A row of the table: what was measured, how often, its median and its 99th percentile.

/// Prints the row; `target` says what the figure should stay under, and is empty where nothing was promised.
pub fn print(what: &str, mut milliseconds: Vec<f64>, target: &str) {
    milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| milliseconds.get(((milliseconds.len().max(1) - 1) as f64 * share).round() as usize);
    let (median, high) = (at(0.5).copied().unwrap_or(f64::NAN), at(0.99).copied().unwrap_or(f64::NAN));
    println!("{what:<66}{:>8}{median:>10.3}{high:>10.3}   {target}", milliseconds.len());
}

/// The middle one; 0 where there is none.
pub fn median(mut milliseconds: Vec<f64>) -> f64 {
    milliseconds.sort_by(f64::total_cmp);
    milliseconds.get(milliseconds.len() / 2).copied().unwrap_or_default()
}
