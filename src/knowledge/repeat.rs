//! Wordings that stand twice: the engine cannot tell which entry they mean.

use crate::entry::Draft;
use crate::fault::{Faults, say};
use crate::field::excerpt;
use crate::id::Numbers;

/// Tells of wordings that stand twice, within an entry or in two.
pub(crate) fn check(drafts: &[Draft], faults: &mut Faults) {
    let mut seen = Numbers::default();
    let mut places: Vec<(&Draft, Option<u32>)> = Vec::new();
    for draft in drafts {
        let mut lines = draft.wording_lines.iter();
        draft.entry.each_wording(&mut |language, wording| {
            let line = lines.next().copied().flatten();
            let first = *seen.entry(folded(language, wording)).or_insert(places.len());
            match places.get(first) {
                Some((earlier, earlier_line)) => tell(draft, line, wording, earlier, *earlier_line, faults),
                None => places.push((draft, line)),
            }
        });
    }
}

fn tell(
    draft: &Draft,
    line: Option<u32>,
    wording: &str,
    earlier: &Draft,
    earlier_line: Option<u32>,
    faults: &mut Faults,
) {
    let place = draft.place().of("variants").at(line);
    let wording = say!("{}", excerpt(wording));
    if earlier.number == draft.number {
        let problem = say!("wording \"{wording}\" stands twice in it");
        return faults.warning(place, &problem, &"delete one");
    }
    let (number, id, at) = (earlier.number, &earlier.entry.id, on_line(earlier_line));
    let problem = say!("wording \"{wording}\" also stands in entry {number} `{id}`{at}");
    faults.warning(place, &problem, &"keep it in the entry that answers it");
}

/// A wording in its language without what doesn't make it another: case, spaces, marks at its end.
fn folded(language: &str, wording: &str) -> String {
    let mut folded = format!("{language}\0");
    let mut space = false;
    for c in wording.chars() {
        if c.is_whitespace() {
            space = true;
        } else {
            folded.push_str(if std::mem::take(&mut space) { " " } else { "" });
            folded.push(c.to_ascii_lowercase());
        }
    }
    while folded.ends_with([' ', '?', '？', '!', '！', '.', '。', '…']) {
        folded.pop();
    }
    folded
}

/// Where another thing stands, for the middle of a sentence.
pub(crate) fn on_line(line: Option<u32>) -> String {
    line.map(|line| say!(" (line {line})")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::{Node, Value, check};

    fn object(pairs: &[(&str, Node)]) -> Node {
        let pairs = pairs.iter().map(|(key, node)| ((*key).to_owned(), node.clone())).collect();
        Node { value: Value::Object(pairs), line: None }
    }

    fn texts(texts: &[&str]) -> Node {
        Node { value: Value::List(texts.iter().map(|text| Node::text(*text, Some(9))).collect()), line: None }
    }

    fn check_variants(entries: &[&[&str]], faults: &[&str]) {
        let entry = |(index, variants): (usize, &&[&str])| {
            let named = |key: &str| Node::text(format!("{key} {index}"), Some(index as u32 + 1));
            object(&[
                ("id", Node::text(format!("e{index}"), None)),
                ("question", named("question")),
                ("answer", named("x")),
                ("variants", texts(variants)),
            ])
        };
        let entries =
            Node { value: Value::List(entries.iter().enumerate().map(entry).collect()), line: None };
        let version = Node { value: Value::Number(1.0), line: None };
        let reading = check(&object(&[
            ("version", version),
            ("language", Node::text("en", None)),
            ("entries", entries),
        ]));
        let told: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
        assert_eq!(told, faults);
    }

    #[test]
    fn both_places_of_a_wording_are_told() {
        check_variants(&[&["b", "c"], &["d"]], &[]);
        check_variants(
            &[&["b", " B ?"], &[]],
            &["entry 1 `e0`: wording \"B ?\" stands twice in it; delete one"],
        );
        check_variants(
            &[&["question 0!"], &[]],
            &["entry 1 `e0`: wording \"question 0!\" stands twice in it; delete one"],
        );
        let told = "entry 2 `e1`: wording \"退货？\" also stands in entry 1 `e0` (line 9); keep it in the entry that answers it";
        check_variants(&[&["退货"], &["退货？"]], &[told]);
        let told = "entry 2 `e1`: wording \"Question 0\" also stands in entry 1 `e0` (line 1); keep it in the entry that answers it";
        check_variants(&[&[], &["Question 0"]], &[told]);
    }
}
