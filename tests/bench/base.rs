//! A large base and questions to it, made from a seed: the same on every machine.

use serde_json::{Value, json};

use tests::Chance;

/// Entries of the base.
const ENTRIES: usize = 1_000;
/// Variants of an entry, beside its question.
const VARIANTS: usize = 5;
/// Questions asked.
const QUESTIONS: usize = 1_000;

/// In which language the base is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Words and spaces.
    English,
    /// Characters.
    Chinese,
}

/// A base with questions to it.
pub struct Base {
    /// Its language.
    pub language: Language,
    /// The knowledge base as its file says it.
    pub json: Value,
    /// What is asked, half of it with a slip.
    pub questions: Vec<String>,
}

const STARTS: [[&str; 8]; 2] = [
    [
        "how do i",
        "can i",
        "where do i",
        "i want to",
        "please help me",
        "is it possible to",
        "when can i",
        "why can't i",
    ],
    ["怎么", "能不能", "在哪里", "我想", "请问如何", "可以", "什么时候能", "为什么不能"],
];
const ACTS: [[&str; 20]; 2] = [
    [
        "return", "exchange", "cancel", "change", "track", "order", "repair", "assemble", "clean", "measure",
        "wrap", "reserve", "collect", "pay for", "insure", "review", "compare", "gift", "register",
        "replace",
    ],
    [
        "退货", "换货", "取消", "修改", "查询", "购买", "维修", "安装", "清洗", "测量", "包装", "预订",
        "自提", "付款", "投保", "评价", "比较", "赠送", "登记", "更换",
    ],
];
const THINGS: [[&str; 25]; 2] = [
    [
        "lamp", "rug", "blanket", "pillow", "chair", "table", "shelf", "mirror", "curtain", "towel", "vase",
        "candle", "bench", "wardrobe", "mattress", "duvet", "bulb", "cushion", "basket", "frame", "clock",
        "tray", "stool", "desk", "bed",
    ],
    [
        "台灯", "地毯", "毛毯", "枕头", "椅子", "桌子", "书架", "镜子", "窗帘", "毛巾", "花瓶", "蜡烛",
        "长凳", "衣柜", "床垫", "被子", "灯泡", "靠垫", "篮子", "相框", "时钟", "托盘", "凳子", "书桌", "床",
    ],
];
const ENDS: [[&str; 10]; 2] = [
    [
        "",
        "from abroad",
        "after a week",
        "as a guest",
        "without the box",
        "in the shop",
        "for a friend",
        "by card",
        "on a sunday",
        "with a voucher",
    ],
    ["", "海外订单", "一周以后", "没有账号", "没有包装", "在门店", "给朋友", "用银行卡", "周日", "用优惠券"],
];

impl Base {
    /// The base of a language.
    pub fn make(language: Language) -> Self {
        Self::sized(language, ENTRIES, VARIANTS, QUESTIONS)
    }

    /// One of so many entries, at most 1,000, of so many variants, and so many questions.
    pub fn sized(language: Language, entries: usize, variants: usize, questions: usize) -> Self {
        let mut chance = Chance::new(20_261_122);
        let count = entries;
        let entries: Vec<Value> =
            (0..count).map(|number| entry(language, number, variants, &mut chance)).collect();
        let questions = (0..questions).map(|asked| {
            let question = wording(language, chance.below(count), &mut chance);
            if asked % 2 == 0 { question } else { slip(&question, &mut chance) }
        });
        let questions = questions.collect();
        let tag = if language == Language::English { "en" } else { "zh" };
        Self { language, json: json!({ "version": 1, "language": tag, "entries": entries }), questions }
    }
}

fn entry(language: Language, number: usize, variants: usize, chance: &mut Chance) -> Value {
    let wordings: Vec<String> = (0..=variants).map(|_| wording(language, number, chance)).collect();
    let id = format!("entry-{number}");
    json!({ "id": id, "question": wordings[0], "variants": wordings[1..], "answer": format!("{} {number}.", wordings[1]) })
}

/// Each entry has an act and a thing of its own with one of two ends; the wordings differ in the rest.
fn wording(language: Language, number: usize, chance: &mut Chance) -> String {
    let from = language as usize;
    let (act, thing) = (ACTS[from][number % 20], THINGS[from][number / 20 % 25]);
    let end = ENDS[from][(number / 500) * 5 + chance.below(5)];
    let start = STARTS[from][chance.below(8)];
    let space = if language == Language::English { " " } else { "" };
    [start, act, thing, end].join(space).trim().to_owned()
}

/// Two neighbouring characters change places.
fn slip(text: &str, chance: &mut Chance) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    if characters.len() > 3 {
        let at = 1 + chance.below(characters.len() - 2);
        characters.swap(at, at - 1);
    }
    characters.into_iter().collect()
}
