//! The columns of a table, told by their headings in English or Chinese.

use crate::fault::{Faults, Place, say};
use crate::field::{excerpt, nearest};
use crate::table::Row;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Id,
    Question,
    Answer,
    Variants,
    Tags,
    Team,
    Handoff,
    FollowUps,
}

/// The headings of each column, folded as [`fold`] does; the first is our own word for it.
const HEADINGS: [(Column, &str); 8] = [
    (Column::Id, "id|key|编号|序号"),
    (Column::Question, "question|questions|q|问题|标准问题|标准问|问"),
    (Column::Answer, "answer|answers|a|reply|response|答案|标准答案|回答|回复|答"),
    (
        Column::Variants,
        "variants|variant|wordings|wording|otherwordings|alternatives|alternativequestions|synonyms|similarquestions\
         |其他问法|其它问法|相似问法|相似问题|相似问|扩展问|同义问法|同义问",
    ),
    (Column::Tags, "tags|tag|category|categories|topic|topics|标签|分类|类别|类目"),
    (Column::Team, "team|department|group|团队|部门|小组|技能组"),
    (Column::Handoff, "handoff|转人工|人工|是否转人工"),
    (Column::FollowUps, "followups|followup|related|relatedquestions|相关问题|后续问题|关联问题"),
];

impl Column {
    /// The key in our format.
    pub fn key(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Variants => "variants",
            Self::Tags => "tags",
            Self::Team => "team",
            Self::Handoff => "handoff",
            Self::FollowUps => "follow_ups",
        }
    }

    /// Whether a key of our format holds a list.
    pub fn holds_several(key: &str) -> bool {
        matches!(key, "variants" | "tags" | "follow_ups")
    }

    /// The values of a cell, none of them empty.
    pub fn split(self, cell: &str) -> impl Iterator<Item = String> {
        let marks: &[char] = match self {
            Self::Variants => &['|', '｜', '\n'],
            Self::Tags | Self::FollowUps => &['|', '｜', '\n', ',', ';', '，', '；', '、'],
            _ => &[],
        };
        let parts = cell.split(marks).map(str::trim).filter(|part| !part.is_empty());
        parts
            .filter_map(move |part| if self == Self::Handoff { handoff(part) } else { Some(part.to_owned()) })
    }
}

/// What a handoff cell means; none for a plain no.
fn handoff(cell: &str) -> Option<String> {
    let word = cell.to_ascii_lowercase();
    let meaning = match word.as_str() {
        "no" | "never" | "0" | "false" | "否" | "不" | "无" => return None,
        "yes" | "1" | "true" | "是" | "总是" | "始终" | "必须" => "always",
        "提供" | "可选" | "询问" => "offer",
        _ => &word,
    };
    Some(meaning.to_owned())
}

/// How many cells are headings.
pub(crate) fn known(cells: &[String]) -> usize {
    cells.iter().filter(|cell| column(cell).is_some()).count()
}

/// What the columns hold, and whether the first row names them; if not, they are question and answer.
pub(crate) fn columns(first: &Row, faults: &mut Faults) -> (Vec<Option<Column>>, bool) {
    let place = Place { line: (first.line > 0).then_some(first.line), ..Place::default() };
    let names = "name the columns question, answer (问题, 答案)";
    if first.cells.is_empty() {
        faults.error(
            place,
            &"the table is empty",
            &"write a first row that names the columns question and answer",
        );
        return (Vec::new(), true);
    }
    if known(&first.cells) == 0 {
        let problem = "no heading is known, so the first columns are read as question and answer";
        faults.error(place, &problem, &say!("add a first row: {names}"));
        return (vec![Some(Column::Question), Some(Column::Answer)], false);
    }
    let columns: Vec<Option<Column>> = first.cells.iter().map(|cell| column(cell)).collect();
    for (cell, _) in
        first.cells.iter().zip(&columns).filter(|(cell, column)| column.is_none() && !cell.is_empty())
    {
        let near = nearest(cell, &HEADINGS.map(|(column, _)| column.key()));
        let mend = near.map_or(say!("rename it or leave it"), |near| say!("write `{near}` if that is meant"));
        faults.warning(place, &say!("heading `{}` is unknown and its column not read", excerpt(cell)), &mend);
    }
    for wanted in [Column::Question, Column::Answer] {
        if !columns.contains(&Some(wanted)) {
            faults.error(place, &say!("no column is named `{}`", wanted.key()), &names);
        }
    }
    (columns, true)
}

fn column(heading: &str) -> Option<Column> {
    let folded = fold(heading);
    let asks = folded.is_empty() || heading.contains(['?', '？']);
    let found = HEADINGS.iter().find(|(_, names)| !asks && names.split('|').any(|name| name == folded));
    found.map(|(column, _)| *column)
}

/// A heading without what people add to it: case, spaces, dashes, a number, a remark in brackets.
fn fold(heading: &str) -> String {
    let words = heading.split(['(', '（']).next().unwrap_or_default();
    let kept = |c: &char| c.is_ascii_alphabetic() || !c.is_ascii();
    words
        .chars()
        .filter(kept)
        .filter(|c| !matches!(c, '\u{3000}' | '\u{a0}' | '＊' | '：'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_both_languages() {
        let check =
            |heading: &str, expected: Option<Column>| assert_eq!(column(heading), expected, "{heading}");
        check("Question", Some(Column::Question));
        check("Question*", Some(Column::Question));
        check("问题（必填）", Some(Column::Question));
        check("Other wordings", Some(Column::Variants));
        check("variant 12", Some(Column::Variants));
        check("其他问法2", Some(Column::Variants));
        check("Follow-ups", Some(Column::FollowUps));
        check("FOLLOW_UPS", Some(Column::FollowUps));
        check("团队", Some(Column::Team));
        check("ID", Some(Column::Id));
        check("price", None);
        check("", None);
        check("2", None);
    }
}
