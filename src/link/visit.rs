//! A visit as its page counts it: what has happened since the digest that was sent last.
//
// A question is told once it has ended: until then nobody knows whether an answer was shown in the end, and what is told
// can't be taken back. Its words are told once at most, its counts exactly once; so however a visit is cut into digests,
// their sum is the same but for the words of a question that was told before its answer was rated.

mod question;

use protocol::{
    DIGEST_COUNT, DIGEST_ENTRIES, DIGEST_QUESTIONS, Digest, EntryCounts, Feeling, HandoffReason, ReasonCount,
};

pub use question::Asked;
use question::{Question, SURE};

/// What happened since the last digest.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// Counts that were not sent.
    counts: Digest,
    /// Questions that ended and whose words were not sent: a rating may come yet.
    ended: Vec<Question>,
    /// The question that the assistant is about.
    current: Option<Question>,
    /// One before it that the visitor was asked about and spoke on.
    before: Option<Question>,
}

impl Visit {
    /// The visitor asked in words.
    pub fn asked(&mut self, asked: Asked) {
        self.ask(Question { asked: Some(asked), ..Question::default() });
    }

    /// The visitor pressed an entry: one of those that were offered, else a question of its own.
    pub fn chose(&mut self, entry: &str) {
        if let Some(question) = self.current.as_mut().filter(|question| question.offers(entry)) {
            question.choose(entry);
        } else {
            self.ask(Question { entry: Some(entry.to_owned()), ..Question::default() });
        }
    }

    fn ask(&mut self, question: Question) {
        let last = self.current.replace(question);
        if let Some(earlier) = self.before.take() {
            self.end(earlier);
        }
        match last {
            Some(last) if last.is_open() => self.before = Some(last),
            Some(last) => self.end(last),
            None => {}
        }
    }

    /// The visitor was asked which of these entries is meant.
    pub fn clarifying(&mut self, entries: Vec<String>) {
        if let Some(question) = &mut self.current {
            question.offered = entries;
        }
    }

    /// Whether the visitor has a choice among close entries.
    pub fn is_clarifying(&self) -> bool {
        self.current.as_ref().is_some_and(Question::is_open)
    }

    /// An entry's answer was shown, in a message with this id.
    pub fn showed(&mut self, answer: &str, entry: &str) {
        self.entry(entry).answered += 1;
        if let Some(question) = &mut self.current {
            question.show(answer, entry);
        }
        // What was asked in other words, or named in words where it could be pressed, is answered by the same.
        if let Some(mut before) = self.before.take_if(|before| before.offers(entry)) {
            before.choose(entry);
            before.show(answer, entry);
            self.end(before);
        }
    }

    /// What the visitor is asked about has ended: none of the entries is meant, or the page goes.
    pub fn close(&mut self) {
        let current = self.current.take();
        self.before.take().into_iter().chain(current).for_each(|question| self.end(question));
    }

    /// A thumb for an answer of an entry.
    pub fn rated(&mut self, answer: &str, entry: &str, up: bool) {
        let counts = self.entry(entry);
        *if up { &mut counts.up } else { &mut counts.down } += 1;
        let questions = self.ended.iter_mut().chain(&mut self.before).chain(&mut self.current);
        for question in questions.filter(|question| question.answers.iter().any(|known| known == answer)) {
            question.up = Some(up && question.up != Some(false));
        }
    }

    /// The visitor said that an entry has settled it.
    pub fn settled(&mut self, entry: &str) {
        self.entry(entry).settled += 1;
    }

    /// A person was asked for.
    pub fn handed_over(&mut self, reason: HandoffReason) {
        let known = self.counts.handoffs.iter_mut().find(|one| one.reason == reason);
        match known {
            Some(known) => known.count += 1,
            None => self.counts.handoffs.push(ReasonCount { reason, count: 1 }),
        }
    }

    /// Whether anything happened that is still to be told, now or once it has ended.
    pub fn has_news(&self) -> bool {
        self.current.is_some() || self.before.is_some() || tells(&self.counts)
    }

    /// What is to be told now, within the bounds of a digest, over what `head` says of the visit; none where it is nothing.
    pub fn digest(&mut self, head: Digest) -> Option<Digest> {
        // What was answered, or not, has ended; what the visitor is asked about has not.
        if !self.is_clarifying() {
            self.close();
        }
        let questions = self.ended.iter().filter_map(|question| question.told(&head.language));
        let questions = questions.take(DIGEST_QUESTIONS).collect();
        let mut digest = Digest { questions, ..self.counts.clone() };
        (digest.version, digest.visit, digest.number) = (head.version, head.visit, head.number);
        (digest.language, digest.page) = (head.language, head.page);
        digest.entries.truncate(DIGEST_ENTRIES);
        let of_entries = digest.entries.iter_mut().flat_map(of_entry);
        for count in of_entries.chain(digest.handoffs.iter_mut().map(|one| &mut one.count)) {
            *count = (*count).min(DIGEST_COUNT);
        }
        for count in totals(&mut digest) {
            *count = (*count).min(DIGEST_COUNT);
        }
        tells(&digest).then_some(digest)
    }

    /// The digest was sent as [`Visit::digest`] has just given it: nothing of it is told again.
    pub fn sent(&mut self, mut digest: Digest) {
        let mut told = digest.questions.len();
        self.ended.retain(|question| {
            let is_told = told > 0 && question.end().is_some();
            told -= usize::from(is_told);
            !is_told
        });
        take_away(&mut totals(&mut self.counts), &mut totals(&mut digest));
        for sent in &mut digest.entries {
            let own = self.counts.entries.iter_mut().find(|own| own.entry == sent.entry);
            own.into_iter().for_each(|own| take_away(&mut of_entry(own), &mut of_entry(sent)));
        }
        self.counts.entries.retain_mut(|entry| of_entry(entry).iter().any(|count| **count > 0));
        for sent in &digest.handoffs {
            let own = self.counts.handoffs.iter_mut().find(|own| own.reason == sent.reason);
            own.into_iter().for_each(|own| own.count = own.count.saturating_sub(sent.count));
        }
        self.counts.handoffs.retain(|own| own.count > 0);
    }

    fn entry(&mut self, entry: &str) -> &mut EntryCounts {
        let entries = &mut self.counts.entries;
        let at = entries.iter().position(|known| known.entry == entry).unwrap_or_else(|| {
            entries.push(EntryCounts { entry: entry.to_owned(), ..EntryCounts::default() });
            entries.len() - 1
        });
        &mut entries[at]
    }

    fn end(&mut self, question: Question) {
        let counts = &mut self.counts;
        counts.asked += 1;
        counts.unanswered += u32::from(question.answers.is_empty());
        counts.clarified += u32::from(!question.offered.is_empty());
        let Some(asked) = &question.asked else { return };
        let (bands, moods) = (&mut counts.confidence, &mut counts.moods);
        if let Some(confidence) = asked.confidence {
            *match confidence {
                ..0.5 => &mut bands.below_50,
                ..0.8 => &mut bands.below_80,
                ..SURE => &mut bands.below_95,
                _ => &mut bands.from_95,
            } += 1;
        }
        *match asked.feeling {
            Feeling::Angry => &mut moods.angry,
            Feeling::Anxious => &mut moods.anxious,
            Feeling::Dejected => &mut moods.dejected,
            Feeling::Calm => &mut moods.calm,
            Feeling::Glad => &mut moods.glad,
        } += 1;
        self.ended.push(question);
    }
}

/// Whether the desk takes it: it tells of a question, an entry or a request for a person.
fn tells(digest: &Digest) -> bool {
    digest.asked > 0 || !digest.entries.is_empty() || !digest.handoffs.is_empty()
}

/// The counts of a digest that are always there.
fn totals(digest: &mut Digest) -> [&mut u32; 12] {
    let (bands, moods) = (&mut digest.confidence, &mut digest.moods);
    [
        &mut digest.asked,
        &mut digest.unanswered,
        &mut digest.clarified,
        &mut bands.below_50,
        &mut bands.below_80,
        &mut bands.below_95,
        &mut bands.from_95,
        &mut moods.angry,
        &mut moods.anxious,
        &mut moods.dejected,
        &mut moods.calm,
        &mut moods.glad,
    ]
}

fn of_entry(entry: &mut EntryCounts) -> [&mut u32; 4] {
    [&mut entry.answered, &mut entry.up, &mut entry.down, &mut entry.settled]
}

fn take_away(own: &mut [&mut u32], sent: &mut [&mut u32]) {
    own.iter_mut().zip(sent).for_each(|(own, sent)| **own = own.saturating_sub(**sent));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use protocol::{QUESTION_CHARACTERS, QuestionEnd};

    use super::*;
    use protocol::VERSION;

    /// The totals of digests, the counts of each entry, and the requests for a person.
    type Sum = ([u32; 12], BTreeMap<String, [u32; 4]>, u32);

    fn sum(digests: &[Digest]) -> Sum {
        let mut sum = Sum::default();
        for mut digest in digests.iter().cloned() {
            sum.0.iter_mut().zip(totals(&mut digest)).for_each(|(sum, more)| *sum += *more);
            for entry in &mut digest.entries {
                let own = sum.1.entry(entry.entry.clone()).or_default();
                own.iter_mut().zip(of_entry(entry)).for_each(|(sum, more)| *sum += *more);
            }
            sum.2 += digest.handoffs.iter().map(|one| one.count).sum::<u32>();
        }
        sum
    }

    fn head(number: u32) -> Digest {
        let (visit, language, page) = ("v".repeat(22), "en".to_owned(), "/cart".to_owned());
        Digest { version: VERSION, visit, number, language, page, ..Digest::default() }
    }

    /// What happens in a visit, told in short: `q97` a question in words of that confidence (`Q97` one of the sampled share),
    /// `a` an answer of the entry a, `a+` and `a-` a thumb for it, `a!` that it settled it, `?ab` the choice between a and b,
    /// `=a` a press on a, `0` none of these, `>` the wish for a person, `|` a digest while the page is there, `.` its end.
    fn play(told: &str) -> Vec<Digest> {
        let (mut visit, mut digests) = (Visit::default(), Vec::new());
        for (at, part) in told.split_whitespace().chain(["."]).enumerate() {
            let (first, rest) = part.split_at(1);
            match (first, rest) {
                ("q" | "Q", percent) => visit.asked(Asked {
                    text: format!("question {at}"),
                    language: "en".to_owned(),
                    confidence: percent.parse::<f64>().ok().map(|percent| percent / 100.0),
                    feeling: Feeling::Calm,
                    sampled: first == "Q",
                }),
                ("?", entries) => visit.clarifying(entries.chars().map(String::from).collect()),
                ("=", entry) => visit.chose(entry),
                ("0", _) => visit.close(),
                (">", _) => visit.handed_over(HandoffReason::Asked),
                ("|", _) => digests.extend(tell(&mut visit, digests.len())),
                (".", _) => {
                    visit.close();
                    digests.extend(tell(&mut visit, digests.len()));
                    assert!(!visit.has_news(), "{told}");
                }
                (entry, "") => visit.showed(entry, entry),
                (entry, "!") => visit.settled(entry),
                (entry, thumb) => visit.rated(entry, entry, thumb == "+"),
            }
        }
        digests
    }

    fn tell(visit: &mut Visit, number: usize) -> Option<Digest> {
        let digest = visit.digest(head(number as u32 + 1))?;
        assert_eq!(
            visit.digest(head(number as u32 + 1)).as_ref(),
            Some(&digest),
            "what isn't sent is told as it was"
        );
        visit.sent(digest.clone());
        assert_eq!(visit.digest(head(99)), None, "what is sent is told once");
        Some(digest)
    }

    /// Checks the sum of a visit's digests in short: asked, unanswered, clarified; each entry with answers, thumbs and what
    /// was settled; and the ends of its questions.
    fn check(told: &str, counts: [u32; 3], entries: &str, ends: &[QuestionEnd]) {
        let digests = play(told);
        let (totals, of_entries, _) = sum(&digests);
        assert_eq!(totals[..3], counts, "{told}");
        let short = |(entry, [answered, up, down, settled]): (&String, &[u32; 4])| {
            format!("{entry}{answered}{up}{down}{settled}")
        };
        assert_eq!(of_entries.iter().map(short).collect::<Vec<_>>().join(" "), entries, "{told}");
        let mut told_ends: Vec<QuestionEnd> =
            digests.iter().flat_map(|digest| &digest.questions).map(|question| question.end).collect();
        told_ends.sort();
        assert_eq!(told_ends, ends, "{told}");
    }

    #[test]
    fn a_question_ends_as_the_first_end_that_fits() {
        use QuestionEnd::*;
        for (told, counts, entries, ends) in [
            ("q97 a", [1, 0, 0], "a1000", &[][..]),
            ("Q97 a", [1, 0, 0], "a1000", &[Sampled]),
            ("q94 a", [1, 0, 0], "a1000", &[LowConfidence]),
            ("q a", [1, 0, 0], "a1000", &[]),
            ("q97", [1, 1, 0], "", &[Unanswered]),
            ("Q20", [1, 1, 0], "", &[Unanswered]),
            ("q97 a a+", [1, 0, 0], "a1100", &[RatedUp]),
            ("Q97 a a+", [1, 0, 0], "a1100", &[RatedUp]),
            ("q94 a a+", [1, 0, 0], "a1100", &[LowConfidence]),
            ("q97 a a-", [1, 0, 0], "a1010", &[RatedDown]),
            ("q97 a a- a+", [1, 0, 0], "a1110", &[RatedDown]),
            ("q97 a a!", [1, 0, 0], "a1001", &[]),
            ("q60 ?ab =a a", [1, 0, 1], "a1000", &[Clarified]),
            ("q60 ?ab =a a a-", [1, 0, 1], "a1010", &[RatedDown]),
            // The entry is chosen, but its answer is still to be written.
            ("q60 ?ab =a", [1, 1, 1], "", &[Unanswered]),
            ("q60 ?ab 0", [1, 1, 1], "", &[Unanswered]),
            ("q60 ?ab", [1, 1, 1], "", &[Unanswered]),
            // Spoken on: what was meant was named in words, or something else was asked.
            ("q60 ?ab q97 a", [2, 0, 1], "a1000", &[Clarified]),
            ("q60 ?ab q97 c", [2, 1, 1], "c1000", &[Unanswered]),
            ("q60 ?ab q50 ?ac =a a", [2, 0, 2], "a1000", &[Clarified, Clarified]),
            ("q60 ?ab =c c", [2, 1, 1], "c1000", &[Unanswered]),
            // Two questions in one message are one, with two answers.
            ("q97 a b", [1, 0, 0], "a1000 b1000", &[]),
            // A press has no words of the visitor's.
            ("=a a", [1, 0, 0], "a1000", &[]),
            ("=a a a-", [1, 0, 0], "a1010", &[]),
            ("=a", [1, 1, 0], "", &[]),
            (">", [0, 0, 0], "", &[]),
            ("", [0, 0, 0], "", &[]),
        ] {
            check(told, counts, entries, ends);
        }
    }

    #[test]
    fn a_question_is_told_once_it_has_ended_and_its_words_once() {
        use QuestionEnd::*;
        for (told, counts, entries, ends) in [
            ("q60 ?ab | =a a", [1, 0, 1], "a1000", &[Clarified][..]),
            ("q60 ?ab | | q97 a |", [2, 0, 1], "a1000", &[Clarified]),
            ("q60 ?ab | 0", [1, 1, 1], "", &[Unanswered]),
            ("q97 a | a-", [1, 0, 0], "a1010", &[RatedDown]),
            ("q97 a | | a+ |", [1, 0, 0], "a1100", &[RatedUp]),
            // Its words have gone; the thumb is counted all the same.
            ("q94 a | a-", [1, 0, 0], "a1010", &[LowConfidence]),
            ("q20 | q97 a | > |", [2, 1, 0], "a1000", &[Unanswered]),
        ] {
            check(told, counts, entries, ends);
        }
        assert_eq!(play("q60 ?ab |").len(), 1, "the open question waits for the page's end");
        assert_eq!(play("q97 a | q97 a |").len(), 2);
    }

    #[test]
    fn however_a_visit_is_cut_the_sum_is_the_same() {
        // A question and what is said to it at once are one moment.
        const PARTS: [&str; 12] =
            ["q97 a", "q60 b", "Q99 c", "q60", "q60 ?ab", "=a a", "=c c", "a+", "a-", "b!", "0", ">"];
        let mut state = 7_u64;
        let mut below = |bound: usize| {
            // xorshift64 (Marsaglia 2003).
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % bound as u64).unwrap()
        };
        for _ in 0..3_000 {
            let parts: Vec<&str> = (0..1 + below(9)).map(|_| PARTS[below(PARTS.len())]).collect();
            let mut cut = Vec::new();
            for part in &parts {
                cut.extend((below(3) == 0).then_some("|"));
                cut.push(part);
            }
            assert_eq!(sum(&play(&parts.join(" "))), sum(&play(&cut.join(" "))), "{parts:?} {cut:?}");
        }
    }

    #[test]
    fn what_is_too_much_for_one_digest_waits_for_the_next() {
        let mut visit = Visit::default();
        for at in 0..1_205 {
            let text = if at == 0 { "问".repeat(900) } else { format!("q{at}") };
            let asked = Asked {
                text,
                language: "zh".to_owned(),
                confidence: Some(0.1),
                feeling: Feeling::Glad,
                sampled: false,
            };
            visit.asked(asked);
            visit.rated("old", &format!("e{}", at % 150), true);
        }
        let first = visit.digest(head(1)).unwrap();
        assert_eq!((first.asked, first.moods.glad, first.entries.len()), (1_000, 1_000, 100));
        assert_eq!((first.questions.len(), first.questions[0].language.as_deref()), (40, Some("zh")));
        assert_eq!(first.questions[0].text.chars().count(), QUESTION_CHARACTERS);
        visit.sent(first);
        let second = visit.digest(head(2)).unwrap();
        assert_eq!((second.asked, second.unanswered, second.entries.len()), (205, 205, 50));
        assert_eq!(second.questions[0].text, "q40");
    }

    #[test]
    fn confidence_and_mood_stand_in_their_band() {
        let mut visit = Visit::default();
        for (confidence, feeling) in [
            (Some(0.49), Feeling::Angry),
            (Some(0.5), Feeling::Anxious),
            (Some(0.8), Feeling::Dejected),
            (Some(0.95), Feeling::Glad),
            (None, Feeling::Calm),
        ] {
            let (text, language) = ("q".to_owned(), "en".to_owned());
            visit.asked(Asked { text, language, confidence, feeling, sampled: false });
        }
        let digest = visit.digest(head(1)).unwrap();
        let bands = digest.confidence;
        assert_eq!([bands.below_50, bands.below_80, bands.below_95, bands.from_95], [1; 4]);
        let moods = digest.moods;
        assert_eq!([moods.angry, moods.anxious, moods.dejected, moods.calm, moods.glad], [1; 5]);
    }
}
