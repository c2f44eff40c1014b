use std::fmt;

use crate::{text, text::Text};

/// What a pod does in an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Runs the application and asks for executors.
    Driver,
    /// Runs tasks.
    Executor,
    /// The driver of a `SparkConnect`.
    Server,
    /// The master of a standalone cluster.
    Master,
    /// A worker of a standalone cluster.
    Worker,
}

impl Role {
    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Driver => "driver",
            Self::Executor => "executor",
            Self::Server => "server",
            Self::Master => "master",
            Self::Worker => "worker",
        }
    }

    /// The name as a word of a message: other languages may write it in another way.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Driver => text!("driver"),
            Self::Executor => text!("executor"),
            Self::Server => text!("server"),
            Self::Master => text!("master"),
            Self::Worker => text!("worker"),
        }
    }

    /// True where an application has one pod of the role, on which all others depend.
    #[must_use]
    pub fn is_single(self) -> bool {
        matches!(self, Self::Driver | Self::Server | Self::Master)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a role's settings are written, below the application's spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paths {
    /// `labels` and `annotations`.
    pub metadata: &'static str,
    /// `nodeSelector`, `tolerations` and `affinity`.
    pub placement: &'static str,
}

/// A role and where the spec describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleSpec {
    /// The role.
    pub role: Role,
    /// The field of the spec.
    pub field: &'static str,
    /// Where its labels, annotations and placement are written.
    pub paths: Paths,
}
