//! Words that name the number behind them: "order no.", "tracking:", 订单号, 身份证.

use super::chain::{Chain, MOST_PARTS, Part, part_at};
use super::view::View;
use super::{Private, harmless, shape};

use Private::{Account, Identity, Number, Phone};

/// How far back before a number its word may begin.
const REACH: usize = 40;

/// Least digits of a number that a word alone names ("ticket 5521"); of those that are often counted ("order 1250 tiles")
/// one or two more ("phone 12999"); of one that a word names for sure ("order no. 412").
const LOOSE_DIGITS: usize = 4;
const SURE_DIGITS: usize = 3;

/// And of one in whose sentence such a word stands.
const ABOUT_DIGITS: usize = 5;

/// Least signs and digits of a mixed code that a word names for sure.
const CODE: usize = 6;
const CODE_DIGITS: usize = 2;

/// Longest run that the next part continues: `0041 2231`, `CH93 0076 …`.
const SHORT_GROUP: usize = 6;

/// What may stand between a word and its number.
const JOINTS: [&str; 32] = [
    " ", ":", "=", "\"", "'", "(", "[", ",", ".", "is", "was", "are", "'s", "with", "in", "of", "type", "是",
    "为", "的", "写", "改成", "这个", "应该", "me", "us", "at", "on", "him", "her", "back", "to",
];

/// Words that make sure that a number is named.
const NUMBERED: [&str; 11] = ["#", "number", "numbers", "no", "nr", "num", "id", "code", "号", "码", "№"];

/// Those of them that tell of a number whatever stands before them.
const STRONG: [&str; 5] = ["number", "nr", "id", "号", "码"];

/// Words whose number is a person's or a purchase's, where a word of [`NUMBERED`] or a colon makes sure.
const WORDS: [(&str, Private); 63] = [
    ("package", Number),
    ("delivery", Number),
    ("receipt", Number),
    ("claim", Number),
    ("return", Number),
    ("repair", Number),
    ("call", Phone),
    ("text", Phone),
    ("ring", Phone),
    ("dial", Phone),
    ("sms", Phone),
    ("打", Phone),
    ("电话", Phone),
    ("手机", Phone),
    ("座机", Phone),
    ("快递", Number),
    ("客户", Number),
    ("order", Number),
    ("parcel", Number),
    ("shipment", Number),
    ("consignment", Number),
    ("customer", Number),
    ("client", Number),
    ("member", Number),
    ("membership", Number),
    ("invoice", Number),
    ("ticket", Number),
    ("case", Number),
    ("booking", Number),
    ("reservation", Number),
    ("confirmation", Number),
    ("serial", Number),
    ("transaction", Number),
    ("contract", Number),
    ("policy", Number),
    ("imei", Number),
    ("rma", Number),
    ("loyalty card", Number),
    ("phone", Phone),
    ("mobile", Phone),
    ("telephone", Phone),
    ("tel", Phone),
    ("cell", Phone),
    ("fax", Phone),
    ("whatsapp", Phone),
    ("passport", Identity),
    ("licence", Identity),
    ("license", Identity),
    ("insurance", Identity),
    ("tax", Identity),
    ("vat", Identity),
    ("identity", Identity),
    ("订单", Number),
    ("包裹", Number),
    ("工单", Number),
    ("运单", Number),
    ("单", Number),
    ("案件", Number),
    ("qq", Phone),
    ("身份证", Identity),
    ("护照", Identity),
    ("证", Identity),
    ("会员", Number),
];

/// Words that name a number only where one of [`NUMBERED`] or a colon makes sure.
const ONLY_NUMBERED: [(&str, Private); 17] = [
    ("login", Number),
    ("access", Number),
    ("security", Number),
    ("verification", Number),
    ("activation", Number),
    ("my", Number),
    ("account", Account),
    ("sort", Account),
    ("routing", Account),
    ("card", Account),
    ("visa", Account),
    ("mastercard", Account),
    ("user", Number),
    ("employee", Number),
    ("staff", Number),
    ("卡", Account),
    ("我的", Number),
];

/// Words that make sure by themselves.
const SURE: [(&str, Private); 74] = [
    ("waybill", Number),
    ("awb", Number),
    ("password", Number),
    ("license plate", Identity),
    ("密码", Number),
    ("四位", Account),
    ("4位", Account),
    ("户代码", Number),
    ("员代码", Number),
    ("态码", Number),
    ("验码", Number),
    ("换码", Number),
    ("活码", Number),
    ("身号", Number),
    ("合同号", Number),
    ("提货号", Number),
    ("取货号", Number),
    ("imei", Number),
    ("reference", Number),
    ("ref", Number),
    ("tracking", Number),
    ("pnr", Number),
    ("nino", Identity),
    ("ssn", Identity),
    ("iban", Account),
    ("otp", Number),
    ("pin", Number),
    ("passcode", Number),
    ("time code", Number),
    ("verification code", Number),
    ("security code", Number),
    ("牌号", Identity),
    ("单号", Number),
    ("编号", Number),
    ("账号", Number),
    ("帐号", Number),
    ("易号", Number),
    ("水号", Number),
    ("列号", Number),
    ("考号", Number),
    ("户号", Number),
    ("员号", Number),
    ("工号", Number),
    ("约号", Number),
    ("件码", Number),
    ("货码", Number),
    ("证码", Number),
    ("票号码", Number),
    ("发票代码", Number),
    ("卡号", Account),
    ("账户", Account),
    ("尾号", Account),
    ("后四位", Account),
    ("后4位", Account),
    ("机号", Phone),
    ("话号码", Phone),
    ("号码", Phone),
    ("信号", Phone),
    ("联系方式", Phone),
    ("qq", Phone),
    ("证号", Identity),
    ("件号码", Identity),
    ("证号码", Identity),
    ("税号", Identity),
    ("别号", Identity),
    ("记号", Identity),
    ("照号", Identity),
    ("信用代码", Identity),
    ("通行证", Identity),
    ("回乡证", Identity),
    ("台胞证", Identity),
    ("ending", Account),
    ("ends", Account),
    ("digits", Account),
];

/// Words of a sentence in which a number of five digits or more is likely one of these.
const ABOUT: [&str; 16] = [
    "my order",
    "the order",
    "an order",
    "order number",
    "parcel",
    "package",
    "ticket",
    "invoice",
    "account",
    "code",
    "订单",
    "单号",
    "快递",
    "包裹",
    "号码",
    "工单",
];

/// What a postal code stands behind.
const PLACES: [&str; 10] = ["to ", "in ", "from ", "near ", "at ", "到", "往", "寄", "在", "去"];

/// How sure a word is of the number behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sure {
    /// It may be a count: "order 500 tiles".
    Loose,
    /// It is a number, not a count: "order no. 500".
    Numbered,
    /// It is a number or a code.
    Code,
    /// Only a number sign stands before it.
    Signed,
    /// The sentence is about such a number: "my order from Monday, 58213".
    About,
}

/// The parts from `first` on that a word before them names, and what they are; none where no word does.
pub(super) fn named(view: &View, chain: &Chain, first: usize) -> Option<(usize, Private)> {
    let part = chain.parts[first];
    let (kind, sure) = cue(view, part.from)?;
    let shaped = shape::private(view, chain, first).map_or(1, |(count, _)| count);
    let count = extent(view, chain, first).max(shaped);
    let parts = &chain.parts[first..first + count];
    let digits: usize = parts.iter().map(|part| part.digits).sum();
    let signs: usize = parts.iter().map(Part::len).sum();
    let enough = match sure {
        Sure::Loose => {
            let counted = if kind == Phone { 2 } else { usize::from(lead_word(view, part.from, "order")) };
            digits >= LOOSE_DIGITS + counted && harmless::count(view, chain, first) == 0
        }
        Sure::Numbered => digits >= SURE_DIGITS,
        Sure::Signed => digits >= LOOSE_DIGITS,
        Sure::About => digits >= ABOUT_DIGITS && harmless::count(view, chain, first) == 0,
        Sure::Code => digits >= SURE_DIGITS || digits >= CODE_DIGITS && signs >= CODE,
    };
    (enough && !harmless::is_measured(view, &parts[count - 1])).then_some((count, kind))
}

fn lead_word(view: &View, from: usize, word: &str) -> bool {
    view.ends(from.saturating_sub(1), word).is_some()
}

/// What the word before `from` names, and how sure it is.
fn cue(view: &View, from: usize) -> Option<(Private, Sure)> {
    let least = from.saturating_sub(REACH);
    // A code's own first letters, as in `PO 4500123456`.
    let (mut end, mut sure, mut unknown) = (lead(view, from).unwrap_or(from), Sure::Loose, false);
    let of = |words: &[(&str, Private)], end| {
        words.iter().find_map(|(word, kind)| view.ends(end, word).map(|_| *kind))
    };
    while end > least {
        if let Some(kind) = of(&SURE, end) {
            return Some((kind, Sure::Code));
        }
        if let Some(kind) = of(&WORDS, end) {
            return Some((kind, sure));
        }
        if let Some(kind) = of(&ONLY_NUMBERED, end).filter(|_| sure == Sure::Numbered) {
            return Some((kind, sure));
        }
        let joint = JOINTS.iter().find_map(|joint| view.ends(end, joint));
        let numbered = NUMBERED.iter().find_map(|word| view.ends(end, word));
        let makes_sure = joint.map_or(numbered.is_some(), |at| view.at(at) == ':');
        let Some(at) = joint.or(numbered) else { break };
        end = at;
        sure = if makes_sure { Sure::Numbered } else { sure };
        unknown |= STRONG.iter().any(|word| view.begins(at, word));
    }
    // "Claim number 55120", 学号: whatever it is of, unless that is known to be a thing's.
    if unknown && !harmless::explains(view, end) {
        let mixed = part_at(view, from).is_some_and(|part| !part.is_number());
        return Some((Number, if mixed { Sure::Code } else { Sure::Loose }));
    }
    // A number sign needs no word, but `#1` and the like stay; so do the stars of a masked card.
    let stars = from - usize::from(view.before(from, 1) == ' ');
    match (view.before(stars, 1), view.before(stars, 2)) {
        ('*', '*') => Some((Account, Sure::Numbered)),
        ('#', _) => Some((Number, Sure::Signed)),
        _ => is_about(view, from).then_some((Number, Sure::About)),
    }
}

/// Whether a word earlier in the sentence says that such a number may come, and none right before that a place does.
fn is_about(view: &View, from: usize) -> bool {
    let begin =
        (from.saturating_sub(REACH)..from).rev().find(|at| matches!(view.at(*at), '!' | '?' | '。' | '\n'));
    let within = begin.unwrap_or(from.saturating_sub(REACH))..from;
    let place = PLACES.iter().any(|word| view.ends(from, word).is_some());
    !place && within.clone().any(|at| ABOUT.iter().any(|word| view.ends(at, word).is_some()))
}

/// Where one to three letters stand before a code, apart from it by a space.
pub(super) fn lead(view: &View, from: usize) -> Option<usize> {
    let end = from.checked_sub(1).filter(|end| view.at(*end) == ' ')?;
    let count = (1..=4).take_while(|back| view.before(end, *back).is_ascii_lowercase()).count();
    let word = end - count.min(end);
    let is_joint = [
        "is", "was", "no", "nr", "in", "of", "id", "my", "tel", "ref", "num", "vat", "tax", "are", "on",
        "for",
    ];
    let plain = is_joint.iter().any(|joint| view.begins(word, joint));
    ((1..=3).contains(&count) && !plain).then_some(word)
}

/// How many parts make up the number that begins at `first`.
fn extent(view: &View, chain: &Chain, first: usize) -> usize {
    let mut count = 1;
    while count < MOST_PARTS && first + count < chain.parts.len() && goes_on(view, chain, first + count) {
        count += 1;
    }
    count
}

/// Whether a part goes on with the number before it: tied to it, or a short group behind a short group.
fn goes_on(view: &View, chain: &Chain, part: usize) -> bool {
    let (last, next) = (chain.parts[part - 1], chain.parts[part]);
    match chain.between(view, part - 1) {
        None => view.at(last.to) == ')',
        Some(' ') => {
            let grows = last.len() <= SHORT_GROUP && next.len() <= last.len().max(4) + 6;
            let tail = chain.parts.get(part + 1).is_some_and(|tail| tail.len() > 1) || !next.is_number();
            let pair = next.len() > 2 || next.len() == 2 && (last.len() == 2 || tail);
            grows && pair && harmless::count(view, chain, part) == 0
        }
        Some(_) => true,
    }
}
