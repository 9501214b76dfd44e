// The map in a real browser, and its drawings in the programs that read them. `FLOWVET` names the binary.

import "./lists.mjs";
import "./matrix.mjs";
import "./graph.mjs";
import "./page.mjs";
import "./drawings.mjs";
