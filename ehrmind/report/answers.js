/* The answers to one question: one to read, the arms side by side, or two of them as a diff. */

function drawDetail() {
  remember();
  $("detail").hidden = state.open === null;
  $("nothing").hidden = state.open !== null;
  if (state.open === null) return;
  const row = rows[answers[state.open].row];
  const restricted = !row.prompt && !answers[state.open].size;
  if (restricted && state.view === "diff") state.view = "read";
  $("diff").disabled = $("texts").hidden = restricted;
  $("restricted").hidden = !restricted;
  for (const view of ["compare", "diff"]) $(view).ariaPressed = String(state.view === view);
  if (!ready(rivals(), drawDetail)) return;
  $("question").textContent = row.id;
  $("facts").replaceChildren(...facts({ category: row.category, ...row.slices, gold: row.gold || "–" }));
  $("prompt").replaceChildren(...pieces(row.prompt));
  $("gold").replaceChildren(...pieces(row.gold_completion));
  $("answers").className = state.view;
  const draw = { read: () => [drawAnswer(state.open)], compare: drawArms, diff: drawDiff }[state.view];
  $("answers").replaceChildren(...draw());
}

function facts(values) {
  return Object.entries(values).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)));
}

/** One answer with its verdict; `choice` stands in for its run and sample. */
function drawAnswer(index, choice = null) {
  const answer = answers[index];
  const tokens = answer.tokens === null ? "tokens not counted" : `${answer.tokens} tokens`;
  const length = `${tokens}${answer.finished ? "" : ", cut off at the limit"}`;
  const reason = { ...(answer.reason && { reason: answer.reason }), ...(answer.earned && { earned: answer.earned }) };
  return make(
    "section",
    { className: index === state.open ? "answer current" : "answer" },
    make("h4", {}, make("span", {}, answer.arm), outcome(answer.status)),
    choice ?? make("p", { className: "more" }, `${answer.run} · ${sampleName(answer)}`),
    make("dl", { className: "facts" }, ...facts({ answer: answer.answer || "–", length, ...reason })),
    answer.size ? make("pre", { className: "text" }, ...pieces(textOf(index))) : "",
  );
}

/** A text with its tags set apart and what was searched for marked. */
function pieces(text) {
  const query = $("q").value.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const parts = text.split(new RegExp(`(</?(?:think|answer)>${query && `|${query}`})`, "gi"));
  const tag = /^<\/?(think|answer)>$/i;
  return parts.map((part, place) => (place % 2 ? make(tag.test(part) ? "b" : "mark", {}, part) : part));
}

/** The answers to the open question, of one arm or of all. */
function rivals(arm = null) {
  return ofRow[answers[state.open].row].filter((index) => arm === null || answers[index].arm === arm);
}

/** The answer of an arm to the open question: the open one, the one that was picked, or that of the same sample. */
function counterpart(arm) {
  const here = rivals(arm);
  if (here.includes(state.open)) return state.open;
  if (here.includes(state.picks[arm])) return state.picks[arm];
  return here.find((index) => answers[index].sample === answers[state.open].sample) ?? here[0];
}

function drawArms() {
  return arms.filter((arm) => rivals(arm).length).map((arm) => {
    const chosen = counterpart(arm);
    const pick = (index) => {
      state.picks[arm] = index;
      if (chosen === state.open) openAnswer(index, false);
      else drawDetail();
    };
    return drawAnswer(chosen, rivals(arm).length > 1 ? picker(`Answer of ${arm}`, rivals(arm), chosen, pick) : null);
  });
}

/** A select among answers, which names their runs where an arm has several. */
function picker(label, indices, chosen, pick, withArm = false) {
  const [ofArms, ofRuns] = ["arm", "run"].map((name) => new Set(indices.map((index) => answers[index][name])));
  const options = indices.map((index) => {
    const { arm, run, status } = answers[index];
    const parts = [withArm && arm, sampleName(answers[index]), status, ofRuns.size > ofArms.size && run];
    return make("option", { value: index, selected: index === chosen }, parts.filter(Boolean).join(" · "));
  });
  const select = make("select", { ariaLabel: label, onchange: () => pick(Number(select.value)) }, ...options);
  return select;
}

/** What the open answer is compared with: the last pick, or another arm's answer, or another of its own arm. */
function opponent(others) {
  if (others.includes(state.picks[state.against])) return state.picks[state.against];
  const own = answers[state.open].arm;
  const of = (arm) => others.filter((index) => answers[index].arm === arm);
  const arm = [state.against, ...arms.filter((name) => name !== own), own].find((name) => of(name).length);
  return arm === own ? of(own)[0] : counterpart(arm);
}

function drawDiff() {
  const others = rivals().filter((index) => index !== state.open);
  if (!others.length) return [make("p", { className: "hint" }, "There is no other answer to this question.")];
  const before = opponent(others);
  const pick = (index) => {
    state.against = answers[index].arm;
    state.picks[state.against] = index;
    drawDetail();
  };
  const { arm, status } = answers[state.open];
  const to = [` to ${arm} · ${sampleName(answers[state.open])} `, outcome(status)];
  const choice = make("p", {}, make("label", {}, "From ", picker("From", others, before, pick, true)), ...to);
  return [choice, ...drawChanges(textOf(before), textOf(state.open))];
}

function drawChanges(before, after) {
  const { runs, capped } = compareWords(before, after);
  const count = (kind) => runs.filter((run) => run.kind === kind).reduce((sum, run) => sum + run.words.length, 0);
  const said = [make("del", {}, `${count("del")} words`), " go, ", make("ins", {}, `${count("ins")} words`), " come. "];
  const limit = `These answers are long: only the first ${DIFF_WORDS} words of each are compared and shown.`;
  const texts = runs.map(({ kind, words }) => (kind === "same" ? words.join("") : make(kind, {}, words.join(""))));
  return [
    make("p", {}, ...said, capped ? make("strong", {}, limit) : ""),
    make("pre", { className: "text" }, ...texts),
  ];
}
