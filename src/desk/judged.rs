//! What agents keep and judge, cleaned and measured before anything is kept.

use protocol::{CannedReply, Judgement, MESSAGE_CHARACTERS, NewVerdict, REPLY_NAME_CHARACTERS};

use crate::request::{Checked, LABEL_CHARACTERS, check_id, check_optional, check_text, wrong};

/// Cleans and checks a reply that is kept to be used again, in place.
pub fn check_canned(reply: &mut CannedReply) -> Checked {
    check_id("id", &reply.id)?;
    reply.name = reply.name.trim().trim_start_matches('/').to_owned();
    check_text("name", &mut reply.name, REPLY_NAME_CHARACTERS)?;
    check_text("text", &mut reply.text, MESSAGE_CHARACTERS)?;
    if reply.name.is_empty() || reply.name.contains(char::is_whitespace) {
        return wrong("name", "is one word: it is typed after `/` to find the reply".to_owned());
    }
    if reply.text.trim().is_empty() {
        return wrong("text", "is empty; write what is to be said".to_owned());
    }
    Ok(())
}

/// Cleans and checks a verdict, in place; empty words are none.
pub fn check_verdict(verdict: &mut NewVerdict) -> Checked {
    let of_answer = !verdict.subject.is_empty();
    if of_answer {
        check_id("subject", &verdict.subject)?;
    }
    if verdict.judgement.is_some_and(|judgement| is_of_answer(judgement) != of_answer) {
        return wrong(
            "judgement",
            "belongs to an answer and not to a handoff, or the other way round".to_owned(),
        );
    }
    check_optional("entry", &mut verdict.entry, LABEL_CHARACTERS)?;
    check_optional("text", &mut verdict.text, MESSAGE_CHARACTERS)?;
    for words in [&mut verdict.entry, &mut verdict.text] {
        *words = words.take().map(|words| words.trim().to_owned()).filter(|words| !words.is_empty());
    }
    Ok(())
}

fn is_of_answer(judgement: Judgement) -> bool {
    matches!(judgement, Judgement::Right | Judgement::Wrong | Judgement::Added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_found_by_one_word() {
        for (name, text, is_sound) in [
            ("/refund", "Of course.", true),
            (" refund ", "Of course.", true),
            ("two words", "Of course.", false),
            ("/", "Of course.", false),
            ("refund", " ", false),
            (&"x".repeat(41), "Of course.", false),
        ] {
            let mut reply = CannedReply {
                id: "a".to_owned(),
                name: name.to_owned(),
                text: text.to_owned(),
                shared: false,
            };
            assert_eq!(check_canned(&mut reply).is_ok(), is_sound, "{name:?} {text:?}");
            assert!(!is_sound || reply.name == "refund");
        }
    }

    #[test]
    fn an_answer_is_judged_as_an_answer() {
        for (subject, judgement, is_sound) in [
            ("m1", Some(Judgement::Wrong), true),
            ("", Some(Judgement::TooLate), true),
            ("m1", Some(Judgement::TooLate), false),
            ("", Some(Judgement::Right), false),
            ("m1", None, true),
            ("m 1", None, false),
        ] {
            let text = Some(" ".to_owned());
            let mut verdict = NewVerdict { subject: subject.to_owned(), judgement, entry: None, text };
            assert_eq!(check_verdict(&mut verdict).is_ok(), is_sound, "{subject:?} {judgement:?}");
            assert!(!is_sound || verdict.text.is_none());
        }
    }
}
