use std::sync::{Arc, LazyLock};

use memchr::memmem;

use crate::{
    eci::ResourcePolicy,
    source::SourceText,
    spark::{Application, Pod},
    yaml::{self, Chunk},
};

/// The resource policies among the files of a run: they order where pods of any of its applications run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourcePolicies(Arc<[ResourcePolicy]>);

impl ResourcePolicies {
    /// Those in a file.
    #[must_use]
    pub fn find(bytes: &[u8]) -> Self {
        static KIND: LazyLock<memmem::Finder<'static>> =
            LazyLock::new(|| memmem::Finder::new("ResourcePolicy"));
        if KIND.find(bytes).is_none() {
            return Self::default();
        }
        let Ok(source) = SourceText::from_bytes(bytes) else {
            return Self::default();
        };
        let text = source.as_str();
        let read = |chunk: &Chunk| {
            let is_named = KIND.find(source.slice(chunk.span).as_bytes()).is_some();
            let is_readable = is_named && chunk.error.is_none();
            let document = is_readable.then(|| yaml::parse(text, chunk.span).ok().flatten())??;
            Some(ResourcePolicy::find(&document))
        };
        let chunks = yaml::split(text);
        Self(chunks.iter().filter_map(read).flatten().collect())
    }

    /// True where there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True where one of them that has ECI among its units selects the pod.
    pub(super) fn order(&self, pod: &Pod<'_>, application: &Application<'_>) -> bool {
        let label = |key: &str| match pod.label(key) {
            Some(pair) => Some(pair.value.clone().into_owned()),
            None => application.added_label(key, pod.role),
        };
        let mut policies = self.0.iter();
        policies.any(|policy| policy.has_eci && policy.selects(application.namespace, label))
    }
}

impl FromIterator<Self> for ResourcePolicies {
    fn from_iter<T: IntoIterator<Item = Self>>(all: T) -> Self {
        let all = all.into_iter();
        Self(all.flat_map(|policies| policies.0.to_vec()).collect())
    }
}
