/* The browser of rollouts. One object holds the state, every change draws what depends on it, the address mirrors it:
 *
 *   #arm=sft&outcome=wrong&open=medcalc-sft-1a2b/test-7/greedy&view=compare
 *
 * Texts come from models and notes, so they enter the page as text nodes and never as markup. */

const LIST = 100; // answers on a page of the list
const MOST_REASONS = 40; // to choose from, the commonest
const MARKS = { correct: "✓", wrong: "✗", invalid: "◇", malformed: "△" };

const $ = (name) => document.getElementById(`rollouts-${name}`);
const { rows, answers: columns, names, shard: SHARD } = JSON.parse($("data").textContent);
const answers = columns.row.map((row, index) => ({
  ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[index]])),
  ...Object.fromEntries(Object.entries(names).map(([name, known]) => [name, known[columns[name][index]]])),
}));
const keyOf = ({ run, row, sample, step }) => {
  return `${run}/${rows[row].id}/${step === null ? "" : `step-${step}/`}${sample ?? "greedy"}`;
};
const keys = answers.map(keyOf);
const arms = [...new Set(answers.map((answer) => answer.arm))];
const ofRow = rows.map(() => []); // row -> indices of its answers
answers.forEach((answer, index) => ofRow[answer.row].push(index));

/* A reason without its numbers, which would make one of every answer: "outside # to #". */
const kindOf = (reason) => reason.replace(/[-+\u2212]?\d[\d.,/:]*/g, "#").slice(0, 60);
const right = (answer) => answer.status === "correct";
const isGreedy = (answer) => answer.sample === null && answer.step === null;
const first = rows.map(() => null); // row -> the greedy answer of the first arm, with which flips are compared
for (const answer of answers) if (isGreedy(answer) && answer.arm === arms[0]) first[answer.row] ??= answer;
const GAINED = `${arms[0]} wrong, this right`;
const LOST = `${arms[0]} right, this wrong`;

function flipOf(answer) {
  const before = first[answer.row];
  if (!before || !isGreedy(answer) || answer.arm === arms[0] || right(before) === right(answer)) return "";
  return right(answer) ? GAINED : LOST;
}

const FILTERS = {
  arm: (answer) => answer.arm,
  category: (answer) => rows[answer.row].category,
  slice: (answer, value) => {
    const [name, ...rest] = value.split(" = ");
    return rows[answer.row].slices[name] === rest.join(" = ") ? value : "";
  },
  outcome: (answer) => answer.status,
  reason: (answer) => kindOf(answer.reason),
  flip: flipOf,
  sample: (answer) => (answer.step !== null ? "training" : answer.sample === null ? "greedy" : "sampled"),
  step: (answer) => (answer.step === null ? "" : String(answer.step)),
};

const state = {
  found: [], // indices of the answers that match the filters
  at: -1, // the place of the cursor among them
  open: null, // index of the answer that is read
  view: "read", // or "compare", or "diff"
  against: null, // the arm that the open answer is compared with in a diff
  picks: {}, // arm -> index of the answer chosen to stand for it
};

/** An element with properties and children; strings become text nodes. */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const mark = (status) => make("i", { ariaHidden: "true" }, MARKS[status]);
const outcome = (status) => make("span", { className: `outcome ${status}` }, mark(status), ` ${status}`);
const placeName = (answer) => (answer.sample === null ? "greedy" : `sample ${answer.sample}`);
const sampleName = (answer) => (answer.step === null ? "" : `step ${answer.step}, `) + placeName(answer);

/* ---- the texts ---- */

/* They stand in shards of as many answers, of a large page compressed, and are read when they are first asked for. */
const shards = []; // the texts of each that was read
const reading = new Map(); // shard -> the promise of one that is being read

const textOf = (index) => shards[Math.floor(index / SHARD)]?.[index % SHARD] ?? "";

function readShard(number) {
  const element = $(`texts-${number}`);
  if (element.type === "application/json") {
    shards[number] = JSON.parse(element.textContent);
    return null;
  }
  if (!reading.has(number)) reading.set(number, unpack(element).then((texts) => { shards[number] = texts; }));
  return reading.get(number);
}

async function unpack(element) {
  const bytes = Uint8Array.from(atob(element.textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** Whether the texts of these answers are here; else they are read, and then it goes on. */
function ready(indices, then) {
  const missing = [...new Set(indices.map((index) => Math.floor(index / SHARD)))].filter((number) => !shards[number]);
  const waiting = missing.map(readShard).filter(Boolean);
  if (waiting.length) Promise.all(waiting).then(then);
  return !waiting.length;
}

/* ---- finding ---- */

let haystacks = null;

/** Lower-case texts of the rows and of the answers, made at the first search. */
function makeHaystacks() {
  const join = (...texts) => texts.join("\n").toLowerCase();
  haystacks = haystacks ?? {
    rows: rows.map((row) => join(row.id, row.category, ...Object.values(row.slices), row.gold, row.prompt)),
    answers: answers.map((answer, index) => join(answer.run, answer.reason, answer.answer, textOf(index))),
  };
  return haystacks;
}

/** The test of the search box: its text, in any case, in the question or in the answer. */
function searchTest(query) {
  if (!query) return () => true;
  const hay = makeHaystacks();
  const inRow = hay.rows.map((text) => text.includes(query));
  return (index) => inRow[answers[index].row] || hay.answers[index].includes(query);
}

function find() {
  if ($("q").value.trim() && !haystacks && !ready([...answers.keys()], find)) {
    $("count").textContent = "Reading the texts …";
    return;
  }
  const chosen = Object.keys(FILTERS).filter((name) => $(name).value);
  const wanted = chosen.map((name) => [FILTERS[name], $(name).value]);
  const searched = searchTest($("q").value.trim().toLowerCase());
  const matches = (index) => wanted.every(([of, value]) => of(answers[index], value) === value) && searched(index);
  state.found = [...answers.keys()].filter(matches);
  state.at = state.found.indexOf(state.open);
  drawCount();
  drawList();
  drawDetail();
}

function drawCount() {
  const counts = Object.fromEntries(Object.keys(MARKS).map((status) => [status, 0]));
  for (const index of state.found) counts[answers[index].status]++;
  const seen = Object.entries(counts).filter(([, count]) => count);
  const parts = seen.map(([status, count]) => make("span", {}, `${count} `, outcome(status)));
  $("count").replaceChildren(`${state.found.length} of ${answers.length} answers`, ...parts);
}

/* ---- the list ---- */

const pageOf = (at) => Math.floor(Math.max(at, 0) / LIST);

function drawList(page = pageOf(state.at)) {
  const first = page * LIST;
  const shown = state.found.slice(first, first + LIST);
  $("list").replaceChildren(...shown.map((index, offset) => drawItem(index, first + offset)));
  $("list").dataset.page = page;
  $("list").scrollTop = 0;
  $("page").textContent = shown.length ? `${first + 1} – ${first + shown.length} of ${state.found.length}` : "none";
  $("previous").disabled = page === 0;
  $("next").disabled = first + LIST >= state.found.length;
  drawCursor();
}

function drawItem(index, at) {
  const answer = answers[index];
  const row = rows[answer.row];
  const button = make(
    "button",
    { type: "button", onclick: () => { state.at = at; openAnswer(index); } },
    make("span", { className: "name" }, row.id),
    make("span", { className: "arm" }, answer.arm),
    make("span", { className: "more" }, `${row.category} · ${sampleName(answer)}`),
    outcome(answer.status),
  );
  button.dataset.at = at;
  return make("li", {}, button);
}

/** Show in the list where the cursor is and which answer is open. */
function drawCursor() {
  for (const button of $("list").querySelectorAll("button")) {
    const at = Number(button.dataset.at);
    button.ariaCurrent = state.found[at] === state.open ? "true" : null;
    button.classList.toggle("cursor", at === state.at);
  }
}

function move(step) {
  if (!state.found.length) return;
  state.at = Math.min(Math.max(state.at + step, 0), state.found.length - 1);
  if (pageOf(state.at) !== Number($("list").dataset.page)) drawList();
  $("list").querySelector(`[data-at="${state.at}"]`).focus();
  if (state.open === null) drawCursor();
  else openAnswer(state.found[state.at], false);
}

function turn(step) {
  const page = Number($("list").dataset.page) + step;
  state.at = page * LIST - 1; // so that j goes to the first
  drawList(page);
}

/* ---- opening ---- */

/** Read an answer; `jump` scrolls to it where it is not beside the list. */
function openAnswer(index, jump = true) {
  state.open = index;
  drawCursor();
  drawDetail();
  const top = $("detail").getBoundingClientRect().top;
  if (top < 0 || (jump && top > innerHeight / 2)) $("detail").scrollIntoView();
}

function closeAnswer() {
  [state.open, state.view] = [null, "read"];
  drawCursor();
  drawDetail();
  ($("list").querySelector(".cursor") ?? $("q")).focus();
}

function toggle(view) {
  if (state.open === null || $(view).disabled) return;
  state.view = state.view === view ? "read" : view;
  $("note").open = state.view === "read"; // beside each other the answers are what is read
  drawDetail();
}

/* ---- the keyboard ---- */

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  c: () => toggle("compare"),
  d: () => toggle("diff"),
  "/": () => $("q").focus(),
  "?": () => $("keys").showModal(),
  Escape: () => state.open !== null && closeAnswer(),
};
const LIST_KEYS = { ArrowDown: KEYS.j, ArrowUp: KEYS.k };

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const action = KEYS[event.key] ?? ($("list").contains(event.target) ? LIST_KEYS[event.key] : null);
  if (!action) return;
  event.preventDefault();
  action();
}

/* ---- the address ---- */

let timer = null;

/** Write the state to the address, once it rests: browsers limit how often. */
function remember() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const address = addressOf();
    if (address || location.hash.includes("=")) history.replaceState(null, "", `#${address || "rollouts"}`);
  }, 150);
}

function addressOf() {
  const params = new URLSearchParams();
  for (const name of [...Object.keys(FILTERS), "q"]) if ($(name).value) params.set(name, $(name).value);
  if (state.open !== null) {
    params.set("open", keys[state.open]);
    if (state.view !== "read") params.set("view", state.view);
    if (state.view === "diff" && state.against) params.set("against", state.against);
    for (const index of rivals()) if (Object.values(state.picks).includes(index)) params.append("pick", keys[index]);
  }
  return params.toString();
}

function restore() {
  const params = new URLSearchParams(location.hash.slice(1));
  for (const name of [...Object.keys(FILTERS), "q"]) {
    $(name).value = params.get(name) ?? "";
    if ($(name).selectedIndex === -1) $(name).selectedIndex = 0; // an arm, say, that this page does not have
  }
  const open = keys.indexOf(params.get("open"));
  state.open = open === -1 ? null : open;
  state.view = ["compare", "diff"].includes(params.get("view")) ? params.get("view") : "read";
  state.against = params.get("against");
  const picks = params.getAll("pick").map((key) => keys.indexOf(key)).filter((index) => index !== -1);
  $("note").open = state.view === "read";
  state.picks = Object.fromEntries(picks.map((index) => [answers[index].arm, index]));
  find();
}

function onAddress() {
  if (!location.hash.includes("=")) return;
  restore();
  $(state.open === null ? "filters" : "detail").scrollIntoView();
}

/* ---- the start ---- */

function fill(name, values) {
  $(name).append(...values.map((value) => make("option", { value }, value)));
}

function start() {
  const steps = [...new Set(answers.map((answer) => answer.step).filter((step) => step !== null))].sort((a, b) => a - b);
  fill("arm", arms);
  fill("category", [...new Set(rows.map((row) => row.category))].sort());
  const slices = new Set(rows.flatMap((row) => Object.entries(row.slices).map(([name, value]) => `${name} = ${value}`)));
  const reasons = new Map();
  for (const answer of answers) if (answer.reason) reasons.set(kindOf(answer.reason), (reasons.get(kindOf(answer.reason)) ?? 0) + 1);
  fill("slice", [...slices].sort());
  fill("reason", [...reasons].sort((a, b) => b[1] - a[1]).slice(0, MOST_REASONS).map(([reason]) => reason));
  fill("flip", arms.length > 1 ? [GAINED, LOST] : []);
  for (const name of ["slice", "reason", "flip"]) $(name).parentElement.hidden = $(name).options.length < 2;
  fill("outcome", Object.keys(MARKS));
  fill("sample", ["greedy", "sampled", ...(steps.length ? ["training"] : [])]);
  fill("step", steps);
  $("step").parentElement.hidden = !steps.length;
  $("filters").addEventListener("input", find);
  $("filters").addEventListener("submit", (event) => {
    event.preventDefault();
    move(0);
  });
  $("clear").addEventListener("click", () => {
    $("filters").reset();
    find();
  });
  $("previous").addEventListener("click", () => turn(-1));
  $("next").addEventListener("click", () => turn(1));
  $("close").addEventListener("click", closeAnswer);
  for (const view of ["compare", "diff"]) $(view).addEventListener("click", () => toggle(view));
  $("help").addEventListener("click", KEYS["?"]);
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", onAddress);
  if (location.hash.includes("=")) onAddress();
  else find();
}

start();
