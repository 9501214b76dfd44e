// Where the tests find flowvet and projects to try it on. The tests are run in the folder of the extension.

import { resolve } from "node:path";

/** The program that is tested: `FLOWVET`, else what `cargo build` has made. */
export const FLOWVET = resolve(process.env["FLOWVET"] ?? "../../target/debug/flowvet");
export const BROKEN = resolve("../../fixtures/broken");
export const CLEAN = resolve("../../fixtures/clean");
