//! Workarounds for Neovim's own completion (`omnifunc`).
//!
//! With several servers in a buffer, Neovim may insert all items where it believes that a word starts: after the last
//! character that is not in `iskeyword`, such as the `-` of `eci-`. An item that replaces more than that word then doubles
//! its beginning (`k8s.aliyun.com/eci-k8s.aliyun.com/eci-vswitch`). And for a snippet it inserts the filter text.
//!
//! Source: `runtime/lua/vim/lsp/completion.lua` of Neovim 0.11, `get_completion_word` and `trigger`.

use gen_lsp_types::{CompletionItem, CompletionItemTextEdit};

/// The number of typed bytes that an item must not replace: all before the word, if these texts start with them.
pub(super) fn kept(typed: &str, texts: &[&str]) -> u32 {
    let is_in_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let word = typed.rfind(|letter| !is_in_word(letter));
    let before = word.map_or("", |at| {
        let letter = typed[at..].chars().next().map_or(0, char::len_utf8);
        &typed[..at + letter]
    });
    let is_shared = texts.iter().all(|text| text.starts_with(before));
    u32::try_from(before.len())
        .ok()
        .filter(|_| is_shared)
        .unwrap_or(0)
}

/// Keeps the items that replace the least of the typed text: if items start at several places, Neovim inserts all of them at
/// the last one. The others do not start with the typed text, so Neovim would not offer them anyway.
pub(super) fn keep_one_start(items: &mut Vec<CompletionItem>) {
    let start = |item: &CompletionItem| match &item.text_edit {
        Some(CompletionItemTextEdit::TextEdit(edit)) => Some(edit.range.start),
        _ => None,
    };
    let last = items
        .iter()
        .filter_map(start)
        .max_by_key(|at| (at.line, at.character));
    items.retain(|item| start(item) == last);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_the_word_stays() {
        let key = "k8s.aliyun.com/eci-use-specs";
        assert_eq!(kept("k8s.aliyun.com/eci-us", &[key]), 19);
        assert_eq!(kept("k8s.aliyun.com/eci-", &[key]), 19);
        assert_eq!(kept("k8s", &[key]), 0);
        assert_eq!(kept("", &[key]), 0);
        // It is no beginning of the text.
        assert_eq!(kept("eci-us", &[key]), 0);
        assert_eq!(kept("k8s.ali", &[key, "ali"]), 0);
        // A letter of three bytes that is no part of a word.
        assert_eq!(kept("、a", &["、ab"]), 3);
    }
}
