use std::fmt;

/// The major and minor version of Spark, which determine its arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SparkVersion {
    /// `3` of `3.5.0`.
    pub major: u32,
    /// `5` of `3.5.0`.
    pub minor: u32,
}

impl SparkVersion {
    /// Used for a version that cannot be parsed, such as `latest`. All versions from 3.3 to 3.5 compute the same.
    pub const ASSUMED: Self = Self::new(3, 5);

    #[must_use]
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Parses `3.5`, `3.5.0`, `v3.5.0` or `3.5.0-aliyun-1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text
            .trim()
            .trim_start_matches('v')
            .split(|c: char| !c.is_ascii_digit());
        Some(Self {
            major: parts.next()?.parse().ok()?,
            minor: parts.next()?.parse().ok()?,
        })
    }
}

impl fmt::Display for SparkVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_up_to_the_minor_number() {
        for text in ["3.5", "3.5.0", " v3.5.1 ", "3.5.0-aliyun-1"] {
            assert_eq!(
                SparkVersion::parse(text),
                Some(SparkVersion::new(3, 5)),
                "{text}"
            );
        }
        for text in ["latest", "3", "", "x.5"] {
            assert_eq!(SparkVersion::parse(text), None, "{text}");
        }
    }
}
