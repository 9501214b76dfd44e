//! Architect expressions: any text gives a tree with spans inside of it, types for all of it, and a value that the text
//! of a string literal gives back.
#![no_main]

use flowvet::expr::architect::{Misuse, NodeKind, infer, parse};
use flowvet::knowledge::expressions::type_of_code;
use flowvet_fuzz::inside;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let tree = parse(text);
    for (id, node) in tree.nodes() {
        inside(text, &node.span.range());
        assert!(tree.children(node).iter().all(|child| child.index() < id.index()));
        if let NodeKind::Variable { scope, name } = node.kind {
            assert!(node.span.start <= scope.start && name.end <= node.span.end);
        }
    }
    for error in &tree.errors {
        inside(text, &error.span.range());
    }
    assert!(tree.errors.is_sorted_by_key(|error| error.span.start));
    let types = infer(&tree, |_, name| type_of_code(name.get(..3)?));
    for (id, misuse) in &types.misuses {
        let node = tree.node(*id).expect("a node of this tree");
        assert!(types.of(*id).is_none());
        if let Misuse::Types { given, .. } = misuse {
            assert_eq!(given.len(), tree.children(node).len());
        }
    }
    drop(tree.value());
});
