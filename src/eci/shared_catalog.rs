use std::{ops::Deref, sync::Arc};

use super::Catalog;

/// The tables for a file: the built-in ones, or a modified copy that files share.
///
/// The built-in ones are parsed on first use, because most files have no application.
#[derive(Clone, Debug, Default)]
pub struct SharedCatalog(Option<Arc<Catalog>>);

impl SharedCatalog {
    /// The tables for modification. Copies them if they are shared.
    pub fn make_mut(&mut self) -> &mut Catalog {
        let built_in = || Arc::new(Catalog::built_in().clone());
        Arc::make_mut(self.0.get_or_insert_with(built_in))
    }
}

impl Deref for SharedCatalog {
    type Target = Catalog;

    fn deref(&self) -> &Catalog {
        self.0.as_deref().unwrap_or_else(|| Catalog::built_in())
    }
}
