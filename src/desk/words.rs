//! The widget's own words, which a site's wording stands in the place of.

use std::sync::LazyLock;

use protocol::{WordList, WordText};

/// As the files of the room `ui` have them: what a visitor sees first, what a person brings, and what insights tell.
const FILES: [(&str, [&str; 3]); 2] = [
    (
        "en",
        [
            include_str!("../ui/words/en.txt"),
            include_str!("../ui/words/person/en.txt"),
            include_str!("../ui/words/insights/en.txt"),
        ],
    ),
    (
        "zh",
        [
            include_str!("../ui/words/zh.txt"),
            include_str!("../ui/words/person/zh.txt"),
            include_str!("../ui/words/insights/zh.txt"),
        ],
    ),
];

static LISTS: LazyLock<Vec<WordList>> = LazyLock::new(|| {
    FILES.map(|(language, files)| WordList { language: language.to_owned(), words: read(&files) }).into()
});

/// All of them, a list a language.
pub fn lists() -> &'static [WordList] {
    &LISTS
}

/// Whether the widget says anything under a key, in any language; `greeting_2` is another way to say `greeting`.
pub fn is_known(key: &str) -> bool {
    let has = |key: &str| LISTS.iter().flat_map(|list| &list.words).any(|word| word.key == key);
    let base = key.trim_end_matches(|sign: char| sign.is_ascii_digit()).strip_suffix('_');
    has(key) || base.is_some_and(has)
}

/// Lines `key = text` below the heading `[words]`.
fn read(files: &[&str]) -> Vec<WordText> {
    let lines = files.iter().flat_map(|file| file.lines()).filter_map(|line| line.split_once(" = "));
    let word =
        |(key, text): (&str, &str)| WordText { key: key.trim().to_owned(), text: text.trim().to_owned() };
    lines.map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_words() {
        let [en, zh] = [&lists()[0].words, &lists()[1].words];
        assert!(
            en.len() > 100 && en.iter().any(|word| word.key == "greeting" && word.text.starts_with("Hello"))
        );
        for list in [en, zh] {
            assert!(list.iter().any(|word| word.key == "card_waiting_next"));
        }
    }

    #[test]
    fn a_key_is_known_with_or_without_its_number() {
        for (key, known) in [
            ("greeting", true),
            ("greeting_9", true),
            ("card_waiting_next", true),
            ("greetings", false),
            ("judge_1", true),
            ("", false),
            ("_2", false),
        ] {
            assert_eq!(is_known(key), known, "{key}");
        }
    }
}
