//! In: the outcome of a run. Out: its text in one format. Computes nothing that the outcome does not hold.
