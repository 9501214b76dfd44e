//! In: the tree of a flow, as Archy YAML or as a flow configuration. Out: its facts.
