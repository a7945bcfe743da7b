//! The console reads from either side: its style sheets say start and end, never left and right.

/// Values of four parts that mean top, right, bottom, left.
const AROUND: [&str; 3] = ["margin", "padding", "inset"];

/// Where the console's own sheets name a side that doesn't turn with the direction of reading.
pub fn faults(sheets: &[(String, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, content) in sheets {
        for (line, number) in content.lines().zip(1..) {
            for declaration in declarations(line) {
                if is_sided(declaration) {
                    faults.push(format!(
                        "{path}:{number} says `{declaration}`: write it with -inline-start or -inline-end, which turn with the \
                         direction of reading"
                    ));
                }
            }
        }
    }
    faults
}

fn declarations(line: &str) -> impl Iterator<Item = &str> {
    line.split(['{', '}', ';']).map(str::trim).filter(|part| part.contains(':'))
}

fn is_sided(declaration: &str) -> bool {
    let Some((property, value)) = declaration.split_once(':') else { return false };
    let (property, value) = (property.trim(), value.trim());
    let has_side = |name: &str| name.split('-').any(|part| part == "left" || part == "right");
    let is_property = property.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-');
    (is_property && has_side(property))
        || (matches!(property, "text-align" | "float" | "clear") && matches!(value, "left" | "right"))
        || (AROUND.contains(&property) && is_uneven(value))
}

/// Whether the second and the fourth of four parts differ.
fn is_uneven(value: &str) -> bool {
    let mut depth = 0_u32;
    let parts: Vec<&str> = value
        .split(|sign: char| {
            match sign {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && sign == ' '
        })
        .filter(|part| !part.is_empty())
        .collect();
    matches!(parts.as_slice(), [_, right, _, left] if right != left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_found_and_what_turns_is_left_alone() {
        for (line, count) in [
            (".a { margin-left: 2px; left: 0; }", 2),
            (".a { border-left-color: red; text-align: right; }", 2),
            (".a { margin: 3px 0 0 -3px; inset: calc(100% + 4px) 0 auto auto; }", 2),
            (".a { margin: 3px 0 0; padding: 1px 2px 3px 2px; inset: auto 8px calc(100% + 6px) 8px; }", 0),
            (".a { margin-inline-start: 2px; text-align: start; border-radius: 1px 2px 3px 4px; }", 0),
            (".left:hover { color: red; }", 0),
            ("@media (min-width: 2px) { .a { clear: both; } }", 0),
        ] {
            let found = faults(&[("a.css".to_owned(), line.to_owned())]);
            assert_eq!(found.len(), count, "{line}: {found:?}");
        }
    }
}
