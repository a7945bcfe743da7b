//! Where searched words stand, as pieces of text that are marked or not.

use protocol::Spot;

/// The text of a spot in pieces, each with whether it is one of the words; marks that don't fit the text mark nothing.
pub fn pieces(spot: &Spot) -> Vec<(String, bool)> {
    let signs: Vec<char> = spot.text.chars().collect();
    let (mut pieces, mut at) = (Vec::new(), 0);
    let mut put = |from: usize, to: usize, is_mark: bool| {
        if let Some(part) = signs.get(from..to).filter(|part| !part.is_empty()) {
            pieces.push((part.iter().collect(), is_mark));
        }
    };
    for mark in &spot.marks {
        let (from, to) = (mark.from as usize, mark.to as usize);
        if from < at || to <= from || to > signs.len() {
            continue;
        }
        put(at, from, false);
        put(from, to, true);
        at = to;
    }
    put(at, signs.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use protocol::Mark;

    use super::*;

    fn check(text: &str, marks: &[(u32, u32)], expected: &[(&str, bool)]) {
        let marks = marks.iter().map(|(from, to)| Mark { from: *from, to: *to }).collect();
        let pieces = pieces(&Spot { seq: 1, text: text.to_owned(), marks });
        let pieces: Vec<(&str, bool)> =
            pieces.iter().map(|(piece, is_mark)| (piece.as_str(), *is_mark)).collect();
        assert_eq!(pieces, expected, "{text}");
    }

    #[test]
    fn a_text_falls_into_marked_and_plain_pieces() {
        check("abc", &[], &[("abc", false)]);
        check("我要退款了", &[(2, 4)], &[("我要", false), ("退款", true), ("了", false)]);
        check("ab", &[(0, 1), (1, 2)], &[("a", true), ("b", true)]);
        check("ab", &[(1, 9), (1, 1), (9, 3)], &[("ab", false)]);
        check("", &[(0, 0)], &[]);
    }
}
