//! A list of words as a support team writes it in an afternoon: what many sites hand over to a person by.

/// What is listed for a language.
pub struct Keywords {
    /// The visitor is upset.
    upset: &'static [&'static str],
    /// The visitor wishes for a person.
    wish: &'static [&'static str],
}

impl Keywords {
    /// The list of a language, `en` or `zh`.
    pub fn of(language: &str) -> &'static Self {
        if language == "zh" { &CHINESE } else { &ENGLISH }
    }

    /// Whether a word or phrase for upset stands in the text.
    pub fn is_upset(&self, text: &str) -> bool {
        holds(text, self.upset)
    }

    /// Whether a word or phrase for the wish for a person stands in the text.
    pub fn is_wish(&self, text: &str) -> bool {
        holds(text, self.wish)
    }
}

// Both lists were written from nothing, by someone who had seen no blind turn, and were never tuned. A star stands for
// any ending; a stroke parts the two Chinese scripts.

const ENGLISH: Keywords = Keywords {
    upset: &[
        "angry",
        "furious",
        "livid",
        "annoy*",
        "frustrat*",
        "disappoint*",
        "upset",
        "unhappy",
        "outrag*",
        "disgust*",
        "unacceptable",
        "ridiculous",
        "pathetic",
        "terrible",
        "awful",
        "horrible",
        "appalling",
        "shocking",
        "worst",
        "useless",
        "rubbish",
        "garbage",
        "crap",
        "bullshit",
        "shit*",
        "fuck*",
        "damn",
        "wtf",
        "what the hell",
        "idiot*",
        "stupid",
        "incompetent",
        "a joke",
        "scam*",
        "rip off",
        "liar*",
        "lying",
        "shame on you",
        "fed up",
        "sick of",
        "tired of",
        "had enough",
        "waste of time",
        "wasting my time",
        "not good enough",
        "never again",
        "nobody cares",
        "still waiting",
        "how many times",
        "how long do i have to",
        "complain*",
        "lawyer",
        "legal action",
        "trading standards",
        "worried",
        "scared",
        "panic*",
        "desperate",
        "stressed",
        "give up",
    ],
    wish: &[
        "human",
        "real person",
        "live person",
        "live agent",
        "live chat",
        "agent",
        "representative",
        "operator",
        "customer service",
        "speak to someone",
        "talk to someone",
        "speak to a person",
        "talk to a person",
        "manager",
        "supervisor",
    ],
};

const CHINESE: Keywords = Keywords {
    upset: &[
        "生气|生氣",
        "气死|氣死",
        "愤怒|憤怒",
        "恼火|惱火",
        "火大",
        "烦死|煩死",
        "烦人|煩人",
        "太差",
        "差劲|差勁",
        "差评|差評",
        "垃圾",
        "骗子|騙子",
        "骗人|騙人",
        "欺骗|欺騙",
        "坑人",
        "坑爹",
        "黑心",
        "忽悠|唬弄",
        "耍我",
        "无语|無語",
        "过分|過分",
        "离谱|離譜",
        "失望",
        "恶心|噁心",
        "投诉|投訴",
        "举报|舉報",
        "曝光",
        "维权|維權",
        "起诉|起訴",
        "律师|律師",
        "12315",
        "消协|消保官",
        "什么破|什麼爛",
        "什么玩意|什麼玩意",
        "搞什么|搞什麼",
        "有没有搞错|有沒有搞錯",
        "受够|受夠",
        "受不了",
        "忍无可忍|忍無可忍",
        "没人管|沒人管",
        "没人理|沒人理",
        "不负责|不負責",
        "推卸",
        "敷衍",
        "浪费时间|浪費時間",
        "说了多少遍|說了多少遍",
        "等了这么久|等了這麼久",
        "到底",
        "他妈|他媽",
        "妈的|媽的",
        "傻逼|白痴",
        "滚蛋|滾蛋",
        "着急|著急",
        "急死",
        "担心|擔心",
        "害怕",
        "崩溃|崩潰",
        "绝望|絕望",
        "心累",
        "怎么办啊|怎麼辦啊",
    ],
    wish: &[
        "人工",
        "真人",
        "活人",
        "专员|專員",
        "专人|專人",
        "找客服",
        "叫客服",
        "联系客服|聯絡客服",
        "客服电话|客服電話",
        "接线员|接線員",
        "经理|經理",
        "主管",
        "领导|領導",
        "负责人|負責人",
        "不要机器人|不要機器人",
    ],
};

fn holds(text: &str, list: &[&str]) -> bool {
    let text = text.to_lowercase().replace('’', "'");
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    let spaced = format!(" {} ", words.join(" "));
    list.iter().flat_map(|entry| entry.split('|')).any(|phrase| match phrase.strip_suffix('*') {
        Some(beginning) => spaced.contains(&format!(" {beginning}")),
        None if phrase.is_ascii() => spaced.contains(&format!(" {phrase} ")),
        None => text.contains(phrase),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_chinese_anywhere() {
        let cases = [
            ("en", "This is RIDICULOUS!", true, false),
            ("en", "so frustrating", true, false),
            ("en", "i had never enough", false, false),
            ("en", "Never again.", true, false),
            ("en", "the scrap of a package", false, false),
            ("en", "Human, please", false, true),
            ("en", "is this for humans?", false, false),
            ("zh", "你们太差了，转人工", true, true),
            ("zh", "我要打12315", true, false),
            ("zh", "請找專員", false, true),
            ("zh", "怎么退货", false, false),
        ];
        for (language, text, upset, wish) in cases {
            let keywords = Keywords::of(language);
            assert_eq!((keywords.is_upset(text), keywords.is_wish(text)), (upset, wish), "{text}");
        }
    }

    #[test]
    fn a_list_is_as_long_as_an_afternoon_makes_it() {
        for keywords in [&ENGLISH, &CHINESE] {
            assert!((40..=60).contains(&keywords.upset.len()), "{}", keywords.upset.len());
            assert_eq!(keywords.wish.len(), 15);
        }
    }
}
