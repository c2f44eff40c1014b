use super::{Kind, Node, parse, split};

/// True for two texts whose documents hold the same values, and for two that cannot be parsed alike.
#[must_use]
pub fn same_values(one: &str, other: &str) -> bool {
    let (ones, others) = (split(one), split(other));
    ones.len() == others.len()
        && ones
            .iter()
            .zip(&others)
            .all(|(a, b)| match (parse(one, a.span), parse(other, b.span)) {
                (Ok(Some(a)), Ok(Some(b))) => same(a.root(), b.root()),
                (Ok(None), Ok(None)) | (Err(_), Err(_)) => true,
                _ => false,
            })
}

fn same(one: Node<'_>, other: Node<'_>) -> bool {
    match (one.kind(), other.kind()) {
        (Kind::Scalar(a), Kind::Scalar(b)) => a == b,
        (Kind::Sequence, Kind::Sequence) => {
            let (mut a, mut b) = (one.items(), other.items());
            loop {
                match (a.next(), b.next()) {
                    (Some(a), Some(b)) if same(a, b) => {}
                    (None, None) => return true,
                    _ => return false,
                }
            }
        }
        (Kind::Mapping, Kind::Mapping) => {
            let (a, b) = (one.entries(), other.entries());
            a.len() == b.len()
                && a.iter()
                    .zip(&b)
                    .all(|(a, b)| a.key == b.key && same(a.value, b.value))
        }
        _ => false,
    }
}
