//! What Helm renders of a chart, with the place of everything in it.
