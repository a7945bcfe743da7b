//! What a Chinese sentence says of one person, or does or promises for one.

/// What is done or promised for one person.
const ONCE: [&str; 66] = [
    "帮您",
    "帮你",
    "替您",
    "给您申请",
    "给您补",
    "给您安排",
    "给您登记",
    "给您退",
    "给您发",
    "给您寄",
    "给您留",
    "给您查",
    "给您转",
    "给您催",
    "给您换",
    "给您加",
    "给您打",
    "给您开",
    "给您改",
    "给您处理",
    "给您取消",
    "给你",
    "为您申请",
    "为您安排",
    "为您办理",
    "为您登记",
    "为您处理",
    "为您查",
    "已为您",
    "已经为您",
    "已给您",
    "已经给您",
    "您这单",
    "您这边",
    "您这笔",
    "您这个",
    "您那单",
    "您那个",
    "您说的",
    "您反馈",
    "您提供的",
    "您发的",
    "特批",
    "破例",
    "例外",
    "特殊处理",
    "特意",
    "仅此一次",
    "这一次",
    "这次",
    "下不为例",
    "专门给您",
    "额外",
    "补偿您",
    "赔您",
    "退您",
    "寄您",
    "跟进",
    "我方已",
    "核实了",
    "查到了",
    "尽快给您",
    "尽快联系您",
    "尽快为您",
    "请您稍等",
    "请稍等",
];

/// Things of one visitor's.
const THINGS: [&str; 14] =
    ["订单", "包裹", "退款", "快递", "货", "件", "钱", "款", "发票", "申请", "地址", "沙发", "灯", "商品"];

/// What one of them has come to.
const STATES: [&str; 13] =
    ["已", "会在", "正在", "目前", "现在", "还在", "刚", "预计", "将", "是在", "到了", "显示", "被"];

/// Most characters between "您的订单" and what has become of it.
const BETWEEN: usize = 4;

/// Whether a sentence is of one person.
pub(super) fn is_personal(text: &str) -> bool {
    ONCE.iter().any(|phrase| text.contains(phrase)) || has_agent(text) || has_thing(text)
}

/// 我, but not 我们, 自我 or the page 我的.
fn has_agent(text: &str) -> bool {
    text.match_indices('我').any(|(at, found)| {
        let rest = &text[at + found.len()..];
        let is_page = rest.strip_prefix('的').is_some_and(|rest| {
            rest.trim_start_matches(['”', '"', '」', ' ', '页'])
                .starts_with(['→', '>', '-', '—', '里', '点', '面', '订', '优', '售', '收'])
        });
        !rest.starts_with('们') && !text[..at].ends_with('自') && !is_page
    })
}

/// 您的订单已…
fn has_thing(text: &str) -> bool {
    ["您的", "你的"].iter().any(|your| {
        text.match_indices(your).any(|(at, found)| {
            let rest = &text[at + found.len()..];
            let thing = THINGS.iter().find(|thing| rest.starts_with(**thing));
            thing.is_some_and(|thing| {
                let tail: String = rest[thing.len()..].chars().take(BETWEEN).collect();
                STATES.iter().any(|state| tail.contains(state))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_of_one_person_is_told_from_what_holds_for_all() {
        let check = |text: &str, expected: bool| assert_eq!(is_personal(text), expected, "{text}");
        for text in ["我已经催过仓库", "帮您改好了", "您的包裹已经到杭州", "这次破例免运费", "已为您登记"]
        {
            check(text, true);
        }
        for text in [
            "我们五个工作日内退款",
            "在我的→订单详情里修改",
            "您的订单可以自己取消",
            "签收后七天内可以退",
            "refund",
        ] {
            check(text, false);
        }
    }
}
