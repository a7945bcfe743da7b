//! What our mails say, in English and Chinese.

use crate::store::Letter;

/// Subject and plain text of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Never with a visitor's words, which whoever sees the list of mails could read.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// The mail with a code, in a visitor's language where we have it.
pub fn code(code: &str, language: &str) -> Mail {
    if is_chinese(language) {
        return Mail {
            subject: "您的验证码".to_owned(),
            text: format!(
                "您的验证码是 {code}，15 分钟内有效。\n\n请在聊天窗口中输入它，之后客服的回复会发到这个邮箱。\n\n\
                 如果不是您本人操作，请忽略本邮件：没有这个验证码，就不会再有邮件发给您。\n"
            ),
        };
    }
    Mail {
        subject: "Your code".to_owned(),
        text: format!(
            "Your code is {code}. It is good for 15 minutes.\n\n\
             Type it into the chat, and answers will come to this address.\n\n\
             If it was not you who asked for it, do nothing: without the code no further mail comes.\n"
        ),
    }
}

/// The mail with an agent's answers.
pub fn answer(letter: &Letter) -> Mail {
    let zh = is_chinese(&letter.language);
    let said = letter.answers.iter().map(|(name, text)| said(name, text, zh));
    let mut parts: Vec<String> = said.collect();
    parts.push("-- ".to_owned());
    let page = letter.page.as_deref();
    parts.push(match (zh, page) {
        (false, Some(page)) => {
            format!("Replies to this mail are not read. To go on, open the chat here: {page}")
        }
        (false, None) => {
            "Replies to this mail are not read. To go on, open the chat on the page where you asked."
                .to_owned()
        }
        (true, Some(page)) => format!("请勿直接回复本邮件。要继续对话，请打开聊天窗口：{page}"),
        (true, None) => "请勿直接回复本邮件。要继续对话，请在您提问的网页上打开聊天窗口。".to_owned(),
    });
    parts.push(if zh {
        "您收到本邮件，是因为您在聊天中确认了这个邮箱。要停止接收，请在聊天窗口中删除邮箱。".to_owned()
    } else {
        "You get this since you confirmed this address in the chat. To stop it, take the address back there."
            .to_owned()
    });
    let subject = if zh { "您的问题有了回复" } else { "An answer to your question" };
    Mail { subject: subject.to_owned(), text: parts.join("\n\n") + "\n" }
}

fn said(name: &str, text: &str, zh: bool) -> String {
    match (name.is_empty(), zh) {
        (true, _) => text.to_owned(),
        (false, false) => format!("{name} wrote:\n{text}"),
        (false, true) => format!("{name}：\n{text}"),
    }
}

fn is_chinese(language: &str) -> bool {
    language == "zh" || language.starts_with("zh-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_tells_how_to_go_on_and_how_to_stop() {
        let letter = |language: &str, page: Option<&str>| Letter {
            to: "anna@home.example".to_owned(),
            conversation: "c".to_owned(),
            language: language.to_owned(),
            page: page.map(str::to_owned),
            answers: vec![("Mei".to_owned(), "It is on its way.".to_owned())],
            latest_at: 0,
        };
        for (language, page, subject, stop) in [
            ("en", Some("https://shop.example/cart"), "An answer to your question", "To stop it"),
            ("und", None, "An answer to your question", "To stop it"),
            ("zh-CN", Some("https://shop.example/cart"), "您的问题有了回复", "要停止接收"),
            ("zh", None, "您的问题有了回复", "要停止接收"),
        ] {
            let mail = answer(&letter(language, page));
            assert_eq!(mail.subject, subject);
            assert!(mail.text.contains("It is on its way.") && mail.text.contains(stop), "{}", mail.text);
            assert_eq!(mail.text.contains("https://"), page.is_some());
        }
        assert!(
            code("012345", "zh-TW").text.contains("012345") && code("012345", "en").text.contains("012345")
        );
    }
}
