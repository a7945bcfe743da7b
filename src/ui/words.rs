//! The words on screen: the `[words]` section of a language pack.

/// Words by key, in one language.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The owner's own come first.
    by_key: Vec<(String, String)>,
    owned: usize,
}

impl Words {
    /// Reads the `[words]` section of a pack's text: lines `key = text`. Anything else is passed over. Of each key the
    /// `own` words stand in place of the pack's, and of all its variations.
    pub fn read(pack: &str, own: Vec<(String, String)>) -> Self {
        let mut words = Self { owned: own.len(), by_key: own };
        words.add(pack);
        words
    }

    /// Reads more words of the same form.
    pub fn add(&mut self, pack: &str) {
        let lines = pack.lines().skip_while(|line| *line != "[words]").skip(1);
        let by_key = lines
            .take_while(|line| !line.starts_with('['))
            .filter_map(|line| line.split_once('='))
            .filter_map(|(key, text)| {
                Some((key.strip_suffix(' ')?.to_owned(), text.strip_prefix(' ')?.to_owned()))
            });
        for (key, text) in by_key {
            if self.by_key[..self.owned].iter().all(|(own, _)| first_of(own) != first_of(&key)) {
                self.by_key.push((key, text));
            }
        }
    }

    /// The text of a key; the key itself where the pack lacks it, so that a gap is seen and nothing breaks.
    pub fn get(&self, key: &str) -> String {
        let found = self.by_key.iter().find(|(known, _)| known == key);
        found.map_or_else(|| key.to_owned(), |(_, text)| text.trim_end().to_owned())
    }

    /// Of the texts `key`, `key_2`, `key_3` … the one that was used least, the first of those where several were.
    pub fn varied(&self, key: &str, used: impl Fn(&str) -> usize) -> String {
        let texts =
            self.by_key.iter().filter(|(known, _)| first_of(known) == key).map(|(_, text)| text.trim_end());
        texts.min_by_key(|text| used(text)).unwrap_or(key).to_owned()
    }

    /// The text of a key with `{slot}` filled.
    pub fn with(&self, key: &str, slot: &str, filling: &str) -> String {
        fill(&self.get(key), slot, filling)
    }
}

/// The key that a variation's is made of: `offer` of `offer_2`.
fn first_of(key: &str) -> &str {
    key.strip_suffix("_2").or_else(|| key.strip_suffix("_3")).unwrap_or(key)
}

/// A text with `{slot}` filled; braces around anything else stay.
pub fn fill(text: &str, slot: &str, filling: &str) -> String {
    let mut filled = String::with_capacity(text.len() + filling.len());
    let mut parts = text.split('{');
    filled.extend(parts.next());
    for part in parts {
        match part.strip_prefix(slot).and_then(|rest| rest.strip_prefix('}')) {
            Some(rest) => filled.extend([filling, rest]),
            None => filled.extend(["{", part]),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files of a folder below `src/ui/words`, by name.
    fn files(folder: &str) -> Vec<(String, String)> {
        let folder = format!("{}/words/{folder}", env!("CARGO_MANIFEST_DIR"));
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| {
                (
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    std::fs::read_to_string(path).unwrap(),
                )
            })
            .collect();
        files.sort();
        files
    }

    fn slots(text: &str) -> Vec<String> {
        let mut slots: Vec<String> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(slot, _)| slot.to_owned())
            .collect();
        slots.sort();
        slots
    }

    #[test]
    fn every_language_has_the_same_keys_and_slots() {
        for folder in ["", "person", "insights"] {
            let files = files(folder);
            let (_, english) = files.iter().find(|(name, _)| name == "en.txt").unwrap();
            let english = Words::read(english, Vec::new());
            assert!(english.by_key.len() > 40);
            for (name, text) in &files {
                let words = Words::read(text, Vec::new());
                assert!(
                    english.by_key.iter().map(|(key, _)| key).eq(words.by_key.iter().map(|(key, _)| key)),
                    "src/ui/words/{folder}/{name} names other keys than en.txt beside it"
                );
                for (key, text) in &english.by_key {
                    assert_eq!(slots(text), slots(&words.get(key)), "{folder}/{name}: {key}");
                }
            }
        }
    }

    #[test]
    fn a_language_has_all_its_words() {
        let names = |folder| files(folder).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        for part in ["person", "insights"] {
            assert_eq!(names(""), names(part), "src/ui/words and src/ui/words/{part} hold other languages");
        }
    }

    #[test]
    fn a_pack_may_hold_other_sections_before_and_after() {
        let pack = "tandem-pack 1 en\n[lexicon]\n0a b\n[words]\nhi = Hello, {name}\n[mood]\nx = 1\n";
        let words = Words::read(pack, Vec::new());
        assert_eq!(words.with("hi", "name", "Mei"), "Hello, Mei");
        assert_eq!(words.with("hi", "na", "Mei"), "Hello, {name}");
        assert_eq!(fill("{a} and {b}, {a}!{", "a", "{b}"), "{b} and {b}, {b}!{");
        assert_eq!(words.get("x"), "x");
        let mut words = Words::read(pack, vec![("bye".to_owned(), "Ahoy".to_owned())]);
        words.add("[words]\nbye = Bye\nso = So\n");
        assert_eq!((words.get("bye"), words.get("so")), ("Ahoy".to_owned(), "So".to_owned()));
    }

    #[test]
    fn words_vary_and_the_owners_stand_in_their_place() {
        let pack = "[words]\nhi = Hello\nhi_2 = Welcome\nbye = Bye\n";
        let own = vec![("hi".to_owned(), "Ahoy".to_owned())];
        let words = Words::read(pack, Vec::new());
        assert_eq!(words.varied("hi", |_| 0), "Hello");
        assert_eq!(words.varied("hi", |text| usize::from(text == "Hello")), "Welcome");
        assert_eq!(words.varied("ho", |_| 0), "ho");
        let words = Words::read(pack, own);
        assert_eq!((words.get("hi"), words.get("bye")), ("Ahoy".to_owned(), "Bye".to_owned()));
        assert_eq!(words.varied("hi", |text| usize::from(text == "Ahoy")), "Ahoy");
    }
}
