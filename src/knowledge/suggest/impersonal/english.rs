//! What an English sentence says of one person, or does or promises for one.

/// The agent, who speaks for one visitor.
const AGENT: [&str; 13] =
    ["i", "i'm", "i've", "i'll", "i'd", "im", "ive", "my", "me", "myself", "mine", "we've", "let's"];

/// What is done or promised once.
const ONCE: [&str; 46] = [
    "exception",
    "exceptionally",
    "goodwill",
    "just this once",
    "this once",
    "one off",
    "one-off",
    "in your case",
    "for you personally",
    "especially for you",
    "just for you",
    "as a gesture",
    "on the house",
    "waive",
    "waived",
    "waiving",
    "this time",
    "we have sent",
    "we have refunded",
    "we have issued",
    "we have cancelled",
    "we have reserved",
    "we have received",
    "we have now",
    "we have just",
    "we have already",
    "we have asked",
    "we have changed",
    "we are sending",
    "we're sending",
    "we are looking into",
    "we're looking into",
    "has been refunded",
    "has been issued",
    "has been cancelled",
    "has been sent",
    "has been shipped",
    "has been changed",
    "has been credited",
    "was refunded",
    "was sent out",
    "was shipped",
    "on its way to you",
    "as agreed",
    "as promised",
    "as discussed",
];

/// Things of one visitor's.
const THINGS: [&str; 24] = [
    "order",
    "parcel",
    "package",
    "refund",
    "item",
    "return",
    "invoice",
    "account",
    "address",
    "delivery",
    "payment",
    "replacement",
    "money",
    "sofa",
    "lamp",
    "table",
    "chair",
    "label",
    "voucher",
    "case",
    "request",
    "complaint",
    "booking",
    "appointment",
];

/// What one of them has come to.
const STATES: [&str; 21] = [
    "has",
    "have",
    "was",
    "were",
    "left",
    "arrived",
    "shipped",
    "will",
    "should",
    "went",
    "got",
    "came",
    "is now",
    "is already",
    "is on",
    "is at",
    "is being",
    "is under",
    "is ready",
    "is booked",
    "is confirmed",
];

/// Promises to the one who reads.
const PROMISES: [&str; 30] = [
    "we'll send you",
    "we will send you",
    "we'll refund you",
    "we will refund you",
    "we'll call you",
    "we will call you",
    "we'll get back",
    "we will get back",
    "we'll keep you",
    "we will keep you",
    "we'll let you",
    "we will let you",
    "we'll replace your",
    "we will replace your",
    "we'll make sure",
    "we will make sure",
    "we'll sort",
    "we will sort",
    "we'll add",
    "we will add",
    "you'll get your",
    "you will get your",
    "you'll receive your",
    "you will receive your",
    "you should receive your",
    "you'll have your",
    "you will have your",
    "you should have your",
    "we promise",
    "you have my word",
];

/// What the visitor wrote, sent or bought once.
const VISITOR: [&str; 14] = [
    "you wrote",
    "you sent",
    "you ordered",
    "you bought",
    "you told",
    "you mentioned",
    "you asked for",
    "you paid",
    "you returned",
    "you described",
    "your message",
    "your photo",
    "your photos",
    "your email of",
];

/// Whether a sentence in lower case is of one person.
pub(super) fn is_personal(lower: &str) -> bool {
    if !lower.chars().any(|c| c.is_ascii_lowercase()) {
        return false;
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '-'))
        .map(|word| word.trim_matches(['\'', '-']))
        .filter(|word| !word.is_empty())
        .collect();
    let line = [" ", &words.join(" "), " "].concat();
    let holds = |phrase: &str| line.contains(&[" ", phrase, " "].concat());
    words.iter().any(|word| AGENT.contains(word))
        || [&ONCE[..], &PROMISES, &VISITOR].iter().any(|list| list.iter().any(|phrase| holds(phrase)))
        || words
            .windows(2)
            .any(|pair| pair[0] == "your" && THINGS.contains(&pair[1]) && is_told(&line, pair[1]))
}

/// Whether the sentence says what has become of "your order".
fn is_told(line: &str, thing: &str) -> bool {
    STATES.iter().any(|state| line.contains(&["your ", thing, " ", state, " "].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_one_person_is_told_from_what_holds_for_all() {
        let check = |text: &str, expected: bool| assert_eq!(is_personal(text), expected, "{text}");
        for text in [
            "i've cancelled it",
            "your parcel has left us",
            "we'll refund you the postage",
            "as an exception we take it back",
            "we have issued a new label",
            "the sofa that you ordered is out of stock",
        ] {
            check(text, true);
        }
        for text in [
            "we refund within five working days",
            "you can change your order under account",
            "your label is in the e-mail",
            "until it is sent, an order can be changed",
            "退货",
        ] {
            check(text, false);
        }
    }
}
