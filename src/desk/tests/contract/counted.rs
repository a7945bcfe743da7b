//! Samples of what visits tell, and of what leads and owners see of it.

use protocol::*;

use crate::samples::{Sample, sample};

/// One of everything.
pub fn counted() -> Vec<Sample> {
    [
        each!(QuestionEnd: Unanswered RatedDown Clarified LowConfidence RatedUp Sampled),
        of!(Digest: "whole" = digest(), "least" = Digest {
            version: VERSION, visit: visit(), number: 1, ..Digest::default()
        }),
        of!(EntryCounts: "whole" = entry(), "shown" = EntryCounts {
            entry: "delivery".to_owned(), answered: 1, ..EntryCounts::default()
        }),
        of!(ConfidenceBands: "bands" = bands()),
        of!(Moods: "moods" = moods()),
        of!(ReasonCount: "asked" = reason_count()),
        of!(DigestQuestion: "answered" = question(), "unanswered" = DigestQuestion {
            language: None, end: QuestionEnd::Unanswered, entry: None, confidence: None, ..question()
        }),
        of!(Insights: "whole" = insights(), "nothing" = Insights { days: 7, ..Insights::default() }),
        of!(InsightSite: "on" = site(), "off" = InsightSite { on: false, ..site() }),
        of!(VisitCounts: "counts" = visits()),
        of!(PeopleCounts: "counts" = people()),
        of!(Spread: "measured" = spread(), "nothing" = Spread::default()),
        of!(SavedTime: "hours" = saved(), "unknown" = SavedTime {
            handling_ms: None, confirmed_hours: None, presumed_hours: None, ..saved()
        }),
        of!(InsightDay: "day" = day()),
        of!(InsightHour: "hour" = hour()),
        of!(InsightRow: "entry" = row(), "page" = InsightRow { name: "/cart".to_owned(), title: None, ..row() }),
        of!(InsightReason: "asked" = reason()),
        of!(InsightQuestions: "page" = InsightQuestions { questions: vec![asked()], more: Some(asked().id) },
            "none" = InsightQuestions::default()),
        of!(InsightTopics: "some" = InsightTopics { topics: vec![topic()], loners: 3, questions: 10 },
            "none" = InsightTopics::default()),
        of!(InsightTopic: "rising" = topic(), "to be answered" = InsightTopic {
            suggestion: Some("s0123456789".to_owned()), ..topic()
        }),
        of!(InsightQuestion: "answered" = asked(), "unanswered" = InsightQuestion {
            end: QuestionEnd::Unanswered, entry: None, confidence: None, ..asked()
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn visit() -> String {
    "visit-of-somebody-00000".to_owned()
}

fn digest() -> Digest {
    Digest {
        version: VERSION,
        visit: visit(),
        number: 2,
        language: "en".to_owned(),
        page: "/cart".to_owned(),
        asked: 3,
        unanswered: 1,
        clarified: 1,
        entries: vec![entry()],
        confidence: bands(),
        moods: moods(),
        handoffs: vec![reason_count()],
        questions: vec![question()],
    }
}

fn entry() -> EntryCounts {
    EntryCounts { entry: "delivery".to_owned(), answered: 2, up: 1, down: 1, settled: 1 }
}

fn bands() -> ConfidenceBands {
    ConfidenceBands { below_50: 1, below_80: 0, below_95: 1, from_95: 1 }
}

fn moods() -> Moods {
    Moods { angry: 0, anxious: 1, dejected: 0, calm: 2, glad: 0 }
}

fn reason_count() -> ReasonCount {
    ReasonCount { reason: HandoffReason::Asked, count: 1 }
}

fn question() -> DigestQuestion {
    DigestQuestion {
        text: "where is order [number]".to_owned(),
        language: Some("en".to_owned()),
        end: QuestionEnd::LowConfidence,
        entry: Some("delivery".to_owned()),
        confidence: Some(0.75),
    }
}

fn insights() -> Insights {
    Insights {
        days: 7,
        language: Some("en".to_owned()),
        sites: vec![site()],
        visits: visits(),
        visits_before: VisitCounts { open: 0, ..visits() },
        people: people(),
        people_before: people(),
        saved: saved(),
        daily: vec![day()],
        hours: vec![hour()],
        sample: true,
        entries: vec![row()],
        pages: vec![InsightRow { name: "/cart".to_owned(), title: None, ..row() }],
        languages: vec![InsightRow { name: "en".to_owned(), title: None, ..row() }],
        reasons: vec![reason()],
    }
}

fn site() -> InsightSite {
    InsightSite {
        id: "default".to_owned(),
        name: "The shop".to_owned(),
        on: true,
        from: "2026-11-20".to_owned(),
        until: "2026-11-26".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        elapsed_days: 6.5,
    }
}

fn visits() -> VisitCounts {
    VisitCounts {
        visits: 20,
        confirmed: 4,
        presumed: 8,
        handed_over: 2,
        open: 3,
        asked: 31,
        unanswered: 3,
        clarified: 2,
        answered: 28,
        up: 5,
        down: 1,
        confidence: bands(),
        moods: moods(),
    }
}

fn people() -> PeopleCounts {
    PeopleCounts {
        requests: 5,
        resolved: 2,
        returned: 1,
        expired: 1,
        open: 1,
        first_response: spread(),
        wait: spread(),
        handling: spread(),
        scores: vec![0, 0, 0, 1, 1],
        moods: moods(),
    }
}

fn spread() -> Spread {
    Spread { count: 4, median_ms: Some(38_000), p90_ms: Some(120_000) }
}

fn saved() -> SavedTime {
    SavedTime {
        handling_ms: Some(360_000),
        confirmed_hours: Some(0.5),
        presumed_hours: Some(0.75),
        formula: "hours = visits × median".to_owned(),
    }
}

fn day() -> InsightDay {
    InsightDay {
        date: "2026-11-26".to_owned(),
        visits: 5,
        confirmed: 1,
        presumed: 2,
        handed_over: 1,
        asked: 7,
        unanswered: 1,
        up: 1,
        down: 0,
    }
}

fn hour() -> InsightHour {
    InsightHour { weekday: 3, hour: 14, asked: 6, requests: 1 }
}

fn row() -> InsightRow {
    InsightRow {
        site: "default".to_owned(),
        name: "delivery".to_owned(),
        title: Some("When will it come?".to_owned()),
        count: 12,
        before: 9,
        up: 2,
        down: 1,
        confirmed: 2,
        presumed: 5,
        handed_over: 1,
    }
}

fn reason() -> InsightReason {
    InsightReason {
        reason: HandoffReason::Asked,
        requests: 5,
        before: 4,
        resolved: 2,
        returned: 1,
        expired: 1,
        open: 1,
        told: 3,
    }
}

fn asked() -> InsightQuestion {
    InsightQuestion {
        id: 347_892_350_977,
        site: "default".to_owned(),
        date: "2026-11-26".to_owned(),
        text: question().text,
        language: "en".to_owned(),
        end: QuestionEnd::LowConfidence,
        entry: Some("delivery".to_owned()),
        confidence: Some(0.75),
    }
}

fn topic() -> InsightTopic {
    InsightTopic {
        id: "t0123456789".to_owned(),
        name: "parcel locker".to_owned(),
        count: 7,
        before: 2,
        trend: vec![0, 0, 1, 0, 2, 1, 3],
        examples: vec!["deliver to a parcel locker".to_owned(), "能放丰巢吗".to_owned()],
        suggestion: None,
    }
}
