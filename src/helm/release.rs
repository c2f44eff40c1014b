use std::path::PathBuf;

use super::{capabilities::Capabilities, values::Setting};

/// What a chart is installed with.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Files of values that are laid over those of the chart, later ones over earlier ones.
    pub values: Vec<PathBuf>,
    /// Values of the command line, which win over those.
    pub settings: Vec<Setting>,
    /// The cluster.
    pub capabilities: Capabilities,
}

impl Default for Release {
    /// What `helm template` takes unless it is told.
    fn default() -> Self {
        Self {
            name: "release-name".to_owned(),
            namespace: "default".to_owned(),
            values: Vec::new(),
            settings: Vec::new(),
            capabilities: Capabilities::default(),
        }
    }
}
