//! Looks over an answer's Markdown for what a visitor would not see as the owner meant it.

use crate::fault::{Faults, Place, say};
use crate::field::excerpt;
use crate::inline::{Brackets, brackets};
use crate::markdown::{self, Block, Inline, allowed_link, part};

/// Tells of links that lead where they may not, and of markup that stays text.
pub(crate) fn check(source: &str, place: Place, faults: &mut Faults) {
    let (mut images, mut open) = (0, 0);
    for found in brackets(source) {
        match found {
            Brackets::Image => images += 1,
            Brackets::Open => open += 1,
            Brackets::Link(url) if allowed_link(url) => {}
            Brackets::Link(url) => refuse(url.trim(), place, faults),
        }
    }
    if images > 0 {
        faults.warning(
            place,
            &"an image is shown as text",
            &"describe it in words, or link to it: [text](https://…)",
        );
    }
    if open > 0 {
        faults.warning(place, &"a link is never closed and is shown as text", &"write [text](https://…)");
    }
    let visible = visible(source);
    if has_tag(&visible) {
        faults.warning(
            place,
            &"HTML is shown as text",
            &"write Markdown instead: **strong**, [text](https://…)",
        );
    }
    if visible.lines().any(is_heading) {
        faults.warning(place, &"a heading is shown as text", &"write it as a line in **strong**");
    }
    if visible.as_bytes().windows(2).any(|pair| pair == b"**") || visible.contains('`') {
        let problem = "a `**` or a backtick has no partner and is shown as text";
        faults.warning(place, &problem, &"write one before and one behind the words, or delete it");
    }
}

fn refuse(url: &str, place: Place, faults: &mut Faults) {
    let scheme =
        url.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|(scheme, _)| scheme);
    match scheme {
        Some("https" | "http" | "mailto") | None if url.contains(char::is_whitespace) => {
            faults.error(place, &"a link's address holds a space", &"write %20 for it");
        }
        Some(scheme) if !matches!(scheme, "https" | "http" | "mailto") => {
            let problem = say!("link scheme `{}:` is not allowed", excerpt(scheme));
            faults.error(place, &problem, &"use https, http or mailto");
        }
        _ => {
            let problem = say!("link `{}` is no whole address", excerpt(url));
            faults.error(place, &problem, &"begin it with https://, http:// or mailto:");
        }
    }
}

/// What a visitor sees, without the code that is meant to look like that.
fn visible(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    for block in markdown::parse(source) {
        match block {
            Block::Paragraph(inlines) => add_visible(&inlines, &mut text),
            Block::List { items, .. } => items.iter().for_each(|item| add_visible(item, &mut text)),
        }
        text.push('\n');
    }
    text
}

fn add_visible(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(run) | Inline::Link { text: run, .. } => text.push_str(run),
            Inline::Strong(inner) | Inline::Emphasis(inner) => add_visible(inner, text),
            Inline::Break => text.push('\n'),
            Inline::Code(_) => {}
        }
    }
}

fn has_tag(text: &str) -> bool {
    let begins =
        |rest: &str| rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    text.rfind('>').is_some_and(|last| {
        part(text, ..last).match_indices('<').any(|(start, _)| begins(part(text, start + 1..)))
    })
}

fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_answer(source: &str, expected: &[&str]) {
        let mut faults = Faults::default();
        check(source, Place::default(), &mut faults);
        let problems: Vec<String> = faults.finish().into_iter().map(|fault| fault.problem).collect();
        assert_eq!(problems.len(), expected.len(), "{source:?}: {problems:?}");
        for (problem, part) in problems.iter().zip(expected) {
            assert!(problem.contains(part), "{source:?}: {problem}");
        }
    }

    #[test]
    fn good_answers_pass() {
        for source in [
            "",
            "**Within** *30* days, see [here](https://a.example/x_(y)) or [write](mailto:a@b.example).",
            "5 * 3 < 20 and 4 > 2",
            "I <3 it",
            "Type `<b>` or `[a](b)`",
            "\\[a](b)",
            "#1 choice",
            "Note [1] and (2)",
        ] {
            check_answer(source, &[]);
        }
    }

    #[test]
    fn what_would_be_shown_as_text_is_told() {
        check_answer("[a](javascript:alert(1))", &["scheme `javascript:` is not allowed"]);
        check_answer("[a](JAVASCRIPT:x) [b](tel:123)", &["`JAVASCRIPT:`", "`tel:`"]);
        check_answer("[a](/returns)", &["`/returns` is no whole address"]);
        check_answer("[a]()", &["no whole address"]);
        check_answer("[a](www.a.example:80/b)", &["scheme"]);
        check_answer("[a](https://a.example/b c)", &["holds a space"]);
        check_answer("[a](https://a.example", &["never closed"]);
        check_answer("![a](https://a.example/b.png)", &["an image"]);
        check_answer("<b>now</b>", &["HTML"]);
        check_answer("<a href=\"https://a.example\">x</a>", &["HTML"]);
        check_answer("<script>alert(1)</script>", &["HTML"]);
        check_answer("# Returns\nIn 30 days", &["heading"]);
        check_answer("**Within 30 days", &["no partner"]);
    }
}
