//! A table for spreadsheets (RFC 4180), in which no cell is a formula.

/// What tells a spreadsheet that the file is UTF-8; at its very start.
pub const BOM: &str = "\u{feff}";

/// One cell.
pub enum Cell {
    /// Words, from whomever.
    Text(String),
    /// Figures of ours.
    Number(String),
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.unwrap_or_default())
    }
}

/// A line of the table with its end.
pub fn row(cells: &[Cell]) -> String {
    let cells: Vec<String> = cells.iter().map(written).collect();
    format!("{}\r\n", cells.join(","))
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Number(figures) => figures.clone(),
        Cell::Text(text) => {
            let harmless = if is_formula(text) { format!("'{text}") } else { text.clone() };
            if harmless.contains([',', ';', '"', '\n', '\r', '\t', '\'']) {
                format!("\"{}\"", harmless.replace('"', "\"\""))
            } else {
                harmless
            }
        }
    }
}

/// Whether a spreadsheet would reckon with it instead of showing it; the wide forms are read like the narrow ones in East
/// Asian editions.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("words", "words"),
            ("1+1", "1+1"),
            ("a@b.example", "a@b.example"),
            ("", ""),
            ("=HYPERLINK(\"http://evil.example\")", "\"'=HYPERLINK(\"\"http://evil.example\"\")\""),
            ("+49 30 1234", "\"'+49 30 1234\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("＝1", "\"'＝1\""),
            ("one, \"two\"\nthree", "\"one, \"\"two\"\"\nthree\""),
        ] {
            assert_eq!(
                row(&[Cell::Text(text.to_owned()), Cell::Number("-1".to_owned())]),
                format!("{cell},-1\r\n")
            );
        }
    }
}
