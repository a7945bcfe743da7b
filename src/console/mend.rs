//! What a field of the settings must hold, in the agent's language and without the desk's own names for things.

use crate::words::Language;

/// By the field's name, without the number of a team: in English and in Chinese.
const MENDS: [(&str, &str, &str); 19] = [
    (
        "origins",
        "Write https://shop.example, without a path; an origin belongs to one site only.",
        "请写成 https://shop.example，不带路径；同一来源只能属于一个站点。",
    ),
    ("hours", "Write 09:00-17:00, several with commas between.", "请写成 09:00-17:00，多个时段以逗号分隔。"),
    (
        "holidays",
        "Write 2026-12-24..2026-12-26 closed, or 2026-10-10 09:00-17:00, one per line.",
        "请写成“2026-12-24..2026-12-26 closed”或“2026-10-10 09:00-17:00”，每行一个。",
    ),
    (
        "time_zone",
        "Write the name of an IANA time zone, for example Europe/Berlin.",
        "请填写 IANA 时区名称，例如 Asia/Shanghai。",
    ),
    (
        "wait_limit_s",
        "Write a whole number of seconds from 1 to 10000000, or nothing.",
        "请填写 1 到 10000000 之间的整数（秒），或留空。",
    ),
    (
        "first_response_s",
        "Write a whole number of seconds from 1 to 10000000, or nothing.",
        "请填写 1 到 10000000 之间的整数（秒），或留空。",
    ),
    (
        "expire_hours",
        "Write a whole number of hours from 1 to 10000000.",
        "请填写 1 到 10000000 之间的整数（小时）。",
    ),
    (
        "keep_days",
        "Write a whole number of days from 0 to 10000000.",
        "请填写 0 到 10000000 之间的整数（天）。",
    ),
    (
        "audit_days",
        "Write a whole number of days from 30 to 10000000.",
        "请填写 30 到 10000000 之间的整数（天）。",
    ),
    (
        "insights_days",
        "Write a whole number of days from 0 to 10000000.",
        "请填写 0 到 10000000 之间的整数（天）。",
    ),
    (
        "teams.id",
        "Write the id that entries of the FAQ name the team by; every team has one of its own.",
        "请填写知识库条目所用的小组标识，不能为空，也不能重复。",
    ),
    ("teams.hours", "Write Mon-Fri 08:00-20:00, or nothing.", "请写成 Mon-Fri 08:00-20:00，或留空。"),
    (
        "teams.first_response_target_s",
        "Write a whole number of seconds from 1 to 10000000, or nothing.",
        "请填写 1 到 10000000 之间的整数（秒），或留空。",
    ),
    (
        "triage.precision",
        "Write a whole number from 50 to 99, or nothing.",
        "请填写 50 到 99 之间的整数，或留空。",
    ),
    ("triage.clarify", "Write a whole number from 0 to 3, or nothing.", "请填写 0 到 3 之间的整数，或留空。"),
    (
        "triage.urgent",
        "One per line, at most 200 lines of at most 200 characters.",
        "每行一个，最多 200 行，每行最多 200 个字符。",
    ),
    (
        "triage.always",
        "One per line, at most 200 lines of at most 200 characters.",
        "每行一个，最多 200 行，每行最多 200 个字符。",
    ),
    (
        "triage.never",
        "One per line, at most 200 lines of at most 200 characters.",
        "每行一个，最多 200 行，每行最多 200 个字符。",
    ),
    (
        "site",
        "A short name has small letters, figures, - and _ only, 60 at most, and no other site has it.",
        "简称只能用小写字母、数字、- 和 _，最多 60 个，且不能与已有站点相同。",
    ),
];

/// How to mend a field that the desk refused with the words `why`, which quote what is wrong in it; none for a field whose
/// mends only the desk knows.
pub fn mend(field: &str, why: &str, language: Language) -> Option<String> {
    let name: String =
        field.split(['[', ']']).enumerate().filter(|(at, _)| at % 2 == 0).map(|(_, it)| it).collect();
    let (_, english, chinese) = MENDS.iter().find(|(known, _, _)| *known == name)?;
    let is_name = |part: &str| part.is_empty() || MENDS.iter().any(|(it, _, _)| it.ends_with(part));
    let quoted = why.split('`').skip(1).step_by(2).find(|part| !is_name(part));
    Some(match (language, quoted) {
        (Language::English, Some(part)) => ["“", part, "” can't be used. ", english].concat(),
        (Language::English, None) => (*english).to_owned(),
        (Language::Chinese, Some(part)) => ["“", part, "”不可用。", chinese].concat(),
        (Language::Chinese, None) => (*chinese).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_field_is_mended_in_the_agents_language() {
        let chinese = |field: &str, why: &str| mend(field, why, Language::Chinese).unwrap_or_default();
        let why = "`hours` cannot hold: `9-17` are no hours: write them as 09:00-17:00";
        assert_eq!(chinese("hours", why), "“9-17”不可用。请写成 09:00-17:00，多个时段以逗号分隔。");
        assert_eq!(chinese("teams[12].hours", why), "“9-17”不可用。请写成 Mon-Fri 08:00-20:00，或留空。");
        let bounds =
            "cannot hold: `precision` of the triage is out of bounds; write a number from 0.5 to 0.99";
        assert_eq!(chinese("triage.precision", bounds), "请填写 50 到 99 之间的整数，或留空。");
        assert_eq!(chinese("wording", why), "", "what has no words here keeps the desk's");
        let english = mend("hours", why, Language::English);
        assert_eq!(
            english.as_deref(),
            Some("“9-17” can't be used. Write 09:00-17:00, several with commas between.")
        );
    }
}
