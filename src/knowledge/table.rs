//! Reads a table that a spreadsheet saved: comma, semicolon or tab, headings in English or Chinese.

use crate::check::{self, ENTRIES, Origin};
use crate::fault::{Faults, Place, Reading, say};
use crate::field::excerpt;
use crate::heading::{self, Column};
use crate::node::{Node, Value};

/// Most cells of one row; no spreadsheet of questions has more.
const CELLS: usize = 1_000;

/// Reads a table whose first row names its columns: `question` and `answer`, and where wanted `id`, `variants`
/// (several in a cell stand on lines of their own or between `|`; further columns `variant 1`, `variant 2`, …),
/// `tags`, `team`, `handoff`, `follow_ups`; in Chinese 问题, 答案, 编号, 其他问法, 标签, 团队, 转人工, 相关问题.
///
/// Ids that are absent are made from the questions, the same each time. Never fails, as [`crate::check`].
pub fn read_table(text: &str) -> Reading {
    read(text, Faults::default())
}

pub(crate) fn read(text: &str, mut faults: Faults) -> Reading {
    let text = text.trim_start_matches('\u{feff}');
    let (separator, skipped) = separator(text);
    let mut rows = Rows { text, pos: skipped, line: 1 + u32::from(skipped > 0), separator };
    let first = rows.next_filled(&mut faults).unwrap_or_default();
    let (columns, headed) = heading::columns(&first, &mut faults);
    let mut entries = Vec::new();
    if !headed {
        entries.extend(entry(&first, &columns, &mut faults));
    }
    while let Some(row) = rows.next_filled(&mut faults) {
        entries.extend(entry(&row, &columns, &mut faults));
        if entries.len() > ENTRIES {
            break;
        }
    }
    let entries = Node { value: Value::List(entries), line: None };
    let document = Node { value: Value::Object(vec![("entries".to_owned(), entries)]), line: None };
    check::check_from(Origin::Imported, &document, faults)
}

/// Whether the first row of a text names columns of a table.
#[cfg(feature = "read_text")]
pub(crate) fn is_headed(text: &str) -> bool {
    let (separator, skipped) = separator(text);
    let mut rows = Rows { text, pos: skipped, line: 1, separator };
    heading::known(&rows.next_filled(&mut Faults::default()).unwrap_or_default().cells) > 1
}

/// What separates the cells, and how many bytes of a `sep=;` line stand before the headings.
fn separator(text: &str) -> (char, usize) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(told) = first.strip_prefix("sep=").and_then(|rest| rest.chars().next()) {
        return (told, text.len().min(first.len() + 1));
    }
    let known = |separator: char| {
        let mut rows = Rows { text, pos: 0, line: 1, separator };
        let cells = rows.next_filled(&mut Faults::default()).unwrap_or_default().cells;
        (heading::known(&cells), cells.len())
    };
    let separators = [',', ';', '\t'];
    let best = separators.into_iter().rev().max_by_key(|separator| known(*separator));
    (best.unwrap_or(','), 0)
}

/// One row: its cells, and the line on which it begins.
#[derive(Default)]
pub(crate) struct Row {
    pub cells: Vec<String>,
    pub line: u32,
}

struct Rows<'a> {
    text: &'a str,
    pos: usize,
    line: u32,
    separator: char,
}

impl Rows<'_> {
    /// The next row with anything in it.
    fn next_filled(&mut self, faults: &mut Faults) -> Option<Row> {
        while self.pos < self.text.len() {
            let row = self.row(faults);
            if row.cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(row);
            }
        }
        None
    }

    fn row(&mut self, faults: &mut Faults) -> Row {
        let mut row = Row { cells: Vec::new(), line: self.line };
        loop {
            let cell = self.cell(faults);
            if row.cells.len() < CELLS {
                row.cells.push(cell);
            }
            match self.text[self.pos..].chars().next() {
                Some(next) if next == self.separator => self.pos += next.len_utf8(),
                Some('\r') if self.text[self.pos..].starts_with("\r\n") => self.end_line(2),
                Some(_) => self.end_line(1),
                None => return row,
            }
            if self.text.as_bytes()[self.pos - 1] == b'\n' || self.text.as_bytes()[self.pos - 1] == b'\r' {
                return row;
            }
        }
    }

    fn end_line(&mut self, bytes: usize) {
        self.pos += bytes;
        self.line += 1;
    }

    fn cell(&mut self, faults: &mut Faults) -> String {
        let rest = &self.text[self.pos..];
        if rest.trim_start_matches(' ').starts_with('"') {
            if let Some(cell) = self.quoted() {
                return cell;
            }
            let place = Place { line: Some(self.line), ..Place::default() };
            faults.error(place, &"a quotation mark opens a cell and never closes", &"add the closing `\"`");
        }
        self.plain_run().trim().to_owned()
    }

    /// Everything up to the next separator or line's end.
    fn plain_run(&mut self) -> &str {
        let rest = &self.text[self.pos..];
        let end = rest.find([self.separator, '\n', '\r']).unwrap_or(rest.len());
        self.pos += end;
        &rest[..end]
    }

    /// A cell in quotation marks, which may hold separators, line ends and doubled marks; none if it never closes.
    fn quoted(&mut self) -> Option<String> {
        let mut cell = String::new();
        let mut pos = self.pos + self.text[self.pos..].find('"')? + 1;
        loop {
            let length = self.text[pos..].find('"')?;
            cell.push_str(&self.text[pos..pos + length]);
            pos += length + 1;
            if !self.text[pos..].starts_with('"') {
                break;
            }
            cell.push('"');
            pos += 1;
        }
        self.line += cell.bytes().filter(|byte| *byte == b'\n').count() as u32;
        self.pos = pos;
        cell.push_str(self.plain_run().trim_end());
        Some(cell.replace("\r\n", "\n"))
    }
}

/// The row as an entry of our format.
fn entry(row: &Row, columns: &[Option<Column>], faults: &mut Faults) -> Option<Node> {
    let line = Some(row.line);
    if let Some(surplus) = row.cells.iter().skip(columns.len()).find(|cell| !cell.trim().is_empty()) {
        let place = Place { line, ..Place::default() };
        let problem = say!("\"{}\" stands in a column without a heading and is not read", excerpt(surplus));
        faults.error(
            place,
            &problem,
            &"put cells that hold the separator in double quotes, or name the column",
        );
    }
    let mut fields: Vec<(&'static str, Vec<Node>)> = Vec::new();
    for (cell, column) in row.cells.iter().zip(columns) {
        let (Some(column), false) = (column, cell.trim().is_empty()) else { continue };
        let values = column.split(cell).map(|text| Node::text(text, line));
        match fields.iter_mut().find(|(key, _)| *key == column.key()) {
            Some((_, list)) => list.extend(values),
            None => fields.push((column.key(), values.collect())),
        }
    }
    let pairs: Vec<(String, Node)> = fields
        .into_iter()
        .filter_map(|(key, mut values)| match Column::holds_several(key) {
            true => Some((key.to_owned(), Node { value: Value::List(values), line })),
            false => values.drain(..).next().map(|value| (key.to_owned(), value)),
        })
        .collect();
    (!pairs.is_empty()).then_some(Node { value: Value::Object(pairs), line })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `id: question / variants = answer #tags @team !handoff`, and the faults as `line: problem`.
    fn check(text: &str, entries: &[&str], faults: &[&str]) {
        let reading = read_table(text);
        let shown: Vec<String> = reading
            .knowledge
            .entries
            .iter()
            .map(|entry| {
                let wordings =
                    [std::slice::from_ref(&entry.text.question), &entry.text.variants].concat().join(" / ");
                let tags: String = entry.tags.iter().map(|tag| format!(" #{tag}")).collect();
                let team = entry.team.iter().map(|team| format!(" @{team}")).collect::<String>();
                let handoff = crate::base::handoff_word(entry.handoff);
                let mark = if handoff.is_empty() { "" } else { " !" };
                format!("{}: {wordings} = {}{tags}{team}{mark}{handoff}", entry.id, entry.text.answer)
            })
            .collect();
        assert_eq!(shown, entries, "{text:?}: {:?}", reading.faults);
        let told: Vec<String> = reading
            .faults
            .iter()
            .map(|fault| format!("{}: {}", fault.line.unwrap_or(0), fault.problem))
            .collect();
        assert_eq!(told.len(), faults.len(), "{text:?}: {told:#?}");
        for (told, expected) in told.iter().zip(faults) {
            assert!(told.contains(expected), "{text:?}: {told}");
        }
    }

    #[test]
    fn tables_are_read_whatever_separates_their_cells() {
        let entries = ["how-to-return: How to return = In 30 days"];
        check("question,answer\nHow to return,In 30 days\n", &entries, &[]);
        check("\u{feff}Question;Answer\r\nHow to return;In 30 days\r\n", &entries, &[]);
        check("Answer\tQuestion\nIn 30 days\tHow to return", &entries, &[]);
        check("sep=;\nquestion;answer\nHow to return;In 30 days", &entries, &[]);
        check("\n,,\nquestion,answer\n\n\"How to return\" ,\"In 30 days\"\n,\n", &entries, &[]);
        check(
            "问题,答案,其他问法\n怎么退货,30天内,退货流程|想退\n",
            &["怎么退货: 怎么退货 / 退货流程 / 想退 = 30天内"],
            &[],
        );
    }

    #[test]
    fn cells_hold_quotes_separators_and_line_ends() {
        check(
            "id,question,answer,variants,variant 1,Variant 2,tags,team,handoff\r\n\
             a,\"Say \"\"hi\"\", then?\",\"One\r\n\r\nTwo, three\",\"x\ny|z\",v,w,\"p, q;r\",orders,Always\r\n\
             b,B?,B.,,,,,,\r\n",
            &[
                "a: Say \"hi\", then? / x / y / z / v / w = One\n\nTwo, three #p #q #r @orders !always",
                "b: B? = B.",
            ],
            &[],
        );
        check(
            "编号,标准问题,答案,相似问法,分类,部门,转人工\n1,退货？,\"好,的\",,售后、退货,客服,提供\n",
            &["1: 退货？ = 好,的 #售后 #退货 @客服 !offer"],
            &[],
        );
    }

    #[test]
    fn faults_of_tables_name_their_lines() {
        check("", &[], &["the table is empty", "no entry"]);
        check("question,answer\n", &[], &["no entry"]);
        check("A?,x\nB?,b\n", &["a: A? = x", "b: B? = b"], &["1: no heading is known"]);
        check(
            "question,reply to give\nA?,a",
            &["a: A? = "],
            &["1: heading `reply to give`", "1: no column", "2: `answer` is empty"],
        );
        check(
            "question,answer\nA?,a, b\n",
            &["a: A? = a"],
            &["2: \"b\" stands in a column without a heading"],
        );
        check(
            "question,answer\nA?,\"a\nB?,b\n",
            &["a: A? = \"a", "b: B? = b"],
            &["2: a quotation mark opens"],
        );
        check("question,answer\n\"A\n?\",a\n,b\n", &["a: A ? = a"], &["4: `question` is missing"]);
        check("question,answer,handoff\nA?,a,maybe\n", &["a: A? = a"], &["2: `handoff` is `maybe`"]);
        check(
            "question,answer\nA?,a\na,b\n",
            &["a: A? = a", "a-2: a = b"],
            &["3: wording \"a\" also stands in entry 1"],
        );
        check(
            "id,question,answer\nx,A?,a\nx,B?,b\n",
            &["x: A? = a", "x-2: B? = b"],
            &["3: its id is already"],
        );
        check(
            "question,answer\nA?,[b](javascript:x)\n",
            &["a: A? = [b](javascript:x)"],
            &["2: link scheme `javascript:`"],
        );
    }

    #[test]
    fn hostile_tables_end() {
        for piece in ["\"", "\"\"", ",", "\n", "\r", "question,", "\"a\",", "a\",\"b\n"] {
            let reading = read_table(&piece.repeat(20_000 / piece.len()));
            assert!(!reading.faults.is_empty(), "{piece:?}");
        }
    }
}
