//! The paths that a README names, so that a test can hold the map to the tree.

/// Endings by which a bare name is known to be a file of ours.
const ENDINGS: [&str; 10] =
    [".rs", ".toml", ".md", ".js", ".mjs", ".css", ".html", ".json", ".jsonl", ".txt"];
/// Made by builds, so they need not be there.
const BUILT: [&str; 3] = ["dist", "target", "node_modules"];

/// Every path that a Markdown text names, in order: link targets, code spans, and the first word of each line of a
/// fenced block. `rooms` are the names under which a code span with a slash counts as a path at all.
pub fn named_paths(markdown: &str, rooms: &[String]) -> Vec<String> {
    let mut paths = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            let first = line.split_whitespace().next().unwrap_or_default();
            paths.extend(path_in(first, rooms));
        } else {
            paths.extend(code_spans(line).filter_map(|span| path_in(span, rooms)));
            paths.extend(link_targets(line).filter_map(local_target));
        }
    }
    paths
}

fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn link_targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

fn local_target(target: &str) -> Option<String> {
    let target = target.split('#').next().unwrap_or_default();
    let outside =
        target.is_empty() || target.contains("://") || target.starts_with("mailto:") || is_built(target);
    (!outside).then(|| target.to_owned())
}

fn path_in(word: &str, rooms: &[String]) -> Option<String> {
    let plain = word.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    let first = word.split('/').next().unwrap_or_default();
    let is_file = ENDINGS.iter().any(|ending| word.ends_with(ending) && word.len() > ending.len());
    let is_folder = word.contains('/') && rooms.iter().any(|room| room == first);
    let is_path =
        plain && !word.starts_with('/') && !is_built(word) && (is_file && word.contains('/') || is_folder);
    is_path.then(|| word.to_owned())
}

fn is_built(path: &str) -> bool {
    BUILT.contains(&path.split('/').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, expected: &[&str]) {
        let rooms = ["src", "tests", "engine", "style"].map(str::to_owned);
        assert_eq!(named_paths(markdown, &rooms), expected, "{markdown}");
    }

    #[test]
    fn code_spans_with_a_path_count() {
        check(
            "See `src/engine/lib.rs` and `engine/text.rs`, then `style/tokens.css`.",
            &["src/engine/lib.rs", "engine/text.rs", "style/tokens.css"],
        );
        check(
            "`engine/` is pure; `Decision` and `text/css` are not paths, nor is `/api/v1` or `cargo xtask`.",
            &["engine/"],
        );
        check("`a/b.rs` is one by its ending", &["a/b.rs"]);
    }

    #[test]
    fn what_a_build_makes_need_not_be_there() {
        check("`dist/tandem.js` and `target/trunk/index.html`, [the page](dist/EMBED.html)", &[]);
    }

    #[test]
    fn link_targets_count_unless_they_lead_outside() {
        check(
            "[map](src/README.md#rooms) [web](https://example.com/a.rs) [here](#there) [mail](mailto:a@b.c)",
            &["src/README.md"],
        );
    }

    #[test]
    fn a_fenced_tree_names_its_first_words() {
        check("```\nsrc/\n  engine/   PURE text\ncargo xtask serve\n```\n", &["src/", "engine/"]);
    }
}
