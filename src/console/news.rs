//! What a live link tells of the open conversation, put to what the console has of it.

use protocol::{ConversationDetail, News, Status};

use crate::notes::merge_notes;

/// The conversation with what is new in it. None where it has to be fetched whole: numbers are missing in between, or
/// the visitor asked for a person again, with another request.
pub fn with_news(detail: &ConversationDetail, news: &News) -> Option<ConversationDetail> {
    let last = last_seq(detail);
    let mut events = news.events.iter().filter(|event| event.seq > last).cloned().peekable();
    if events.peek().is_some_and(|first| first.seq != last + 1) {
        return None;
    }
    let mut whole = detail.clone();
    whole.events.extend(events);
    let is_request = |status: Option<Status>| status == Some(Status::Requested);
    let asked_again = whole.events.iter().any(|event| event.seq > last && is_request(event.status));
    whole.summary = news.summary.clone();
    whole.contact = news.contact.clone();
    merge_notes(&mut whole.notes, &news.notes);
    (!asked_again).then_some(whole)
}

/// The number of the latest event that is here; 0 before the first.
pub fn last_seq(detail: &ConversationDetail) -> u64 {
    detail.events.last().map_or(0, |event| event.seq)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tab::tests::summary;
    use crate::transcript::tests::{detail, event};

    fn check(known: &[u64], told: &[(u64, Option<Status>)], expected: Option<&[u64]>) {
        let known = detail(vec![], known.iter().map(|seq| event(*seq, None, None)).collect());
        let mut row = summary("c", Status::Assigned, Some("me"));
        row.visitor_read = 7;
        let events = told.iter().map(|(seq, status)| event(*seq, None, *status)).collect();
        let whole = with_news(&known, &News { summary: row, events, contact: None, notes: Vec::new() });
        let seqs: Option<Vec<u64>> =
            whole.as_ref().map(|whole| whole.events.iter().map(|event| event.seq).collect());
        assert_eq!(seqs.as_deref(), expected, "{told:?}");
        assert!(whole.is_none_or(|whole| whole.summary.visitor_read == 7));
    }

    #[test]
    fn what_is_new_is_added_once_and_in_order() {
        check(&[], &[(1, None), (2, None)], Some(&[1, 2]));
        check(&[1, 2], &[(2, None), (3, Some(Status::Resolved))], Some(&[1, 2, 3]));
        check(&[1, 2], &[], Some(&[1, 2]));
        check(&[1, 2], &[(1, Some(Status::Requested))], Some(&[1, 2]));
    }

    #[test]
    fn a_gap_or_another_request_takes_the_whole() {
        check(&[1, 2], &[(4, None)], None);
        check(&[1, 2], &[(3, None), (4, Some(Status::Requested))], None);
    }
}
