//! A statement as the server wants it: its places numbered.

/// Turns `?` and `?3` into `$1` and `$3`; a bare one takes the number after the largest before it, as in SQLite.
pub fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 16);
    let mut most = 0;
    let mut quoted = false;
    let mut signs = sql.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign == '\'' {
            quoted = !quoted;
        }
        if sign != '?' || quoted {
            out.push(sign);
            continue;
        }
        let mut number = 0;
        while let Some(digit) = signs.peek().and_then(|sign| sign.to_digit(10)) {
            number = number * 10 + digit;
            signs.next();
        }
        let number = if number == 0 { most + 1 } else { number };
        most = most.max(number);
        out.push('$');
        out.push_str(&number.to_string());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered() {
        for (file, server) in [
            ("SELECT 1", "SELECT 1"),
            ("a = ? AND b = ?", "a = $1 AND b = $2"),
            ("a = ?2 OR b = ?1 OR c = ?", "a = $2 OR b = $1 OR c = $3"),
            ("a = ? AND (?4 IS NULL OR b = ?4)", "a = $1 AND ($4 IS NULL OR b = $4)"),
            ("a = '?' AND b = ?", "a = '?' AND b = $1"),
            ("a = ?12)", "a = $12)"),
        ] {
            assert_eq!(numbered(file), server, "{file}");
        }
    }
}
