//! Sums of money, and shares of them, in a sentence.

/// Words for money; beside a number, in digits or words, they are a sum.
const MONEY: [&str; 26] = [
    "eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "pound", "pounds", "quid", "bucks", "cent",
    "cents", "pence", "chf", "franc", "francs", "cny", "rmb", "yuan", "yen", "jpy", "percent", "sek",
    "kronor", "hkd",
];

/// Numbers in words.
const NUMBERS: [&str; 29] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
];

/// What follows a number in Chinese where it is a sum, or a share of a price.
const CHINESE: [&str; 12] =
    ["元", "块", "圆", "美元", "欧元", "英镑", "毛钱", "角钱", "折", "美金", "港币", "欧"];

/// Digits and numbers in Chinese.
const NUMERALS: &str = "0123456789０１２３４５６７８９零一二两三四五六七八九十百千万几";

/// Whether a sentence in lower case names a sum, or a share in percent.
pub(super) fn holds(lower: &str) -> bool {
    has_sign(lower)
        || has_word(lower)
        || CHINESE.iter().any(|unit| follows_number(lower, unit))
        || has_share(lower)
}

/// A sign of money beside a number, or one of percent behind it.
fn has_sign(text: &str) -> bool {
    let signs: Vec<char> = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| signs.get(at)).is_some_and(|c| c.is_numeric());
    (0..signs.len()).any(|at| match signs[at] {
        '€' | '$' | '£' | '¥' | '￥' => is_digit(at.checked_sub(1)) || is_digit(Some(at + 1)),
        '%' | '％' | '‰' => is_digit(at.checked_sub(1)),
        _ => false,
    })
}

fn has_word(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '.' && c != ',');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&word);
    let money = |word: &str| MONEY.contains(&word.trim_matches(['.', ',']));
    words.iter().enumerate().any(|(at, word)| {
        let beside = [at.checked_sub(1), at.checked_sub(2), Some(at + 1)];
        let has_number =
            || beside.iter().flatten().filter_map(|at| words.get(*at)).any(|word| is_number(word));
        // "20eur" is one word.
        let glued = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
        money(word) && has_number() || glued.len() < word.len() && money(glued)
    })
}

fn follows_number(text: &str, unit: &str) -> bool {
    text.match_indices(unit).any(|(at, _)| {
        let before = text[..at].trim_end().chars().next_back();
        before.is_some_and(|c| NUMERALS.contains(c))
    })
}

/// "百分之十".
fn has_share(text: &str) -> bool {
    text.contains("百分之")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_told_from_other_numbers() {
        let check = |text: &str, expected: bool| assert_eq!(holds(text), expected, "{text}");
        for text in [
            "it costs €5",
            "5 €",
            "12.99 eur",
            "12,99 euros",
            "twenty euros",
            "20% off",
            "10 percent",
            "about $ 30",
            "退您20元",
            "三十块",
            "打九折",
            "50 欧元",
            "500rmb",
            "8.5折",
            "几块钱",
            "百分之十",
        ] {
            check(text, true);
        }
        for text in [
            "within 30 days",
            "in three parts",
            "pay in euros or dollars",
            "256 gb",
            "40 °c",
            "元旦休息",
            "折叠椅",
            "3个工作日",
        ] {
            check(text, false);
        }
    }
}
