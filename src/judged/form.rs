use std::cell::OnceCell;

use crate::{
    source::Span,
    spark::{self, Application, Role, UnknownField, Violation},
    yaml::{Entry, Node},
};

/// What is wrong with an application's form: values of another type than the API server takes, and
/// fields that nobody reads. What another version of the API demands is unknown.
pub struct Form<'d> {
    /// True for a version of the API that no current operator serves: what its values mean is unknown.
    pub is_unserved: bool,
    application: Application<'d>,
    // The plan needs neither, and both look at every field.
    violations: OnceCell<Vec<Violation<'d>>>,
    unknown_fields: OnceCell<Vec<UnknownField<'d>>>,
}

impl<'d> Form<'d> {
    /// The form of an application.
    #[must_use]
    pub fn new(application: &Application<'d>) -> Self {
        Self {
            is_unserved: !application.is_served(),
            application: application.clone(),
            violations: OnceCell::new(),
            unknown_fields: OnceCell::new(),
        }
    }

    /// Values of another type.
    #[must_use]
    pub fn violations(&self) -> &[Violation<'d>] {
        self.violations.get_or_init(|| {
            if self.is_unserved {
                Vec::new()
            } else {
                spark::violations(&self.application)
            }
        })
    }

    /// Fields that the API server drops.
    #[must_use]
    pub fn unknown_fields(&self) -> &[UnknownField<'d>] {
        self.unknown_fields.get_or_init(|| {
            if self.is_unserved {
                Vec::new()
            } else {
                spark::unknown_fields(&self.application)
            }
        })
    }

    /// The application's own annotations, which reach no pod.
    #[must_use]
    pub fn own_annotations(&self) -> Vec<Entry<'d>> {
        let metadata = self.application.metadata.filter(|_| !self.is_unserved);
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        annotations.map(Node::entries).unwrap_or_default()
    }

    /// The keys of dropped and of overwritten fields that were meant as one of these fields of a role.
    pub fn dropped<'f>(
        &'f self,
        fields: &'f [&'f str],
        role: Role,
    ) -> impl Iterator<Item = Span> + 'f {
        let dropped = self.unknown_fields().iter().filter(move |field| {
            fields.contains(&field.meant) && field.role().is_none_or(|owner| owner == role)
        });
        let launcher = self.application.launcher.iter();
        let lost = launcher.flat_map(|launcher| &launcher.lost);
        let lost = lost.filter(move |lost| lost.role == role && fields.contains(&lost.name));
        dropped
            .map(|field| field.entry.key_span)
            .chain(lost.map(|lost| lost.key_span))
    }
}
