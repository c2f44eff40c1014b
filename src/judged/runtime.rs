use std::time::Duration;

/// How long a run takes, such as `25m` or `1h30m`.
///
/// # Errors
/// A sentence with an example.
pub fn parse_runtime(text: &str) -> Result<Duration, String> {
    const EXAMPLE: &str = "write a duration such as `25m` or `1h30m`";
    let duration: jiff::SignedDuration = text.parse().map_err(|_| EXAMPLE.to_owned())?;
    let duration = Duration::try_from(duration).map_err(|_| EXAMPLE.to_owned())?;
    if duration.is_zero() {
        return Err("a run takes some time".to_owned());
    }
    Ok(duration)
}
