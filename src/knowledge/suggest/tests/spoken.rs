//! Suggestions over a shop whose entries stand in two languages.

use super::*;

const RETURNS: &str = "三十天内寄回即可，标签在您的账户里。";

/// Returns in Chinese too, and the sale, which is over there alone.
fn bilingual() -> KnowledgeBase {
    let mut base = base();
    base.languages.push("zh".to_owned());
    let text = |question: &str, answer: &str| Text {
        question: question.to_owned(),
        variants: Vec::new(),
        answer: answer.to_owned(),
    };
    base.entries[0].translations.push(("zh".to_owned(), text("怎么退货？", RETURNS)));
    base.entries[4].text.answer = "All year.".to_owned();
    let sale = text("什么时候打折？", "2024年3月12日前全场打折。\n\n尾货全年打折。");
    base.entries[4].translations.push(("zh-CN".to_owned(), sale));
    base
}

fn judged(language: &str, judgement: Judgement, entry: &str, text: &str) -> Judged {
    Judged {
        question: "how do I return an item".to_owned(),
        language: language.to_owned(),
        entry: entry.to_owned(),
        judgement,
        right: None,
        text: Some(text.to_owned()),
        conversation: ["c-", language].concat(),
    }
}

/// What is proposed for an entry that these agents judged.
fn mended(judged: Vec<Judged>) -> Suggestion {
    let found = suggested_of(&bilingual(), &packs(), |material| material.judged = judged);
    let [mended] = of(&found, SuggestionKind::Mend)[..] else { panic!("{}", brief(&found)) };
    mended.clone()
}

#[test]
fn what_agents_say_in_a_language_mends_the_answer_in_that_language() {
    let added = "大件商品由我们上门取件。";
    let one = mended(vec![judged("zh-TW", Judgement::Added, "returns", added)]);
    let draft = &one.drafts[0];
    assert_eq!(draft.answer, SHOP[0].2);
    assert_eq!(draft.translations["zh"].answer, [RETURNS, "\n\n", added].concat());
    let english = "Send it back within sixty days, unused and in its box.";
    let both = mended(vec![
        judged("zh-TW", Judgement::Added, "returns", added),
        judged("en-GB", Judgement::Wrong, "returns", english),
    ]);
    let draft = &both.drafts[0];
    assert_eq!((draft.answer.as_str(), both.count), (english, 2));
    assert!(draft.translations["zh"].answer.ends_with(added));
}

#[test]
fn what_is_said_in_a_language_that_an_entry_does_not_speak_is_evidence_alone() {
    let one = mended(vec![judged("zh", Judgement::Wrong, "payment", "大件商品由我们上门取件。")]);
    assert!(one.drafts.is_empty(), "{:?}", one.drafts);
    assert_eq!(one.evidence[0].text, "大件商品由我们上门取件。");
}

#[test]
fn a_date_that_is_past_in_a_translation_makes_an_entry_stale() {
    let found = suggested_of(&bilingual(), &packs(), |_| {});
    let [stale] = of(&found, SuggestionKind::Stale)[..] else { panic!("{}", brief(&found)) };
    let draft = &stale.drafts[0];
    assert_eq!(
        (draft.answer.as_str(), draft.translations["zh-CN"].answer.as_str()),
        ("All year.", "尾货全年打折。")
    );
    assert_eq!(stale.evidence.len(), 1);
}
