//! The order of the inbox: whose answer is overdue comes first, then who waits, then who is answered, then what rests.

use protocol::{ConversationSummary, Status};

/// Puts what the desk listed in order: the desk has the urgent and the upset before the calm, and then the longest wait, which
/// is kept; what has become overdue since goes before. Gives the time when the next does, Unix milliseconds.
pub fn put_in_order(rows: &mut Vec<ConversationSummary>, now_ms: i64) -> Option<i64> {
    let is_late = |row: &ConversationSummary| row.due_at.is_some_and(|due_at| due_at <= now_ms);
    let rank = |row: &ConversationSummary| match row.status {
        Status::Watched | Status::Returned | Status::Resolved | Status::Expired => 5,
        _ if row.snoozed_until.is_some() => 4,
        Status::Requested => {
            if is_late(row) {
                0
            } else {
                2
            }
        }
        Status::Assigned => {
            if is_late(row) {
                1
            } else {
                3
            }
        }
    };
    let mut unplaced: Vec<Option<ConversationSummary>> = std::mem::take(rows).into_iter().map(Some).collect();
    // A pass for each rank keeps the order within it, and is less code to download than a sort.
    for now in 0..RANKS {
        let here = unplaced.iter_mut().filter(|row| row.as_ref().is_some_and(|row| rank(row) == now));
        rows.extend(here.filter_map(Option::take));
    }
    rows.iter().filter_map(|row| row.due_at).filter(|due_at| *due_at > now_ms).min()
}

/// So many groups; within each the desk's order holds.
const RANKS: u8 = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tab::tests::summary;

    #[test]
    fn the_overdue_come_first_and_the_desks_order_holds_else() {
        let listed = [
            ("urgent", Status::Requested, None),
            ("due", Status::Requested, Some(50)),
            ("late", Status::Requested, Some(10)),
            ("had", Status::Assigned, None),
            ("had-late", Status::Assigned, Some(5)),
            ("watched", Status::Watched, None),
        ];
        let mut rows: Vec<ConversationSummary> = listed
            .into_iter()
            .map(|(id, status, due_at)| ConversationSummary { due_at, ..summary(id, status, None) })
            .collect();
        let ids =
            |rows: &[ConversationSummary]| -> Vec<String> { rows.iter().map(|row| row.id.clone()).collect() };
        assert_eq!(put_in_order(&mut rows, 10), Some(50));
        assert_eq!(ids(&rows), ["late", "had-late", "urgent", "due", "had", "watched"]);
        assert_eq!(put_in_order(&mut rows, 50), None);
        assert_eq!(ids(&rows), ["late", "due", "had-late", "urgent", "had", "watched"]);
    }
}
