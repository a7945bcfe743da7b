//! What a field of the settings must hold, in Chinese; the desk's own words, which an English reader gets, are English.

use crate::words::Language;

/// By the field's name, without the number of a team.
const CHINESE: [(&str, &str); 19] = [
    ("origins", "请写成 https://shop.example，不带路径；同一来源只能属于一个站点。"),
    ("hours", "请写成 09:00-17:00，多个时段以逗号分隔。"),
    ("holidays", "请写成“2026-12-24..2026-12-26 closed”或“2026-10-10 09:00-17:00”，每行一个。"),
    ("time_zone", "请填写 IANA 时区名称，如 Asia/Shanghai。"),
    ("wait_limit_s", "请填写 1 到 10000000 之间的整数（秒），或留空。"),
    ("first_response_s", "请填写 1 到 10000000 之间的整数（秒），或留空。"),
    ("expire_hours", "请填写 1 到 10000000 之间的整数（小时）。"),
    ("keep_days", "请填写 0 到 10000000 之间的整数（天）。"),
    ("audit_days", "请填写 30 到 10000000 之间的整数（天）。"),
    ("insights_days", "请填写 0 到 10000000 之间的整数（天）。"),
    ("teams.id", "请填写 FAQ 条目所用的团队标识，不能为空，也不能重复。"),
    ("teams.hours", "请写成 Mon-Fri 08:00-20:00，或留空。"),
    ("teams.first_response_target_s", "请填写 1 到 10000000 之间的整数（秒），或留空。"),
    ("triage.precision", "请填写 50 到 99 之间的整数，或留空。"),
    ("triage.clarify", "请填写 0 到 3 之间的整数，或留空。"),
    ("triage.urgent", "每行一个，最多 200 行，每行最多 200 个字符。"),
    ("triage.always", "每行一个，最多 200 行，每行最多 200 个字符。"),
    ("triage.never", "每行一个，最多 200 行，每行最多 200 个字符。"),
    ("site", "短名称只能用小写字母、数字、- 和 _，最多 60 个，且不能与已有站点相同。"),
];

/// How to mend a field that the desk refused with the words `why`, which quote what is wrong in it; none where those words are
/// for the reader as they are.
pub fn mend(field: &str, why: &str, language: Language) -> Option<String> {
    if language == Language::English {
        return None;
    }
    let name: String =
        field.split(['[', ']']).enumerate().filter(|(at, _)| at % 2 == 0).map(|(_, it)| it).collect();
    let (_, mend) = CHINESE.iter().find(|(known, _)| *known == name)?;
    let quoted = why
        .split('`')
        .nth(1)
        .filter(|part| !part.is_empty() && !CHINESE.iter().any(|(it, _)| it.ends_with(part)));
    Some(match quoted {
        Some(part) => ["“", part, "”不可用。", mend].concat(),
        None => (*mend).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_field_is_mended_in_the_agents_language() {
        let chinese = |field: &str, why: &str| mend(field, why, Language::Chinese).unwrap_or_default();
        let why = "cannot hold: `9-17` are no hours: write them as 09:00-17:00";
        assert_eq!(chinese("hours", why), "“9-17”不可用。请写成 09:00-17:00，多个时段以逗号分隔。");
        assert_eq!(chinese("teams[12].hours", why), "“9-17”不可用。请写成 Mon-Fri 08:00-20:00，或留空。");
        let bounds =
            "cannot hold: `precision` of the triage is out of bounds; write a number from 0.5 to 0.99";
        assert_eq!(chinese("triage.precision", bounds), "请填写 50 到 99 之间的整数，或留空。");
        assert_eq!(chinese("wording", why), "", "what has no words here keeps the desk's");
        assert_eq!(mend("hours", why, Language::English), None);
    }
}
