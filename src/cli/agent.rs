//! `tandem agent`: lets agents in and shuts them out, while the desk runs or not.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use desk::{Desk, Location, Settings, sign_in_line};
use protocol::{AgentChange, AgentProfile, CAPACITY, Invite, Presence, Role};

use crate::records::Database;

/// Let agents in, list them, and shut them out; the desk may run meanwhile
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    database: Database,
    /// The desk's own address as browsers see it, for the sign-in link
    #[arg(long, global = true, default_value = "http://127.0.0.1:8787")]
    public_url: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make an account, and print a link that signs in once, within 15 minutes
    Add(Add),
    /// List everyone, the disabled too
    List,
    /// Print a new sign-in link for an agent, as for one who lost the password; earlier links are void
    Code(Named),
    /// Let an agent see some sites alone; none gives back the sight of all
    Sites(Sites),
    /// Sign an agent out everywhere, let the agent in no more, and put the agent's conversations back into the line
    Disable(Named),
}

#[derive(clap::Args)]
struct Add {
    /// The name that visitors see
    name: String,
    /// What the agent signs in with beside a password: an e-mail address or a short name
    #[arg(long)]
    login: String,
    /// What the agent may do
    #[arg(long, default_value = "agent")]
    role: RoleName,
    /// A team whose conversations the agent takes; may be given several times
    #[arg(long = "team")]
    teams: Vec<String>,
    /// Conversations at once, 1 to 100
    #[arg(long, default_value_t = CAPACITY)]
    capacity: u32,
}

#[derive(clap::Args)]
struct Named {
    /// The agent's login, or the id that `tandem agent list` shows
    login: String,
}

#[derive(clap::Args)]
struct Sites {
    #[command(flatten)]
    named: Named,
    /// The ids of the sites in the desk's settings
    sites: Vec<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum RoleName {
    /// Answers visitors
    Agent,
    /// Takes conversations over from others, and sets their teams and capacity
    Lead,
    /// Makes and disables accounts
    Owner,
}

pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start a thread for the database")?.block_on(carry_out(arguments))?;
    Ok(ExitCode::SUCCESS)
}

async fn carry_out(arguments: Arguments) -> Result<()> {
    let desk = open(&arguments.database.location()).await?;
    let own = arguments.public_url.trim_end_matches('/');
    let told = match arguments.command {
        Command::Add(add) => sign_in_line(own, &desk.add_agent(invite(add)).await?.code.code),
        Command::List => table(&desk.agents().await?),
        Command::Code(named) => sign_in_line(own, &desk.new_code(&find(&desk, &named).await?).await?.code),
        Command::Sites(Sites { named, sites }) => {
            let sites: Vec<&str> = sites.iter().map(String::as_str).collect();
            desk.limit_agent(&find(&desk, &named).await?, &sites).await?;
            let sees = if sites.is_empty() { "all sites".to_owned() } else { sites.join(", ") };
            format!("{} sees {sees}", named.login)
        }
        Command::Disable(named) => {
            let change = AgentChange { disabled: Some(true), ..AgentChange::default() };
            let agent = desk.change_agent(Role::Owner, &find(&desk, &named).await?, change).await?;
            format!("{} is disabled; the conversations are back in the line", agent.name)
        }
    };
    desk.close().await;
    Ok(writeln!(std::io::stdout(), "{told}")?)
}

/// A path that leads nowhere is a slip: nothing is made there.
async fn open(location: &Location) -> Result<Desk> {
    if location.is_missing() {
        bail!(
            "there is no database at {}; name the desk's with --database, or start `tandem serve` once",
            location.shown().display()
        );
    }
    Ok(Desk::open(&Settings::at(location)).await?)
}

async fn find(desk: &Desk, named: &Named) -> Result<String> {
    let found = desk.agent_called(&named.login).await;
    found.with_context(|| format!("cannot find `{}`", named.login))
}

fn invite(add: Add) -> Invite {
    let role = match add.role {
        RoleName::Agent => Role::Agent,
        RoleName::Lead => Role::Lead,
        RoleName::Owner => Role::Owner,
    };
    Invite { name: add.name, login: Some(add.login), role, teams: add.teams, capacity: add.capacity }
}

/// One agent a line, the columns parted by tabs: login, name, role, load, presence, teams, id.
fn table(agents: &[AgentProfile]) -> String {
    let lines = agents.iter().map(|agent| {
        let login = agent.login.as_deref().unwrap_or("-");
        let (role, load) = (role_word(agent.role), format!("{}/{}", agent.load, agent.capacity));
        let teams = if agent.teams.is_empty() { "-".to_owned() } else { agent.teams.join(",") };
        [login, &agent.name, role, &load, presence_word(agent), &teams, &agent.id].join("\t")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Agent => "agent",
        Role::Lead => "lead",
        Role::Owner => "owner",
    }
}

fn presence_word(agent: &AgentProfile) -> &'static str {
    match agent.presence {
        _ if agent.disabled => "disabled",
        Presence::Here => "here",
        Presence::Away => "away",
    }
}
