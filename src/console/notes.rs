//! Notes: put together as the desk tells them, the agents whom one names, and the question that waits for an answer.

use protocol::{AgentProfile, Note};

/// So many colleagues are offered at once.
const OFFERED: usize = 6;

/// Puts what the desk tells to the notes that are known; of the same note the one with the larger number stands.
pub fn merge_notes(known: &mut Vec<Note>, told: &[Note]) {
    for note in told {
        match known.iter_mut().find(|it| it.id == note.id) {
            Some(it) if it.number < note.number => *it = note.clone(),
            Some(_) => {}
            None => known.push(note.clone()),
        }
    }
    known.sort_by_key(|note| note.at);
}

/// The largest number of a note that is here; 0 without any.
pub fn last_note(notes: &[Note]) -> u64 {
    notes.iter().map(|note| note.number).max().unwrap_or(0)
}

/// The name that is being typed after an `@`: where the `@` stands, in bytes, and what follows it up to the caret. None
/// where the caret is in no name; an `@` inside a word, as of a mail address, begins none.
pub fn name_typed(text: &str, caret_utf16: usize) -> Option<(usize, &str)> {
    let caret = bytes_of(text, caret_utf16);
    let at = text[..caret].rfind('@')?;
    let typed = &text[at + 1..caret];
    let is_in_word = text[..at].chars().next_back().is_some_and(|sign| sign.is_ascii_alphanumeric());
    (!is_in_word && !typed.contains('\n')).then_some((at, typed))
}

/// The colleagues whose name, or a word of it, begins with what was typed, in the desk's order; one's own is left out.
pub fn offered(agents: &[AgentProfile], typed: &str, me: &str) -> Vec<AgentProfile> {
    let typed = typed.to_lowercase();
    let begins = |name: &str| {
        let name = name.to_lowercase();
        name.starts_with(&typed) || name.split(' ').any(|word| word.starts_with(&typed))
    };
    let fits = |agent: &&AgentProfile| agent.id != me && !agent.disabled && begins(&agent.name);
    agents.iter().filter(fits).take(OFFERED).cloned().collect()
}

/// The text with a name in place of what was typed from `at` to the caret, and the caret after it, in UTF-16 units.
pub fn with_name(text: &str, at: usize, caret_utf16: usize, name: &str) -> (String, usize) {
    let caret = bytes_of(text, caret_utf16);
    let before = [&text[..at], "@", name, " "].concat();
    let after = text[caret..].strip_prefix(' ').unwrap_or(&text[caret..]);
    let caret = before.encode_utf16().count();
    ([&before, after].concat(), caret)
}

/// The ids of the agents whom a text names, each once.
pub fn named(text: &str, agents: &[AgentProfile]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let names: Vec<&str> = agents.iter().map(|agent| agent.name.as_str()).collect();
    for (name, is_name) in split(text, &names) {
        let is_new = |agent: &&AgentProfile| name.strip_prefix('@') == Some(&agent.name);
        if is_name {
            for agent in agents.iter().filter(is_new) {
                if !ids.contains(&agent.id) {
                    ids.push(agent.id.clone());
                }
            }
        }
    }
    ids
}

/// A note's text in pieces, each with whether it is a name.
pub fn pieces(note: &Note) -> Vec<(String, bool)> {
    let names: Vec<&str> = note.mentions.iter().map(|it| it.name.as_str()).collect();
    split(&note.text, &names).into_iter().map(|(piece, is_name)| (piece.to_owned(), is_name)).collect()
}

/// The latest question to one of these teams that somebody else asked and nobody has settled.
pub fn open_question<'a>(notes: &'a [Note], teams: &[String], me: &str) -> Option<&'a Note> {
    notes.iter().rev().find(|note| {
        let asks = |it: &protocol::Question| it.settled.is_none() && teams.contains(&it.team);
        note.agent != me && note.question.as_ref().is_some_and(asks)
    })
}

/// Cuts a text at every `@` that a name follows; of names that begin alike the longest counts.
fn split<'a>(text: &'a str, names: &[&str]) -> Vec<(&'a str, bool)> {
    let (mut pieces, mut plain, mut from) = (Vec::new(), 0, 0);
    while let Some(found) = text[from..].find('@').map(|found| from + found) {
        let after = &text[found + 1..];
        let longest = names.iter().filter(|name| !name.is_empty() && after.starts_with(**name));
        let Some(name) = longest.max_by_key(|name| name.len()) else {
            from = found + 1;
            continue;
        };
        let end = found + 1 + name.len();
        pieces.push((&text[plain..found], false));
        pieces.push((&text[found..end], true));
        (plain, from) = (end, end);
    }
    pieces.push((&text[plain..], false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

/// Where a place that the browser counts in UTF-16 units stands in bytes.
fn bytes_of(text: &str, utf16: usize) -> usize {
    let mut counted = 0;
    let place = text.char_indices().find(|(_, sign)| {
        let is_there = counted >= utf16;
        counted += sign.len_utf16();
        is_there
    });
    place.map_or(text.len(), |(place, _)| place)
}

#[cfg(test)]
pub(crate) mod tests {
    use protocol::{Mention, Presence, Question, Role, Settling};

    use super::*;

    pub(crate) fn note(id: &str, number: u64, at: i64) -> Note {
        Note {
            number,
            id: id.to_owned(),
            at,
            agent: "tom".to_owned(),
            name: "Tom".to_owned(),
            text: id.to_owned(),
            mentions: Vec::new(),
            question: None,
            answers: None,
            with_return: false,
        }
    }

    fn agent(id: &str, name: &str) -> AgentProfile {
        AgentProfile {
            id: id.to_owned(),
            name: name.to_owned(),
            role: Role::Agent,
            teams: Vec::new(),
            capacity: 5,
            load: 0,
            presence: Presence::Here,
            disabled: false,
            login: None,
            seen_at: None,
        }
    }

    #[test]
    fn notes_are_put_together_in_time_and_the_newest_of_each_stands() {
        let mut known = vec![note("a", 3, 10), note("b", 2, 20)];
        let mut changed = note("b", 4, 20);
        changed.text = "changed".to_owned();
        merge_notes(&mut known, &[note("c", 5, 15), changed, note("a", 1, 10)]);
        let told: Vec<(&str, u64)> = known.iter().map(|it| (it.text.as_str(), it.number)).collect();
        assert_eq!(told, [("a", 3), ("c", 5), ("changed", 4)]);
        assert_eq!(last_note(&known), 5);
    }

    #[test]
    fn a_name_is_typed_after_an_at_that_stands_alone() {
        for (text, caret, expected) in [
            ("@", 1, Some((0, ""))),
            ("ask @Me", 7, Some((4, "Me"))),
            ("ask @Mei Lin", 12, Some((4, "Mei Lin"))),
            ("请@小", 3, Some((3, "小"))),
            ("🐎 @T", 5, Some((5, "T"))),
            ("mail a@b", 8, None),
            ("@Mei\nand", 8, None),
            ("@Mei", 0, None),
            ("nobody", 6, None),
        ] {
            assert_eq!(name_typed(text, caret), expected, "{text} {caret}");
        }
    }

    #[test]
    fn colleagues_are_offered_by_how_their_names_begin() {
        let agents = [agent("me", "Mei"), agent("lin", "Mei Lin"), agent("tom", "Tom"), agent("x", "小美")];
        for (typed, ids) in [
            ("", vec!["lin", "tom", "x"]),
            ("m", vec!["lin"]),
            ("LI", vec!["lin"]),
            ("小", vec!["x"]),
            ("z", vec![]),
        ] {
            let found: Vec<String> = offered(&agents, typed, "me").into_iter().map(|it| it.id).collect();
            assert_eq!(found, ids, "{typed}");
        }
        assert_eq!(with_name("ask @Me please", 4, 7, "Mei Lin"), ("ask @Mei Lin please".to_owned(), 13));
        assert_eq!(with_name("请@小", 1 + 2, 3, "小美"), ("请@小美 ".to_owned(), 5));
    }

    #[test]
    fn the_longest_name_is_meant() {
        let agents = [agent("tom", "Tom"), agent("li", "Tom Li"), agent("li2", "Tom Li")];
        for (text, ids) in [
            ("@Tom and @Tom", vec!["tom"]),
            ("@Tom Li knows", vec!["li", "li2"]),
            ("tom@Tomorrow", vec!["tom"]),
            ("Tom", vec![]),
            ("@", vec![]),
        ] {
            assert_eq!(named(text, &agents), ids, "{text}");
        }
        let mut told = note("a", 1, 1);
        told.text = "see @Tom: a@b".to_owned();
        told.mentions = vec![Mention { agent: "tom".to_owned(), name: "Tom".to_owned() }];
        let expected = [("see ", false), ("@Tom", true), (": a@b", false)];
        assert_eq!(pieces(&told), expected.map(|(text, is)| (text.to_owned(), is)));
    }

    #[test]
    fn only_what_my_team_is_asked_and_nobody_settled_waits_for_me() {
        let question = |team: &str, settled| Question { team: team.to_owned(), settled, by: None };
        let check = |by: &str, asked: Question, expected: bool| {
            let mut asks = note("q", 1, 1);
            (asks.agent, asks.question) = (by.to_owned(), Some(asked.clone()));
            let found = open_question(std::slice::from_ref(&asks), &["Billing".to_owned()], "me").is_some();
            assert_eq!(found, expected, "{by} {asked:?}");
        };
        check("tom", question("Billing", None), true);
        check("me", question("Billing", None), false);
        check("tom", question("Returns", None), false);
        check("tom", question("Billing", Some(Settling::Closed)), false);
        assert!(open_question(&[note("a", 1, 1)], &["Billing".to_owned()], "me").is_none());
    }
}
