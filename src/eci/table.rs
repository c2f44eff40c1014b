use crate::{
    source::Span,
    yaml::{self, Document, Node},
};

pub(super) fn number(node: Node<'_>) -> u64 {
    node.scalar_text()
        .and_then(|text| text.parse().ok())
        .expect("a whole number in the catalogue")
}

pub(super) fn parse(table: &str) -> Document<'_> {
    let whole = Span::new(0, u32::try_from(table.len()).expect("a small table"));
    yaml::parse(table, whole)
        .expect("the catalogue is YAML")
        .expect("a table")
}

/// A mapping of a built-in table. Its contents are asserted, because they are part of the program.
#[derive(Clone, Copy)]
pub(super) struct Table<'d>(pub(super) Node<'d>);

impl<'d> Table<'d> {
    pub(super) fn table(self, key: &str) -> Table<'d> {
        Table(self.0.get(key).expect("a table of the catalogue"))
    }

    pub(super) fn list(self, key: &str) -> impl Iterator<Item = Table<'d>> {
        self.table(key).0.items().map(Table)
    }

    pub(super) fn names(self, key: &str) -> Vec<String> {
        let names = self.list(key).filter_map(|item| item.0.scalar_text());
        names.map(str::to_owned).collect()
    }

    pub(super) fn text(self, key: &str) -> &'d str {
        self.table(key)
            .0
            .scalar_text()
            .expect("a text of the catalogue")
    }

    pub(super) fn flag(self, key: &str) -> bool {
        self.text(key) == "true"
    }

    pub(super) fn number(self, key: &str) -> u64 {
        number(self.table(key).0)
    }
}
