/**
 * Made-up entries for the identifier warning: plain ones that are full of numbers, and ones with a
 * single planted identifier. Written before the detector and without it, with a random source of
 * its own, so that the figures are the same on every machine. No number or name here is a person's.
 */

/** @typedef {"nhs-number" | "postcode" | "birth-date" | "phone" | "email"} Kind */
/** @typedef {{text: string, start: number, end: number}} Planted */
/** @typedef {() => number} Random from 0 up to 1 */

/** Mulberry32 by Tommy Ettinger. @param {number} seed @returns {Random} */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @template T @param {Random} random @param {ArrayLike<T>} from @returns {T} */
const pick = (random, from) => from[Math.floor(random() * from.length)];
/** @param {Random} random @param {number} low @param {number} high both included */
const whole = (random, low, high) => low + Math.floor(random() * (high - low + 1));
/** @param {Random} random @param {number} length */
const digits = (random, length) => Array.from({ length }, () => whole(random, 0, 9)).join("");
/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

const MONTHS = "January February March April May June July August September October November December".split(" ");
const PEOPLE = "Mum,a dad,the family,my student,Bev,an older man,a new mum,the twins' gran,Mr T,Osborne".split(",");
const PLACES = "Seacroft,the hub,the children's centre,Otley Road,the surgery,the ward,Dewsbury,the hospice".split(",");
const FEELINGS = "flat,calm enough,heavy,proud,cross,tired,lighter,stuck,hopeful,stubborn about it".split(",");
const AREAS = (
  "AB B BA BB BD BH BN BR BS BT CA CB CF CH CM CO CR CT CV DA DD DE DG DH DL DN DT DY E EH EN EX FK FY G GL " +
  "GU HA HD HG HP HR HU HX IG IP IV KA KT KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA " +
  "PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WD WF " +
  "WN WR WS WV YO ZE"
).split(" ");
const INWARD = "ABDEFGHJLNPQRSTUWXYZ";

/** Ten digits with a right check digit, or with a wrong one. @param {Random} random @param {boolean} right */
function tenDigits(random, right) {
  for (;;) {
    const nine = pick(random, "4679") + digits(random, 8);
    const sum = [...nine].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0);
    const check = 11 - (sum % 11) === 11 ? 0 : 11 - (sum % 11);
    if (right && check < 10) return nine + check;
    if (!right) return nine + ((check + whole(random, 1, 9)) % 10); // where 10 is asked for, no digit is right
  }
}

/** What stands in braces in a sentence. @type {Record<string, (random: Random) => string | number>} */
const SLOTS = {
  who: (r) => pick(r, PEOPLE),
  place: (r) => pick(r, PLACES),
  felt: (r) => pick(r, FEELINGS),
  n: (r) => whole(r, 2, 12),
  nn: (r) => whole(r, 11, 98),
  time: (r) => {
    const [hour, minute] = [whole(r, 7, 18), pick(r, ["00", "05", "15", "30", "45"])];
    return pick(r, [
      `${hour}.${minute}`, `${hour}:${minute}`, `${two(hour)}${minute}`,
      `${hour % 12 || 12}${pick(r, ["am", "pm", " am"])}`, `${two(hour)}:${minute}`,
    ]);
  },
  span: (r) => pick(r, ["9-5", "8-4.30", "07:30-15:45", "0730-1530", "10-11.30", "12-1", "0900 - 1700", "10 to 11"]),
  dose: (r) => pick(r, ["500mg", "2.5 ml", "75 mcg", "5mg/5ml", "1 g QDS", "10 000 units", "0.25mg", "40mg/0.4ml"]),
  kg: (r) => `${whole(r, 2, 14)}.${digits(r, whole(r, 1, 3))}${pick(r, ["kg", " kg"])}`,
  money: (r) => pick(r, [`£${whole(r, 3, 90)}.${digits(r, 2)}`, `£1,${digits(r, 3)}.00`, `${whole(r, 20, 99)}p`]),
  room: (r) => pick(r, [
    "room 14B", "G12", "Ward 7B", "bay 3", "Block E1 4th floor", "room N2.07", "L3 2nd left", "S1 corridor",
    "the E1 1st floor lift",
  ]),
  bus: (r) => pick(r, ["X84", "the 36", "number 7", "the 49", "the 508", "the X6 or the 72"]),
  road: (r) => pick(r, [
    "M25", "A1 5 miles", "M1 2nd exit", "M6 3rd lane", "A65", "A58(M)", "M62 J27", "A1(M) 1hr", "B6 2 miles",
    "M1 1hr 20", "M62 2hr",
  ]),
  patch: (r) => `${pick(r, AREAS)}${whole(r, 1, 28)}`,
  word: (r) => pick(r, [
    "B12", "OT1", "PND", "G2P1", "CO2", "SpO2 97", "H1N1", "b12 1hr slot", "SN1 form", "HbA1c 48", "C19", "T4",
    "FP10", "MAT B1", "CP1A", "P45", "S117", "Section 47", "L4-5", "SOS1", "EPDS 12",
  ]),
  count: (r) => Array.from({ length: whole(r, 3, 9) }, () => whole(r, 1, 19)).join(pick(r, [", ", " ", " - ", "/"])),
  wrong: (r) => {
    const all = tenDigits(r, false);
    return pick(r, [all, grouped(all, [3, 3, 4], " "), grouped(all, [3, 3, 4], "-")]);
  },
  ref: (r) => pick(r, [
    `INC${digits(r, 7)}`, `WO-${digits(r, 4)}-${digits(r, 3)}`, `JD${digits(r, 16)}`, digits(r, 13),
    `4${digits(r, 11)}`, `${digits(r, 4)} ${digits(r, 4)} ${digits(r, 4)} ${digits(r, 4)}`, `REF0${digits(r, 9)}`,
    `RN/${digits(r, 2)}/${digits(r, 4)}`, `XA${digits(r, 2)}-${digits(r, 2)}B`,
    `${tenDigits(r, true)}${digits(r, 3)}`, digits(r, 8),
  ]),
  plate: (r) => `${pick(r, "BDLMNSY")}${pick(r, "DAEST")}${whole(r, 51, 74)} ${pick(r, ["AFR", "BGS", "DHT", "EJW"])}`,
  year: (r) => whole(r, 1948, 2025),
  date: (r) => pick(r, [
    `${whole(r, 1, 28)} ${pick(r, MONTHS)}`, `${whole(r, 1, 28)}/${whole(r, 1, 12)}/${whole(r, 22, 25)}`,
    `${pick(r, MONTHS)} ${whole(r, 4, 19)}th`, `${two(whole(r, 1, 28))}-${two(whole(r, 1, 12))}-2024`,
    `${two(whole(r, 1, 28))}.${two(whole(r, 1, 12))}.24`, `2024-${two(whole(r, 1, 12))}-${two(whole(r, 1, 28))}`,
  ]),
  short: (r) => pick(r, ["2/7", "3/52", "6/12", "3/12", "6/52", "10/7"]),
  help: (r) => pick(r, [
    "116 123", "999", "111", "111 option 2", "85258", "0808 808 8000", "0800 1111", "0808 2000 247", "116123",
    "0845 46 47",
  ]),
};

const PLAIN = `
  On {date} we talked about the summer. | On {date} {who} rang the office and I was out. | Team day on {date}, {span},
  {place}. | Today {date}. {n} visits, {n} no access. | Notes from {date} still to write up. | Last saw {who} {date},
  all well then. | The newborn visit on {date} went over by {nn} minutes. | The report was overdue on {date} and I
  still feel {felt}. | Dobson Street on {date} was shut both ends. | {who} was stubborn on {date} and so was I. |
  Bourne House {date} was {felt} all round. | I was late due to the traffic on {date}. | Cancelled due to snow {date},
  rebooked. | Due to staffing on {date} I had {n} extra. | On {date}, due to the fire alarm, we stood outside for {nn}
  minutes. | I was due a break at {time} and took it at {time}. | Due a break. Again no lunch till {time}. | We are
  all due a rest. | I was due off at {time}, got home {time}. | Due back at {place} for {time}. | due in clinic {span}
  tomorrow | With all due respect, {n} of us cannot do {nn} visits. | Meds due {time}, {dose} given by the carer. |
  {dose} due at {time} and again at {time}. | Review due in {short}. | Wound check due in {short}, seen {n} times now.
  | Jabs due at {n} weeks and again at {n} weeks. | She was due {n} days ago and is fed up. | Baby due any day, she is
  {felt}. | Due north of {place} there is no signal at all. | Both of the 2 may be due a change of worker. | Rent due
  and {money} short again. | Support is due 24/7 and nobody comes. | In due course, they said. That was {n} weeks ago.
  | Born at {time}, {kg}, and I got to hear about it first. | Born at 38+{n}, {kg}, feeding well. | Born {short} ago
  and already smiling, or wind. | Born at 36/40, home by tea. | He was born in {year} and told me about the pit. |
  Born in the 1930s and sharp as a tack. | Not born yesterday, {who} said, and laughed. | Apgar 9/10, born pink and
  cross. | born, {who} tells me, {n} streets from {place} | Her {n}th birthday party next week, {nn} balloons. | A
  birthday cake in the office at {time}, {n} slices left. | He turned {nn} on his birthday and wanted chips. | Big
  birthday for {who} this week. | My mind went blank when asked for the date of birth policy, page {n}. | DOB box left
  blank {n} times on the form. | {n} visits, {nn} miles, {n} cups of tea. | Mileage {nn}{nn}{n}, claimed {money}. |
  Odometer 104{nn}3 and a warning light. | Weights today {kg}, {kg} and {kg}. | Down to {kg} from {kg} on scale {n}. |
  7lb {n}oz and the loudest cry in {place}. | BP 1{nn}/8{n}, pulse {nn}. | BP {count} over the week. | Parking was
  {money} for {n} hours. | She had {money} to last till Friday. | Meeting moved to {room}, {time}. | Could not find
  {room} and went round {n} times. | {room} is freezing. Wore my coat {span}. | Caught {bus} at {time}, missed {bus}.
  | {bus} was late so I walked {n} stops. | Sat on the {road} with the radio on. | {road} closed, sat nav said {nn}
  minutes. | Came off the {road} and cried a bit in the lay-by. Then {n} slow breaths. | {word} again at handover. |
  Talked about {word} with {who}, felt {felt}. | {word} training {span} {room}. | We did {word} and then {word}, {n}
  of us. | {word} 1 of {n} done. | Started her on {word} {dose}. | {word} 2pm, {n} people, biscuits. | Covering
  {patch} and {patch} this week. | {patch} {n} visits, {patch} {n} visits. | All of {patch} has no signal. | {patch}
  2nd visit went better. | {patch} 2hr round trip for a signature. | {patch} 3yr old group was loud. | {patch} team
  lunch, {money} each. | Ticket {ref} still open with IT. | Parcel {ref} never came. | Ordered dressings, order {ref}.
  | Invoice {ref} {money}. | Laptop {ref}, logged out {n} times. | Case {wrong} on the screen is not a real one, it is
  the training record. | Typed {wrong} wrong twice. | Asset number {wrong} on the scales. | Blocked in by {plate}
  again. | Key safe 0{nn}4 would not open, code changed. | Scores {count}. | Visits this week {count}. | Sleep {count}
  hours. | Counted {count} and breathed. | 0730 0815 0900 1030, four calls before a drink. | Slots at 0900, 0945, 1030
  and 1115. | Gave {who} the card with {help} on it. | {help} is on my lanyard. | Rang {help} with her, waited {nn}
  minutes. | We put {help} in her phone together. | {help} and {help} on the noticeboard. | Lunch @Costa.Then back to
  {place}. | {n} of us @ {place}, {time}. | Tea @ {time}, {money}. | Followed @leedsteam and learned something. |
  www.nhs.uk page {n} was useful. | Left me@work and went home as me. | Version 4.{nn}.{n} of the app lost my note. |
  Policy 3.{n}.2 says ask twice. | Pain {n}/10, mood {n}/10. | {n} out of {n} at supervision said the same. | 3/4 of
  an hour in the car. | One of the {n} may move, I may 2 years from now. | We had to march 2 flights up with the
  scales. | Felt {felt}, {n} slow breaths, felt {felt}. | Third visit of {n}, {who} opened the door first time 🙂 | The
  dog, {who} and {nn} fish tanks. | I said no once today. 1. | A year since {year} feels like {nn}.
`.trim().replace(/\s+/g, " ").split(" | ");

/** @param {Random} random @param {string} template */
const filled = (random, template) => template.replace(/\{(\w+)\}/g, (_, name) => String(SLOTS[name](random)));

/** @param {Random} random */
const sentence = (random) => filled(random, pick(random, PLAIN));
/** @param {Random} random @param {number} most */
const sentences = (random, most) =>
  Array.from({ length: whole(random, 0, most) }, () => sentence(random)).join(pick(random, [" ", " ", "  ", "\n"]));

/** As thumbs leave it: no capitals, no full stop, two spaces. @type {((text: string, random: Random) => string)[]} */
const THUMBS = [
  (text) => text, (text) => text, (text) => text.toLowerCase(), (text) => text.replace(/\.(?=\s|$)/g, ""),
  (text, random) => text.replace(/ (?=\w)/g, () => (random() < 0.1 ? "  " : " ")), (text) => `😮‍💨 ${text}`,
];
/** @param {Random} random @param {string} text */
const typed = (random, text) => pick(random, THUMBS)(text, random);

/** Entries that hold no identifier, each a surprise for a careless rule. @param {number} count @param {number} seed */
export function plainEntries(count, seed) {
  const random = seeded(seed);
  return Array.from({ length: count }, () => typed(random, `${sentence(random)} ${sentences(random, 3)}`.trim()));
}

/** The same digits in groups. @param {string} all @param {number[]} lengths @param {string} by */
const grouped = (all, lengths, by) => {
  let from = 0;
  return lengths.map((length) => all.slice(from, (from += length))).join(by);
};
/** @param {string} text */
const wide = (text) => text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));

/** @param {Random} random */
function dateOf(random) {
  const [d, m, y] = [whole(random, 1, 28), whole(random, 1, 12), whole(random, 1935, 2025)];
  const [name, yy] = [MONTHS[m - 1], two(y % 100)];
  const th = `${d}${d === 1 || d === 21 ? "st" : d === 2 || d === 22 ? "nd" : d === 3 || d === 23 ? "rd" : "th"}`;
  return pick(random, [
    `${d}/${m}/${y}`, `${two(d)}/${two(m)}/${y}`, `${d}/${m}/${yy}`, `${two(d)}-${two(m)}-${yy}`,
    `${d}-${m}-${y}`, `${two(d)}.${two(m)}.${y}`, `${d}.${m}.${yy}`,
    `${d} ${name} ${y}`, `${d} ${name}`, `${th} ${name} ${y}`, `${th} of ${name}`, `${th} of ${name} ${y}`,
    `${th} ${name}`, `${y}-${two(m)}-${two(d)}`,
    `${name} ${th}`, `${name} ${th} ${y}`, `${name} ${d}, ${y}`, `${name} ${d}`,
    `${d} ${name.slice(0, 3)} ${yy}`, `${d}${name.slice(0, 3)}${y}`, `${th} ${name.slice(0, 3).toLowerCase()}`,
    `${d} ${name.toLowerCase()}`, `${th} of ${name.toLowerCase()}`, `${d} / ${m} / ${y}`,
    `${two(d)} ${two(m)} ${y}`, `${d}/${m}`, `${two(d)}${two(m)}${yy}`, `${d} ${name} '${yy}`,
    wide(`${d}/${m}/${y}`),
  ]);
}

/** An identifier as somebody may type it. @type {Record<Kind, (random: Random) => string>} */
const IDENTIFIERS = {
  "nhs-number": (r) => {
    const all = tenDigits(r, true);
    const by = pick(r, [" ", " ", "-", ".", "  ", "\u00a0", "\u2009", " - ", "\u2011", "\u2013"]);
    return pick(r, [
      all, all, grouped(all, [3, 3, 4], by), grouped(all, [3, 3, 4], by), grouped(all, [3, 3, 4], " "),
      grouped(all, [5, 5], " "), grouped(all, [6, 4], " "), grouped(all, [4, 3, 3], " "),
      grouped(all, [3, 7], " "), wide(all), wide(grouped(all, [3, 3, 4], "\u3000")),
    ]);
  },
  postcode: (r) => {
    const odd = ["EC1A", "W1A", "SW1A", "E1W", "WC2H", "SE1P", "N1C"];
    const out = r() < 0.08 ? pick(r, odd) : `${pick(r, AREAS)}${whole(r, 1, r() < 0.3 ? 29 : 9)}`;
    const inward = `${whole(r, 0, 9)}${pick(r, INWARD)}${pick(r, INWARD)}`;
    if (r() < 0.01) return "GIR 0AA";
    const capital = out[0] + out.slice(1).toLowerCase();
    return pick(r, [
      `${out} ${inward}`, `${out} ${inward}`, `${out}${inward}`, `${out} ${inward}`.toLowerCase(),
      `${out}${inward}`.toLowerCase(), `${capital} ${inward.toLowerCase()}`, `${capital}${inward.toLowerCase()}`,
      `${out}  ${inward}`, `${out}\u00a0${inward}`, `${out}-${inward}`, `${out} ${inward[0]} ${inward.slice(1)}`,
    ]);
  },
  "birth-date": dateOf,
  phone: (r) => {
    const mobile = `07${pick(r, "34578")}${digits(r, 8)}`;
    const town = `0${pick(r, ["1", "1", "2", "3"])}${digits(r, 9)}`;
    return pick(r, [
      mobile, grouped(mobile, [5, 6], " "), grouped(mobile, [5, 3, 3], " "), grouped(mobile, [4, 3, 4], " "),
      grouped(mobile, [5, 6], "-"), grouped(mobile, [5, 6], "  "), grouped(mobile, [2, 3, 3, 3], " "),
      `+44 ${grouped(mobile.slice(1), [4, 6], " ")}`, `+44${mobile.slice(1)}`,
      `+44 (0)${grouped(mobile.slice(1), [4, 6], " ")}`, `0044 ${mobile.slice(1)}`, `0044${mobile.slice(1)}`,
      `(+44) ${mobile.slice(1)}`, town, grouped(town, [4, 3, 4], " "), grouped(town, [4, 3, 4], "-"),
      grouped(town, [3, 4, 4], " "), grouped(town, [5, 6], "\u00a0"),
      `(${town.slice(0, 4)}) ${grouped(town.slice(4), [3, 4], " ")}`, `(${town.slice(0, 3)})${town.slice(3)}`,
      `+44-${grouped(town.slice(1), [3, 3, 4], "-")}`, wide(mobile),
    ]);
  },
  email: (r) => {
    const name = pick(r, ["jo", "sam", "amina", "Bev", "k", "r.j"]);
    const last = pick(r, ["smith", "okoro", "o'neil", "Wren-Hill", "patel", "b"]);
    const site = pick(r, ["nhs.net", "gmail.com", "hotmail.co.uk", "leeds.gov.uk", "my-trust.nhs.uk", "outlook.com"]);
    return pick(r, [
      `${name}.${last}@${site}`, `${name}_${last}${whole(r, 1, 99)}@${site}`,
      `${name}${last}@${site}`.toLowerCase(), `${name}+${last}@${site}`, `${name}.${last}@${site}`.toUpperCase(),
      `${name}-${last}@${site}`, `${name}.${last} @${site}`, `${whole(r, 1, 99)}${name}@${site}`,
    ]);
  },
};

/** Where it stands: @ is the identifier. @type {Record<Kind, string[]>} */
const CARRIERS = {
  "nhs-number": [
    "NHS number @", "nhs no @.", "NHS No: @,", "Her number is @ and I had to spell it out", "(@)",
    "Looked up @ on the system", "nhs:@", "NHS#@", "record @ opened by mistake", "@ was on the label",
    "Wrote @;then rang", "pt @ seen",
  ],
  postcode: [
    "Lives at 14 High Street, @", "postcode @.", "Parked at @, walked down", "(@)", "@ is a long drive",
    "sat nav said @!", "went to @ twice", "postcode:@", "flat 2 @,nobody in", "moved from @ to her mum's",
  ],
  "birth-date": [
    "dob @", "DOB: @.", "d.o.b. @", "D.O.B @,", "D O B @", "dob:@", "DoB-@", "dob. @", "dob@", "date of birth @",
    "Date of Birth is @", "born @", "born on @.", "Baby due @", "baby due on @ she said", "due date is @",
    "Due around @", "EDD @", "edd: @", "EDD is now @", "@ is her birthday", "@ (dob)", "her birthday is @",
    "birthday on @ and no plans", "She was born at home on @.", "The baby, born just before tea on @, is thriving",
    "@ is when she is due", "due to give birth on @", "bday @", "birthday:@",
  ],
  phone: [
    "ring her on @", "Tel @.", "tel:@", "mob @,", "mobile is @ if stuck", "(@)", "@ is the neighbour", "text @!",
    "Gran's number @ on the fridge", "call @ after 5", "no. @;ask for Bev",
  ],
  email: [
    "email @", "Email: @.", "write to @, she said", "(@)", "@ is best", "<@>", "her address is @!",
    "sent it to @ by mistake", "e-mail:@",
  ],
};

/**
 * Entries with one identifier each, among plain sentences.
 * @param {Kind} kind @param {number} count @param {number} seed @returns {Planted[]}
 */
export function plantedEntries(kind, count, seed) {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const before = typed(random, sentences(random, 2));
    const [lead, tail] = pick(random, CARRIERS[kind]).split("@");
    const found = IDENTIFIERS[kind](random);
    const start = before.length + 1 + lead.length;
    return { text: `${before}\n${lead}${found}${tail} ${sentences(random, 2)}`, start, end: start + found.length };
  });
}
