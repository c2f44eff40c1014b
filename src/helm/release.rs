use super::{
    capabilities::Capabilities,
    values::{Setting, Values},
};

/// The name, values and cluster of an installation.
#[derive(Clone, Debug)]
pub struct Release {
    pub name: String,
    pub namespace: String,
    /// True if the chart's own `values.yaml` is ignored.
    pub is_without_own_values: bool,
    /// The values that override the chart's own, in ascending precedence.
    pub values: Vec<Values>,
    /// Values of the command line, which override `values`.
    pub settings: Vec<Setting>,
    pub capabilities: Capabilities,
}

impl Default for Release {
    /// The defaults of `helm template`.
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

/// Helm's limit on the length of a name.
const MAX_NAME: usize = 53;

/// Checks the name of a release. Source: `ValidateReleaseName` of Helm 4.1.4.
///
/// # Errors
/// The name is invalid.
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
        "`{text}` is not a valid release name: use up to {MAX_NAME} lower-case letters, digits, `-` and `.`"
    ))
}
