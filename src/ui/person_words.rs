//! The words of the conversation with a person, in every language: they come with its code, not with a first answer.

/// A language's words by its primary tag, English first, since it stands in for those that are not here.
const LANGUAGES: [(&str, &str); 2] =
    [("en", include_str!("words/person/en.txt")), ("zh", include_str!("words/person/zh.txt"))];

/// The words in a visitor's language.
pub fn person_words(language: &str) -> &'static str {
    let primary = knowledge::primary(language);
    let spoken = LANGUAGES.iter().find(|(tag, _)| primary.eq_ignore_ascii_case(tag));
    spoken.unwrap_or(&LANGUAGES[0]).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_words_is_here() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/words/person")).unwrap();
        assert_eq!(folder.count(), LANGUAGES.len(), "add the new language to LANGUAGES");
    }

    #[test]
    fn an_unknown_language_speaks_english() {
        for (language, first) in [("en-GB", 0), ("zh-Hant", 1), ("ZH", 1), ("fr", 0), ("", 0)] {
            assert_eq!(person_words(language), LANGUAGES[first].1, "{language}");
        }
    }
}
