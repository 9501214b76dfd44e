//! In: the tree of an agent script. Out: its variables with an input or output flag, as sites.
