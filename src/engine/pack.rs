//! A language pack: the tables of one language, read from a text file that a person can edit.

use std::fmt;

use crate::alike::Alike;
use crate::hash::{Table, hash};
use crate::pattern::Patterns;
use crate::temper::Temper;
use crate::token::{Token, tokens};

/// The rarity level of a word that is not among the common ones.
pub(crate) const UNLISTED: u32 = 7;

/// The rarity level of the rarest characters that a pack lists.
pub(crate) const RAREST: u32 = 7;

/// How many classes of alike words a word belongs to, smallest first.
pub(crate) const CLASSES: usize = 3;

const FIRST_LINE: &str = "tandem-pack 1 ";

/// Seed of the tables that a pack's words are looked up in.
const SEED: u32 = 2;

/// One language's tables. Sections and lines that this engine doesn't know are skipped, so that a newer pack
/// still serves.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    language: String,
    /// Position in `opened_forms` by the hash of the contraction.
    contractions: Table,
    opened_forms: Vec<String>,
    /// Ending, what it becomes, fewest letters of the whole word.
    endings: Vec<(String, String, usize)>,
    /// Position in `words` by the hash of the token.
    listed: Table,
    words: Vec<Listed>,
    /// A word of another region and what it becomes, longest first.
    regional: Vec<(String, String)>,
    /// Simplified by Traditional character.
    simplify: Table,
    /// Two readings of 10 bits each (position + 1 in `syllables`) and a rarity level by character.
    readings: Table,
    syllables: Vec<String>,
    syllable_numbers: Table,
    pub(crate) small_talk: Patterns,
    pub(crate) person: Patterns,
    pub(crate) person_sound: Vec<String>,
    pub(crate) mood: Patterns,
    pub(crate) reported: Patterns,
    pub(crate) parts: Patterns,
    pub(crate) temper: Temper,
    pub(crate) alike: Alike,
}

/// Why a pack could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it, and what it should be.
    pub problem: &'static str,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "language pack, line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for PackError {}

/// What a pack knows of a word.
#[derive(Clone, Copy, Debug)]
struct Listed {
    /// 0 commonest.
    level: u32,
    /// Numbers of its classes, smallest class first.
    classes: [u32; CLASSES],
}

/// A character's readings and rarity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Numbers of one or two syllables; the second is 0 where there is one reading.
    pub(crate) syllables: [u32; 2],
    /// 0 for the commonest characters, each level four times rarer than the one before.
    pub(crate) rarity: u32,
}

impl Pack {
    /// Reads the bytes of a pack.
    ///
    /// # Errors
    ///
    /// Where the bytes are no UTF-8, the first line is not `tandem-pack 1 <language>`, or a line of a section
    /// that the engine uses is malformed.
    pub fn read(bytes: &[u8]) -> Result<Self, PackError> {
        let text =
            std::str::from_utf8(bytes).map_err(|_| PackError { line: 1, problem: "save it as UTF-8" })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines();
        let language = lines.next().and_then(|line| line.strip_prefix(FIRST_LINE)).map(str::trim);
        let language = language.filter(|tag| !tag.is_empty()).ok_or(PackError {
            line: 1,
            problem: "the first line must be `tandem-pack 1 ` and a language tag",
        })?;
        let mut pack = Self { language: language.to_owned(), ..Self::default() };
        let mut patterns = Vec::new();
        let mut section = "";
        for (at, line) in lines.enumerate() {
            let line = line.trim();
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name;
            } else if !line.is_empty() && !line.starts_with("# ") {
                let error = |problem| PackError { line: at + 2, problem };
                pack.read_line(section, line, at + 2, &mut patterns).map_err(error)?;
            }
        }
        // Patterns are read last: their words go through the tables above.
        pack.read_patterns(&patterns)?;
        Ok(pack)
    }

    /// The same pack with words of its language in classes of alike ones, which [`crate::vectors`] compares and nothing else:
    /// what a visitor is answered doesn't depend on them.
    ///
    /// # Errors
    ///
    /// Where the bytes are no UTF-8, or a line has two spaces in a row or nothing between its marks.
    pub fn with_alike(self, bytes: &[u8]) -> Result<Self, PackError> {
        Ok(Self { alike: Alike::read(bytes)?, ..self })
    }

    /// BCP 47 tag of the language.
    pub fn language(&self) -> &str {
        &self.language
    }

    fn read_line<'a>(
        &mut self,
        section: &'a str,
        line: &'a str,
        number: usize,
        patterns: &mut Vec<(usize, &'a str, &'a str)>,
    ) -> Result<(), &'static str> {
        match section {
            "contractions" => self.read_contraction(line),
            "endings" => self.read_ending(line),
            "temper" => self.temper.read_line(line),
            "lexicon" => self.read_words(line),
            "regional" => self.read_regional(line),
            "simplify" => self.read_simplify(line),
            "pinyin" => self.read_pinyin(line),
            "person_sound" => {
                self.person_sound.push(line.to_owned());
                Ok(())
            }
            "small_talk" | "person" | "mood" | "reported" | "parts" => {
                patterns.push((number, section, line));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn read_contraction(&mut self, line: &str) -> Result<(), &'static str> {
        let (form, opened) = line.split_once(' ').ok_or("write a contraction, a space and its words")?;
        let number = self.opened_forms.len() as u32;
        self.opened_forms.push(opened.to_owned());
        self.contractions.get_or_insert(hash(SEED, form.as_bytes()), number);
        Ok(())
    }

    fn read_ending(&mut self, line: &str) -> Result<(), &'static str> {
        const PROBLEM: &str = "write an ending, `-` or its replacement, and the fewest letters of a word";
        let mut parts = line.split(' ');
        let (Some(ending), Some(folded), Some(least)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(PROBLEM);
        };
        let least = least.parse().map_err(|_| PROBLEM)?;
        self.endings.push((ending.to_owned(), folded.replace('-', ""), least));
        Ok(())
    }

    /// A line is a middle class, `|` stands between its small ones, and `+` begins a large one. The digit before a word
    /// is its level and that of the words after it in the line.
    fn read_words(&mut self, line: &str) -> Result<(), &'static str> {
        const PROBLEM: &str = "write words that are alike, the first one behind its level from 0";
        let mut classes = self.words.last().map_or([0; CLASSES], |last| last.classes);
        classes[1] += 1;
        classes[2] += u32::from(line.starts_with('+') || classes[2] == 0);
        let mut level = None;
        for alike in line.trim_start_matches('+').split('|') {
            classes[0] += 1;
            for word in alike.split(' ') {
                // Not cut by position: that brings the code that tells of a wrong one, 3 KB.
                let digits = word.bytes().take_while(u8::is_ascii_digit);
                let number = digits.fold(None, |number: Option<u32>, digit| {
                    Some(number.unwrap_or(0).saturating_mul(10).saturating_add(u32::from(digit - b'0')))
                });
                level = number.or(level);
                let word = word.trim_start_matches(|first: char| first.is_ascii_digit());
                let (Some(level), false) = (level, word.is_empty()) else { return Err(PROBLEM) };
                self.list(word, Listed { level, classes });
            }
        }
        Ok(())
    }

    fn list(&mut self, word: &str, listed: Listed) {
        let next = self.words.len() as u32;
        let token = Token::new(word.to_owned(), crate::token::Kind::Word);
        if self.listed.get_or_insert(token.hash, next) == next {
            self.words.push(listed);
        }
    }

    fn read_regional(&mut self, line: &str) -> Result<(), &'static str> {
        let (common, others) = line.split_once(' ').ok_or("write a word, then what others say for it")?;
        for other in others.split(' ') {
            let place = self.regional.iter().position(|known| known.0.len() < other.len());
            let place = place.unwrap_or(self.regional.len());
            self.regional.insert(place, (other.to_owned(), common.to_owned()));
        }
        Ok(())
    }

    fn read_simplify(&mut self, line: &str) -> Result<(), &'static str> {
        let mut characters = line.chars();
        while let Some(traditional) = characters.next() {
            let simplified =
                characters.next().ok_or("write pairs: a Traditional character and its Simplified")?;
            self.simplify.get_or_insert(traditional as u32, simplified as u32);
        }
        Ok(())
    }

    fn read_pinyin(&mut self, line: &str) -> Result<(), &'static str> {
        let (syllable, characters) = line.split_once(' ').ok_or("write a syllable, levels and characters")?;
        self.syllables.push(syllable.to_owned());
        let number = self.syllables.len() as u32;
        self.syllable_numbers.get_or_insert(hash(SEED, syllable.as_bytes()), number);
        let mut rarity = 0;
        for c in characters.chars() {
            match c.to_digit(10) {
                Some(level) => rarity = level,
                None => self.add_reading(c, number, rarity),
            }
        }
        Ok(())
    }

    fn add_reading(&mut self, c: char, number: u32, rarity: u32) {
        let packed = self.readings.get(c as u32).unwrap_or(rarity << 20);
        let packed = if packed & 0x3ff == 0 { packed | number } else { packed | number << 10 };
        self.readings.set(c as u32, packed);
    }

    fn read_patterns(&mut self, lines: &[(usize, &str, &str)]) -> Result<(), PackError> {
        let of = |section: &str, pack: &Self| {
            let own = lines.iter().filter(|line| line.1 == section).map(|line| (line.0, line.2));
            let own: Vec<(usize, &str)> = own.collect();
            Patterns::read(&own, &|text| tokens(text, std::slice::from_ref(pack)))
        };
        let (small_talk, person) = (of("small_talk", self)?, of("person", self)?);
        let (mood, reported) = (of("mood", self)?, of("reported", self)?);
        let parts = of("parts", self)?;
        (self.small_talk, self.person, self.mood, self.reported) = (small_talk, person, mood, reported);
        self.parts = parts;
        Ok(())
    }

    /// The words that a contraction stands for.
    pub(crate) fn opened(&self, word: &str) -> Option<&str> {
        let number = self.contractions.get(hash(SEED, word.as_bytes()))?;
        Some(&self.opened_forms[number as usize])
    }

    /// The folded form of a word whose ending the pack folds.
    pub(crate) fn singular(&self, word: &str) -> Option<String> {
        let (ending, folded, least) = self.endings.iter().find(|rule| word.ends_with(&rule.0))?;
        let stem = word.strip_suffix(ending.as_str())?;
        (word.len() >= *least && ending != folded).then(|| [stem, folded].concat())
    }

    /// How rare a word is in the language, 0 commonest; none where it is not among the common ones.
    pub(crate) fn rarity(&self, word: u32) -> Option<u32> {
        self.listed(word).map(|listed| listed.level).filter(|level| *level < UNLISTED)
    }

    /// The classes of alike words that a word belongs to, smallest first.
    pub(crate) fn classes(&self, word: u32) -> Option<[u32; CLASSES]> {
        self.listed(word).map(|listed| listed.classes)
    }

    fn listed(&self, word: u32) -> Option<&Listed> {
        self.words.get(self.listed.get(word)? as usize)
    }

    /// Whether the pack knows which words of its language are common.
    pub(crate) fn lists_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// The Simplified form of a Traditional character that the pack knows.
    pub fn simplified(&self, c: char) -> Option<char> {
        self.simplify.get(c as u32).and_then(char::from_u32)
    }

    /// A normalised text with the words of other regions turned into the common ones.
    pub(crate) fn common_wording(&self, text: String) -> String {
        if text.is_ascii() || self.regional.is_empty() {
            return text;
        }
        // Not by `replace`, whose search for a text would cost a visitor 1 KB.
        let (mut common, mut rest) = (String::with_capacity(text.len()), text.as_str());
        while let Some(c) = rest.chars().next() {
            let known = self.regional.iter().find(|(other, _)| rest.starts_with(other.as_str()));
            match known {
                Some((_, word)) => common.push_str(word),
                None => common.push(c),
            }
            let length = known.map_or(c.len_utf8(), |(other, _)| other.len());
            rest = rest.get(length..).unwrap_or_default();
        }
        common
    }

    /// How a character sounds and how rare it is.
    pub(crate) fn reading(&self, c: char) -> Option<Reading> {
        let packed = self.readings.get(c as u32)?;
        Some(Reading { syllables: [packed & 0x3ff, packed >> 10 & 0x3ff], rarity: packed >> 20 })
    }

    /// The words that its patterns name.
    pub(crate) fn cue_words(&self) -> impl Iterator<Item = &str> {
        let patterns = [&self.small_talk, &self.person, &self.mood];
        patterns.into_iter().flat_map(Patterns::words).map(String::as_str)
    }

    /// Whether the pack knows how characters sound.
    pub(crate) fn reads_pinyin(&self) -> bool {
        !self.syllables.is_empty()
    }

    /// The number of a toneless syllable.
    pub(crate) fn syllable(&self, text: &str) -> Option<u32> {
        self.syllable_numbers.get(hash(SEED, text.as_bytes()))
    }
}

/// The packs that ship with this room, for tests.
/// Those of `packs` that a page loads for a base in these languages (BCP 47), in that order.
pub fn packs_of(packs: &[Pack], languages: &[String]) -> Vec<Pack> {
    let primary = |tag: &String| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let mut found: Vec<Pack> = Vec::new();
    for language in languages.iter().map(primary) {
        let is_new = found.iter().all(|pack| pack.language() != language);
        found.extend(packs.iter().find(|pack| is_new && pack.language() == language).cloned());
    }
    found
}

#[cfg(test)]
pub(crate) fn shipped() -> Vec<Pack> {
    let files: [&[u8]; 2] = [include_bytes!("packs/en.txt"), include_bytes!("packs/zh.txt")];
    files.iter().map(|bytes| Pack::read(bytes).expect("the shipped packs are well formed")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_that_cannot_be_read_says_where_and_what() {
        let cases: [(&[u8], usize, &str); 5] = [
            (b"", 1, "first line"),
            (b"hello", 1, "first line"),
            (b"tandem-pack 1 en\n[contractions]\ncant", 3, "contraction"),
            (b"tandem-pack 1 en\n\n[lexicon]\nthe of", 4, "level"),
            (b"\xff\xfe", 1, "UTF-8"),
        ];
        for (bytes, line, word) in cases {
            let error = Pack::read(bytes).expect_err("malformed");
            assert_eq!(error.line, line, "{error}");
            assert!(error.to_string().contains(word), "{error}");
        }
    }

    #[test]
    fn unknown_sections_are_skipped() {
        let pack = Pack::read(b"tandem-pack 1 en\n[words]\nsend = Send\n[later]\n?!").expect("reads");
        assert_eq!(pack.language(), "en");
    }

    #[test]
    fn characters_have_readings() {
        let packs = shipped();
        let zh = packs.iter().find(|pack| pack.language() == "zh").expect("ships");
        let sound = |c| zh.reading(c).map(|reading| reading.syllables[0]);
        assert_eq!(sound('仁'), sound('人'));
        assert_eq!(sound('退'), zh.syllable("tui"));
        assert_eq!(sound('x'), None);
    }
}
