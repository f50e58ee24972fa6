/** Opting out, export, erasure, and the privacy policy. */

import { createFormat } from "../format.ts";

const { count } = createFormat("en");

export const privacy = {
  privacy: {
    title: "Your data",
    keep: "Keep it",
    optOutConfirm:
      "Fewshot will no longer store anything about you or answer your asks. Groups that you said you belong to are deleted. You can opt in again at any time.",
    exportNote: "Everything that Fewshot keeps about you, as JSON.",
    optedOut:
      "You have opted out. Fewshot stores nothing about you and sends none of your text to the model.",
    optedIn: "You have opted in. Fewshot answers your asks again.",
    erasedPost: "Erased at the request of the person whose text it was.",
    erased: (asks: number) => count(asks, { one: "# ask was erased.", other: "# asks were erased." }),
    /** @param versions that lost one */
    erasedTexts: (versions: number) =>
      count(versions, {
        one: "Texts of yours that were accepted as examples or tests were taken out of # version of a command.",
        other:
          "Texts of yours that were accepted as examples or tests were taken out of # versions of commands.",
      }),
    heldTexts: (names: readonly string[]) =>
      `A text of yours is still in ${names.join(", ")}: only a person can take it out there. Those who may publish, and whoever runs Fewshot, see where it is and what to do.`,
    about: (days: number | null) =>
      `${
        days === null
          ? "Fewshot keeps your asks, the answers, ratings and overrides until you erase them."
          : count(days, {
              one: "Fewshot keeps your asks, the answers, ratings and overrides for # day.",
              other: "Fewshot keeps your asks, the answers, ratings and overrides for # days.",
            })
      } Where a command has spot checks, people who may publish commands see some texts with their answers, drawn at random and without your name.`,
    whereModelRuns: (where: string) => `Your text is read by the model ${where}, and goes nowhere else.`,
    rights:
      "You can opt out, get a copy of what is kept, and erase it. An opt-out also covers your messages when others ask about them.",
    optOut: "Opt out",
    optIn: "Opt in",
    groups: "My groups",
    export: "Export my data",
    erase: "Erase my data",
    eraseConfirm:
      "This erases all your asks, ratings, overrides and groups, and takes your name off the commands that you made and the reviews that you gave. Texts of yours that were accepted as examples or tests are taken out of drafts and retired versions of commands. Where one is in a version that is live, or in a file, you read in which: a person has to take it out there. It can't be undone.",
    statusIn: "You are opted in.",
    statusOut: "You are opted out.",
  },

  policy: {
    title: "Privacy policy",
    intro: (version: string) =>
      `What this installation of Fewshot does with data about people. It is written from the settings in force (Fewshot ${version}).`,
    yours: "See, export or erase your data",
    controllerTitle: "Who is responsible",
    controller: (contact: string) =>
      `${contact} runs this bot, decides what it is used for, and is the controller of the data.`,
    noController:
      "Whoever runs this bot is the controller of the data. Ask an admin of your workspace or server who that is; the operator can name a contact here with PRIVACY_CONTACT.",
    aiTitle: "You are dealing with an AI system",
    ai: (model: string | null) =>
      `Answers are not written by a person. A language model${model === null ? "" : ` (${model})`} gives them, from the examples of a command and your text.`,
    aiMarked:
      "Every answer says that it is generated and may be wrong. Where the platform allows it, the mark can be read by machines too.",
    keptTitle: "What is kept",
    keptFirst: "Nothing is kept about anybody who has opted out, but that they opted out. Of others:",
    kept: {
      text: "The text that is asked about, with the command, the settings that were chosen, the language, and when it was asked.",
      asker:
        "Who asked: platform, workspace, account number and display name, and the number of the interaction.",
      author:
        "Who wrote the text, where it is somebody else's message: workspace, account number and display name.",
      place: "Where it was asked and where the answer was posted: channel, thread and numbers of messages.",
      answer:
        "The answer with all scores, the exact prompt, the model, its settings and times; or why there is none.",
      feedback:
        "Ratings, overrides and choices between answers: who gave them, when, the right answer and the reason, where one was written.",
      contest:
        "Contested answers: who asked for a person's review, when and why, who reviewed it, and what they decided.",
      review: "Reviews: who checked an answer or a correction, when, and what they decided.",
      commands:
        "Commands that the team made: their text, who saved, published or ended which version, when and why, and what audits and insights of them found.",
      accepted:
        "Of a text of yours that a command holds as an example or a test, after its time is over or a reviewer took the decision back: a number made from the text and one made from your account with a secret key, with the workspace and the channel of the ask, so that it is found there when you erase your data; after that, the number of the text and the place alone, for a month and as long as a command holds it.",
      learned:
        "What a command has learned from answers and corrections: numbers, from which no text can be read, and how well it did.",
      counts:
        "How many asks, answers, ratings, overrides and reviews there were, by day, command and workspace, with times: numbers alone, no text and no person. They are counted again without whoever opts out or erases.",
      groups:
        "Groups that you said you belong to, and those that an admin has mapped to user groups and roles of yours, where these are switched on: apart from all texts, under a number made from your account with a secret key. They go when you say so, opt out or erase your data.",
      groupAlerts:
        "Alerts about groups that get worse answers than others: the group's name, the command, the week and the channel. They name nobody.",
      askTimes: "The times of your latest asks, which limit how many you can make a minute.",
      retractions: "Where an erased ask was posted, until the posts are taken back.",
      optOut: "That you opted out: platform, workspace and account number, so that it is respected.",
    },
    purposesTitle: "What for, and why that is allowed",
    purposes:
      "To answer what people ask, to show why, to let people correct answers, to measure how often answers are right, and to improve the team's commands.",
    basis:
      "Unless the controller says otherwise, the basis is a legitimate interest in reading and sorting messages (GDPR, article 6(1)(f)). You may object at any time: opt out.",
    groups:
      "To find out whether groups of people get worse answers than others, answers are counted by group and week. Groups with fewer than ten answers or people are not shown, nobody is put into a group by name or by how they write, and no figure decides about a person:",
    groupsBy: {
      texts: "by what a text is about: words for people that are in a list. Nothing is kept of it.",
      declared:
        "by what you say of yourself under /fewshot privacy, if you like to. The basis is your explicit consent (GDPR, article 9(2)(a)); you can take it back there at any time.",
      mapped: "by user groups of Slack and roles on Discord that an admin has chosen.",
    },
    sourcesTitle: "Where it comes from",
    sources:
      "From you, when you use a command; from the platform, which says who you are; and from others, when they use a command on a message of yours. You don't have to use the bot, and nothing follows if you don't.",
    recipientsTitle: "Who gets it",
    noOthers: "The people of a channel see what is posted there. Beyond them:",
    modelHere: "The model runs on the machine of the bot. Your text does not leave it to be answered.",
    modelThere: (host: string) =>
      `The model runs at ${host}, which receives your text and the examples of the command.`,
    platform: (name: string) => `${name} carries the messages, under its own terms.`,
    traces: "A collector of technical traces receives times and numbers of asks, without texts and names.",
    scores: (host: string) =>
      `${host} receives scores, ratings and results of spot checks, without texts and names, and corrections whose authors allowed their use as an example.`,
    agreed:
      "Texts and corrections whose authors allowed their use as an example can become part of commands, and of data sets that the controller gives to others.",
    timeTitle: "How long",
    otherTimes:
      "Times of asks go within a day of the last one. An opt-out is kept until you opt in. A command belongs to the team and stays; your name goes off it when you erase your data, and so do texts of yours that were accepted, from what is in force once a person has taken them out. Backups are kept by the operator.",
    decisionsTitle: "Automated decisions",
    decisions:
      "Fewshot puts labels on texts. It takes no decision about you, and nobody may take one with it alone that has legal or similarly significant effects on you (GDPR, article 22).",
    logic:
      "How a label comes about: the model reads the command's examples and the text, and weighs how likely each label is as the next words. The likeliest is the answer, or “Not sure” below a threshold. “Why?” under each answer shows the prompt, the scores, the model and the version of the command.",
    contest:
      "You can contest an answer that you asked for, or that somebody asked for on a text of yours: “Contest” under “Why?” asks for a person's review and takes your reason, and what the person decides is shown with the answer. There too you get the record of the decision as a file. “Override” puts your own answer first at once.",
    rightsTitle: "Your rights",
    rights:
      "You can see what is kept of you, get a copy that machines can read, have it corrected or erased, and opt out: /fewshot privacy in Slack or on Discord, Privacy on the page.",
    object:
      "An opt-out stops everything at once, also for your messages when others ask about them. For anything else, ask the controller.",
    complaint: "You may complain to the data protection authority where you live or work.",
  },
};
