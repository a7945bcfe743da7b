//! A share with its interval, as a cell of the table.

/// A share with its 95 % interval (Wilson 1927).
pub struct Share {
    hits: usize,
    of: usize,
}

impl Share {
    /// Counts what is flagged.
    pub fn count(flags: impl Iterator<Item = bool>) -> Self {
        let (mut hits, mut of) = (0, 0);
        flags.for_each(|flag| {
            hits += usize::from(flag);
            of += 1;
        });
        Self { hits, of }
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.of == 0 {
            return write!(f, "{:>24}", "–");
        }
        let (n, p, z) = (self.of as f64, self.hits as f64 / self.of as f64, 1.96);
        let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
        let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let percent = |share: f64| 100.0 * share.clamp(0.0, 1.0);
        let text = format!("{:.1} ({:.1}–{:.1})", percent(p), percent(middle - half), percent(middle + half));
        write!(f, "{text:>24}")
    }
}
