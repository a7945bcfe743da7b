//! The words of what is downloaded later, in every language: they come with its code, not with a first answer.

/// A language's words by its primary tag; English first, since it stands in for those that are not here.
type Languages = [(&'static str, &'static str); 2];

const PERSON: Languages =
    [("en", include_str!("words/person/en.txt")), ("zh", include_str!("words/person/zh.txt"))];

const INSIGHTS: Languages =
    [("en", include_str!("words/insights/en.txt")), ("zh", include_str!("words/insights/zh.txt"))];

/// The words of the conversation with a person, in a visitor's language.
pub fn person_words(language: &str) -> &'static str {
    spoken(&PERSON, language)
}

/// The words of what insights tell, in a visitor's language.
pub fn insights_words(language: &str) -> &'static str {
    spoken(&INSIGHTS, language)
}

fn spoken(languages: &'static Languages, language: &str) -> &'static str {
    let primary = knowledge::primary(language);
    let spoken = languages.iter().find(|(tag, _)| primary.eq_ignore_ascii_case(tag));
    spoken.unwrap_or(&languages[0]).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_words_is_here() {
        for (folder, languages) in [("person", PERSON), ("insights", INSIGHTS)] {
            let path = format!("{}/words/{folder}", env!("CARGO_MANIFEST_DIR"));
            let files = std::fs::read_dir(path).unwrap().count();
            assert_eq!(files, languages.len(), "{folder}: add the new language");
        }
    }

    #[test]
    fn an_unknown_language_speaks_english() {
        for (language, first) in [("en-GB", 0), ("zh-Hant", 1), ("ZH", 1), ("fr", 0), ("", 0)] {
            assert_eq!(person_words(language), PERSON[first].1, "{language}");
            assert_eq!(insights_words(language), INSIGHTS[first].1, "{language}");
        }
    }
}
