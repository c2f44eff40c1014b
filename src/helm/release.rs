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

/// Helm's bound of a name.
const MAX_NAME: usize = 53;

/// Why a text is no name of a release. Source: `ValidateReleaseName` of Helm 4.1.4.
///
/// # Errors
/// When it is none.
pub fn check_release_name(text: &str) -> Result<(), String> {
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let is_part = |part: &str| {
        part.starts_with(is_letter)
            && part.ends_with(is_letter)
            && part
                .chars()
                .all(|letter| is_letter(letter) || letter == '-')
    };
    if text.len() <= MAX_NAME && text.split('.').all(is_part) {
        return Ok(());
    }
    Err(format!(
        "`{text}` is no name of a release: it has lower-case letters, digits, `-` and `.`, and no more than {MAX_NAME} of them"
    ))
}
