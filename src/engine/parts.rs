//! Several questions in one message: where it is cut.

use crate::mood::vents;
use crate::pack::Pack;
use crate::pattern::Found;
use crate::script::{Class, class};
use crate::token::{Token, tokens};

/// Most matters that one message is taken apart into; what has more is a story.
const MOST_PARTS: usize = 4;

/// Courtesies have fewer words than this.
const FEW_WORDS: usize = 8;

/// A message taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Split<'a> {
    /// What asks something, each with what only tells beside it.
    pub(crate) parts: Vec<Vec<Token>>,
    /// Whether words were left out because they ask nothing: a greeting, "I have two questions".
    pub(crate) trimmed: bool,
    /// Whether a clause was left out that only tells a mood: "this is ridiculous".
    pub(crate) vented: bool,
    /// The label of what was left out where nothing else is there.
    pub(crate) talk: Option<&'a str>,
}

/// Tokens between two places where a message may be cut.
#[derive(Debug, Default)]
struct Stretch {
    tokens: Vec<Token>,
    /// Whether it asks or wants something.
    asks: bool,
    /// Whether words say that something else begins here ("also").
    apart: bool,
    /// Whether it goes on with the sentence before.
    goes_on: bool,
}

/// Takes a message apart.
pub(crate) fn split<'a>(text: &str, packs: &'a [Pack]) -> Split<'a> {
    let clauses = clauses(text);
    let is_one = clauses.iter().filter(|(clause, _)| !clause.trim().is_empty()).count() < 2;
    let mut cutter = Cutter { packs, is_one, ..Cutter::default() };
    for (clause, end) in clauses {
        cutter.clause(&clause, end);
    }
    if cutter.out.is_empty() && cutter.vented {
        return Split::default();
    }
    if cutter.out.is_empty() && cutter.trimmed {
        return Split { talk: cutter.talk.or(Some("greeting")), ..Split::default() };
    }
    let mut parts: Vec<Stretch> = Vec::new();
    for next in cutter.out {
        match parts.last_mut() {
            // What only tells belongs to the question that follows, or to the one before in the same sentence.
            Some(last) if !next.apart && (!last.asks || !next.asks && next.goes_on) => {
                last.tokens.extend(next.tokens);
                last.asks |= next.asks;
            }
            _ => parts.push(next),
        }
    }
    if let [.., before, last] = parts.as_mut_slice()
        && !last.asks
        && !last.apart
    {
        before.tokens.append(&mut last.tokens);
        parts.pop();
    }
    if parts.len() > MOST_PARTS {
        return Split::default();
    }
    let Cutter { trimmed, vented, .. } = cutter;
    Split { parts: parts.into_iter().map(|part| part.tokens).collect(), trimmed, vented, talk: None }
}

/// What a text asks, without the greeting or the anger before it and the thanks behind; as it is where nothing else stands
/// in it.
pub fn asked<'a>(text: &'a str, packs: &[Pack]) -> &'a str {
    let courtesy = |words: &str, _: &str| is_courtesy(words, packs);
    let venting = |words: &str, mark: &str| mark != " " && only_vents(words, packs);
    let mut rest = text.trim();
    // Courtesies first: of "this is ridiculous, thanks" the anger stays.
    while let Some(less) = without(rest, &courtesy).or_else(|| without(rest, &venting)) {
        rest = less;
    }
    rest
}

/// A text without what it begins or ends with, up to a mark, where `is_idle` says so of the words and the mark; none where there
/// is no such, or nothing else.
fn without<'a>(text: &'a str, is_idle: &dyn Fn(&str, &str) -> bool) -> Option<&'a str> {
    // A space ends what is in front only where it takes the place of a comma.
    let is_end = |at: usize, mark: &str| !mark.starts_with(' ') || text[..at].ends_with(is_glyph);
    let mut ends = text.match_indices(is_mark).take(FEW_WORDS).filter(|(at, mark)| is_end(*at, mark));
    let head = ends.find(|(at, _)| is_idle(&text[..*at], ","));
    let behind = head.map(|(at, _)| text[at..].trim_start_matches(is_mark)).filter(|rest| !rest.is_empty());
    if behind.is_some() {
        return behind;
    }
    let mut starts = text.rmatch_indices(is_mark).take(FEW_WORDS);
    let (at, mark) = starts.find(|(at, mark)| is_idle(&text[at + mark.len()..], mark))?;
    // The mark of a question stays.
    let rest = text[..at + mark.len()].trim_end_matches(|c| is_mark(c) && !matches!(c, '?' | '？'));
    Some(rest).filter(|rest| rest.contains(|c| !is_mark(c)))
}

/// What may stand beside a courtesy.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        ' ' | '\n' | ',' | '.' | '!' | '?' | ':' | '，' | '。' | '！' | '？' | '：' | '~' | '～' | '…'
    )
}

fn is_glyph(c: char) -> bool {
    class(c) == Class::Glyph
}

/// Whether words are nothing but a greeting, thanks, or "I have a question".
fn is_courtesy(words: &str, packs: &[Pack]) -> bool {
    let tokens = tokens(words, packs);
    let talk = packs.iter().find_map(|pack| pack.small_talk.first(&tokens));
    let is_aside = |found: &Found<'_>| found.label == "aside" && found.span == (0, tokens.len());
    matches!(talk, Some("greeting" | "thanks" | "goodbye")) || cues(&tokens, packs).iter().any(is_aside)
}

/// Whether words only tell how somebody feels.
fn only_vents(words: &str, packs: &[Pack]) -> bool {
    let tokens = tokens(words, packs);
    vents(&tokens, &cues(&tokens, packs), packs)
}

#[derive(Default)]
struct Cutter<'a> {
    packs: &'a [Pack],
    out: Vec<Stretch>,
    /// What is being read.
    next: Stretch,
    trimmed: bool,
    /// Whether there is but one clause.
    is_one: bool,
    /// Whether a clause that only tells a mood was left out.
    vented: bool,
    /// The first small talk, or the last word of parting.
    talk: Option<&'a str>,
}

impl<'a> Cutter<'a> {
    /// Cuts a clause where the packs' words say so.
    fn clause(&mut self, clause: &str, end: char) {
        let words = tokens(clause, self.packs);
        let packs: &'a [Pack] = self.packs;
        let talk = packs.iter().find_map(|pack| pack.small_talk.first(&words));
        if let Some(label) = talk.filter(|label| *label != "who") {
            self.trimmed = true;
            self.talk = Some(label).filter(|label| *label == "goodbye").or(self.talk).or(Some(label));
            return;
        }
        let found = cues(&words, packs);
        if !self.is_one && vents(&words, &found, packs) {
            (self.trimmed, self.vented) = (true, true);
            return;
        }
        let mut skipped = 0;
        for (at, token) in words.into_iter().enumerate() {
            for found in found.iter().filter(|found| found.span.0 == at) {
                match found.label {
                    "ask" | "rest" => self.next.asks = true,
                    "turn" => self.cut(true),
                    "cut" | "aside" => {
                        self.cut(true);
                        self.next.apart |= found.label == "cut";
                        self.trimmed = true;
                        skipped = skipped.max(found.span.1);
                    }
                    _ => {}
                }
            }
            if at >= skipped {
                self.next.tokens.push(token);
            }
        }
        self.next.asks |= end == '?' && !self.next.tokens.is_empty();
        self.cut(end == ',');
    }

    /// Ends a stretch; where nothing stands in it, what was known of it holds for the next.
    fn cut(&mut self, goes_on: bool) {
        if self.next.tokens.is_empty() {
            self.next.goes_on &= goes_on;
            return;
        }
        let next = Stretch { goes_on, ..Stretch::default() };
        self.out.push(std::mem::replace(&mut self.next, next));
    }
}

/// What the packs know of parts in `tokens`.
pub(crate) fn cues<'a>(tokens: &[Token], packs: &'a [Pack]) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for pack in packs {
        found.append(&mut pack.parts.find(tokens));
    }
    found
}

/// The clauses of a text, each with the mark that ends it: `?`, `.` for all other sentence ends, or `,`.
fn clauses(text: &str) -> Vec<(String, char)> {
    let mut out = Vec::new();
    let mut clause = String::new();
    let mut characters = text.chars().take(crate::text::LONGEST).peekable();
    while let Some(c) = characters.next() {
        let glyph = |c: Option<char>| c.is_some_and(|c| class(c) == Class::Glyph);
        let next = characters.peek().copied();
        let end = match c {
            '?' | '？' => '?',
            '。' | '！' | '；' | '…' | '!' | ';' | '\n' => '.',
            '1'..='9'
                if clause.chars().next_back().is_none_or(|c| c == ' ')
                    && matches!(next, Some('.' | '、' | ')' | '）')) =>
            {
                characters.next();
                ','
            }
            '.' if next.is_none_or(char::is_whitespace) => '.',
            '，' => ',',
            ',' if next.is_none_or(|next| next == ' ' || glyph(Some(next))) => ',',
            ' ' if glyph(next) && glyph(clause.chars().next_back()) => ',',
            _ => {
                clause.push(c);
                continue;
            }
        };
        out.push((std::mem::take(&mut clause), end));
    }
    out.push((clause, '.'));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::shipped;

    /// The parts of `text`, as their tokens with spaces between.
    fn check(cases: &[(&str, &[&str])]) {
        let packs = shipped();
        for (text, expected) in cases {
            let split = split(text, &packs);
            let joined = |part: &Vec<Token>| {
                part.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
            };
            let parts: Vec<String> = split.parts.iter().map(joined).collect();
            assert_eq!(parts, *expected, "{text:?}");
        }
    }

    #[test]
    fn questions_are_cut_where_another_begins() {
        check(&[
            ("Where is it? How do I pay?", &["where is it", "how do i pay"]),
            ("How do I pay, and when does it come", &["how do i pay", "and when doe it come"]),
            ("I forgot my code. Also, I was charged twice.", &["i forgot my code", "i was charged twice"]),
            ("Hi! I have two questions: how do I pay? Is it free?", &["how do i pay", "is it free"]),
            ("1. where is it 2. how do I pay", &["where is it", "how do i pay"]),
            ("怎么退货，运费谁出", &["怎 么 退 货", "运 费 谁 出"]),
            ("怎么退货另外能开发票吗", &["怎 么 退 货", "能 开 发 票 吗"]),
            ("能自提吗 能约时间吗", &["能 自 提 吗", "能 约 时 间 吗"]),
        ]);
    }

    #[test]
    fn what_only_tells_stays_with_its_question() {
        check(&[
            ("It came today. It is broken. What now?", &["it came today it is broken what now"]),
            ("Can I return it, I have no receipt.", &["can i return it i have no receipt"]),
            ("how do I return and get a refund", &["how do i return and get a refund"]),
            ("I paid 1,000.50 at fern.example", &["i paid 1 000 . 50 at fern . example"]),
            ("昨天到的，坏了，怎么办", &["昨 天 到 的 坏 了 怎 么 办"]),
            ("还有货吗", &["还 有 货 吗"]),
            ("", &[]),
        ]);
    }

    #[test]
    fn a_story_of_many_questions_is_left_whole() {
        let packs = shipped();
        let split = split(&"Where is it? ".repeat(MOST_PARTS + 1), &packs);
        assert!(split.parts.is_empty() && split.talk.is_none(), "{split:?}");
    }

    #[test]
    fn a_greeting_before_and_thanks_behind_are_not_asked() {
        let packs = shipped();
        let cases = [
            ("hi, where is it? thanks", "where is it?"),
            ("Hello! Quick question: do you ship to Malta", "do you ship to Malta"),
            ("hi can I return it thank you", "hi can I return it"),
            ("你好，怎么退货？谢谢", "怎么退货？"),
            ("在吗，请问 怎么退货", "怎么退货"),
            ("Hello\n\nWhere is it\nthanks", "Where is it"),
            ("thanks", "thanks"),
            ("hi, thanks!", "thanks!"),
            ("thanks to whom do I write", "thanks to whom do I write"),
            ("谢谢你送的券怎么用", "谢谢你送的券怎么用"),
            ("Where is 3.5 please thanks", "Where is 3.5"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(asked(text, &packs), expected, "{text}");
        }
    }

    #[test]
    fn anger_beside_a_question_is_not_asked() {
        let packs = shipped();
        let cases = [
            ("this is ridiculous! how do I return it, thanks", "how do I return it"),
            ("I am fed up with this. Where is it?", "Where is it?"),
            ("what a joke of a shop. can I pay later", "can I pay later"),
            ("hi. you are useless, I was charged twice", "I was charged twice"),
            ("I am really worried, is my card safe?", "is my card safe?"),
            ("where is it, this is unacceptable!!", "where is it"),
            ("气死我了，怎么退货", "怎么退货"),
            ("太过分了！运费谁出", "运费谁出"),
            ("你们这什么破店，能开发票吗", "能开发票吗"),
            ("怎么退货，气死我了", "怎么退货"),
            // What tells more than a mood, asks for something, or threatens stays.
            ("my lamp is useless, how do I return it", "my lamp is useless, how do I return it"),
            ("how do I file a complaint, and to whom", "how do I file a complaint, and to whom"),
            ("I will sue you, where is it", "I will sue you, where is it"),
            ("someone hacked my account! what now", "someone hacked my account! what now"),
            ("where is it you are useless", "where is it you are useless"),
            ("我要投诉你们，怎么投诉", "我要投诉你们，怎么投诉"),
            ("this is ridiculous", "this is ridiculous"),
            ("this is ridiculous, thanks", "this is ridiculous"),
            ("气死我了", "气死我了"),
        ];
        for (text, expected) in cases {
            assert_eq!(asked(text, &packs), expected, "{text}");
        }
        check(&[
            ("This is ridiculous! Where is it?", &["where is it"]),
            ("气死我了，怎么退货", &["怎 么 退 货"]),
            ("This is ridiculous!", &["this is ridiculous"]),
        ]);
        assert_eq!(split("This is ridiculous! thanks", &packs).talk, None);
    }

    #[test]
    fn small_talk_alone_keeps_its_label() {
        let packs = shipped();
        let cases = [
            ("ok thanks, bye", Some("goodbye")),
            ("太好了，非常感谢", Some("thanks")),
            ("hi, I have a question", Some("greeting")),
            ("你好，我想问一下", Some("greeting")),
            ("hi, where is it?", None),
        ];
        for (text, expected) in cases {
            assert_eq!(split(text, &packs).talk, expected, "{text}");
        }
    }
}
