//! The forms of a post: what each chat's bot takes, and what its answer means.

mod dingtalk;
mod feishu;
mod sentence;
mod slack;
mod standard;
mod wecom;

use reqwest::Url;
use serde_json::Value;

use super::Form;

/// A post, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Where to.
    pub url: Url,
    /// Beside the content type.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: String,
}

/// What a form makes a post of.
pub struct Writing<'a> {
    /// The endpoint's address.
    pub url: &'a Url,
    /// The keys of the endpoint's secrets.
    pub keys: &'a [Vec<u8>],
    /// The event's id.
    pub id: &'a str,
    /// JSON of [`super::Alert`], as it is kept.
    pub body: &'a str,
    /// Unix milliseconds.
    pub now: i64,
}

/// What the words of an answer with a status of success say; such bots tell of failures there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It was taken.
    Taken,
    /// It was not; the bot's own number of the failure.
    Failed(i64),
    /// Too many came: not before so many milliseconds.
    TooMany(i64, i64),
    /// It cannot be read.
    Unclear,
}

/// The post that a form makes of an alert; none where the alert cannot be read.
pub fn write(form: Form, writing: &Writing<'_>) -> Option<Draft> {
    match form {
        Form::Standard => Some(standard::write(writing)),
        Form::Slack => slack::write(writing),
        Form::Wecom => wecom::write(writing),
        Form::Dingtalk => dingtalk::write(writing),
        Form::Feishu => feishu::write(writing),
    }
}

/// What an answer with a status of success says.
pub fn read(form: Form, answer: &[u8]) -> Said {
    match form {
        Form::Standard | Form::Slack => Said::Taken,
        Form::Wecom => code(answer, &["errcode"], wecom::TOO_MANY),
        Form::Dingtalk => code(answer, &["errcode"], dingtalk::TOO_MANY),
        Form::Feishu => code(answer, &["code", "StatusCode"], feishu::TOO_MANY),
    }
}

/// Reads the number of a failure; `too_many` is the number that stands for too many posts, and the pause it asks for.
fn code(answer: &[u8], names: &[&str], too_many: (i64, i64)) -> Said {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    match names.iter().find_map(|name| answer[*name].as_i64()) {
        Some(0) => Said::Taken,
        Some(code) if code == too_many.0 => Said::TooMany(code, too_many.1),
        Some(code) => Said::Failed(code),
        None => Said::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_tells_failures_by_its_own_numbers() {
        for (form, answer, said) in [
            (Form::Standard, "anything", Said::Taken),
            (Form::Slack, "ok", Said::Taken),
            (Form::Wecom, r#"{"errcode":0,"errmsg":"ok"}"#, Said::Taken),
            (Form::Wecom, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#, Said::Failed(93_000)),
            (Form::Wecom, r#"{"errcode":45009}"#, Said::TooMany(45_009, 60_000)),
            (Form::Dingtalk, r#"{"errcode":0,"errmsg":"ok"}"#, Said::Taken),
            (Form::Dingtalk, r#"{"errcode":310000,"errmsg":"sign not match"}"#, Said::Failed(310_000)),
            (Form::Dingtalk, r#"{"errcode":130101}"#, Said::TooMany(130_101, 600_000)),
            (Form::Feishu, r#"{"code":0,"msg":"success","data":{}}"#, Said::Taken),
            (Form::Feishu, r#"{"StatusCode":0,"StatusMessage":"success"}"#, Said::Taken),
            (Form::Feishu, r#"{"code":19021,"msg":"sign match fail"}"#, Said::Failed(19_021)),
            (Form::Feishu, r#"{"code":11232}"#, Said::TooMany(11_232, 60_000)),
            (Form::Feishu, "<html>", Said::Unclear),
            (Form::Wecom, r#"{"errcode":"0"}"#, Said::Unclear),
        ] {
            assert_eq!(read(form, answer.as_bytes()), said, "{form:?} {answer}");
        }
    }
}
