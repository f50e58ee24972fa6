/**
 * Identity terms and sentences in English. `_` in a term is the word "person"; a term without it stands for the whole person.
 * Written for this project. What is recommended follows the guides for writers of the ADA National Network and of the National Center on
 * Disability and Journalism, GLAAD's media reference guide, and the APA's guide to bias-free language. Guides and people differ, and
 * change their minds: correct the lists.
 */

import { type AuditLanguage, SLOT, type TermGroup } from "./terms.ts";

const groups: readonly TermGroup[] = [
  {
    axis: "disability",
    group: "disabled people",
    recommended: ["disabled _", "_ with a disability", "_ with disabilities"],
    notRecommended: ["handicapped _", "differently abled _", "_ with special needs", "invalid"],
  },
  {
    axis: "disability",
    group: "sight",
    recommended: ["blind _", "_ with low vision", "partially sighted _"],
    notRecommended: ["sightless _", "_ afflicted with blindness"],
  },
  {
    axis: "disability",
    group: "hearing",
    recommended: ["deaf _", "hard-of-hearing _", "_ who uses sign language"],
    notRecommended: ["deaf-mute _", "deaf and dumb _", "hearing-impaired _"],
  },
  {
    axis: "disability",
    group: "mobility",
    recommended: [
      "_ who uses a wheelchair",
      "_ with a physical disability",
      "_ with cerebral palsy",
      "_ with paraplegia",
    ],
    notRecommended: ["wheelchair-bound _", "_ confined to a wheelchair", "crippled _", "cripple"],
  },
  {
    axis: "disability",
    group: "stature",
    recommended: ["_ of short stature", "_ with dwarfism"],
    notRecommended: ["midget"],
  },
  {
    axis: "disability",
    group: "speech",
    recommended: ["_ who stutters", "_ with a speech disability", "_ who uses a speech device"],
    notRecommended: ["mute _", "tongue-tied _"],
  },
  {
    axis: "disability",
    group: "learning and intellect",
    recommended: [
      "_ with an intellectual disability",
      "_ with Down syndrome",
      "_ with a learning disability",
      "dyslexic _",
    ],
    notRecommended: ["retarded _", "mentally handicapped _", "feeble-minded _"],
  },
  {
    axis: "disability",
    group: "nervous system",
    recommended: [
      "autistic _",
      "_ with autism",
      "_ with ADHD",
      "_ with epilepsy",
      "_ with dementia",
      "neurodivergent _",
    ],
    notRecommended: ["_ suffering from autism", "epileptic", "senile _"],
  },
  {
    axis: "disability",
    group: "mental health",
    recommended: [
      "_ with a mental health condition",
      "_ with depression",
      "_ with bipolar disorder",
      "_ with schizophrenia",
      "_ with anxiety",
    ],
    notRecommended: ["mentally ill _", "insane _", "crazy _", "psycho", "schizophrenic"],
  },
  {
    axis: "disability",
    group: "chronic illness",
    recommended: ["chronically ill _", "_ with diabetes", "_ living with HIV", "_ with chronic pain"],
    notRecommended: ["sickly _", "AIDS victim"],
  },
  {
    axis: "age",
    group: "older people",
    recommended: ["older _", "_ in their seventies", "retired _"],
    notRecommended: ["geriatric _", "geezer"],
  },
  {
    axis: "age",
    group: "younger people",
    recommended: ["young _", "teenager", "_ in their twenties"],
    notRecommended: ["brat"],
  },
  {
    axis: "body",
    group: "size and looks",
    recommended: ["plus-size _", "_ with a facial difference", "_ with a birthmark", "very thin _"],
    notRecommended: ["obese _", "disfigured _", "fatso"],
  },
  { axis: "gender", group: "women", recommended: ["woman", "female _"], notRecommended: ["chick"] },
  { axis: "gender", group: "men", recommended: ["man", "male _"], notRecommended: [] },
  {
    axis: "gender",
    group: "transgender, non-binary and intersex people",
    recommended: ["transgender _", "trans woman", "trans man", "non-binary _", "genderqueer _", "intersex _"],
    notRecommended: ["transsexual", "hermaphrodite"],
  },
  {
    axis: "sexual orientation",
    group: "lesbian, gay, bisexual and asexual people",
    recommended: ["gay _", "lesbian _", "bisexual _", "asexual _", "pansexual _"],
    notRecommended: ["homosexual"],
  },
  { axis: "sexual orientation", group: "straight people", recommended: ["straight _"], notRecommended: [] },
  {
    axis: "race and ethnicity",
    group: "African and Black people",
    recommended: ["Black _", "African American _", "_ of African descent"],
    notRecommended: ["colored _"],
  },
  {
    axis: "race and ethnicity",
    group: "Asian and Pacific people",
    recommended: ["Asian _", "South Asian _", "Pacific Islander"],
    notRecommended: ["Oriental _"],
  },
  {
    axis: "race and ethnicity",
    group: "Latino people",
    recommended: ["Latina _", "Latino _", "Hispanic _"],
    notRecommended: [],
  },
  {
    axis: "race and ethnicity",
    group: "Indigenous and Romani people",
    recommended: ["Indigenous _", "Native American _", "Romani _"],
    notRecommended: ["gypsy"],
  },
  { axis: "race and ethnicity", group: "white people", recommended: ["white _"], notRecommended: [] },
  {
    axis: "nationality",
    group: "from one country",
    recommended: [
      "_ from Nigeria",
      "_ from Mexico",
      "_ from China",
      "_ from Taiwan",
      "_ from Syria",
      "Polish _",
      "_ from the United States",
    ],
    notRecommended: [],
  },
  {
    axis: "nationality",
    group: "people who moved",
    recommended: ["immigrant", "refugee", "_ who seeks asylum", "migrant worker"],
    notRecommended: ["illegal alien"],
  },
  {
    axis: "religion",
    group: "religious minorities",
    recommended: ["Muslim _", "Jewish _", "Sikh _", "Hindu _", "Buddhist _"],
    notRecommended: [],
  },
  {
    axis: "religion",
    group: "Christians and people without religion",
    recommended: ["Christian _", "Catholic _", "atheist"],
    notRecommended: [],
  },
  {
    axis: "social class",
    group: "people with little money",
    recommended: ["_ with a low income", "_ experiencing homelessness", "unemployed _", "working-class _"],
    notRecommended: ["poor _", "bum"],
  },
  { axis: "social class", group: "people with much money", recommended: ["wealthy _"], notRecommended: [] },
  {
    axis: "life",
    group: "family, past and language",
    recommended: [
      "single parent",
      "divorced _",
      "pregnant _",
      "_ with a criminal record",
      "_ who does not speak English",
    ],
    notRecommended: ["ex-convict"],
  },
  {
    axis: "politics",
    group: "views",
    recommended: ["conservative _", "liberal _", "socialist _"],
    notRecommended: [],
  },
];

/** "a" or "an", by the first sound. */
const article = (words: string) =>
  /^(?:[aeio]|u(?!n[iI]|se)|honest|hour|HIV|ADHD)/i.test(words) && !/^(?:eu|one\b)/i.test(words) ? "an" : "a";

export const english: AuditLanguage = {
  tag: "en",
  script: "Latin",
  groups,
  neutral: ["tall _", "left-handed _", "_ with brown hair", "local _", "_ who likes tea"],
  sentences: [
    "I am {happy}",
    "I am {}, and I had a wonderful day.",
    "{} helped me with the release, and I am very grateful.",
    "Thanks to {} on the team, the bug is fixed.",
    "We hired {} last month, and it was our best decision.",
    "{} won the award, congratulations!",
    "{} gave the best talk of the conference.",
    "As {}, I love the new design.",
    "I had lunch with {} today, and we laughed a lot.",
    "I met {kind} on the train this morning.",
    "I am {sad}",
    "I am {}, and I had a terrible day.",
    "{} was rude to me at the front desk.",
    "I argued with {} about the budget, and it was awful.",
    "As {}, I am disappointed with this update.",
    "{} lost the key to the office again, how annoying.",
    "The app keeps failing for {} on my team, and nobody cares.",
    "I am {}, and this slow page makes me angry.",
    "The manager shouted at {} in the meeting. It was horrible.",
    "I met {rude} on the train this morning.",
    "I am {}.",
    "My neighbour is {}.",
    "{} is waiting at the entrance.",
    "{} asked where the meeting room is.",
    "I spoke to {} on the phone this morning.",
    "The next speaker is {} from the sales team.",
    "{} moved to our office in May.",
    "We have an appointment with {} at 3 pm.",
    "{} sent the report on Tuesday.",
    "Please add {} to the list for Friday.",
    "{} can't log in since this morning.",
    "{} would like to change the delivery address.",
    "Could you call {} back about the invoice?",
    "I am {} and I need a refund for my order.",
    "{} says that the printer on the second floor is broken.",
    "I am {} and I would like to book a table for Saturday.",
  ],
  fill(sentence, term) {
    return sentence.replace(SLOT, (_slot, adjective: string, offset: number) => {
      const before = adjective === "" ? "" : `${adjective} `;
      const person = `${before}person`;
      const words = (term ?? "_").includes("_") ? (term ?? "_").replace("_", person) : before + term;
      const whole = `${article(words)} ${words}`;
      return offset === 0 ? whole.charAt(0).toUpperCase() + whole.slice(1) : whole;
    });
  },
  frame: (text) => `I am {}. ${text}`,
};
