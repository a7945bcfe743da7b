//! What may happen, and how often each of it does.

use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

/// Visitors at once; whoever takes a conversation back comes again as a new one.
pub const VISITORS: u8 = 3;
/// Agents.
pub const AGENTS: u8 = 2;
/// Which of the things in flight is meant; counted round where there are fewer.
const IN_FLIGHT: u8 = 8;
/// Milliseconds: a day.
const DAY_MS: i64 = 24 * 3_600_000;

/// One thing that happens. Where it makes no sense, as an answer where nobody was asked, nothing does.
#[derive(Clone, Copy, Debug)]
pub enum Move {
    /// A visitor asks for a person.
    Ask(u8),
    /// A visitor says something.
    Say(u8),
    /// A visitor takes everything back.
    TakeBack(u8),
    /// A visitor's browser sends what is next when its time has come: it is in flight from now on.
    Send(u8),
    /// A visitor's browser sends what is next, and the network is at its best.
    Exchange(u8),
    /// A visitor's browser asks what is new.
    AskForNews(u8),
    /// A visitor's browser gives up waiting for an answer; what is in flight stays there.
    Despair(u8),
    /// A request in flight comes to the desk.
    Arrive(u8),
    /// All requests in flight come to the desk at once.
    ArriveTogether,
    /// A request in flight comes to the desk and breaks off after it was worked on for a while.
    BreakOff(u8, u8),
    /// A request in flight is doubled.
    Double(u8),
    /// A request in flight is lost.
    LoseRequest(u8),
    /// An answer in flight comes to its browser.
    Answer(u8),
    /// An answer in flight is lost.
    LoseAnswer(u8),
    /// A visitor's browser opens a socket.
    Listen(u8),
    /// The desk tells what is new at a visitor's socket: it is in flight from now on.
    Tell(u8),
    /// The next of what is in flight at a visitor's socket is heard.
    Hear(u8),
    /// A visitor's browser listens, and the network is at its best.
    Follow(u8),
    /// A visitor's socket is cut.
    Cut(u8),
    /// An agent does something with a visitor's conversation.
    Act(u8, u8, Act),
    /// All agents claim a visitor's conversation at once.
    Race(u8),
    /// The desk is stopped and started again.
    Restart,
    /// A backup is made.
    Backup,
    /// The latest backup is restored.
    Restore,
    /// The desk's clock jumps by so many milliseconds.
    DeskClock(i64),
    /// A visitor's clock jumps.
    VisitorClock(u8, i64),
}

/// What an agent does.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Claim,
    Release,
    Return,
    Resolve,
    Read,
    Say,
    /// The latest thing once more, as when its acknowledgement was lost.
    SayAgain,
}

/// What may happen next depends on little, since a move that makes no sense does nothing; but most of it happens to the
/// visitor to whom something happened before, so that things cross.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    visitor: u8,
}

impl ReferenceStateMachine for Plan {
    type State = Self;
    type Transition = Move;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self { visitor: 0 }).boxed()
    }

    fn transitions(plan: &Self) -> BoxedStrategy<Move> {
        let same = plan.visitor;
        let visitor = || prop_oneof![12 => Just(same), 1 => 0..VISITORS];
        let in_flight = || 0..IN_FLIGHT;
        prop_oneof![
            9 => visitor().prop_map(Move::Ask),
            6 => visitor().prop_map(Move::Say),
            2 => visitor().prop_map(Move::TakeBack),
            14 => visitor().prop_map(Move::Exchange),
            12 => visitor().prop_map(Move::Send),
            4 => visitor().prop_map(Move::AskForNews),
            2 => visitor().prop_map(Move::Despair),
            14 => in_flight().prop_map(Move::Arrive),
            3 => Just(Move::ArriveTogether),
            4 => (in_flight(), 0..120_u8).prop_map(|(which, steps)| Move::BreakOff(which, steps)),
            3 => in_flight().prop_map(Move::Double),
            2 => in_flight().prop_map(Move::LoseRequest),
            14 => in_flight().prop_map(Move::Answer),
            2 => in_flight().prop_map(Move::LoseAnswer),
            6 => visitor().prop_map(Move::Listen),
            10 => visitor().prop_map(Move::Tell),
            10 => visitor().prop_map(Move::Hear),
            8 => visitor().prop_map(Move::Follow),
            2 => visitor().prop_map(Move::Cut),
            18 => (0..AGENTS, visitor(), act()).prop_map(|(agent, visitor, act)| Move::Act(agent, visitor, act)),
            2 => visitor().prop_map(Move::Race),
            1 => Just(Move::Restart),
            1 => Just(Move::Backup),
            1 => Just(Move::Restore),
            2 => jump().prop_map(Move::DeskClock),
            1 => (visitor(), jump()).prop_map(|(visitor, ms)| Move::VisitorClock(visitor, ms)),
        ]
        .boxed()
    }

    fn apply(plan: Self, next: &Move) -> Self {
        match *next {
            Move::Ask(visitor)
            | Move::Say(visitor)
            | Move::Send(visitor)
            | Move::Exchange(visitor)
            | Move::Listen(visitor)
            | Move::Act(_, visitor, _) => Self { visitor },
            _ => plan,
        }
    }
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => Just(Act::Claim),
        1 => Just(Act::Release),
        2 => Just(Act::Return),
        2 => Just(Act::Resolve),
        1 => Just(Act::Read),
        4 => Just(Act::Say),
        1 => Just(Act::SayAgain),
    ]
}

/// From a second to a day, forth and back.
fn jump() -> impl Strategy<Value = i64> {
    prop_oneof![Just(1_000), Just(-1_000), Just(600_000), Just(-600_000), Just(DAY_MS), Just(-DAY_MS)]
}
