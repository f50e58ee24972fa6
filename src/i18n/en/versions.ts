/** Saved commands: drafts, publishing, history. */

export const versions = {
  versions: {
    /** @param typed what was written in the place of a name */
    usage: (word: string, typed = "") =>
      `${typed === "" ? "" : `“${typed}” can't be the name of a command. `}${
        word === "try" || word === "compare"
          ? `Write the name of a command and a text: /fewshot ${word} triage I was charged twice`
          : `Write the name of a command: /fewshot ${word} triage`
      }`,
    /** @param isForAll whether everybody may draft, or only people who may publish */
    noDraft: (name: string, isForAll: boolean) =>
      `There is no draft of /${name} that can be used here. ${isForAll ? "" : "For those who may publish: "}/fewshot edit ${name} makes one.`,
    /** @param word publish or share */
    allRetired: (word: string, name: string, version: number) =>
      `Only retired versions of /${name} are here. For the newest one: /fewshot ${word} ${name}@${version}`,
    onlyDraft: (name: string) =>
      `/${name} is not live here. Try its newest draft: /fewshot try ${name} and a text`,
    onlyRetired: (name: string, version: number) =>
      `/${name} is not live here any more. Try its newest retired version: /fewshot try ${name}@${version} and a text`,
    editRetired: (name: string, version: number) =>
      `Only retired versions of /${name} are here. Edit the newest one: /fewshot edit ${name}@${version}`,
    noVersion: (name: string, version: number) =>
      `There is no version ${version} of /${name} that can be used here. All of them: /fewshot history ${name}`,
    deletedVersion: (name: string, version: number) =>
      `Version ${version} of /${name} was deleted. By whom and when: /fewshot history ${name}`,
    badVersion: (name: string, typed: string) =>
      `${typed === "" ? "There is no number behind @" : `"${typed}" is no version`}: versions are numbered from 1, like ${name}@1. All of them: /fewshot history ${name}`,
    /** @param isSaved whether there are versions of it */
    nothingLive: (name: string, isSaved: boolean) =>
      `No saved version of /${name} is live here, so nothing was changed.${isSaved ? ` All of them: /fewshot history ${name}` : ""}`,
    noLongerLive: (name: string, version: number, live: number) =>
      `Version ${version} of /${name} is not live here any more; version ${live} is. Nothing was changed.`,
    changedMeanwhile: (name: string, live: number | null) =>
      live === null
        ? `What is in force of /${name} changed meanwhile. Nothing was published yet; compared with what is in force now:`
        : `Version ${live} of /${name} was published meanwhile. Nothing else was published yet; compared with it:`,
    noHistory: (name: string, isForAll: boolean) =>
      `Nothing is saved of /${name} here. ${isForAll ? "" : "For those who may publish: "}/fewshot edit ${name} makes a draft.`,
    mayNot:
      "You can't change what is in force there. Admins of a Slack workspace and managers of a Discord server may do it for theirs; so may whoever has logged in to the page with ADMIN_TOKEN, and the people that the operator lists in ADMINS.",
    mayNotInDirect:
      "In direct messages only people whom the operator lists in ADMINS can publish. A draft that is made in a channel of a server can be published there by a manager of the server.",
    faulty: (name: string, version: number, faults: readonly string[]) =>
      `Version ${version} of /${name} has faults: ${faults.join("; ")}`,
    scopes: ["everywhere", "in this workspace", "in this channel"] as readonly [string, string, string],
    published: (name: string, version: number, where: string) =>
      `Version ${version} of /${name} is live ${where}. To undo: /fewshot back ${name}@${version}`,
    retired: (name: string, version: number, { where, word }: { where: string; word: string }) =>
      `Version ${version} of /${name} is retired ${where}. To undo: /fewshot publish ${name}@${version}${word}`,
    steppedBack: (
      name: string,
      {
        from,
        to,
        where,
        word,
      }: { from: number; to: number | "other" | "nothing"; where: string; word: string },
    ) =>
      to === "nothing"
        ? `Version ${from} of /${name} is retired ${where}, and nothing of /${name} is in force there now. To undo: /fewshot publish ${name}@${from}${word}`
        : to === "other"
          ? `Version ${from} of /${name} is retired ${where}. What was in force before it is in force again.`
          : `Version ${from} of /${name} is retired ${where}, and version ${to} is live again.`,
    newTitle: "New command",
    editTitle: (name: string) => `Edit /${name}`,
    settingsTitle: "More settings",
    name: "Name, without the slash",
    description: "What it decides, in one sentence",
    labels: "Labels, one a line; none for free text",
    examples: "Examples, one a line: text => label",
    labelsHint: 'After => you may explain one: Billing => charges, invoices. "Other" takes what fits none.',
    examplesHint: "Three or four short ones, one or two for each label; more than eight can make it worse.",
    testsHint: "The model does not see them; after each save they say how many are right.",
    addOther: (label: string) => `Add "${label}"`,
    note: "Why, for the history",
    summary: "Summary, shown in menus",
    input: "Written before the text, e.g. Message",
    output: "Written before the answer, e.g. Team",
    notSure: "Not sure below, in percent (empty: automatic)",
    save: "Save draft",
    more: "More settings",
    publish: "Publish",
    goBack: "Go back",
    undo: "Undo",
    savedDraft: (name: string, version: number) =>
      `Draft ${version} of /${name} is saved, and in force nowhere yet. Try it: /fewshot try ${name}@${version} and a text`,
    remarks: (warnings: readonly string[]) =>
      warnings.map((warning) => `${warning.charAt(0).toUpperCase()}${warning.slice(1)}.`).join("\n"),
    unknown: (name: string) =>
      `There is no command /${name} that can be edited here. /fewshot new makes one.`,
    reserved: (name: string) =>
      `/fewshot ${name} is a word that Fewshot itself answers. Choose another name.`,
    notEditable:
      "This command can't be edited in a form. Whoever runs Fewshot can export it, edit the file and import it: npx fewshot commands export.",
    formTooLong: (name: string) =>
      `/${name} is too long for a form. It can be edited on Fewshot's page, under /commands; or whoever runs Fewshot exports it, edits the file and imports it: npx fewshot commands export.`,
    tooLarge: (kib: number) => `That is too long: a command may have ${kib} KiB.`,
    tooManyOfPerson: "You saved many versions lately. Please try again in an hour.",
    tooManyOfWorkspace:
      "This workspace has too many saved versions. An operator can delete old ones: npx fewshot commands delete.",
    draftsAdmins:
      "Only people who may publish can make or change commands here. Ask one of them: an admin of the Slack workspace, a manager of the Discord server, or whoever runs Fewshot.",
    sharedDraft: (name: string, version: number) => `Draft ${version} of /${name}`,
    sharedVersion: (name: string, version: number) => `Version ${version} of /${name}`,
    tryIt: (name: string, version: number) =>
      `Try it, and rate the answer: /fewshot try ${name}@${version} and a text`,
    historyTitle: (name: string) => `History of /${name}`,
    historyLine: (event: { number: number; action: string; where: string; who: string; when: string }) =>
      `${event.when}: version ${event.number} ${event.action} ${event.where} by ${event.who}.`,
    headLine: (event: { number: number; action: string; where: string; who: string; when: string }) =>
      `${event.when}: classifier head ${event.number} ${event.action} ${event.where} by ${event.who}.`,
    /** A line with why it was done. */
    withNote: (line: string, note: string) => `${line.replace(/\.$/, "")}: ${note}`,
    changedLine: (event: { where: string; when: string }) =>
      `${event.when}: changed ${event.where} without being published.`,
    textErasedLine: (event: { number: number; when: string }) =>
      `${event.when}: a text whose writer has erased their data was taken out of version ${event.number}.`,
    /** What holds a text whose writer has erased their data, and what to do. */
    holds: {
      live: (name: string, version: number) =>
        `Version ${version} of /${name} is live and holds a text whose writer has erased their data. Take it out (/fewshot edit ${name}@${version}) and publish the new draft; older versions then lose it by themselves.`,
      other: (name: string, version: number) =>
        `Version ${version} of /${name} holds a text whose writer has erased their data, and is not valid without it. Whoever runs Fewshot deletes it: npx fewshot commands delete ${name}@${version}`,
      file: (name: string) =>
        `The file of /${name} holds a text whose writer has erased their data. Whoever runs Fewshot takes it out there.`,
    },
    actions: {
      saved: "saved",
      published: "published",
      retired: "retired",
      restored: "made live again",
      deleted: "deleted",
      "head-on": "switched on",
      "head-off": "switched off",
      changed: "changed",
      "text-erased": "lost an erased text",
    },
    somebody: "somebody whose data is erased",
  },
};
