//! Processes findings in parallel and keeps their order.

use std::io::{self, Write};

use rayon::prelude::*;

/// The items per batch: enough to be worth a thread, few enough to need little memory. Most reports are shorter and start
/// no threads.
const BATCH: usize = 64;
/// The batches that are in memory at once.
const BATCHES: usize = 64;

pub(super) fn map_each<'i, T: Sync, M: Send>(
    items: &'i [T],
    make: impl Fn(&'i T) -> M + Sync,
) -> Vec<M> {
    if items.len() <= BATCH {
        return items.iter().map(make).collect();
    }
    let items = items.par_iter().with_min_len(BATCH);
    items.map(&make).collect()
}

/// Writes the rendered items in their order.
///
/// # Errors
/// Errors of the writer and of `render`.
pub(super) fn write_each<T: Sync>(
    items: &[T],
    out: &mut dyn Write,
    render: impl Fn(&T, &mut Vec<u8>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let render_batch = |batch: &[T]| {
        let mut rendered = Vec::new();
        batch
            .iter()
            .try_for_each(|item| render(item, &mut rendered))
            .map(|()| rendered)
    };
    if items.len() <= BATCH {
        return out.write_all(&render_batch(items)?);
    }
    for batches in items.chunks(BATCH * BATCHES) {
        let rendered: Vec<_> = batches.par_chunks(BATCH).map(render_batch).collect();
        for batch in rendered {
            out.write_all(&batch?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_items_however_many_there_are() {
        for number in [0, 1, BATCH, BATCH + 1, BATCH * BATCHES + 1] {
            let items: Vec<_> = (0..number).collect();
            let mut out = Vec::new();
            let render = |item: &usize, out: &mut Vec<u8>| writeln!(out, "{item}");
            write_each(&items, &mut out, render).expect("a vector takes all");
            let written = String::from_utf8(out).expect("digits");
            let written: Vec<usize> = written
                .lines()
                .map(|line| line.parse().expect("a number"))
                .collect();
            assert_eq!(written, items);
            assert_eq!(map_each(&items, |item| *item), items);
        }
    }
}
