//! An alert in a few short lines, in English or Chinese; what a visitor wrote passes through the form's own escape.

use crate::alerts::{Alert, Topic};

/// Which language the lines are in: Slack's teams are told in English, those of the Chinese chats in Chinese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    English,
    /// 中文
    Chinese,
}

/// The lines without the link. All begin with "Tandem", which an owner can name as the keyword that DingTalk's and Feishu's
/// bots may ask for.
pub fn lines(alert: &Alert, tongue: Tongue, escape: impl Fn(&str) -> String) -> Vec<String> {
    let data = &alert.data;
    let zh = tongue == Tongue::Chinese;
    let mut lines = vec![format!("Tandem: {}", headline(alert.topic, data.number, data.urgent, zh))];
    let mut facts = Vec::new();
    for (name, value) in [
        (if zh { "网站" } else { "site" }, data.site.as_deref()),
        (if zh { "团队" } else { "team" }, data.team.as_deref()),
    ] {
        facts.extend(value.map(|value| format!("{name} {}", escape(&one_line(value)))));
    }
    facts.push(reason(&data.reason, zh).to_owned());
    facts.extend(data.mood.iter().map(|mood| feeling(mood, zh).to_owned()));
    facts.push(if zh {
        format!("{} 人等待中", data.waiting)
    } else {
        format!("{} waiting", data.waiting)
    });
    lines.push(facts.join(if zh { "，" } else { ", " }));
    if let Some(question) = &data.question {
        let question = escape(&one_line(question));
        lines.push(if zh { format!("“{question}”") } else { format!("\"{question}\"") });
    }
    lines
}

fn headline(topic: Topic, number: u64, urgent: bool, zh: bool) -> String {
    let mark = match (urgent, zh) {
        (false, _) => "",
        (true, false) => "urgent: ",
        (true, true) => "紧急：",
    };
    let words = match (topic, zh) {
        (Topic::Requested, false) => format!("visitor {number} waits for a person"),
        (Topic::Overdue, false) => format!("visitor {number} has waited too long"),
        (Topic::Assigned, false) => format!("somebody took visitor {number}"),
        (Topic::Resolved, false) => format!("the matter of visitor {number} is settled"),
        (Topic::Message, false) => format!("visitor {number} wrote again"),
        (Topic::Contact, false) => format!("visitor {number} said how to be reached"),
        (Topic::Requested, true) => format!("访客 {number} 在等待人工客服"),
        (Topic::Overdue, true) => format!("访客 {number} 等待时间过长"),
        (Topic::Assigned, true) => format!("访客 {number} 已有人接待"),
        (Topic::Resolved, true) => format!("访客 {number} 的问题已解决"),
        (Topic::Message, true) => format!("访客 {number} 又发来消息"),
        (Topic::Contact, true) => format!("访客 {number} 留下了联系方式"),
    };
    format!("{mark}{words}")
}

/// The words for [`protocol::HandoffReason`] as the wire spells it.
fn reason(word: &str, zh: bool) -> &'static str {
    match (word, zh) {
        ("low_confidence", false) => "no answer found",
        ("frustration", false) => "upset",
        ("asked", false) => "asked for a person",
        ("repeated_miss", false) => "missed twice",
        ("entry", false) => "a matter for people",
        ("departments", false) => "several departments",
        ("urgent", false) => "cannot wait",
        ("threat", false) => "threatens to complain",
        ("low_confidence", true) => "没有找到答案",
        ("frustration", true) => "情绪不满",
        ("asked", true) => "要求人工",
        ("repeated_miss", true) => "两次未答上",
        ("entry", true) => "须人工处理",
        ("departments", true) => "涉及多个部门",
        ("urgent", true) => "不能等待",
        ("threat", true) => "扬言投诉",
        (_, false) => "another reason",
        (_, true) => "其他原因",
    }
}

fn feeling(word: &str, zh: bool) -> &'static str {
    match (word, zh) {
        ("anger", false) => "angry",
        ("anxiety", false) => "worried",
        (_, false) => "dejected",
        ("anger", true) => "生气",
        ("anxiety", true) => "焦急",
        (_, true) => "沮丧",
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Puts wide forms in place of the marks by which the Chinese chats know mentions (`@somebody`, WeCom's `<@id>`, Feishu's
/// `<at …>`), so that words stay readable and ping nobody.
pub fn widen(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '@' => '＠',
            '<' => '＜',
            '>' => '＞',
            '&' => '＆',
            c => c,
        })
        .collect()
}

/// The longest start of a text with at most so many bytes.
pub fn within(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_of_a_mention_is_left() {
        let text = "<@all> <at user_id=\"all\">所有人</at> @13800001111 &lt;@x&gt;";
        assert!(!widen(text).contains(['@', '<', '>', '&']));
        assert!(widen(text).contains("所有人"));
    }

    #[test]
    fn a_text_is_cut_between_letters() {
        assert_eq!(within("语言", 4), "语");
        assert_eq!(within("ab", 4), "ab");
    }
}
