use super::{
    capabilities::Capabilities,
    values::{Setting, Values},
};

/// What a chart is installed with.
#[derive(Clone, Debug)]
pub struct Release {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// True where the chart's own `values.yaml` does not count.
    pub is_without_own_values: bool,
    /// What is laid over the chart's own values, later ones over earlier ones.
    pub values: Vec<Values>,
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
            is_without_own_values: false,
            values: Vec::new(),
            settings: Vec::new(),
            capabilities: Capabilities::default(),
        }
    }
}
