//! Redaction: finds what reaches or identifies a person in a visitor's words, and puts a plain mark in its place.
//
// It runs in the visitor's browser before anything is shared, so it is small (no regular expressions, short tables) and
// linear: every look back or ahead is bounded. What goes: e-mail addresses, phone numbers, cards and accounts, numbers of
// orders, parcels and customers, of identity cards, passports and taxes; also the last four digits of a card and one-time
// codes, and phone numbers said in words. What stays: amounts, sizes, dates, times, versions, names of models; postal
// codes, because an area is no person and "do you deliver to 94107?" is no question without it; public short numbers such
// as 12315. A number of seven digits or more that nothing explains goes: it is more likely an order than a count.
//
// The marks hold no letter or digit. The engine drops brackets and signs, so a mark matches no entry; translation leaves
// it alone; and redacting twice changes nothing.

mod chain;
mod checksum;
mod cue;
mod email;
mod harmless;
mod shape;
mod spoken;
mod view;

use std::ops::Range;

use chain::Chain;
use view::View;

/// What kind of thing is private.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Private {
    /// An e-mail address.
    Email,
    /// A phone number, or a number of a messenger.
    Phone,
    /// A payment card or bank account.
    Account,
    /// An identity card, passport, driving licence or tax number.
    Identity,
    /// A number of an order, a parcel, a customer or the like.
    Number,
}

impl Private {
    /// What stands in its place.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Email => "[@]",
            Self::Phone => "[☎]",
            Self::Account => "[💳]",
            Self::Identity => "[🆔]",
            Self::Number => "[#]",
        }
    }
}

/// A private thing in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text.
    pub bytes: Range<usize>,
    /// What it is.
    pub kind: Private,
}

/// `text` with a mark for each private thing in it.
pub fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for found in private(text) {
        out.push_str(text.get(from..found.bytes.start).unwrap_or_default());
        out.push_str(found.kind.mark());
        from = found.bytes.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// The private things of `text` in their order, none overlapping; empty where there are none.
pub fn private(text: &str) -> Vec<Found> {
    let mut view = View::of(text);
    let mut found = Vec::new();
    for find in [email::written, email::spelled, spoken::find] {
        let mut more = find(&view);
        view.cover(&more);
        found.append(&mut more);
    }
    let mut at = 0;
    while let Some(chain) = Chain::next(&view, at) {
        at = chain.end();
        search(&view, &chain, &mut found);
    }
    view.bytes(found)
}

/// A stretch of a [`View`], by the places of its signs.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: usize,
    to: usize,
    kind: Private,
}

/// Looks through a chain of numbers from left to right: what a word before it names, what is plainly harmless, what has
/// the shape of something private.
fn search(view: &View, chain: &Chain, found: &mut Vec<Span>) {
    let mut part = 0;
    while part < chain.parts.len() {
        let named = cue::named(view, chain, part);
        let is_named = named.is_some();
        let (count, kind) =
            named.map_or_else(|| judge(view, chain, part), |(count, kind)| (count, Some(kind)));
        let mut span = kind.map(|kind| chain.span(view, part, count, kind));
        if let Some(span) = span.as_mut().filter(|_| is_named) {
            span.from = cue::lead(view, span.from).unwrap_or(span.from);
        }
        found.extend(span);
        part += count;
    }
}

/// How many parts from `part` on belong together where no word names them, and what they are if they are private.
fn judge(view: &View, chain: &Chain, part: usize) -> (usize, Option<Private>) {
    let shaped = shape::private(view, chain, part);
    let together = harmless::together(view, chain, part);
    match shaped {
        _ if together > 0 => (together, None),
        // Of several groups, the first may look like an amount.
        Some((count, kind)) if count > 1 || !harmless::is_alone(view, chain, part) => (count, Some(kind)),
        _ => (1, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            let once = redact(text);
            assert_eq!(once, *expected, "{text}");
            assert_eq!(redact(&once), once, "redacting twice changes nothing");
        }
    }

    #[test]
    fn each_kind_has_its_mark() {
        check(&[
            ("write to jane@example.com, ok?", "write to [@], ok?"),
            ("call (415) 555-2671 ext. 12 now", "call [☎] now"),
            ("打021-61234567转801", "打[☎]"),
            ("my number is five five five, one two one two", "my number is [☎]"),
            ("card 4242 4242 4242 4242 declined", "card [💳] declined"),
            ("refund to DE89 3704 0044 0532 0130 00", "refund to [💳]"),
            ("身份证11010519491231002X报错", "身份证[🆔]报错"),
            ("订单号20231108123456什么时候发货", "订单号[#]什么时候发货"),
            ("order #A-10293-X is late", "order #[#] is late"),
        ]);
    }

    #[test]
    fn what_explains_itself_stays() {
        for text in [
            "",
            "i'd like the newsletter",
            "iPhone 15, 256GB, RTX 4090, WH-1000XM5",
            "2023-11-08 from 9:00 to 17:30, 20231108, 2024-07-04T18:45:00",
            "1,299.00 or 15000-20000元, 10000 pieces",
            "Do you deliver to 94107, SW1A 1AA and 邮编518000?",
            "version 10.0.19045.3693 at 192.168.1.1",
            "meet me @ noon, 3 @ 15 each, @shop",
            "looked at it at shop.example",
        ] {
            check(&[(text, text)]);
        }
    }

    #[test]
    fn hidden_signs_and_other_digits_hide_nothing() {
        check(&[
            ("１３８－００１３－８０００", "[☎]"),
            ("138\u{200b}0013\u{2060}8000", "[☎]"),
            ("\u{202a}+86 138 0013 8000\u{202c}", "\u{202a}[☎]\u{202c}"),
            ("٠١٢٣٤٥٦٧٨٩", "[☎]"),
            ("a\0b@c.example\0", "a\0[@]\0"),
        ]);
    }

    #[test]
    fn a_mark_is_nothing_to_the_engine() {
        let entry =
            |text: &str| engine::Entry { wordings: vec![text.to_owned()], ..engine::Entry::default() };
        let entries = ["email phone card number order", "where is it", "电话 邮箱 卡号"].map(entry).to_vec();
        let engine = engine::Engine::new(entries, Vec::new(), engine::Options::default());
        let asked = |text: &str| engine.decide(&mut engine::Dialogue::default(), text).ranking;
        for kind in [Private::Email, Private::Phone, Private::Account, Private::Identity, Private::Number] {
            let marked = ["where is ", kind.mark(), " it"].concat();
            assert_eq!(asked(&marked), asked("where is it"), "{marked}");
        }
    }

    #[test]
    fn hostile_text_takes_no_longer_than_its_length() {
        // Quadratic work over so many characters would take minutes; ranges are in order and on character bounds.
        for piece in [
            "1", "1-", "1 ", "a@", "@", "a.", "1.", "five ", "at ", "order ", "号", "零", "+", "(", "xx-1 ",
            "．１",
        ] {
            let text = piece.repeat(20_000 / piece.chars().count());
            let mut end = 0;
            for found in private(&text) {
                assert!(found.bytes.start >= end && text.get(found.bytes.clone()).is_some(), "{piece}");
                end = found.bytes.end;
            }
        }
    }
}
