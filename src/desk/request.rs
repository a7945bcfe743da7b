//! What a request may hold: every field is cleaned and measured before anything is kept.
//!
//! Words and what a site sends on purpose are refused when they are too long, with the mend; what machines gather
//! around them (the page, the entries considered, the signs of a mood) is shortened, since a visitor can mend none
//! of it and must not lose the way to a person by it.

use protocol::{
    Author, ConfirmContact, Find, HandoffRequest, MESSAGE_CHARACTERS, Message, Mood, NOTE_CHARACTERS,
    NewContact, NewMessage, NewNote, Page, Satisfaction, Transfer, VERSION, WatchRequest, Whisper, Wish,
};

use crate::secret::has_secret_form;
use crate::text::clean;

/// Most messages of a transcript.
pub const TRANSCRIPT_MESSAGES: usize = 400;
/// Longest answer of a transcript, characters; longer than a message, since an entry's answer may be.
pub const ANSWER_CHARACTERS: usize = 20_000;
/// Most attributes of a visitor.
pub const ATTRIBUTES: usize = 50;
/// Longest value of an attribute, characters.
pub const ATTRIBUTE_CHARACTERS: usize = 1_000;
/// Longest name, key, id or label, characters.
pub const LABEL_CHARACTERS: usize = 200;
/// Longest address of a page, characters.
pub const URL_CHARACTERS: usize = 2_000;
/// Longest title of a page or an entry, characters.
pub const TITLE_CHARACTERS: usize = 1_000;
/// Most entries or signs of a mood that a trigger names.
pub const TRIGGERS: usize = 50;
/// Most agents whom one note names.
const MENTIONS: usize = 50;
/// How far ahead something is planned at most, milliseconds: a year.
const PLANNED_MS: i64 = 366 * 24 * 3_600_000;
/// The latest time that a browser's clock can show, Unix milliseconds.
const LATEST_MS: i64 = 8_640_000_000_000_000;

/// What is wrong with a request, in words for whoever wrote the program that sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The field, as `transcript[3].text`.
    pub field: String,
    /// What is wrong and how to mend it.
    pub problem: String,
}

/// Whether something is sound.
pub type Checked = Result<(), Invalid>;

/// Cleans and checks a request for a person, in place.
pub fn check_handoff(request: &mut HandoffRequest) -> Checked {
    if request.version != VERSION {
        return wrong("version", format!("is {}; this desk speaks {VERSION}", request.version));
    }
    check_random("conversation", &request.conversation)?;
    check_id("idempotency_key", &request.idempotency_key)?;
    check_text("question", &mut request.question, MESSAGE_CHARACTERS)?;
    check_language(&mut request.language)?;
    check_trigger(request)?;
    check_count("transcript", request.transcript.len(), TRANSCRIPT_MESSAGES)?;
    for (at, message) in request.transcript.iter_mut().enumerate() {
        check_said(&format!("transcript[{at}]"), message)?;
    }
    check_optional("team", &mut request.team, LABEL_CHARACTERS)?;
    if let Some(page) = &mut request.page {
        clean_page(page);
    }
    check_attributes(request)?;
    check_text("editions.knowledge", &mut request.editions.knowledge, LABEL_CHARACTERS)?;
    check_text("editions.widget", &mut request.editions.widget, LABEL_CHARACTERS)
}

/// Cleans and checks one more message, in place.
pub fn check_message(message: &mut NewMessage) -> Checked {
    check_id("id", &message.id)?;
    check_time("at", message.at)?;
    let most = if message.entry.is_some() { ANSWER_CHARACTERS } else { MESSAGE_CHARACTERS };
    check_text("text", &mut message.text, most)?;
    check_optional("entry", &mut message.entry, LABEL_CHARACTERS)?;
    check_share("confidence", message.confidence.unwrap_or(0.0))?;
    check_optional("team", &mut message.team, LABEL_CHARACTERS)?;
    if message.text.trim().is_empty() {
        return wrong("text", "is empty; send some words".to_owned());
    }
    Ok(())
}

/// Cleans and checks how a visitor can be reached, in place; empty fields are none.
pub fn check_contact(contact: &mut NewContact) -> Checked {
    for text in [&mut contact.email, &mut contact.phone, &mut contact.note] {
        *text = text.take().map(|text| clean(&text).trim().to_owned()).filter(|text| !text.is_empty());
    }
    check_optional("note", &mut contact.note, NOTE_CHARACTERS)?;
    if contact.email.as_deref().is_some_and(|email| !is_address(email)) {
        return wrong("email", "is no mail address; write it as anna@home.example".to_owned());
    }
    if contact.phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
        return wrong("phone", "is no telephone number; write digits, at most 40 characters".to_owned());
    }
    match (&contact.email, &contact.phone) {
        (None, None) => wrong("email", "and `phone` are empty; one of them is needed".to_owned()),
        (_, None) if contact.wish == Wish::Callback => {
            wrong("phone", "is empty; a call needs a number".to_owned())
        }
        _ => Ok(()),
    }
}

/// Cleans and checks a code from a mail, in place: spaces between the digits are forgiven.
pub fn check_code(confirm: &mut ConfirmContact) -> Checked {
    confirm.code.retain(|c| !c.is_whitespace());
    if confirm.code.len() != 6 || !confirm.code.bytes().all(|byte| byte.is_ascii_digit()) {
        return wrong("code", "is not six digits; type those of the mail".to_owned());
    }
    Ok(())
}

/// One address without a name, as SMTP takes it (RFC 5321, 4.5.3.1 for the length).
fn is_address(email: &str) -> bool {
    let is_plain = email.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>(),;:\\[]".contains(&byte));
    is_plain && email.len() <= 254 && email.parse::<lettre::Address>().is_ok()
}

fn is_phone(phone: &str) -> bool {
    let digits = phone.bytes().filter(u8::is_ascii_digit).count();
    phone.len() <= 40
        && (3..=20).contains(&digits)
        && phone.bytes().all(|byte| byte.is_ascii_digit() || b" +-()./x#".contains(&byte))
}

/// Cleans and checks what was said to the assistant and by it, in place.
pub fn check_watch(request: &mut WatchRequest) -> Checked {
    if request.version != VERSION {
        return wrong("version", format!("is {}; this desk speaks {VERSION}", request.version));
    }
    check_random("conversation", &request.conversation)?;
    check_language(&mut request.language)?;
    check_count("said", request.said.len(), TRANSCRIPT_MESSAGES)?;
    for (at, message) in request.said.iter_mut().enumerate() {
        check_said(&format!("said[{at}]"), message)?;
        if message.author == Author::Agent {
            return wrong(
                &format!("said[{at}].author"),
                "is an agent; leave what agents say to them".to_owned(),
            );
        }
    }
    check_mood(&mut request.mood)?;
    if let Some(page) = &mut request.page {
        clean_page(page);
    }
    check_text("editions.knowledge", &mut request.editions.knowledge, LABEL_CHARACTERS)?;
    check_text("editions.widget", &mut request.editions.widget, LABEL_CHARACTERS)
}

/// Cleans and checks what an agent adds who reads along, in place.
pub fn check_whisper(whisper: &mut Whisper) -> Checked {
    check_id("id", &whisper.id)?;
    check_time("at", whisper.at)?;
    check_text("text", &mut whisper.text, MESSAGE_CHARACTERS)?;
    if let Some(corrects) = &whisper.corrects {
        check_id("corrects", corrects)?;
    }
    if whisper.text.trim().is_empty() {
        return wrong("text", "is empty; send some words".to_owned());
    }
    Ok(())
}

/// Cleans and checks what an agent notes, in place; an empty team or question is none.
pub fn check_note(note: &mut NewNote) -> Checked {
    check_id("id", &note.id)?;
    check_text("text", &mut note.text, MESSAGE_CHARACTERS)?;
    check_count("mentions", note.mentions.len(), MENTIONS)?;
    note.mentions.iter().try_for_each(|agent| check_id("mentions", agent))?;
    check_optional("asks", &mut note.asks, LABEL_CHARACTERS)?;
    note.asks = note.asks.take().map(|team| team.trim().to_owned()).filter(|team| !team.is_empty());
    note.answers.as_deref().map_or(Ok(()), |question| check_id("answers", question))?;
    if note.text.trim().is_empty() {
        return wrong("text", "is empty; write some words".to_owned());
    }
    Ok(())
}

/// Checks a time that something is planned for; none takes the plan away.
pub fn check_later(field: &str, at: Option<i64>, now: i64) -> Checked {
    match at {
        Some(at) if at <= now => wrong(field, "is past; take a time to come".to_owned()),
        Some(at) if at > now + PLANNED_MS => {
            wrong(field, "is more than a year away; take an earlier time".to_owned())
        }
        _ => Ok(()),
    }
}

/// Cleans and checks what a visitor says of the help, in place; an empty word is none.
pub fn check_satisfaction(said: &mut Satisfaction) -> Checked {
    if !(1..=5).contains(&said.score) {
        return wrong("score", format!("is {}; it is 1 to 5", said.score));
    }
    check_optional("comment", &mut said.comment, ATTRIBUTE_CHARACTERS)?;
    said.comment = said.comment.take().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    Ok(())
}

/// Cleans and checks to whom a conversation goes, in place.
pub fn check_transfer(transfer: &mut Transfer) -> Checked {
    check_optional("team", &mut transfer.team, LABEL_CHARACTERS)?;
    transfer.team = transfer.team.take().map(|team| team.trim().to_owned()).filter(|team| !team.is_empty());
    match (&transfer.agent, &transfer.team) {
        (Some(agent), None) => check_id("agent", agent),
        (None, Some(_)) => Ok(()),
        _ => wrong("agent", "or `team` is needed, one of the two".to_owned()),
    }
}

fn check_trigger(request: &mut HandoffRequest) -> Checked {
    let trigger = &mut request.trigger;
    check_share("trigger.confidence", trigger.confidence.unwrap_or(0.0))?;
    check_count("trigger.matches", trigger.matches.len(), TRIGGERS)?;
    for (at, found) in trigger.matches.iter_mut().enumerate() {
        shorten(&mut found.entry, LABEL_CHARACTERS);
        shorten(&mut found.question, TITLE_CHARACTERS);
        check_share(&format!("trigger.matches[{at}].confidence"), found.confidence)?;
    }
    check_mood(&mut trigger.mood)
}

fn check_mood(mood: &mut Mood) -> Checked {
    check_share("trigger.mood.anger", mood.anger)?;
    check_share("trigger.mood.anxiety", mood.anxiety)?;
    check_share("trigger.mood.dejection", mood.dejection)?;
    check_share("trigger.mood.gladness", mood.gladness)?;
    check_count("trigger.mood.reasons", mood.reasons.len(), TRIGGERS)?;
    for (at, reason) in mood.reasons.iter_mut().enumerate() {
        shorten(&mut reason.sign, LABEL_CHARACTERS);
        shorten(&mut reason.span, TITLE_CHARACTERS);
        check_share(&format!("trigger.mood.reasons[{at}].weight"), reason.weight)?;
    }
    Ok(())
}

fn check_said(field: &str, message: &mut Message) -> Checked {
    let most = match message.author {
        Author::Visitor => MESSAGE_CHARACTERS,
        Author::Assistant | Author::Agent => ANSWER_CHARACTERS,
    };
    check_id(&format!("{field}.id"), &message.id)?;
    check_text(&format!("{field}.text"), &mut message.text, most)?;
    check_optional(&format!("{field}.name"), &mut message.name, LABEL_CHARACTERS)?;
    check_optional(&format!("{field}.entry"), &mut message.entry, LABEL_CHARACTERS)?;
    check_share(&format!("{field}.confidence"), message.confidence.unwrap_or(0.0))?;
    check_time(&format!("{field}.at"), message.at)?;
    // Nobody has sent a file before the handoff; one that is claimed here would be another's, or a trap.
    message.attachment = None;
    match message.rating {
        None | Some(-1..=1) => Ok(()),
        Some(rating) => wrong(&format!("{field}.rating"), format!("is {rating}; it is 1, -1 or left out")),
    }
}

/// A page's query and fragment may carry secrets, and an address that is no web page is of no use to an agent
/// but may be a trap: both are dropped.
fn clean_page(page: &mut Page) {
    shorten(&mut page.title, TITLE_CHARACTERS);
    let url = clean(&page.url);
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let is_web = ["https://", "http://"].iter().any(|scheme| bare.starts_with(scheme));
    page.url = if is_web { bare.to_owned() } else { String::new() };
    shorten(&mut page.url, URL_CHARACTERS);
}

fn check_attributes(request: &mut HandoffRequest) -> Checked {
    check_count("attributes", request.attributes.len(), ATTRIBUTES)?;
    let attributes = std::mem::take(&mut request.attributes);
    for (mut key, mut value) in attributes {
        check_text("attributes", &mut key, LABEL_CHARACTERS)?;
        check_text(&format!("attributes.{key}"), &mut value, ATTRIBUTE_CHARACTERS)?;
        request.attributes.insert(key, value);
    }
    Ok(())
}

/// Cleans and checks what an agent looks for, in place.
pub fn check_find(find: &mut Find) -> Checked {
    check_text("words", &mut find.words, LABEL_CHARACTERS)?;
    check_optional("site", &mut find.site, LABEL_CHARACTERS)?;
    check_optional("team", &mut find.team, LABEL_CHARACTERS)?;
    check_optional("language", &mut find.language, LABEL_CHARACTERS)?;
    check_optional("agent", &mut find.agent, LABEL_CHARACTERS)
}

/// Cleans a text and measures it.
pub fn check_text(field: &str, text: &mut String, most: usize) -> Checked {
    *text = clean(text);
    let characters = text.chars().count();
    if characters > most {
        return wrong(field, format!("has {characters} characters; at most {most} are allowed: shorten it"));
    }
    Ok(())
}

/// Cleans a text and cuts what is too long of it.
pub fn shorten(text: &mut String, most: usize) {
    *text = clean(text).chars().take(most).collect();
}

/// The same for one that may be missing.
pub fn check_optional(field: &str, text: &mut Option<String>, most: usize) -> Checked {
    text.as_mut().map_or(Ok(()), |text| check_text(field, text, most))
}

/// Whether there are no more of something than may be.
pub fn check_count(field: &str, count: usize, most: usize) -> Checked {
    if count > most {
        return wrong(field, format!("has {count} items; at most {most} are allowed: leave the oldest out"));
    }
    Ok(())
}

/// Whether a number is a share or a probability.
pub fn check_share(field: &str, share: f64) -> Checked {
    if !(0.0..=1.0).contains(&share) {
        return wrong(field, format!("is {share}; it is a number from 0 to 1"));
    }
    Ok(())
}

fn check_time(field: &str, at: i64) -> Checked {
    if !(0..=LATEST_MS).contains(&at) {
        return wrong(field, format!("is {at}; it is a time in milliseconds since 1970"));
    }
    Ok(())
}

/// Whether an id can be one.
pub fn check_id(field: &str, id: &str) -> Checked {
    let fits = (1..=LABEL_CHARACTERS).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if !fits {
        return wrong(field, format!("must be 1 to {LABEL_CHARACTERS} ASCII characters without spaces"));
    }
    Ok(())
}

/// Whether an id or secret is as hard to guess as it should be.
pub fn check_random(field: &str, id: &str) -> Checked {
    if !has_secret_form(id) {
        return wrong(
            field,
            "must be 22 to 128 characters of base64url: make at least 128 random bits".to_owned(),
        );
    }
    Ok(())
}

/// `en_US` is a common slip for `en-US`; nothing at all is `und`, the tag for what nobody determined.
pub fn check_language(tag: &mut String) -> Checked {
    *tag = if tag.is_empty() { "und".to_owned() } else { tag.replace('_', "-") };
    let fits =
        (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !fits {
        return wrong("language", "must be a language tag as `en` or `zh-CN`".to_owned());
    }
    Ok(())
}

/// Says what is wrong with a field.
pub fn wrong(field: &str, problem: String) -> Checked {
    Err(Invalid { field: field.to_owned(), problem })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn request() -> Value {
        json!({
            "version": 1, "conversation": "c".repeat(22), "idempotency_key": "key", "reason": "asked",
            "trigger": {}, "question": "Hello", "language": "en", "consent": "asked",
            "transcript": [{"id": "m1", "author": "visitor", "text": "Hello", "at": 1}],
        })
    }

    /// Checks a request with one value put in; gives the field that is wrong, or the value as it was kept.
    fn check(pointer: &str, value: Value) -> Result<Value, String> {
        let mut document = request();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match document.pointer_mut(parent).unwrap() {
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
            parent => parent[key] = value,
        }
        let mut request: HandoffRequest = serde_json::from_value(document).unwrap();
        check_handoff(&mut request).map_err(|invalid| invalid.field)?;
        Ok(serde_json::to_value(request).unwrap().pointer(pointer).unwrap().clone())
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let said = |text: String| json!({"id": "m", "author": "visitor", "text": text, "at": 1});
        let many = |count: usize| vec![said("x".to_owned()); count];
        let attributes = |count: usize| -> Value {
            (0..count).map(|at| (at.to_string(), json!("v"))).collect::<serde_json::Map<_, _>>().into()
        };
        for (pointer, value, field) in [
            ("/version", json!(2), "version"),
            ("/conversation", json!("short"), "conversation"),
            ("/idempotency_key", json!("a b"), "idempotency_key"),
            ("/idempotency_key", json!(""), "idempotency_key"),
            ("/question", json!("问".repeat(4_001)), "question"),
            ("/language", json!("<b>"), "language"),
            ("/transcript", json!(many(401)), "transcript"),
            ("/transcript/0", said("x".repeat(4_001)), "transcript[0].text"),
            ("/transcript/0/at", json!(-1), "transcript[0].at"),
            ("/transcript/0/rating", json!(5), "transcript[0].rating"),
            ("/transcript/0/confidence", json!(1.5), "transcript[0].confidence"),
            ("/trigger/mood", json!({"anger": -0.1}), "trigger.mood.anger"),
            ("/trigger/confidence", json!(7), "trigger.confidence"),
            ("/attributes", attributes(51), "attributes"),
            ("/attributes", json!({"k": "v".repeat(1_001)}), "attributes.k"),
            ("/team", json!("t".repeat(201)), "team"),
        ] {
            assert_eq!(check(pointer, value), Err(field.to_owned()), "{pointer}");
        }
    }

    #[test]
    fn only_what_can_reach_somebody_is_a_contact() {
        let check = |value: Value| {
            let mut contact: NewContact = serde_json::from_value(value).unwrap();
            check_contact(&mut contact).map(|()| contact).map_err(|invalid| invalid.field)
        };
        for (value, field) in [
            (json!({}), "email"),
            (json!({"email": "  ", "phone": ""}), "email"),
            (json!({"email": "anna"}), "email"),
            (json!({"email": "a@b.example\nBcc: c@d.example"}), "email"),
            (json!({"email": "a@b.example, c@d.example"}), "email"),
            (json!({"email": "Anna <a@b.example>"}), "email"),
            (json!({"email": format!("{}@b.example", "a".repeat(250))}), "email"),
            (json!({"phone": "call me"}), "phone"),
            (json!({"phone": "1".repeat(21)}), "phone"),
            (json!({"email": "a@b.example", "wish": "callback"}), "phone"),
            (json!({"email": "a@b.example", "note": "n".repeat(1_001)}), "note"),
        ] {
            assert_eq!(check(value.clone()).err(), Some(field.to_owned()), "{value}");
        }
        let kept =
            check(json!({"email": " a.b+c@d.example ", "phone": "+49 (30) 12-34", "note": ""})).unwrap();
        assert_eq!(kept.email.as_deref(), Some("a.b+c@d.example"));
        assert_eq!((kept.phone.as_deref(), kept.note), (Some("+49 (30) 12-34"), None));
        for (code, good) in [("123 456", true), ("12345", false), ("１２３４５６", false), ("12345a", false)]
        {
            let mut confirm = ConfirmContact { code: code.to_owned() };
            assert_eq!(check_code(&mut confirm).is_ok(), good, "{code}");
        }
    }

    #[test]
    fn what_fits_is_kept_without_traps() {
        for (pointer, value, kept) in [
            ("/question", json!("问".repeat(4_000)), json!("问".repeat(4_000))),
            ("/question", json!("a\u{0}b\r\n👩\u{200d}👧"), json!("ab\n👩\u{200d}👧")),
            ("/question", json!(""), json!("")),
            ("/language", json!("zh_Hans_CN"), json!("zh-Hans-CN")),
            ("/language", json!(""), json!("und")),
            (
                "/page",
                json!({"url": "", "title": "t".repeat(9_000)}),
                json!({"url": "", "title": "t".repeat(1_000)}),
            ),
            (
                "/page",
                json!({"url": "https://a.b/c?d=e#f", "title": "T"}),
                json!({"url": "https://a.b/c", "title": "T"}),
            ),
            ("/page", json!({"url": "javascript:alert(1)", "title": "T"}), json!({"url": "", "title": "T"})),
            ("/attributes", json!({"na\u{7}me": "An\u{0}na"}), json!({"name": "Anna"})),
        ] {
            assert_eq!(check(pointer, value), Ok(kept), "{pointer}");
        }
    }
}
