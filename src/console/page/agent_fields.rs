//! The fields of an agent's account, as they stand in the form.

use console::words::SetupWords;
use console::{CAPACITY_MOST, login_fits, role_words, teams_in};
use leptos::html::{Input, Select};
use leptos::prelude::*;
use protocol::Role;

/// In the order of the list.
const ROLES: [Role; 3] = [Role::Agent, Role::Lead, Role::Owner];

/// The fields of an account as they stand in the form; none where the one who edits may not change it.
#[derive(Clone, Copy)]
pub struct Fields {
    /// The display name.
    pub name: NodeRef<Input>,
    /// What to sign in with.
    pub login: NodeRef<Input>,
    /// What the agent may do.
    pub role: NodeRef<Select>,
    /// By commas.
    pub teams: NodeRef<Input>,
    /// Conversations at once.
    pub capacity: NodeRef<Input>,
}

impl Fields {
    /// Before they are on the page.
    pub fn new() -> Self {
        Self {
            name: NodeRef::new(),
            login: NodeRef::new(),
            role: NodeRef::new(),
            teams: NodeRef::new(),
            capacity: NodeRef::new(),
        }
    }

    /// The name as typed; none where it may not be changed.
    pub fn name(self) -> Option<String> {
        self.name.get_untracked().map(|field| field.value().trim().to_owned())
    }

    /// The login as typed; none where it is empty.
    pub fn login(self) -> Option<String> {
        let typed = self.login.get_untracked().map(|field| field.value().trim().to_owned());
        typed.filter(|login| !login.is_empty())
    }

    /// The role that is chosen; none where it may not be changed.
    pub fn role(self) -> Option<Role> {
        let place = self.role.get_untracked()?.selected_index();
        ROLES.get(usize::try_from(place).ok()?).copied()
    }

    /// The teams as typed, each once.
    pub fn teams(self) -> Vec<String> {
        teams_in(&self.teams.get_untracked().map(|field| field.value()).unwrap_or_default())
    }

    /// How many at once; none where it is no number that the desk takes.
    pub fn capacity(self) -> Option<u32> {
        let typed = self.capacity.get_untracked()?.value();
        typed.trim().parse().ok().filter(|capacity| (1..=CAPACITY_MOST).contains(capacity))
    }

    /// What the desk would refuse, said before it is asked, and the element id of the field to mend.
    pub fn refused(self, words: &'static SetupWords) -> Option<(&'static str, &'static str)> {
        if self.name().is_some_and(|name| name.is_empty()) {
            return Some((words.name_wrong, "agent-name"));
        }
        if self.login().is_some_and(|login| !login_fits(&login)) {
            return Some((words.login_wrong, "agent-login"));
        }
        self.capacity().is_none().then_some((words.capacity_wrong, "agent-capacity"))
    }
}

/// The choice of a role, each with what it may do.
pub fn role_field(fields: Fields, role: Role, words: &'static SetupWords) -> impl IntoView {
    let option = |of: Role| {
        let does = match of {
            Role::Agent => words.role_agent_hint,
            Role::Lead => words.role_lead_hint,
            Role::Owner => words.role_owner_hint,
        };
        view! { <option selected=of == role>{role_words(of, words)} " – " {does}</option> }
    };
    view! {
        <label for="agent-role">{words.role}</label>
        <select id="agent-role" node_ref=fields.role>{ROLES.map(option)}</select>
    }
}
