//! Findings are rendered by all cores and written in their order.

use std::io::{self, Write};

use rayon::prelude::*;

/// How many are rendered in one go: enough to be worth a thread, few enough to be small in memory.
const BATCH: usize = 64;
/// How many batches are in memory at once.
const BATCHES: usize = 64;

/// Writes what `render` makes of each item, one after the other.
///
/// # Errors
/// What the writer, or `render`, says.
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
        // Most reports are short: no threads are started for those.
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
            let expected: String = items.iter().map(|item| format!("{item}\n")).collect();
            assert_eq!(String::from_utf8(out).expect("digits"), expected);
        }
    }
}
