use crate::{
    source::Span,
    spark::{self, Application, Role, UnknownField, Violation},
    yaml::{Entry, Node},
};

/// What is wrong with an application's form: values of another type than the API server takes, and
/// fields that nobody reads.
pub struct Form<'d> {
    /// True for a version of the API that no current operator serves: what its values mean is unknown.
    pub is_unserved: bool,
    /// Values of another type.
    pub violations: Vec<Violation<'d>>,
    /// Fields that the API server drops.
    pub unknown_fields: Vec<UnknownField<'d>>,
    /// The application's own annotations, which reach no pod.
    pub own_annotations: Vec<Entry<'d>>,
}

impl<'d> Form<'d> {
    /// Looks at an application. What another version of the API demands is unknown.
    #[must_use]
    pub fn new(application: &Application<'d>) -> Self {
        if !application.is_served() {
            return Self {
                is_unserved: true,
                violations: Vec::new(),
                unknown_fields: Vec::new(),
                own_annotations: Vec::new(),
            };
        }
        Self {
            is_unserved: false,
            violations: spark::violations(application),
            unknown_fields: spark::unknown_fields(application),
            own_annotations: application
                .metadata
                .and_then(|metadata| metadata.get("annotations"))
                .map(Node::entries)
                .unwrap_or_default(),
        }
    }

    /// The keys of dropped fields that were meant as one of these fields of a role.
    pub fn dropped<'f>(
        &'f self,
        fields: &'f [&'f str],
        role: Role,
    ) -> impl Iterator<Item = Span> + 'f {
        let dropped = self.unknown_fields.iter().filter(move |field| {
            fields.contains(&field.meant) && field.role().is_none_or(|owner| owner == role)
        });
        dropped.map(|field| field.entry.key_span)
    }
}
