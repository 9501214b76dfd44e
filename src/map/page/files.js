// Links to the files of the projects, which begin with what the reader types.

const PREFIX_KEY = "flowvet map: links to files";

// What a link to a file begins with; `null` if it is not accepted. A link must not run a script.
function prefixOf(typed) {
  // Browsers ignore these characters in front of and inside of a scheme.
  const plain = typed.replace(/[\u0000-\u0020]+/g, "");
  const [, scheme] = /^([^/?#]*?):/.exec(plain) ?? [];
  if (plain === "") return "./";
  return scheme === undefined || /^(https?|file|vscode)$/i.test(scheme) ? typed.trim() : null;
}

function fileLink(number, line) {
  const { file, decoded } = nodes[number];
  const prefix = prefixOf(byId("prefix").value) ?? "./";
  const path = file.split("/").map(encodeURIComponent).join("/");
  const has = line !== undefined && !decoded;
  const at = has ? (/^vscode:/i.test(prefix) ? `:${line}` : `#L${line}`) : "";
  return make("a", { href: prefix + path + at, class: "name", title: decoded && "An export has no lines." }, visible(file) + (has ? `:${line}` : ""));
}

// A page that is opened as a file may have no storage.
function remembered() {
  try {
    return localStorage.getItem(PREFIX_KEY) ?? "";
  } catch {
    return "";
  }
}

function usePrefix() {
  const typed = byId("prefix").value;
  const isAccepted = prefixOf(typed) !== null;
  byId("prefix").setAttribute("aria-invalid", !isAccepted);
  const refused = "Only https:, http:, file:, vscode: and relative addresses.";
  const help = ["Empty: relative to this page. Editor: ", make("code", {}, "vscode://file/home/me/flows/")];
  byId("prefix-help").replaceChildren();
  fill(byId("prefix-help"), { class: isAccepted ? "" : "error" }, isAccepted ? help : [refused]);
  if (!isAccepted) return;
  try {
    localStorage.setItem(PREFIX_KEY, typed);
  } catch {
    // Then it lasts as long as the page.
  }
}
