use std::cell::OnceCell;

use crate::{
    source::Span,
    spark::{self, Application, Mismatches, Role, UnknownField, Violation},
    yaml::{Entry, Node},
};

/// What is wrong with an application's form: values of another type than the API server takes, and
/// unknown fields. What other versions of the API require is not known.
pub struct Form<'d> {
    /// True for a version of the API that no current operator serves: what its values mean is unknown.
    pub is_unserved: bool,
    application: Application<'d>,
    // Created on demand: the plan does not need it, and it looks at every field.
    mismatches: OnceCell<Mismatches<'d>>,
}

impl<'d> Form<'d> {
    /// The form of an application.
    #[must_use]
    pub fn new(application: &Application<'d>) -> Self {
        Self {
            is_unserved: !application.is_served(),
            application: application.clone(),
            mismatches: OnceCell::new(),
        }
    }

    /// What differs from what the API server takes.
    #[must_use]
    pub fn mismatches(&self) -> &Mismatches<'d> {
        self.mismatches.get_or_init(|| {
            if self.is_unserved {
                Mismatches::default()
            } else {
                spark::mismatches(&self.application)
            }
        })
    }

    /// Values that the API server does not take.
    #[must_use]
    pub fn violations(&self) -> &[Violation<'d>] {
        &self.mismatches().violations
    }

    /// Unknown fields.
    #[must_use]
    pub fn unknown_fields(&self) -> &[UnknownField<'d>] {
        &self.mismatches().unknown_fields
    }

    /// The application's own annotations, which reach no pod.
    #[must_use]
    pub fn own_annotations(&self) -> Vec<Entry<'d>> {
        let metadata = self.application.metadata.filter(|_| !self.is_unserved);
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        annotations.map(Node::entries).unwrap_or_default()
    }

    /// True where Airflow's section `kubernetes` overwrites what the roles say about nodes.
    #[must_use]
    pub fn is_overwritten_by_section(&self) -> bool {
        let launcher = self.application.launcher.as_ref();
        launcher.is_some_and(|launcher| launcher.overwrites)
    }

    /// The places of what was meant as one of these fields of a role but has no effect: dropped and overwritten
    /// fields, fields one level too deep, and values of another type.
    pub fn dropped<'f>(
        &'f self,
        fields: &'f [&'f str],
        role: Role,
    ) -> impl Iterator<Item = Span> + 'f {
        let dropped = self.unknown_fields().iter().filter(move |field| {
            let is_meant = field.meant().is_some_and(|meant| fields.contains(&meant));
            is_meant && field.owner.role.is_none_or(|owner| owner == role)
        });
        let of_wrong_type = self.violations().iter().filter(move |violation| {
            let is_of_role = violation.path.starts_with(role.name());
            let field = violation.path.rsplit('.').next();
            let is_whole_role = self
                .application
                .kind
                .spec()
                .roles
                .iter()
                .any(|spec| spec.role == role && spec.field == violation.path);
            is_whole_role || is_of_role && field.is_some_and(|field| fields.contains(&field))
        });
        let of_wrong_type = of_wrong_type.map(|violation| violation.node.span());
        let too_deep = self.violations().iter().filter_map(move |violation| {
            let too_deep = violation.too_deep.as_ref()?;
            let is_of_role = too_deep.outer_path.starts_with(role.name());
            let is_meant = is_of_role && fields.contains(&&*too_deep.key);
            is_meant.then_some(too_deep.key_span)
        });
        let launcher = self.application.launcher.iter();
        let lost = launcher.flat_map(|launcher| &launcher.lost);
        let lost = lost.filter(move |lost| lost.role == role && fields.contains(&lost.name));
        dropped
            .map(|field| field.entry.key_span)
            .chain(too_deep)
            .chain(of_wrong_type)
            .chain(lost.map(|lost| lost.key_span))
    }

    /// The values of these fields, below the path or for the whole application, that have another type
    /// than the API server takes.
    pub fn mistyped<'f>(
        &'f self,
        path: &'f str,
        fields: &'f [&'f str],
    ) -> impl Iterator<Item = Span> + 'f {
        let is_one = move |violation: &&Violation<'_>| {
            let own = violation.path.strip_prefix(path);
            let own = own.and_then(|rest| rest.strip_prefix('.'));
            fields.contains(&own.unwrap_or(&violation.path))
        };
        let mistyped = self.violations().iter().filter(is_one);
        mistyped.map(|violation| violation.node.span())
    }
}
