//! Cases: utterances and what the engine must make of them, as data.

use crate::pack::shipped;
use crate::{
    Decision, Dialogue, Engine, Entry, EntryHandoff, HandoffReason, Happening, Options, Outcome, Phrases,
    SmallTalk, Thumb,
};

fn entry(id: &str, wordings: &[&str], answer: &str, handoff: Option<EntryHandoff>) -> Entry {
    let wordings = wordings.iter().map(|wording| (*wording).to_owned()).collect();
    Entry { id: id.to_owned(), wordings, answer: answer.to_owned(), team: None, handoff }
}

/// A little shop in two languages.
fn shop() -> Engine {
    let entries = vec![
        entry(
            "returns",
            &["How do I return an item?", "send it back", "I want to return my order", "return policy"],
            "Within 30 days, with the label from your account.",
            None,
        ),
        entry(
            "delivery-time",
            &["How long does delivery take?", "when will my parcel arrive", "shipping time", "delivery days"],
            "Two to four working days.",
            None,
        ),
        entry(
            "delivery-cost",
            &["What does delivery cost?", "is shipping free", "postage price", "delivery charge"],
            "Free from 50 euros.",
            None,
        ),
        entry(
            "double",
            &["I was charged twice", "you took the money two times", "double payment on my card"],
            "We look into it at once.",
            Some(EntryHandoff::Always),
        ),
        entry(
            "damaged",
            &["My item arrived damaged", "the lamp is broken", "parcel came in pieces"],
            "Send us a photo.",
            Some(EntryHandoff::Offer),
        ),
        entry(
            "退款",
            &["多久能收到退款？", "退款什么时候到账", "钱什么时候退给我", "退款要几天"],
            "一到三天原路退回。",
            None,
        ),
        entry(
            "改地址",
            &["怎么修改收货地址？", "地址写错了想改", "换个收货地址"],
            "发货前可以在订单里改。",
            None,
        ),
        entry("发票", &["怎么开发票？", "能开电子发票吗", "发票抬头怎么填"], "在订单详情里申请。", None),
    ];
    Engine::new(entries, shipped(), Options::default()).fitted()
}

fn ask(engine: &Engine, text: &str) -> Outcome {
    engine.decide(&mut Dialogue::default(), text)
}

fn word(engine: &Engine, outcome: &Outcome) -> String {
    match &outcome.decision {
        Decision::Answer { entry, offer } => {
            format!("{}{}", engine.entries()[*entry].id, if *offer { " + offer" } else { "" })
        }
        Decision::Clarify { .. } => "clarify".to_owned(),
        Decision::SmallTalk(_) => "small talk".to_owned(),
        Decision::Silence => "silence".to_owned(),
        Decision::Offer { reason } => format!("offer {}", reason.as_str()),
        Decision::Handoff { reason, soothing } => {
            format!("handoff {}{}", reason.as_str(), if *soothing { ", soothing" } else { "" })
        }
    }
}

/// The decision on each turn of one dialogue.
fn check(turns: &[(&str, &str)]) {
    let engine = shop();
    let mut dialogue = Dialogue::default();
    for (text, expected) in turns {
        let outcome = engine.decide(&mut dialogue, text);
        assert_eq!(word(&engine, &outcome), *expected, "{text:?} in {turns:?}: {outcome:#?}");
    }
}

#[test]
fn questions_find_their_entry() {
    let cases = [
        ("how can i return an item", "returns"),
        ("I'd like to retrun my order", "returns"),
        ("how long does the delivrey take?", "delivery-time"),
        ("what does delivery cost", "delivery-cost"),
        ("my item has arrived damaged!", "damaged + offer"),
        ("i was charged twice", "handoff entry"),
        ("退款多久到账", "退款"),
        ("退款什麼時候到賬", "退款"),
        ("怎么改收货地址", "改地址"),
        ("怎样开发票", "发票"),
        ("怎么开法票", "发票"),
        ("zenme kai fapiao", "发票"),
        ("tuikuan shenme shihou daozhang", "退款"),
    ];
    for (text, expected) in cases {
        check(&[(text, expected)]);
    }
}

#[test]
fn what_is_asked_in_anger_is_about_what_is_asked() {
    let engine = shop();
    let ranked = |text: &str| ask(&engine, text).ranking.matches;
    for (angry, asked) in [
        ("this is ridiculous! how can i return an item", "how can i return an item"),
        ("气死我了，怎么改收货地址", "怎么改收货地址"),
    ] {
        assert_eq!(ranked(angry), ranked(asked), "{angry}");
        assert!(ask(&engine, angry).mood.anger > 0.5, "{angry}");
    }
}

#[test]
fn what_the_base_does_not_cover_is_not_answered() {
    let engine = shop();
    let cases = [
        "what is the capital of france",
        "can you recommend a good film",
        "how tall is mount everest",
        "今天天气怎么样",
        "附近有什么好吃的",
        "asdf qwer zxcv",
        "возврат товара",
        "注文を返品したい",
        "😀😀😀",
        "",
        "?",
    ];
    for text in cases {
        let outcome = ask(&engine, text);
        assert!(!matches!(outcome.decision, Decision::Answer { .. }), "{text}: {outcome:#?}");
        assert!(
            outcome.ranking.matches.first().is_some_and(|best| !engine.answers(best.confidence)),
            "{text}"
        );
    }
}

#[test]
fn a_wish_for_a_person_is_heard_at_once() {
    let wishes = [
        "Can I speak to a human please?",
        "can i tlak to a humna",
        "agent",
        "get me a real person",
        "I'd like to talk to someone about my order",
        "put me through to your manager",
        "I don't want to talk to a bot",
        "is there anyone there",
        "转人工",
        "轉人工",
        "转仁工",
        "我要找真人客服",
        "叫你们经理来",
        "能不能来个人啊",
        "zhuan ren gong",
        "zhuanrengong",
    ];
    let calm = [
        "Is there a human-readable invoice?",
        "Do I need to talk to an agent to cancel?",
        "what is your phone number",
        "does a person have to sign for it",
        "do your agents speak German",
        "人工费包含在安装费里面吗",
        "客服电话是多少",
        "人工智能是什么",
        "不用转人工",
        "安装要人工吗",
        "I am not a robot",
    ];
    let engine = shop();
    for (texts, expected) in [(&wishes[..], true), (&calm[..], false)] {
        for text in texts {
            let outcome = ask(&engine, text);
            assert_eq!(outcome.wants_person, expected, "{text}");
            let handed = matches!(outcome.decision, Decision::Handoff { reason: HandoffReason::Asked, .. });
            assert_eq!(handed, expected, "{text}");
        }
    }
}

#[test]
fn mood_is_read_from_the_visitor_and_not_from_what_is_quoted() {
    let upset = [
        "I already told you my order number.",
        "whatever. never mind.",
        "this is the worst service ever",
        "Thanks for nothing.",
        "you are not listening",
        "又是这句话。",
        "算了，不问了",
        "怎么办怎么办，转错账了还能追回来吗！！",
        "真棒，又是自动回复",
        "说了多少遍了",
        "等了三天了还没人回我",
    ];
    let calm = [
        "DO YOU SHIP TO ALASKA? sorry caps lock",
        "I'm not angry at all, just curious",
        "how do i complain about an order",
        "my customer was very angry, what can I do",
        "this lamp is damn good",
        "do ducks sleep",
        "这个颜色好看死了",
        "我的顾客留言说“太差了要投诉”，我该怎么回复他？",
        "怎么投诉快递",
        "不急，慢慢来",
        "妈妈的礼物怎么包装",
    ];
    let engine = shop();
    for (texts, expected) in [(&upset[..], true), (&calm[..], false)] {
        for text in texts {
            let outcome = ask(&engine, text);
            assert_eq!(outcome.mood.strongest() >= 0.5, expected, "{text}: {:?}", outcome.mood);
            assert_eq!(
                matches!(outcome.decision, Decision::Handoff { soothing: true, .. }),
                expected,
                "{text}"
            );
            assert!(!expected || outcome.mood.reasons.iter().any(|reason| !reason.span.is_empty()), "{text}");
        }
    }
}

#[test]
fn what_is_typed_by_an_upset_visitor_calls_for_a_person() {
    let engine = shop();
    for typed in [
        "how do I return this useless piece of crap",
        "where is my parcel, I want a human",
        "转人工，怎么退货",
    ] {
        assert!(engine.calls_for_person(typed), "{typed}");
    }
    for typed in ["how do I return an item", "where is my parc", "怎么退货", ""] {
        assert!(!engine.calls_for_person(typed), "{typed}");
    }
}

#[test]
fn small_talk_is_no_miss() {
    let cases = [
        ("hi there!", SmallTalk::Greeting),
        ("你好呀", SmallTalk::Greeting),
        ("thank you so much", SmallTalk::Thanks),
        ("好的谢谢", SmallTalk::Thanks),
        ("bye", SmallTalk::Goodbye),
        ("拜拜", SmallTalk::Goodbye),
        ("are you a robot?", SmallTalk::WhoAreYou),
        ("你是机器人吗", SmallTalk::WhoAreYou),
        ("你是真人还是机器人", SmallTalk::WhoAreYou),
        ("ok", SmallTalk::Acknowledgement),
        ("嗯嗯", SmallTalk::Acknowledgement),
    ];
    let engine = shop();
    for (text, expected) in cases {
        assert_eq!(ask(&engine, text).decision, Decision::SmallTalk(expected), "{text}");
    }
    check(&[
        ("hello", "small talk"),
        ("ok", "small talk"),
        ("how tall is mount everest", "offer low_confidence"),
    ]);
}

#[test]
fn a_second_miss_in_a_row_offers_a_person() {
    check(&[
        ("how tall is mount everest", "offer low_confidence"),
        ("what is the capital of france", "offer repeated_miss"),
    ]);
    check(&[
        ("how tall is mount everest", "offer low_confidence"),
        ("how can i return an item", "returns"),
        ("what is the capital of france", "offer low_confidence"),
    ]);
    check(&[("how tall is mount everest", "offer low_confidence"), ("yes please", "handoff asked")]);
    check(&[("delivery", "clarify"), ("no", "offer repeated_miss")]);
}

#[test]
fn a_person_who_gives_back_leaves_a_fresh_count() {
    let engine = shop();
    let mut dialogue = Dialogue::default();
    engine.decide(&mut dialogue, "how tall is mount everest");
    dialogue.agent_said("Hello, Ada here.");
    for text in ["it is about everest", "the mountain, you know"] {
        let outcome = engine.decide(&mut dialogue, text);
        assert!(
            !matches!(outcome.decision, Decision::Offer { reason: HandoffReason::RepeatedMiss }),
            "{text}"
        );
    }
    dialogue.happened(Happening::GivenBack);
    assert_eq!(dialogue, Dialogue::default());
}

#[test]
fn while_the_visitor_waits_calm_questions_are_answered_and_nothing_else_is_said() {
    let engine = shop();
    let mut dialogue = Dialogue::default();
    dialogue.happened(Happening::PassedOn);
    for (text, expected) in [
        ("how can i return an item", "returns"),
        ("hello?", "silence"),
        ("how tall is mount everest", "silence"),
        ("i was charged twice", "silence"),
        ("this is the worst service ever, how do i return an item", "silence"),
        ("agent", "silence"),
    ] {
        let outcome = engine.decide(&mut dialogue, text);
        assert_eq!(word(&engine, &outcome), expected, "{text}");
        assert_eq!(outcome.shown.is_empty(), expected == "silence", "{text}");
    }
    dialogue.happened(Happening::Taken);
    assert_eq!(engine.decide(&mut dialogue, "how can i return an item").decision, Decision::Silence);
}

#[test]
fn threats_and_what_cannot_wait_go_to_a_person_with_their_reason() {
    check(&[("refund me or I go to the ombudsman", "handoff threat, soothing")]);
    check(&[("再不退款我就打12315投诉", "handoff threat, soothing")]);
    check(&[("help!! someone hacked my account, what do i do", "handoff urgent, soothing")]);
    check(&[("怎么办，我把钱转错账户了，求帮忙", "handoff urgent, soothing")]);
    let engine = shop();
    for text in ["how do I file a complaint with the ombudsman?", "what is a chargeback?", "怎么投诉快递员"]
    {
        assert!(!ask(&engine, text).threat, "{text}");
    }
    let wished = ask(&engine, "get me a manager or I leave a one star review");
    assert!(wished.threat && wished.wants_person, "{wished:?}");
}

#[test]
fn a_glad_visitor_gets_a_warm_word_and_no_miss() {
    let engine = shop();
    let outcome = ask(&engine, "oh that worked perfectly, you are a lifesaver, thank you so much");
    assert_eq!(outcome.decision, Decision::SmallTalk(SmallTalk::Thanks), "{outcome:?}");
    assert!(outcome.mood.gladness >= 0.5, "{outcome:?}");
    check(&[("thanks, and how can i return an item", "returns")]);
}

#[test]
fn the_owner_has_a_word_on_phrases_and_clarifications() {
    let phrase = |text: &str| vec![text.to_owned()];
    // "candles" is a letter from a word that the packs know, and no slip for all that.
    let always = vec!["press enquiry".to_owned(), "candles".to_owned()];
    let phrases = Phrases { urgent: phrase("gas smell"), always, never: phrase("human hair") };
    let options = Options { phrases, clarifications: 0, ..Options::default() };
    let engine = Engine::new(shop().entries, shipped(), options).fitted();
    let word = |text: &str| word(&engine, &ask(&engine, text));
    assert_eq!(word("this is a press enquiry about your lamps"), "handoff entry");
    assert_eq!(word("do you sell candles"), "handoff entry");
    assert_eq!(word("i'm scared, there is a gas smell here, please help"), "handoff urgent, soothing");
    assert!(!ask(&engine, "I want human hair").wants_person);
    assert!(ask(&engine, "I want a human").wants_person);
    assert_eq!(word("delivery"), "offer low_confidence");
}

#[test]
fn a_matter_goes_to_the_team_that_its_entries_make_likely() {
    let mut entries = shop().entries;
    entries[0].team = Some("returns".to_owned());
    entries[1].team = Some("delivery".to_owned());
    entries[2].team = Some("delivery".to_owned());
    let engine = Engine::new(entries, shipped(), Options::default()).fitted();
    let team = |text: &str| engine.team(&ask(&engine, text).ranking).map(str::to_owned);
    assert_eq!(team("how can i return an item"), Some("returns".to_owned()));
    assert_eq!(team("delivery"), Some("delivery".to_owned()));
    assert_eq!(team("how tall is mount everest"), None);
}

#[test]
fn behaviour_tells_of_the_mood() {
    let engine = shop();
    let mut dialogue = Dialogue::default();
    let question = "where on earth has my blue lamp gone";
    engine.decide(&mut dialogue, question);
    dialogue.assistant_said("I did not find that.");
    let again = engine.decide(&mut dialogue, question);
    dialogue.assistant_said("I did not find that.");
    dialogue.rated(Thumb::Down);
    let refused = engine.decide(&mut dialogue, "no, that is not it, where has my blue lamp gone");
    let signs = |outcome: &Outcome| outcome.mood.reasons.iter().map(|reason| reason.sign).collect::<Vec<_>>();
    assert!(signs(&again).contains(&"repeated"), "{:?}", again.mood);
    for sign in ["rephrased", "misses", "thumb_down", "echo", "negation"] {
        assert!(signs(&refused).contains(&sign), "{sign}: {:?}", refused.mood);
    }
    assert!(matches!(
        refused.decision,
        Decision::Handoff { reason: HandoffReason::Frustration, soothing: true }
    ));
}

#[test]
fn anything_that_can_be_typed_gets_a_sound_decision() {
    let long = "退款 where is my ordre!? ".repeat(5_000);
    let odd = [
        "\u{0}\u{1}\u{7f}",
        "\u{202e}txet desrever",
        "<script>alert(1)</script>",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "a",
        "'''",
        "“",
        "\u{fffd}",
    ];
    let same = "啊".repeat(100_000);
    let engines = [shop(), Engine::new(Vec::new(), Vec::new(), Options::default())];
    for engine in &engines {
        for text in odd.iter().copied().chain([long.as_str(), same.as_str()]) {
            let outcome = ask(engine, text);
            assert!(outcome.ranking.matches.len() <= 5);
            assert!(
                outcome.ranking.matches.iter().all(|row| (0.0..=1.0).contains(&row.confidence)),
                "{text:.20}"
            );
            assert!((0.0..=1.0).contains(&outcome.mood.strongest()), "{text:.20}");
            assert_eq!(outcome, ask(engine, text), "{text:.20}");
        }
    }
}

#[test]
fn odd_bases_are_served() {
    let same = vec![entry("a", &["啊啊啊啊"], "", None); 3];
    let empty = vec![entry("a", &[], "", None), entry("b", &[""], "", None)];
    let huge = vec![entry("a", &["word ".repeat(10_000).as_str()], &"other ".repeat(10_000), None)];
    for entries in [same, empty, huge] {
        let engine = Engine::new(entries, shipped(), Options::default());
        for text in ["啊", "word", "", "something else"] {
            let outcome = ask(&engine, text);
            assert!(
                outcome.ranking.matches.iter().all(|row| (0.0..=1.0).contains(&row.confidence)),
                "{text}"
            );
        }
    }
}

#[test]
fn suggestions_complete_the_word_being_typed() {
    let engine = shop();
    let best = |typed: &str| engine.suggest(typed).matches.first().map(|best| best.entry);
    assert_eq!(best("how do i ret"), Some(0));
    assert_eq!(best("发票"), Some(7));
}

#[test]
fn an_explanation_names_its_numbers() {
    let check = |text: &str, token: &str, expected: &[&str]| {
        let explanation = shop().explain(&Dialogue::default(), text);
        let names: Vec<&str> = explanation.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, expected, "{text}");
        let ranking = &explanation.parts[4];
        assert!(ranking.parts[0].parts.iter().any(|part| part.name == token), "{ranking:#?}");
        let shares: f64 = ranking.parts[1].parts.iter().map(|channel| channel.value).sum();
        assert!((shares - 1.0).abs() < 1e-5, "{ranking:#?}");
    };
    let one = [
        "wants a person",
        "mood",
        "least confidence to answer",
        "least confidence to ask which",
        "confidence",
        "decided on",
    ];
    check("I'd like to retrun my order", "return", &one);
    let mut several = one.to_vec();
    several.insert(5, "one matter after the other");
    check("how do I return an item? and 怎么开发票", "票", &several);
}

#[test]
fn matching_can_be_switched_off() {
    let engine = Engine::new(shop().entries, shipped(), Options { matching: false, ..Options::default() });
    let outcome = ask(&engine, "how can i return an item");
    assert_eq!(outcome.decision, Decision::SmallTalk(SmallTalk::Acknowledgement));
    assert!(outcome.ranking.matches.is_empty());
    assert!(ask(&engine, "agent").wants_person);
}
