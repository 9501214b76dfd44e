//! In: a file's name and its tree, or the start of its text. Out: what kind of artefact it is, if any.
