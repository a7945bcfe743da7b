//! `tandem check` and `tandem import` over good, broken, empty, huge and wrong-language files.

use crate::program::{Folder, shop};

const ONE: &str =
    r#"{"version": 1, "language": "en", "entries": [{"id": "a", "question": "A?", "answer": "x"}]}"#;

/// Checks a file; `told` are parts of its lines in order, all of them.
fn check(name: &str, content: impl AsRef<[u8]>, succeeds: bool, told: &[&str]) {
    let run = Folder::with(name, content).tandem(&format!("check {name}"));
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), told.len(), "{name}: {:#?}", lines);
    for (line, part) in lines.iter().zip(told) {
        assert!(line.contains(part), "{name}: {line} lacks {part}");
    }
    assert_eq!(run.succeeded, succeeds, "{name}: {} {}", run.out, run.err);
}

#[test]
fn good_files_pass() {
    check("kb.json", ONE, true, &["1 entry, 1 wording, 0 errors, 0 warnings"]);
    check("kb.csv", "question;answer\nA?;x\nB?;y\n", true, &["2 entries, 2 wordings, 0 errors, 0 warnings"]);
    let run = Folder::new().tandem(&format!(
        "check --form {} {}",
        shop("shop-en.json").display(),
        shop("shop-zh.json").display()
    ));
    assert!(run.succeeded && run.out.lines().count() == 2, "{}", run.out);
    assert!(run.out.lines().all(|line| line.contains("0 errors, 0 warnings")), "{}", run.out);
}

#[test]
fn wordings_that_get_in_each_others_way_are_named_with_what_to_do() {
    let entry = |id: &str, wordings: [&str; 4]| {
        let [question, variants @ ..] = wordings;
        format!(
            "{{\"id\": \"{id}\", \"question\": \"{question}\", \"variants\": {variants:?}, \"answer\": \"x\"}}"
        )
    };
    let entries = [
        entry(
            "returns",
            ["how do I return my order", "send an order back", "return parcel", "give back what I ordered"],
        ),
        entry(
            "send-back",
            ["how can I return the order", "sending my order back", "return a parcel", "giving it back"],
        ),
        entry(
            "cards",
            ["which cards do you accept", "can I pay by card", "payment by card", "pay with visa"],
        ),
        entry("visa", ["do you take visa", "is visa possible", "which cards do you accept?", "visa debit"]),
    ];
    let base = format!("{{\"version\": 1, \"language\": \"en\", \"entries\": [{}]}}", entries.join(","));
    let run = Folder::with("kb.json", base).tandem("check kb.json");
    assert!(run.succeeded, "{} {}", run.out, run.err);
    for part in [
        "advice: entries `returns` and `send-back` compete: ",
        "merge them, or word each by what only it is about",
        "advice: entry `cards`: its own wording \"which cards do you accept\" finds `visa`; move it there",
        "4 entries, 16 wordings, 0 errors, 1 warning, ",
    ] {
        assert!(run.out.contains(part), "{} lacks {part}", run.out);
    }
}

#[test]
fn broken_files_get_every_fault_with_its_line_and_mend() {
    let broken = "{\n  \"version\": 1,\n  \"language\": \"en\"\n  \"entries\": [\n    {\"id\": \"a\", \"question\": \"A?\", \
                  \"answer\": \"[x](javascript:alert(1))\",},\n    {\"id\": \"a\", \"question\": \"A!\", \"answr\": \"y\"}\n  ]\n}\n";
    check(
        "kb.json",
        broken,
        false,
        &[
            "kb.json:3: error: column 19: a comma is missing; add `,`",
            "kb.json:5: error: column 71: a comma stands behind the last item; delete the comma",
            "kb.json:5: error: entry 1 `a`: link scheme `javascript:` is not allowed; use https, http or mailto",
            "kb.json:6: warning: entry 2 `a`: key `answr` is unknown and not read; write `answer`",
            "kb.json:6: warning: entry 2 `a`: `answer` is empty",
            "kb.json:6: error: entry 2 `a`: its id is already that of entry 1 (line 5)",
            "kb.json:6: warning: entry 2 `a-2`: wording \"A!\" also stands in entry 1 `a` (line 5)",
            "2 entries, 2 wordings, 4 errors, 3 warnings",
        ],
    );
    let told = ["the file ends before the `}` for line 1", "1 entry, 1 wording, 1 error, 0 warnings"];
    check("kb.json", &ONE[..ONE.len() - 3], false, &told);
}

#[test]
fn files_that_hold_nothing_say_so() {
    check(
        "kb.json",
        "",
        false,
        &["kb.json: error: the file is empty; the smallest file is {\"version\": 1", "0 entries"],
    );
    check(
        "kb.json",
        "{\"version\": 1, \"language\": \"en\", \"entries\": []}",
        true,
        &["kb.json:1: warning: there is no entry", "0 entries"],
    );
    check("kb.xlsx", b"PK\x03\x04\0\0\0\0", false, &["an Excel workbook", "0 entries"]);
    check("page.html", "<p>Hi</p>", false, &["no schema.org FAQPage", "there is no entry", "0 entries"]);
    check("kb.json", "hello", false, &["`hello` stands without", "the document is a text", "0 entries"]);
}

#[test]
fn files_in_another_language_than_they_say_are_warned_of() {
    let chinese = ONE.replace("A?", "怎么退货？");
    check(
        "kb.json",
        &chinese,
        true,
        &["the language is `en`, but most questions are in Chinese characters", "1 entry"],
    );
    check("kb.json", ONE.replace("\"en\"", "\"zh\""), true, &["no Chinese character", "1 entry"]);
    check(
        "kb.json",
        ONE.replace("\"en\"", "\"english\""),
        false,
        &["`english` is no language tag", "1 entry"],
    );
}

#[test]
fn huge_files_are_refused_or_read_in_little_time() {
    let folder = Folder::new();
    let file = std::fs::File::create(folder.path("huge.json")).expect("the folder is ours");
    file.set_len(60 * 1024 * 1024).expect("a file of zeros takes no room");
    let run = folder.tandem("check huge.json");
    assert!(!run.succeeded && run.out.contains("larger than 50 MB"), "{}", run.out);
    let many: String =
        (0..20_000).map(|number| format!("{{\"question\": \"Question {number}\"}},\n")).collect();
    let run = Folder::with("kb.json", format!("{{\"entries\": [{many}]}}")).tandem("check kb.json");
    assert!(!run.succeeded && run.out.contains("more faults are not listed"), "{}", &run.out[..1_000]);
    assert!(run.out.contains("20000 entries"));
}

#[test]
fn a_file_that_is_not_there_is_no_panic() {
    let run = Folder::new().tandem("check gone.json");
    assert!(!run.succeeded && run.err.contains("cannot open gone.json"), "{}", run.err);
}

#[test]
fn script_and_control_characters_reach_no_terminal_as_such() {
    let hostile =
        ONE.replace("\"a\"", "\"a\\u001b[31m\\nb\"").replace("\"x\"", "\"<script>alert(1)</script>\\u0000\"");
    let run = Folder::with("kb.json", hostile).tandem("check kb.json");
    assert!(
        !run.out.contains('\u{1b}')
            && run.out.lines().all(|line| line.starts_with("kb.json:") || line.starts_with('1'))
    );
    assert!(run.out.contains("HTML is shown as text"), "{}", run.out);
}

#[test]
fn a_spreadsheet_and_a_page_become_our_json() {
    let folder =
        Folder::with("faq.csv", "\u{feff}编号;问题;答案;其他问法\r\nr;怎么退货？;30天内;想退|退货流程\r\n");
    let run = folder.tandem("import faq.csv --output kb.json");
    assert!(run.succeeded && run.err.contains("1 entry in `zh`"), "{}", run.err);
    assert!(folder.read("kb.json").contains("\"variants\": [\"想退\", \"退货流程\"]"));
    assert!(folder.tandem("check kb.json").out.contains("1 entry, 3 wordings, 0 errors, 0 warnings"));

    let page = "<html lang=\"en-GB\"><script type=\"application/ld+json\">{\"@type\": \"FAQPage\", \"mainEntity\": [{\"@type\": \
                \"Question\", \"name\": \"Returns?\", \"acceptedAnswer\": {\"text\": \"<p>In <b>30</b> days</p>\"}}]}</script>";
    let run = Folder::with("page.html", page).tandem("import page.html");
    assert!(run.succeeded, "{}", run.err);
    assert!(
        run.out.contains("\"language\": \"en-GB\"") && run.out.contains("\"In **30** days\""),
        "{}",
        run.out
    );

    let run =
        Folder::with("faq.csv", "question,answer\nA?,[x](ftp://a)\n").tandem("import faq.csv --lang de");
    assert!(
        !run.succeeded && run.err.contains("faq.csv:2: error: entry 1: link scheme `ftp:`"),
        "{}",
        run.err
    );
    assert!(run.out.contains("\"language\": \"de\""));
}
