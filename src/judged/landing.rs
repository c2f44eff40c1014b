use super::{JudgedPod, Placement, Route, Tolerance};
use crate::source::is_placeholder;

/// Where a pod will run, as far as its manifest and the configuration say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// On ECI.
    Eci,
    /// On ECI or on other nodes.
    Maybe(MaybeEci),
    /// Not on ECI.
    Elsewhere(NotOnEci),
}

/// Why a pod may run on ECI or on other nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaybeEci {
    /// It goes to ECI when other nodes are full.
    WhenFull,
    /// It prefers some nodes.
    Preferred,
    /// A `ResourcePolicy` says in which order nodes are used.
    Policy,
    /// It tolerates virtual nodes, and nothing leads it there.
    NothingLeads,
    /// A part of what would lead it there is still to be filled in.
    Unknown,
}

/// Why a pod does not run on ECI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOnEci {
    /// The configuration says so.
    Configuration,
    /// It runs on ACS.
    Acs,
    /// It selects other nodes.
    OtherNodes,
    /// Nothing leads it to ECI.
    NothingLeads,
}

impl Landing {
    /// The name in reports: `eci`, `maybe`, `elsewhere`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Eci => "eci",
            Self::Maybe(_) => "maybe",
            Self::Elsewhere(_) => "elsewhere",
        }
    }

    /// Why it is not certain that the pod runs on ECI, or certain that it does not: a few words.
    #[must_use]
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Eci => None,
            Self::Maybe(MaybeEci::WhenFull) => Some("when other nodes are full"),
            Self::Maybe(MaybeEci::Preferred) => Some("by preference"),
            Self::Maybe(MaybeEci::Policy) => Some("by resource policy"),
            Self::Maybe(MaybeEci::Unknown) => Some("a value is still to be filled in"),
            Self::Elsewhere(NotOnEci::Configuration) => Some("by configuration"),
            Self::Elsewhere(NotOnEci::Acs) => Some("runs on ACS"),
            Self::Elsewhere(NotOnEci::OtherNodes) => Some("selects other nodes"),
            Self::Maybe(MaybeEci::NothingLeads) | Self::Elsewhere(NotOnEci::NothingLeads) => {
                Some("nothing selects ECI")
            }
        }
    }
}

impl JudgedPod<'_, '_> {
    /// Where the pod will run. What files do not show, such as the labels of a namespace, is not known.
    #[must_use]
    pub fn landing(&self) -> Landing {
        let placement = &self.placement;
        if matches!(placement.route, Route::Acs(_)) {
            return Landing::Elsewhere(NotOnEci::Acs);
        }
        let leads = match placement.route {
            Route::Label(pair) | Route::Annotation(pair) => Some(&*pair.value),
            Route::NodeName(field) => field.node.as_str(),
            _ => None,
        };
        if leads.is_some_and(is_placeholder) {
            return Landing::Maybe(MaybeEci::Unknown);
        }
        if placement.is_led_to_eci() {
            return Landing::Eci;
        }
        if placement.configured == Some(Placement::Off) {
            return Landing::Elsewhere(NotOnEci::Configuration);
        }
        match placement.route {
            Route::WhenFull(_) => Landing::Maybe(MaybeEci::WhenFull),
            Route::Preferred(_) => Landing::Maybe(MaybeEci::Preferred),
            Route::Policy(_) => Landing::Maybe(MaybeEci::Policy),
            Route::Unknown => Landing::Maybe(MaybeEci::Unknown),
            _ if placement.others.are_selected()
                || matches!(placement.route, Route::Mistaken(..)) =>
            {
                Landing::Elsewhere(NotOnEci::OtherNodes)
            }
            _ if !placement.stays_elsewhere && placement.toleration().is_some() => {
                Landing::Maybe(MaybeEci::NothingLeads)
            }
            _ if matches!(placement.tolerance, Tolerance::Unknown) => {
                Landing::Maybe(MaybeEci::Unknown)
            }
            _ => Landing::Elsewhere(NotOnEci::NothingLeads),
        }
    }
}
