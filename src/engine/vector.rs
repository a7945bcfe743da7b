//! A text's vector: its weighed features, for whoever compares questions with one another rather than with entries.

use crate::feature::{counted, features};
use crate::index::Builder;
use crate::pack::Pack;
use crate::parts::{asked, split};
use crate::token::{Token, tokens};

/// The vectors of texts, each a row of (feature number, weight) of length 1; rare features weigh more, by how rare they are
/// among these texts and, where the packs know it, in the language. Greetings and the like don't count; a text without a
/// feature has an empty row.
pub fn vectors(texts: &[&str], packs: &[Pack]) -> Vec<Vec<(u32, f32)>> {
    let mut builder = Builder::default();
    for text in texts {
        let tokens = asking(text, packs);
        let mut own = features(&tokens, packs);
        packs.iter().for_each(|pack| pack.alike.features(&tokens, &mut own));
        builder.add_row(counted(own));
    }
    let (starts, cells) = builder.finish().cells();
    let rows = starts.windows(2);
    rows.map(|row| cells[row[0] as usize..row[1] as usize].to_vec()).collect()
}

/// The tokens of a text but for those that ask nothing, such as a greeting, and for those that do nothing but ask.
fn asking(text: &str, packs: &[Pack]) -> Vec<Token> {
    let text = asked(text, packs);
    let split = split(text, packs);
    let is_told = split.parts.is_empty() && split.talk.is_none();
    let tokens = if is_told { tokens(text, packs) } else { split.parts.concat() };
    packs.iter().fold(tokens, |tokens, pack| pack.alike.without_idle(tokens))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_length_one_and_equal_texts_equal_rows() {
        let rows = vectors(&["where is it", "", "怎么退货", "Where is it?"], &crate::pack::shipped());
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[0], rows[3]);
        assert_eq!(rows[1], []);
        for row in rows.iter().filter(|row| !row.is_empty()) {
            let length: f32 = row.iter().map(|cell| cell.1 * cell.1).sum();
            assert!((length - 1.0).abs() < 1e-4, "{length}");
        }
        let shares =
            |a: usize, b: usize| rows[a].iter().any(|cell| rows[b].iter().any(|other| cell.0 == other.0));
        assert!(shares(0, 3) && !shares(0, 2));
    }
}
