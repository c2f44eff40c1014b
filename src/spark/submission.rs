use super::{Application, PodOptions, Submission, pods::Manifest};

/// What becomes of an application: its Spark settings and its pods.
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
