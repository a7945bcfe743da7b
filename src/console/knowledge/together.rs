//! A draft and a proposal over the same published entry, brought together: what only one of them changed is as that one has it.

use std::collections::BTreeSet;

use protocol::{EditedEntry, EditedText};

/// The draft with what the proposal changes in the published entry, and whether both changed the same text: then it is as the
/// proposal has it, and a person looks.
pub fn together(published: &EditedEntry, draft: &EditedEntry, proposed: &EditedEntry) -> (EditedEntry, bool) {
    let mut clash = false;
    let mut one =
        |published: &String, draft: &String, proposed: &String| newer(published, draft, proposed, &mut clash);
    let mut entry = EditedEntry {
        id: draft.id.clone(),
        question: one(&published.question, &draft.question, &proposed.question),
        variants: list(&published.variants, &draft.variants, &proposed.variants),
        answer: one(&published.answer, &draft.answer, &proposed.answer),
        tags: list(&published.tags, &draft.tags, &proposed.tags),
        follow_ups: list(&published.follow_ups, &draft.follow_ups, &proposed.follow_ups),
        ..EditedEntry::default()
    };
    let languages: BTreeSet<&String> =
        draft.translations.keys().chain(proposed.translations.keys()).collect();
    let blank = EditedText::default();
    let mut gone: Vec<(String, EditedText)> = Vec::new();
    for language in languages {
        let of = |entry: &'_ EditedEntry| entry.translations.get(language).cloned().unwrap_or_default();
        let (was, drafted, proposed) = (of(published), of(draft), of(proposed));
        if published.translations.contains_key(language) && !draft.translations.contains_key(language) {
            // The draft takes the language away.
            gone.extend((proposed != was).then(|| (language.clone(), proposed)));
            continue;
        }
        let text = EditedText {
            question: one(&was.question, &drafted.question, &proposed.question),
            variants: list(&was.variants, &drafted.variants, &proposed.variants),
            answer: one(&was.answer, &drafted.answer, &proposed.answer),
        };
        if text != blank {
            entry.translations.insert(language.clone(), text);
        }
    }
    entry.team = newer(&published.team, &draft.team, &proposed.team, &mut clash);
    entry.handoff = newer(&published.handoff, &draft.handoff, &proposed.handoff, &mut clash);
    clash |= !gone.is_empty();
    entry.translations.extend(gone);
    (entry, clash)
}

/// What one of them changed, as it has it; the proposal's where both did.
fn newer<T: Clone + PartialEq>(published: &T, draft: &T, proposed: &T, clash: &mut bool) -> T {
    if proposed == published {
        return draft.clone();
    }
    *clash |= draft != published && draft != proposed;
    proposed.clone()
}

/// The draft's, without what the proposal takes away, with what it adds.
fn list(published: &[String], draft: &[String], proposed: &[String]) -> Vec<String> {
    let stays = |it: &&String| proposed.contains(it) || !published.contains(it);
    let is_added = |it: &&String| !published.contains(it) && !draft.contains(it);
    draft.iter().filter(stays).chain(proposed.iter().filter(is_added)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(question: &str, variants: &[&str], answer: &str) -> EditedEntry {
        EditedEntry {
            id: "returns".to_owned(),
            question: question.to_owned(),
            variants: variants.iter().map(|text| (*text).to_owned()).collect(),
            answer: answer.to_owned(),
            ..EditedEntry::default()
        }
    }

    #[test]
    fn what_only_one_of_them_changed_is_as_that_one_has_it() {
        let published = entry("How do I return it?", &["send back", "old words"], "Thirty days.");
        let draft = entry("How do I return a lamp?", &["send back", "old words", "mine"], "Thirty days.");
        let proposed = entry("How do I return it?", &["send back", "mine", "theirs"], "Sixty days.");
        let expected = entry("How do I return a lamp?", &["send back", "mine", "theirs"], "Sixty days.");
        assert_eq!(together(&published, &draft, &proposed), (expected, false));
        assert_eq!(together(&published, &published, &proposed), (proposed.clone(), false));
        assert_eq!(together(&published, &draft, &published), (draft.clone(), false));
        assert_eq!(together(&published, &draft, &draft), (draft, false));
    }

    #[test]
    fn both_having_changed_a_text_is_for_a_person() {
        let published = entry("q", &[], "Thirty days.");
        let (draft, proposed) = (entry("q", &[], "Forty days."), entry("q", &[], "Sixty days."));
        assert_eq!(together(&published, &draft, &proposed), (proposed, true));
        let of = |team: &str| EditedEntry { team: Some(team.to_owned()), ..published.clone() };
        assert_eq!(together(&published, &of("b"), &of("a")), (of("a"), true));
        assert_eq!(together(&published, &of("b"), &published), (of("b"), false));
    }

    #[test]
    fn each_language_is_brought_together_for_itself() {
        let said = |answer: &str| EditedText { answer: answer.to_owned(), ..EditedText::default() };
        let with = |texts: &[(&str, &str)]| EditedEntry {
            translations: texts.iter().map(|(tag, answer)| ((*tag).to_owned(), said(answer))).collect(),
            ..entry("q", &[], "a")
        };
        let published = with(&[("zh", "三十天")]);
        let (draft, proposed) = (with(&[("zh", "三十天"), ("de", "30 Tage")]), with(&[("zh", "六十天")]));
        let both = with(&[("zh", "六十天"), ("de", "30 Tage")]);
        assert_eq!(together(&published, &draft, &proposed), (both, false));
        // A language that the draft takes away.
        assert_eq!(together(&published, &with(&[]), &published), (with(&[]), false));
        assert_eq!(together(&published, &with(&[]), &proposed), (proposed, true));
    }
}
