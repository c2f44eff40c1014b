//! Unknown fields, and where they belong.
//!
//! The API server silently drops unknown fields; `kubectl` rejects them since it validates strictly (Kubernetes 1.27).
//! Inside pod templates nothing checks them.

use super::{Application, KINDS, Role, RoleSpec, field_path::path};
use crate::{
    kube::schema::{self, Part, PartKind, Place},
    source::looks_like,
    yaml::{Entry, Kind, Node},
};

/// A field that no program reads.
#[derive(Clone)]
pub struct UnknownField<'d> {
    pub entry: Entry<'d>,
    /// The mapping that contains it.
    pub owner: Owner<'d>,
    /// What was probably meant, if that is clear.
    pub meaning: Option<Meaning<'d>>,
    /// True inside a pod template, where even strict validation does not find it.
    pub is_in_template: bool,
    /// True if its value is valid for the field that was meant.
    pub is_sound: bool,
}

/// A mapping with an unknown field.
#[derive(Clone)]
pub struct Owner<'d> {
    pub node: Node<'d>,
    /// Its path, as in [`super::Violation::path`].
    pub path: String,
    pub level: Level,
    /// The role that it belongs to, if any.
    pub role: Option<Role>,
}

/// The part of an application that a mapping is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The spec of a schedule, around the application's.
    Schedule,
    /// The application's spec.
    Spec,
    /// A role.
    Role,
    /// Anything else.
    Other,
}

/// The field that was meant by an unknown one.
#[derive(Clone)]
pub enum Meaning<'d> {
    /// The name is similar to that of a field in the same mapping.
    Misspelt(&'static str),
    /// It is a field of the spec, or of the application in a schedule.
    Misplaced(&'static str, Home),
    /// It is a field of roles. Has the paths of all roles that support it, relative to the spec.
    OfRoles(&'static str, Vec<String>),
    /// It is a field of pods or other workloads, for which the operator has another form.
    OfPods {
        meant: &'static str,
        /// What to write: fields in backquotes.
        instead: &'static str,
    },
    /// It belongs deeper: the path from its mapping, ending with its own name.
    Below(Vec<&'static str>),
    /// It belongs to a mapping around its own.
    Around {
        meant: &'static str,
        outer: Node<'d>,
        outer_path: String,
        /// The field of that mapping that contains the unknown one.
        through: &'static str,
        /// True if that field is the unknown field's own mapping.
        is_next: bool,
    },
    /// It is a field of another kind: the kind's name and group.
    OfKind(&'static str, &'static str),
}

/// Where a misplaced field belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the `template` of a schedule.
    ScheduleTemplate,
    /// In the application's spec.
    Spec,
}

impl UnknownField<'_> {
    #[must_use]
    pub fn meant(&self) -> Option<&'static str> {
        match self.meaning.as_ref()? {
            Meaning::Misspelt(meant)
            | Meaning::Misplaced(meant, _)
            | Meaning::OfRoles(meant, _)
            | Meaning::OfPods { meant, .. }
            | Meaning::Around { meant, .. } => Some(meant),
            Meaning::Below(path) => path.last().copied(),
            Meaning::OfKind(..) => None,
        }
    }
}

/// Fields of pods and other workloads, with the field that was meant and the operator's equivalent.
const OF_PODS: &[(&str, &str, &str)] = &[
    (
        "resources",
        "cores",
        "`cores`, `coreRequest`, `coreLimit`, `memory` and `memoryOverhead`",
    ),
    ("requests", "cores", "`cores`, `coreRequest` and `memory`"),
    ("limits", "coreLimit", "`coreLimit` and `memory`"),
    ("cpu", "cores", "`cores`"),
    ("replicas", "instances", "`instances`"),
    ("metadata", "labels", "`labels` and `annotations`"),
    (
        "nodeName",
        "template",
        "`template.spec.nodeName`, a pod template",
    ),
    (
        "topologySpreadConstraints",
        "template",
        "`template.spec.topologySpreadConstraints`, a pod template",
    ),
    (
        "runtimeClassName",
        "template",
        "`template.spec.runtimeClassName`, a pod template",
    ),
    ("serviceAccountName", "serviceAccount", "`serviceAccount`"),
    ("containers", "sidecars", "`sidecars`"),
    ("podAnnotations", "annotations", "`annotations`"),
    ("podLabels", "labels", "`labels`"),
    ("podTemplate", "template", "`template`"),
    ("numExecutors", "instances", "`instances`"),
];

/// The resources of a whole pod are not what is meant by the resources of a role.
const OF_WHOLE_PODS: &str = "resources";

/// True for the name of a field of a role, such as `memory`.
#[must_use]
pub fn is_role_field(role: Role, key: &str) -> bool {
    let kinds = KINDS.iter().filter(|kind| kind.has_role_fields);
    let mut parts = kinds.filter_map(|kind| {
        let field = kind.roles.iter().find(|known| known.role == role)?.field;
        kind.spec_part()?.field(field)
    });
    parts.any(|part| part.field(key).is_some())
}

/// Describes an unknown field in the mapping at a place.
pub(super) fn unknown_field<'d>(
    application: &Application<'d>,
    place: &Place<'_, 'd>,
    entry: Entry<'d>,
) -> UnknownField<'d> {
    let owner = owner(application, place);
    let meaning = meaning(application, place, &owner, &entry);
    let meant = meaning
        .as_ref()
        .and_then(|meaning| meant_part(application, place, meaning));
    UnknownField {
        meaning,
        is_in_template: place.is_in_template,
        is_sound: meant.is_some_and(|part| {
            let mut is_sound = true;
            schema::walk(entry.value, part, &mut |_, _| is_sound = false);
            is_sound
        }),
        owner,
        entry,
    }
}

/// The schema of the field that was meant.
fn meant_part(
    application: &Application<'_>,
    place: &Place<'_, '_>,
    meaning: &Meaning<'_>,
) -> Option<&'static Part> {
    let spec = application.kind.spec().spec_part();
    match meaning {
        Meaning::Misspelt(meant) => place.part.field(meant),
        Meaning::Misplaced(meant, _) => spec?.field(meant),
        Meaning::OfRoles(_, paths) => spec?.at(paths.first()?),
        Meaning::Below(path) => place.part.at(&path.join(".")),
        Meaning::Around { meant, .. } => {
            let mut outer = place.outwards().skip(1);
            outer.find_map(|outer| outer.part.field(meant))
        }
        Meaning::OfPods { .. } | Meaning::OfKind(..) => None,
    }
}

fn owner<'d>(application: &Application<'d>, place: &Place<'_, 'd>) -> Owner<'d> {
    let kind = application.kind.spec();
    let path = path(application, place);
    let depth = place.outwards().count() - 1;
    let first = path.split(['.', '[']).next();
    let role = kind.roles.iter().find(|role| Some(role.field) == first);
    let spec_depth = kind.spec_path.len();
    let is_in_spec = place.to_string().starts_with("spec");
    let level = if !is_in_spec {
        Level::Other
    } else if depth == spec_depth && path == "spec" {
        Level::Spec
    } else if depth < spec_depth {
        Level::Schedule
    } else if depth == spec_depth + 1 && role.is_some() {
        Level::Role
    } else {
        Level::Other
    };
    let role = role.filter(|_| is_in_spec && depth > spec_depth);
    Owner {
        node: place.node,
        path,
        level,
        role: role.map(|role| role.role),
    }
}

fn meaning<'d>(
    application: &Application<'d>,
    place: &Place<'_, 'd>,
    owner: &Owner<'d>,
    entry: &Entry<'d>,
) -> Option<Meaning<'d>> {
    let key = &*entry.key;
    let kind = application.kind.spec();
    let is_own = owner.level != Level::Other;
    let of_operator = || {
        let is_of_fields = kind.has_role_fields && is_own;
        is_of_fields.then(|| of_operator(kind.spec_part()?, owner, key))?
    };
    let of_own_roles = || {
        let roles = kind.roles.iter();
        let roles = roles.filter(|role| owner.role.is_none_or(|own| own == role.role));
        let roles: Vec<_> = roles.collect();
        is_own.then_some((kind.spec_part()?, roles))
    };
    let of_roles = |name: fn(&'static Part, &Entry<'_>) -> Option<&'static str>| {
        let (spec, roles) = of_own_roles()?;
        self::of_roles(spec, &roles, entry, name)
    };
    of_operator()
        .or_else(|| of_roles(|part, entry| part.field_name(&entry.key)))
        .or_else(|| misspelt(place.part, entry).map(Meaning::Misspelt))
        .or_else(|| of_roles(misspelt))
        .or_else(|| around(application, place, entry))
        .or_else(|| below(place.part, entry).map(Meaning::Below))
        .or_else(|| of_other_kind(application, owner, key))
}

/// What was meant by an unknown field in a spec, a role or a schedule of kubeflow's operator.
fn of_operator<'d>(spec: &'static Part, owner: &Owner<'_>, key: &str) -> Option<Meaning<'d>> {
    let of_spec = |home| Some(Meaning::Misplaced(spec.field_name(key)?, home));
    let elsewhere = match owner.level {
        // A driver always has one pod.
        Level::Role if owner.role == Some(Role::Driver) && key == "instances" => {
            return Some(Meaning::OfPods {
                meant: "instances",
                instead: "`instances`",
            });
        }
        Level::Role => of_spec(Home::Spec).or_else(|| {
            let roles = ["driver", "executor"].into_iter();
            let meant = roles.filter_map(|role| {
                let name = spec.field(role)?.field_name(key)?;
                Some((name, vec![format!("{role}.{key}")]))
            });
            let (meant, paths) = meant.last()?;
            Some(Meaning::OfRoles(meant, paths))
        }),
        Level::Schedule => of_spec(Home::ScheduleTemplate),
        Level::Spec | Level::Other => None,
    };
    elsewhere.or_else(|| {
        let (_, meant, instead) = OF_PODS.iter().find(|(name, _, _)| *name == key)?;
        Some(Meaning::OfPods { meant, instead })
    })
}

/// The paths of roles that support a field: the fields that lead to them and to their pods. `name` looks up the field
/// in a schema.
fn of_roles<'d>(
    spec: &'static Part,
    roles: &[&'static RoleSpec],
    entry: &Entry<'_>,
    name: impl Fn(&'static Part, &Entry<'_>) -> Option<&'static str>,
) -> Option<Meaning<'d>> {
    let mut meant = None;
    let mut paths = Vec::new();
    if entry.key == OF_WHOLE_PODS {
        return None;
    }
    for role in roles {
        let bases = [role.field, role.paths.placement, role.paths.metadata];
        let found = bases.into_iter().find_map(|base| {
            let part = spec.at(base)?;
            let name = name(part, entry)?;
            part.field(name)?.fits(entry.value).then_some((base, name))
        });
        if let Some((base, name)) = found {
            meant = Some(name);
            paths.push(format!("{base}.{name}"));
        }
    }
    Some(Meaning::OfRoles(meant?, paths))
}

/// A field of the same mapping with a similar name.
fn misspelt(part: &'static Part, entry: &Entry<'_>) -> Option<&'static str> {
    let names = part.fields().filter(|(_, field)| field.fits(entry.value));
    let slips: Vec<_> = names
        .map(|(name, _)| name)
        .filter(|name| is_slip(name, &entry.key))
        .collect();
    let is_nearest = |name: &&&str| strsim::damerau_levenshtein(name, &entry.key) == 1;
    // The most similar one; none if several are equally similar.
    match slips[..] {
        [only] => part.field_name(only),
        _ => {
            let mut nearest = slips.iter().filter(is_nearest);
            let first = nearest.next()?;
            nearest.next().is_none().then(|| part.field_name(first))?
        }
    }
}

/// True if a key differs from a field in case, in one letter, in two letters of a long name, or in lookalike letters.
fn is_slip(known: &str, key: &str) -> bool {
    let most = if known.len() >= 8 { 2 } else { 1 };
    // The distance takes time proportional to both lengths, and is at least their difference.
    let is_near = known.len().abs_diff(key.chars().count()) <= most;
    known.eq_ignore_ascii_case(key)
        || is_near && known.len() > 2 && strsim::damerau_levenshtein(known, key) <= most
        || looks_like(key, known)
}

/// True if the value alone identifies the field: a mapping or a list, or a scalar whose name is too long to have
/// another meaning in each mapping, unlike `name`, `path` and `type`.
fn is_telling(entry: &Entry<'_>) -> bool {
    const LENGTH: usize = 8;
    !matches!(entry.value.kind(), Kind::Scalar(_)) || entry.key.len() >= LENGTH
}

/// The innermost enclosing mapping that has such a field.
fn around<'d>(
    application: &Application<'d>,
    place: &Place<'_, 'd>,
    entry: &Entry<'d>,
) -> Option<Meaning<'d>> {
    let mut inner = place;
    while let Some(outer) = inner.up {
        let field = outer.part.field(&entry.key);
        // A role's field is no replacement for a field in a template.
        if place.is_in_template && !outer.is_in_template {
            return None;
        }
        // At the top of an object these are fields of the object.
        let is_known = field.is_some_and(|field| field.fits(entry.value));
        if is_known && outer.up.is_some() && is_telling(entry) {
            let schema::PlaceStep::Field { name, .. } = inner.step else {
                return None;
            };
            return Some(Meaning::Around {
                meant: outer.part.field_name(&entry.key)?,
                outer: outer.node,
                outer_path: path(application, outer),
                through: outer.part.field_name(name)?,
                is_next: std::ptr::eq(inner, place),
            });
        }
        inner = outer;
    }
    None
}

/// The path to the nearest field of that name in nested mappings; `None` if several are equally near.
fn below(part: &'static Part, entry: &Entry<'_>) -> Option<Vec<&'static str>> {
    const DEPTH: usize = 3;
    if !is_telling(entry) || entry.key == OF_WHOLE_PODS {
        return None;
    }
    let mut level: Vec<(&'static Part, Vec<&'static str>)> = vec![(part, Vec::new())];
    for _ in 1..DEPTH {
        let deeper = level.iter().flat_map(|(part, path)| {
            let objects = part
                .fields()
                .filter(|(_, field)| field.kind == PartKind::Object);
            objects.map(|(name, field)| (field, [&path[..], &[name]].concat()))
        });
        level = deeper.collect();
        let mut found = level.iter().filter_map(|(part, path)| {
            let name = part.field_name(&entry.key)?;
            let is_meant = part.field(name)?.fits(entry.value);
            is_meant.then(|| [&path[..], &[name]].concat())
        });
        if let Some(first) = found.next() {
            return found.next().is_none().then_some(first);
        }
    }
    None
}

/// Another kind that has such a field in its spec.
fn of_other_kind<'d>(
    application: &Application<'_>,
    owner: &Owner<'_>,
    key: &str,
) -> Option<Meaning<'d>> {
    if owner.level != Level::Spec {
        return None;
    }
    let mut others = KINDS.iter().filter(|kind| kind.kind != application.kind);
    let other = others.find(|kind| {
        let part = kind.spec_part();
        part.is_some_and(|part| part.field(key).is_some())
    })?;
    Some(Meaning::OfKind(other.name, other.group()))
}
