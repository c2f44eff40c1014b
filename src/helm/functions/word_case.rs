//! Words in camel case, snake case and kebab case.
//!
//! Source: github.com/huandu/xstrings, `convert.go`.

/// `ToPascalCase`
pub(super) fn to_pascal(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let rest = text.trim_start_matches(is_connector);
    written.push_str(&text[..text.len() - rest.len()]);
    let mut letters = rest.chars();
    let Some(first) = letters.next() else {
        // If there are only connectors, xstrings writes the last one twice.
        written.extend(text.chars().next_back());
        return written;
    };
    let mut last = upper(first);
    // The capitals after a first one become lower case: `NO` is `No`.
    let mut is_capital = first.is_uppercase();
    for letter in letters {
        match (is_connector(last), is_connector(letter)) {
            (true, true) => {
                written.push(last);
                last = letter;
            }
            (true, false) => {
                is_capital = letter.is_uppercase();
                last = upper(letter);
            }
            (false, _) => {
                is_capital &= letter.is_uppercase();
                written.push(last);
                last = if is_capital { lower(letter) } else { letter };
            }
        }
    }
    written.push(last);
    written
}

fn upper(letter: char) -> char {
    letter.to_uppercase().next().unwrap_or(letter)
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn is_connector(letter: char) -> bool {
    matches!(letter, '-' | '_') || letter.is_whitespace()
}

fn is_punctuation(letter: char) -> bool {
    letter.is_ascii_punctuation() && !"$+<=>^`|~".contains(letter)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    None,
    Number,
    Upper,
    Lower,
    Connector,
    Punctuation,
    Other,
}

impl Kind {
    fn of(letter: char) -> Self {
        match letter {
            letter if is_connector(letter) => Self::Connector,
            letter if is_punctuation(letter) => Self::Punctuation,
            letter if letter.is_uppercase() => Self::Upper,
            letter if letter.is_alphabetic() => Self::Lower,
            letter if letter.is_numeric() => Self::Number,
            _ => Self::Other,
        }
    }

    /// True if a connector goes before it.
    fn is_word(self) -> bool {
        !matches!(self, Self::None | Self::Connector | Self::Punctuation)
    }
}

/// Takes the next word from the text.
fn next<'t>(rest: &mut &'t str) -> (Kind, &'t str) {
    let text = *rest;
    let Some(first) = text.chars().next() else {
        return (Kind::None, "");
    };
    let kind = Kind::of(first);
    let run = |from: usize, kind: Kind| {
        let found = text[from..].find(|letter| Kind::of(letter) != kind);
        found.map_or(text.len(), |end| from + end)
    };
    let end = if kind == Kind::Upper {
        let capitals = run(0, Kind::Upper);
        let is_followed = text[capitals..]
            .chars()
            .next()
            .is_some_and(|letter| Kind::of(letter) == Kind::Lower);
        let last = text[..capitals]
            .char_indices()
            .next_back()
            .map_or(0, |(at, _)| at);
        match (is_followed, last) {
            // `First`
            (true, 0) => run(capitals, Kind::Lower),
            // `HTTPStatus` is `HTTP` and `Status`.
            (true, last) => last,
            (false, _) => capitals,
        }
    } else if kind == Kind::Punctuation {
        // A connector inside it is part of the word.
        text.find(|letter| !is_punctuation(letter))
            .unwrap_or(text.len())
    } else {
        run(first.len_utf8(), kind)
    };
    let (word, behind) = text.split_at(end);
    *rest = behind;
    (kind, word)
}

/// `camelCaseToLowerCase`
pub(super) fn separated(text: &str, connector: char) -> String {
    let mut written = String::with_capacity(text.len());
    let lower = |written: &mut String, kind: Kind, word: &str| match kind {
        Kind::Upper => written.push_str(&word.to_lowercase()),
        Kind::Connector => written.extend(word.chars().map(|_| connector)),
        _ => written.push_str(word),
    };
    let mut rest = text;
    let (mut kind, mut word) = next(&mut rest);
    while !rest.is_empty() {
        if kind != Kind::Connector {
            lower(&mut written, kind, word);
        }
        let (before, last) = (kind, word);
        (kind, word) = next(&mut rest);
        match before {
            Kind::Number => {
                while matches!(kind, Kind::Lower | Kind::Number) {
                    lower(&mut written, kind, word);
                    (kind, word) = next(&mut rest);
                }
                if kind.is_word() {
                    written.push(connector);
                }
            }
            Kind::Connector => lower(&mut written, before, last),
            Kind::Punctuation => {}
            _ if kind != Kind::Number => {
                if kind.is_word() || kind == Kind::None {
                    written.push(connector);
                }
            }
            _ if rest.is_empty() => {}
            _ => {
                let number = word;
                (kind, word) = next(&mut rest);
                if kind == Kind::Lower {
                    // `HTTP2xx` is `http_2xx`.
                    written.push(connector);
                    lower(&mut written, Kind::Number, number);
                    while matches!(kind, Kind::Lower | Kind::Number) {
                        lower(&mut written, kind, word);
                        (kind, word) = next(&mut rest);
                    }
                    if kind.is_word() {
                        written.push(connector);
                    }
                } else {
                    lower(&mut written, Kind::Number, number);
                    if kind.is_word() || kind == Kind::None {
                        written.push(connector);
                    }
                }
            }
        }
    }
    lower(&mut written, kind, word);
    written
}
