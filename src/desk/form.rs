//! What an agent's account may hold: every field is cleaned and measured before anything is kept.

use std::collections::BTreeSet;

use protocol::{AgentChange, Invite, NewPassword, SignIn};

use crate::request::{Checked, LABEL_CHARACTERS, check_optional, check_random, check_text, wrong};

/// Longest display name, characters.
const NAME_CHARACTERS: usize = 60;
/// Longest login, characters; an e-mail address of more is hardly real.
const LOGIN_CHARACTERS: usize = 100;
/// Most teams of an agent.
const TEAMS: usize = 50;
/// Most conversations at once; the store holds it too.
const MOST_CAPACITY: u32 = 100;
/// Fewest characters of a password that stands alone: NIST SP 800-63B-4, section 3.1.1.2, and OWASP's Authentication
/// Cheat Sheet.
const PASSWORD_LEAST: usize = 15;
/// Most characters of a password; both ask for 64 at least.
const PASSWORD_MOST: usize = 256;

/// Cleans and checks a sign-in, in place; an empty name is none.
pub fn check_sign_in(sign_in: &mut SignIn) -> Checked {
    match sign_in {
        SignIn::Code { code, name } => {
            check_random("code", code)?;
            check_optional("name", name, NAME_CHARACTERS)?;
            *name = name.take().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
            Ok(())
        }
        SignIn::Password { login, password } => {
            *login = login.trim().to_lowercase();
            check_length("login", login, LOGIN_CHARACTERS)?;
            check_length("password", password, PASSWORD_MOST)
        }
    }
}

/// Cleans and checks a new account, in place.
pub fn check_invite(invite: &mut Invite) -> Checked {
    check_name(&mut invite.name)?;
    if let Some(login) = &mut invite.login {
        check_login(login)?;
    }
    check_teams(&mut invite.teams)?;
    check_capacity(invite.capacity)
}

/// Cleans and checks what is to change of an agent, in place.
pub fn check_change(change: &mut AgentChange) -> Checked {
    if let Some(name) = &mut change.name {
        check_name(name)?;
    }
    if let Some(teams) = &mut change.teams {
        check_teams(teams)?;
    }
    change.capacity.map_or(Ok(()), check_capacity)
}

/// Checks a new password, which stays as it was typed, and cleans the login.
pub fn check_new_password(new: &mut NewPassword) -> Checked {
    if let Some(login) = &mut new.login {
        check_login(login)?;
    }
    check_length("password", &new.password, PASSWORD_MOST)?;
    check_length("old", new.old.as_deref().unwrap_or_default(), PASSWORD_MOST)?;
    if new.password.chars().count() < PASSWORD_LEAST {
        return wrong(
            "password",
            format!("is too short; take {PASSWORD_LEAST} characters or more, as four or five words"),
        );
    }
    Ok(())
}

fn check_name(name: &mut String) -> Checked {
    check_text("name", name, NAME_CHARACTERS)?;
    *name = name.trim().to_owned();
    if name.is_empty() {
        return wrong("name", "is empty; give the name that visitors see".to_owned());
    }
    Ok(())
}

/// Letters and figures of any script, and what stands in an e-mail address; nothing that a shell or a page could
/// misread.
fn check_login(login: &mut String) -> Checked {
    *login = login.trim().to_lowercase();
    check_length("login", login, LOGIN_CHARACTERS)?;
    if login.is_empty() || !login.chars().all(|c| c.is_alphanumeric() || "@._-+".contains(c)) {
        return wrong("login", "must be an e-mail address or a short name without spaces".to_owned());
    }
    Ok(())
}

fn check_teams(teams: &mut Vec<String>) -> Checked {
    if teams.len() > TEAMS {
        return wrong("teams", format!("has {} items; at most {TEAMS} are allowed", teams.len()));
    }
    for team in teams.iter_mut() {
        check_text("teams", team, LABEL_CHARACTERS)?;
        *team = team.trim().to_owned();
    }
    let sorted: BTreeSet<String> = teams.drain(..).filter(|team| !team.is_empty()).collect();
    teams.extend(sorted);
    Ok(())
}

fn check_capacity(capacity: u32) -> Checked {
    if !(1..=MOST_CAPACITY).contains(&capacity) {
        return wrong("capacity", format!("is {capacity}; it is a number from 1 to {MOST_CAPACITY}"));
    }
    Ok(())
}

fn check_length(field: &str, text: &str, most: usize) -> Checked {
    if text.chars().count() > most {
        return wrong(field, format!("has more than {most} characters; shorten it"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Checks an invitation with one value put in; gives the field that is wrong, or the value as it was kept.
    fn check(key: &str, value: Value) -> Result<Value, String> {
        let mut document = json!({"name": "Tom"});
        document[key] = value;
        let mut invite: Invite = serde_json::from_value(document).unwrap();
        check_invite(&mut invite).map_err(|invalid| invalid.field)?;
        Ok(serde_json::to_value(invite).unwrap()[key].clone())
    }

    #[test]
    fn an_account_holds_what_it_may() {
        for (key, value, kept) in [
            ("name", json!(" Tom\u{0} "), json!("Tom")),
            ("login", json!(" Tom.Li+desk@Shop.Example "), json!("tom.li+desk@shop.example")),
            ("login", json!("小美"), json!("小美")),
            ("teams", json!(["b", " a ", "", "b"]), json!(["a", "b"])),
            ("capacity", json!(100), json!(100)),
        ] {
            assert_eq!(check(key, value), Ok(kept), "{key}");
        }
        for (key, value) in [
            ("name", json!(" ")),
            ("name", json!("x".repeat(61))),
            ("login", json!("")),
            ("login", json!("tom li")),
            ("login", json!("tom\u{202e}")),
            ("login", json!("<tom>")),
            ("login", json!("x".repeat(101))),
            ("teams", json!(vec!["x"; 51])),
            ("teams", json!(["x".repeat(201)])),
            ("capacity", json!(0)),
            ("capacity", json!(101)),
        ] {
            assert_eq!(check(key, value.clone()), Err(key.to_owned()), "{key} {value}");
        }
    }

    #[test]
    fn a_password_is_long_and_any_signs_will_do() {
        for (password, fits) in [
            ("正确的马电池订书钉一二三四五六", true),
            ("correct horse \u{1f40e}", true),
            ("correct horse", false),
            ("", false),
        ] {
            let mut new = NewPassword { password: password.to_owned(), old: None, login: None };
            assert_eq!(check_new_password(&mut new).is_ok(), fits, "{password}");
            assert_eq!(new.password, password);
        }
        let mut long = NewPassword { password: "x".repeat(257), old: None, login: None };
        assert!(check_new_password(&mut long).is_err());
    }
}
