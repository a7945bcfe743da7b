//! Ids of entries: which characters they hold, and the one that is made from a question where none is given.

use std::collections::BTreeMap;

/// Longest id that is made from a question, in characters.
const DERIVED_CHARACTERS: usize = 48;

/// The first character that an id is better without; `-`, `_` and `.` are fine beside letters and digits.
pub(crate) fn odd_character(id: &str) -> Option<char> {
    id.chars().find(|c| !is_word(*c) && !matches!(c, '-' | '_' | '.'))
}

/// The id for a question: its words in lower case with dashes; empty where it has no letter or digit.
pub fn derived(question: &str) -> String {
    let mut id = String::new();
    let mut count = 0;
    for word in question.split(|c: char| !is_word(c) && c != '\'' && c != '’').filter(|word| !word.is_empty())
    {
        let letters: Vec<char> = word.chars().filter(|c| is_word(*c)).collect();
        let dash = usize::from(!id.is_empty() && !letters.is_empty());
        if count > 0 && count + dash + letters.len() > DERIVED_CHARACTERS {
            break;
        }
        id.extend(std::iter::repeat_n('-', dash));
        id.extend(letters.iter().take(DERIVED_CHARACTERS).map(char::to_ascii_lowercase));
        count += dash + letters.len();
    }
    id
}

/// Letters and digits of any script, told from marks by their blocks, which costs no table.
fn is_word(c: char) -> bool {
    let mark = matches!(c, '\u{80}'..='\u{bf}' | '×' | '÷' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{3004}'
        | '\u{3007}'..='\u{3020}' | '\u{fe10}'..='\u{fe6f}' | '\u{feff}' | '\u{ff00}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{fff0}'..='\u{ffff}'
        | '\u{1f000}'..='\u{1faff}');
    c.is_ascii_alphanumeric() || (!c.is_ascii() && !mark)
}

/// Texts and a number for each. The one kind of map in this room: each further kind costs a visitor a kilobyte.
pub(crate) type Numbers = BTreeMap<String, usize>;

/// The ids in use, each with the number of the entry that has it.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    used: Numbers,
    /// The suffix to try next for an id that is taken.
    next: Numbers,
}

impl Ids {
    /// Takes an id for an entry; gives back the number of the entry that had it before.
    pub fn take(&mut self, id: &str, number: usize) -> Option<usize> {
        match self.used.get(id) {
            Some(owner) => Some(*owner),
            None => {
                self.used.insert(id.to_owned(), number);
                None
            }
        }
    }

    /// Takes a free id made from this one by a number behind it, where it is in use or empty.
    pub fn take_free(&mut self, id: &str, number: usize) -> String {
        let stem = if id.is_empty() { "entry" } else { id };
        let mut free = stem.to_owned();
        while self.take(&free, number).is_some() {
            let next = self.next.entry(stem.to_owned()).or_insert(2);
            free = format!("{stem}-{next}");
            *next += 1;
        }
        free
    }

    /// Whether an entry has this id.
    pub fn contains(&self, id: &str) -> bool {
        self.used.contains_key(id)
    }

    /// All ids, in order of the alphabet.
    pub fn all(&self) -> Vec<&str> {
        self.used.keys().map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_from_the_question() {
        let check = |question: &str, id: &str| assert_eq!(derived(question), id, "{question:?}");
        check("How do I return an item?", "how-do-i-return-an-item");
        check("What's the VAT (20%)?", "whats-the-vat-20");
        check("怎么查订单和物流进度？", "怎么查订单和物流进度");
        check("APP怎么登录", "app怎么登录");
        check("Où est ma commande ?", "où-est-ma-commande");
        check("👍 ?!", "");
        let long = derived("a question that goes on for much longer than anybody would want an id to be");
        assert_eq!(long, "a-question-that-goes-on-for-much-longer-than");
        assert_eq!(derived(&"长".repeat(100)).chars().count(), DERIVED_CHARACTERS);
    }

    #[test]
    fn ids_that_are_taken_get_a_number() {
        let mut ids = Ids::default();
        assert_eq!(ids.take("a", 1), None);
        assert_eq!(ids.take("a", 2), Some(1));
        let free: Vec<String> = ["a", "a", "b", "", ""].iter().map(|id| ids.take_free(id, 3)).collect();
        assert_eq!(free, ["a-2", "a-3", "b", "entry", "entry-2"]);
    }

    #[test]
    fn odd_characters_are_found() {
        let check = |id: &str, odd: Option<char>| assert_eq!(odd_character(id), odd, "{id:?}");
        check("order-status_2.a", None);
        check("退货", None);
        check("reverted_card_payment?", Some('?'));
        check("a b", Some(' '));
        check("a/b", Some('/'));
    }
}
