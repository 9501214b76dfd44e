// In: the name and the text of a document. Out: whether it looks like something that flowvet reads, so that the extension
// does nothing in other workspaces. flowvet itself decides. Knows nothing of VS Code.

/** Files whose names alone are a sign, as a glob of VS Code. */
export const NAMES = "**/{flowvet.toml,*.i3*,*.payload.json}";

const NAME = /(^|[\\/])flowvet\.toml$|\.i3[a-z]+$|\.payload\.json$/i;

const TEXTS: readonly [name: RegExp, text: RegExp][] = [
    // The type of a flow at the top, or a key that nothing but a flow has.
    [
        /\.(ya?ml|tftpl)$/i,
        /^["']?(inbound|inqueue|outbound|secure|common|bot|digital|survey|email|voice)[A-Z]\w*["']?\s*:|^\s+["']?startUp(Ref|TaskActions)["']?\s*:/m,
    ],
    [/\.tf(\.json)?$/i, /"genesyscloud_/],
    // Members of flow configurations, data actions and agent scripts.
    [
        /\.(json|script)$/i,
        /"(flowSequenceItemList|requestUrlTemplate|requestTemplate|translationMap|successTemplate|startPageId)"\s*:/,
    ],
];

/** Whether the document is reason enough to start flowvet. */
export function isSign(name: string, text: string): boolean {
    return NAME.test(name) || TEXTS.some(([names, texts]) => names.test(name) && texts.test(text));
}
