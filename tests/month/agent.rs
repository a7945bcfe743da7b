//! An agent's answer: what the handbook says, in the agent's own voice, with what is of one visitor now and then.

use super::shop::Shop;
use crate::Chance;

/// Who answers; the desk knows their names.
pub const NAMES: [&str; 6] = ["Mei Tanaka", "Tom Berg", "Aylin Kaya", "陈晓", "林悦", "周航"];

/// Visitors whom agents call by name; nobody tells the desk.
const VISITORS: [&str; 6] = ["Anna", "Mr Keller", "Sophie", "Daniel", "Priya", "Mrs Brown"];
const VISITORS_ZH: [&str; 5] = ["王女士", "李先生", "张小姐", "刘先生", "赵女士"];

const HELLO: [&str; 4] = ["Hi {v}, thanks for writing!", "Hello {v}!", "Good morning {v},", "Hi there!"];
const HELLO_ZH: [&str; 4] = ["{v}您好！", "您好，感谢您的咨询。", "亲，您好！", "{v}，下午好！"];

const OWN: [&str; 7] = [
    "I have put a note on your order for Friday.",
    "Your refund of 24.90 euros went out on 3 November.",
    "I'll call you tomorrow before noon to be sure.",
    "My colleague Petra will send you the form today.",
    "Because of the wait I have taken 10% off.",
    "Order 4482913 is on its way to you.",
    "",
];
const OWN_ZH: [&str; 7] = [
    "我已经给您备注好了，周五处理。",
    "您的退款35元昨天已经退回。",
    "我明天上午给您回电话。",
    "我同事小李今天会联系您。",
    "这次给您申请了九折。",
    "您的订单20261103004521已经发出。",
    "",
];
const BYE: [&str; 4] = ["Kind regards, {a}", "Best wishes, {a}", "Have a lovely day!", ""];
const BYE_ZH: [&str; 4] = ["祝您生活愉快！", "有其他问题随时找我。", "客服{a}", ""];
const EXCEPTION: &str = "Normally we don't, but as an exception we take it back after the thirty days, and the postage is on us this once.";
const EXCEPTION_ZH: &str = "按规定是不可以的，这次破例给您办理，运费也由我们出，仅此一次。";
const ELSEWHERE: &str =
    "That is nothing that our shop can help with; we sell furniture, lamps and textiles only.";
const ELSEWHERE_ZH: &str = "这个不在我们的服务范围内，我们只卖家具、灯具和家纺。";

/// Who answers, and what; of what the shop knows nothing about, that it doesn't.
pub(super) fn answer(
    shop: &Shop,
    meant: Option<&str>,
    exception: bool,
    chance: &mut Chance,
) -> (&'static str, String) {
    let is_english = shop.language == "en";
    let agent = NAMES[chance.below(3) + if is_english { 0 } else { 3 }];
    let entry = meant.and_then(|id| shop.whole.entries.iter().find(|entry| entry.id == id));
    let body = match entry {
        _ if exception => if is_english { EXCEPTION } else { EXCEPTION_ZH }.to_owned(),
        Some(entry) => entry.text.answer.clone(),
        None => if is_english { ELSEWHERE } else { ELSEWHERE_ZH }.to_owned(),
    };
    let (hello, own, bye, visitors) = match is_english {
        true => (&HELLO, &OWN, &BYE, &VISITORS[..]),
        false => (&HELLO_ZH, &OWN_ZH, &BYE_ZH, &VISITORS_ZH[..]),
    };
    let visitor = visitors[chance.below(visitors.len())];
    let fill = |text: &str| text.replace("{v}", visitor).replace("{a}", agent);
    let parts = [
        fill(hello[chance.below(hello.len())]),
        body,
        fill(own[chance.below(own.len())]),
        fill(bye[chance.below(bye.len())]),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (agent, parts.join("\n\n"))
}
