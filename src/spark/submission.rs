use super::{Application, PodOptions, Submission, pods::Manifest};

/// Builds the Spark settings and pods of an application.
#[must_use]
pub fn submission<'d>(application: &Application<'d>, options: PodOptions) -> Submission<'d> {
    let kind = application.kind.spec();
    let Some(spec) = &application.spec else {
        return Submission::empty();
    };
    (kind.submission)(&Manifest {
        spec,
        metadata: application.metadata,
        roles: kind.roles,
        options,
    })
}
