//! What an agent's account may hold, so that a form says it before the desk does; and who may change what.

use protocol::{AgentProfile, Presence, Role};

use crate::words::Words;

/// Fewest characters of a password.
pub const PASSWORD_LEAST: usize = 15;
/// Most characters of a password.
pub const PASSWORD_MOST: usize = 256;
/// Most characters of a login.
pub const LOGIN_MOST: usize = 100;
/// Most characters of a display name.
pub const NAME_MOST: usize = 60;
/// Most conversations at once.
pub const CAPACITY_MOST: u32 = 100;

/// What an agent may change of another, or of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nothing.
    None,
    /// Teams, and how many conversations at once.
    Work,
    /// Everything: name, role, whether they may come in, new links.
    All,
}

/// How many characters a password is short of; 0 where it is long enough.
pub fn password_lacks(password: &str) -> usize {
    PASSWORD_LEAST.saturating_sub(password.chars().count())
}

/// Whether the desk takes a login: letters and figures of any script, and what stands in an e-mail address.
pub fn login_fits(login: &str) -> bool {
    let login = login.trim();
    let fits = |sign: char| sign.is_alphanumeric() || "@._-+".contains(sign);
    !login.is_empty() && login.chars().count() <= LOGIN_MOST && login.chars().all(fits)
}

/// The teams in a line of text, by commas of either script, each once.
pub fn teams_in(text: &str) -> Vec<String> {
    let mut teams: Vec<String> = Vec::new();
    for team in text.split([',', '，', '、']).map(str::trim).filter(|team| !team.is_empty()) {
        if !teams.iter().any(|known| known == team) {
            teams.push(team.to_owned());
        }
    }
    teams
}

/// All teams of some agents, each once, by name.
pub fn teams_of(agents: &[AgentProfile]) -> Vec<String> {
    let mut teams: Vec<String> = agents.iter().flat_map(|agent| agent.teams.iter().cloned()).collect();
    teams.sort_unstable();
    teams.dedup();
    teams
}

/// What somebody of the role `by` may change of an agent.
pub fn reach(by: Role, agent: &AgentProfile) -> Reach {
    match by {
        Role::Owner => Reach::All,
        Role::Lead if agent.role != Role::Owner => Reach::Work,
        _ => Reach::None,
    }
}

/// A role in a word.
pub fn role_words(role: Role, words: &Words) -> &'static str {
    match role {
        Role::Agent => words.role_agent,
        Role::Lead => words.role_lead,
        Role::Owner => words.role_owner,
    }
}

/// A presence in a word.
pub fn presence_words(presence: Presence, words: &Words) -> &'static str {
    match presence {
        Presence::Here => words.here,
        Presence::Away => words.not_here,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn agent(name: &str, role: Role, teams: &[&str]) -> AgentProfile {
        AgentProfile {
            id: name.to_owned(),
            name: name.to_owned(),
            role,
            teams: teams.iter().map(|team| (*team).to_owned()).collect(),
            capacity: protocol::CAPACITY,
            load: 0,
            presence: Presence::Here,
            disabled: false,
            login: None,
            seen_at: None,
        }
    }

    #[test]
    fn a_password_is_long_and_signs_count_not_bytes() {
        let cases = [
            ("", 15),
            ("correct horse", 2),
            ("correct horse battery", 0),
            ("正确的马电池订书钉一二三四五六", 0),
        ];
        for (password, lacks) in cases {
            assert_eq!(password_lacks(password), lacks, "{password}");
        }
    }

    #[test]
    fn a_login_is_a_short_name_or_an_address() {
        for login in ["mei", "Mei.Lin+desk@shop.example", " 小美 "] {
            assert!(login_fits(login), "{login}");
        }
        for login in ["", " ", "mei lin", "<mei>", "mei\u{202e}", &"x".repeat(101)] {
            assert!(!login_fits(login), "{login}");
        }
    }

    #[test]
    fn teams_are_read_as_people_write_them() {
        assert_eq!(teams_in(" Returns, Sales ，Returns、 ,"), ["Returns", "Sales"]);
        assert!(teams_in(" ").is_empty());
        let agents = [agent("Tom", Role::Agent, &["b", "a"]), agent("Mei", Role::Lead, &["b"])];
        assert_eq!(teams_of(&agents), ["a", "b"]);
    }

    #[test]
    fn a_lead_changes_the_work_of_those_who_are_no_owners() {
        let cases = [
            (Role::Agent, Role::Agent, Reach::None),
            (Role::Lead, Role::Agent, Reach::Work),
            (Role::Lead, Role::Lead, Reach::Work),
            (Role::Lead, Role::Owner, Reach::None),
            (Role::Owner, Role::Owner, Reach::All),
        ];
        for (by, role, expected) in cases {
            assert_eq!(reach(by, &agent("Tom", role, &[])), expected, "{by:?} {role:?}");
        }
    }
}
