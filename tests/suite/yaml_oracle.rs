//! YAML: where flowvet and libyaml, as `serde_yaml` has it, both take a text, they take it for the same.

use std::fs;
use std::path::Path;

use flowvet::syntax::{Limits, Value, ValueKind, yaml};
use serde::Deserialize;
use serde_yaml_ng::{Deserializer, Value as Oracle};

/// What somebody may have typed by mistake.
const SLIPS: [&str; 22] = [
    ",", ":", "\"", "'", "{", "}", "[", "]", "\n", " ", "- ", "? ", "#", "&a ", "*a", "!!str ", "~", "\t", "---\n",
    "null", "1e3", "true",
];

/// How often each file is spoilt.
const TIMES: usize = 60;

/// What has a tag or a key that is no string is left out: libyaml gives it a type, flowvet a text.
fn agree(value: Value<'_>, expected: &Oracle) -> bool {
    match expected {
        Oracle::Sequence(items) => {
            value.items().count() == items.len() && value.items().zip(items).all(|(item, other)| agree(item, other))
        }
        Oracle::Mapping(members) if members.keys().all(Oracle::is_string) => {
            value.members().count() == members.len()
                && value.members().zip(members).all(|((key, value), (other_key, other))| {
                    other_key.as_str() == Some(&*key.scalar_text()) && agree(value, other)
                })
        }
        Oracle::Mapping(_) | Oracle::Tagged(_) => true,
        Oracle::String(text) => value.scalar_text() == *text,
        Oracle::Null => value.kind() == ValueKind::Null || value.kind() == ValueKind::Missing,
        Oracle::Bool(flag) => value.as_bool() == Some(*flag),
        Oracle::Number(_) => value.kind() == ValueKind::Number,
    }
}

/// Whether both take the text. Panics where they take it for different things.
fn compared(text: &str) -> bool {
    let (tree, errors) = yaml::parse(text, &Limits::default());
    let mut documents = Deserializer::from_str(text);
    let Some(Ok(expected)) = documents.next().map(Oracle::deserialize) else { return false };
    if !errors.is_empty() || documents.any(|document| Oracle::deserialize(document).is_err()) {
        return false;
    }
    assert!(agree(tree.root(), &expected), "{text}\nis not\n{expected:#?}");
    true
}

/// The same numbers in every run (Knuth's linear congruential generator, MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

#[test]
fn flows_and_spoilt_flows_match_another_parser() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut random = Random(7);
    let (mut files, mut both) = (0, 0);
    for entry in walkdir::WalkDir::new(fixtures).sort_by_file_name().into_iter().map(Result::unwrap) {
        if entry.path().extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        // What `{{…}}` stands for, only flowvet knows.
        let text = fs::read_to_string(entry.path()).unwrap().replace("{{", "xx").replace("}}", "xx");
        assert!(compared(&text), "{} is refused", entry.path().display());
        files += 1;
        for _ in 0..TIMES {
            let start = text.floor_char_boundary(random.below(text.len()));
            let end = text.ceil_char_boundary((start + random.below(3)).min(text.len()));
            let spoilt = format!("{}{}{}", &text[..start], SLIPS[random.below(SLIPS.len())], &text[end..]);
            both += usize::from(compared(&spoilt));
        }
    }
    assert!(files >= 8 && both > files * TIMES / 4, "{both} of {} spoilt flows are compared", files * TIMES);
}
