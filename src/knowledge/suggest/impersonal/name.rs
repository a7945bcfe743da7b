//! Names of people, and numbers with letters that name one thing, in a sentence.

use std::collections::BTreeSet;

/// Words before a name.
const TITLES: [&str; 9] = ["mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "colleague"];

/// Given names that a sentence may begin with, where a capital tells nothing.
const GIVEN: [&str; 120] = [
    "adam",
    "alex",
    "alice",
    "amy",
    "andrea",
    "andrew",
    "anna",
    "anne",
    "anton",
    "ben",
    "bernd",
    "bob",
    "carla",
    "carlos",
    "caroline",
    "charlie",
    "charlotte",
    "chloe",
    "chris",
    "christina",
    "claire",
    "clara",
    "daniel",
    "dave",
    "david",
    "diana",
    "ed",
    "elena",
    "elise",
    "ella",
    "emily",
    "emma",
    "eric",
    "eva",
    "fatima",
    "felix",
    "fiona",
    "florian",
    "frank",
    "george",
    "greta",
    "hannah",
    "harry",
    "helen",
    "henry",
    "holly",
    "ian",
    "ines",
    "isabel",
    "jack",
    "jake",
    "james",
    "jan",
    "jane",
    "jason",
    "jenny",
    "jessica",
    "jim",
    "joe",
    "johanna",
    "john",
    "jonas",
    "josh",
    "julia",
    "julian",
    "karen",
    "kate",
    "katie",
    "kevin",
    "kim",
    "laura",
    "lea",
    "lena",
    "leo",
    "lily",
    "lisa",
    "louise",
    "lucas",
    "lucy",
    "lukas",
    "maria",
    "marie",
    "mark",
    "markus",
    "martin",
    "mary",
    "matt",
    "max",
    "mei",
    "mia",
    "michael",
    "mike",
    "mohammed",
    "nadia",
    "nick",
    "nina",
    "nora",
    "oliver",
    "olivia",
    "oscar",
    "paul",
    "peter",
    "priya",
    "rachel",
    "robert",
    "rosa",
    "sam",
    "sandra",
    "sara",
    "sarah",
    "simon",
    "sofia",
    "sophie",
    "stefan",
    "steve",
    "susan",
    "thomas",
    "tim",
    "tom",
    "will",
];

/// What follows a Chinese family name.
const CHINESE_TITLES: [&str; 13] =
    ["先生", "女士", "小姐", "师傅", "老师", "经理", "主管", "同学", "大哥", "大姐", "阿姨", "太太", "店长"];

/// Common Chinese family names.
const FAMILIES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";

/// Before a family name: a colleague or a friend of the house.
const FAMILIAR: [char; 3] = ['小', '老', '阿'];

/// After 小 and a family name these make another word: 小方块, 小金额, 小白鞋.
const NOT_NAMED: &str = "块额鞋包桌柜件号型瓶碗区龙孔黄卡组票程";

/// Words with a capital that are no names of people.
const KNOWN: [&str; 66] = [
    "english",
    "german",
    "french",
    "chinese",
    "spanish",
    "italian",
    "dutch",
    "europe",
    "european",
    "germany",
    "france",
    "britain",
    "austria",
    "switzerland",
    "china",
    "america",
    "american",
    "internet",
    "paypal",
    "visa",
    "mastercard",
    "klarna",
    "apple",
    "google",
    "android",
    "iphone",
    "ipad",
    "windows",
    "safari",
    "chrome",
    "firefox",
    "dhl",
    "dpd",
    "gls",
    "hermes",
    "ups",
    "fedex",
    "sepa",
    "iban",
    "vat",
    "pdf",
    "faq",
    "qr",
    "sms",
    "facebook",
    "instagram",
    "whatsapp",
    "wechat",
    "alipay",
    "amazon",
    "bluetooth",
    "wifi",
    "wi-fi",
    "usb",
    "led",
    "eu",
    "uk",
    "us",
    "usa",
    "please",
    "account",
    "settings",
    "help",
    "monday-friday",
    "christmas",
    "easter",
];

/// The words of a text, with what joins their parts.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '-'));
    parts.map(|word| word.trim_matches(['\'', '’', '-'])).filter(|word| !word.is_empty())
}

/// Whether a text in lower case holds a name as words of its own; of a script without spaces, anywhere.
pub(super) fn holds(lower: &str, name: &str) -> bool {
    lower.match_indices(name).any(|(at, found)| {
        let before = lower[..at].chars().next_back();
        let after = lower[at + found.len()..].chars().next();
        let open = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
        !name.is_ascii() || open(before) && open(after)
    })
}

/// Whether a sentence names somebody: by a title, by a given name, or by a word with a capital that nobody knows.
pub(super) fn is_named(sentence: &str, known: &BTreeSet<String>) -> bool {
    is_titled(sentence) || has_given(sentence, known) || has_stranger(sentence, known)
}

/// Whether somebody is named by a title: "Mr Smith", "王女士", "小李".
pub(super) fn is_titled(sentence: &str) -> bool {
    let all: Vec<&str> = words(sentence).collect();
    let latin = all.windows(2).any(|pair| {
        TITLES.contains(&pair[0].to_lowercase().as_str())
            && pair[1].starts_with(|c: char| c.is_ascii_uppercase())
    });
    let signs: Vec<char> = sentence.chars().collect();
    let is_family = |at: usize| signs.get(at).is_some_and(|c| FAMILIES.contains(*c));
    let titled = |at: usize| {
        let rest: String = signs[at + 1..].iter().take(4).collect();
        CHINESE_TITLES.iter().any(|title| rest.find(title).is_some_and(|from| from <= "王".len() * 2))
    };
    let familiar = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| signs.get(at));
        let after = signs.get(at + 1);
        before.is_some_and(|c| FAMILIAR.contains(c)) && after.is_none_or(|c| !NOT_NAMED.contains(*c))
    };
    latin || (0..signs.len()).any(|at| is_family(at) && (titled(at) || familiar(at)))
}

/// A given name with a capital, which the base doesn't use.
fn has_given(sentence: &str, known: &BTreeSet<String>) -> bool {
    words(sentence).any(|word| {
        let lower = word.to_lowercase();
        let stem = lower.trim_end_matches("'s").trim_end_matches("’s");
        let is_lower = word.starts_with(|c: char| c.is_lowercase());
        // "Will" begins a question, and "Mark" an order.
        !is_lower
            && GIVEN.contains(&stem)
            && !known.contains(stem)
            && !matches!(stem, "will" | "mark" | "max" | "frank")
    })
}

/// A word with a capital within a sentence that neither the base nor anybody knows.
fn has_stranger(sentence: &str, known: &BTreeSet<String>) -> bool {
    let mut begins = true;
    let mut from = None;
    let ends = sentence.char_indices().map(|(at, c)| (at, Some(c))).chain([(sentence.len(), None)]);
    for (at, c) in ends {
        let inner = c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'));
        match (from, inner) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                let word = sentence[start..at].trim_matches(['\'', '’', '-']);
                if !begins && is_stranger(word, known) {
                    return true;
                }
                // The dash of a list's item is no word.
                (from, begins) = (None, begins && word.is_empty());
            }
            _ => {}
        }
        // After these a word may have a capital for another reason: a title, a list, a step.
        begins |= c.is_some_and(|c| {
            matches!(c, ':' | '：' | '>' | '→' | '"' | '“' | '”' | '(' | '（' | '/' | '·' | '*' | '_' | '「')
        });
    }
    false
}

fn is_stranger(word: &str, known: &BTreeSet<String>) -> bool {
    let mut signs = word.chars();
    let is_name = signs.next().is_some_and(|c| c.is_ascii_uppercase())
        && signs.next().is_some_and(|c| c.is_ascii_lowercase());
    let lower = word.to_lowercase();
    let stem = lower.trim_end_matches("'s").trim_end_matches("’s").trim_end_matches('s');
    is_name
        && !known.contains(&lower)
        && !known.contains(stem)
        && !KNOWN.contains(&lower.as_str())
        && !KNOWN.contains(&stem)
}

/// Whether a word is a number with letters that names one thing: a code, an order, a parcel; or a number too long for a
/// count. Sizes and units ("256GB", "10x15") are none.
pub(super) fn is_code(sentence: &str) -> bool {
    words(sentence).any(|word| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let letters = word.chars().filter(char::is_ascii_uppercase).count();
        digits >= 5 || digits >= 2 && letters >= 2 && word.len() >= 6
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sentence: &str, expected: bool) {
        let known: BTreeSet<String> = ["berlin", "fern", "club", "rose"].map(str::to_owned).into();
        assert_eq!(is_named(sentence, &known), expected, "{sentence}");
    }

    #[test]
    fn people_are_named_by_titles_given_names_and_strange_capitals() {
        for sentence in [
            "Ask Mr Smith",
            "Anna will do it",
            "it was packed by Karoline",
            "the Brunner family",
            "王女士的订单",
            "找小李就行",
            "张三先生您看",
            "Tom's desk",
            "老王会来",
        ] {
            check(sentence, true);
        }
        for sentence in [
            "Our shop in Berlin",
            "join the Fern Club",
            "Use PayPal or Visa",
            "under Account > Newsletter",
            "Will it fit?",
            "小方块和大方块",
            "小时内",
            "the LED is in the box",
            "高先进的材料",
            "老板椅",
            "Roses need water",
        ] {
            check(sentence, false);
        }
    }

    #[test]
    fn codes_are_told_from_sizes() {
        let check = |text: &str, expected: bool| assert_eq!(is_code(text), expected, "{text}");
        check("use SAVE10 now", true);
        check("order 482913", true);
        check("a 256GB disk", false);
        check("B2B prices", false);
    }

    #[test]
    fn a_known_name_is_found_as_a_word() {
        let check =
            |text: &str, name: &str, expected: bool| assert_eq!(holds(text, name), expected, "{text}");
        check("mei will call", "mei", true);
        check("the meijer lamp", "mei", false);
        check("请找陈晓", "陈晓", true);
    }
}
